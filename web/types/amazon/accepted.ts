// What amazon.d.ts has beyond Amazon's documentation and its older typings. same<A, B>() compiles
// when the types are equal.

export {};

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(...equal: Same<A, B> extends true ? [] : [never]) => equal;

window.onAmazonLoginReady = () => {
  amazon.Login.setClientId("amzn1.application-oa2-client.f00");
  amazon.Login.setLanguage("de-DE");
};
window.amazon.Login.setRegion("EU");
same<typeof amazon.Login.version, string>();
amazon.Login.setRegion(amazon.Login.Region.UnitedKindom);
for (const region of ["NA", "EU", "APAC", "US", "UK", "DE", "FR", "IT", "ES", "JP"] as const) amazon.Login.setRegion(region);
same<`${amazon.Login.Region}`, "NA" | "EU" | "APAC" | "US" | "UK" | "DE" | "FR" | "IT" | "ES" | "JP">();

// Scopes: several in one text, those of other products, lists that nobody may change.
amazon.Login.authorize({ scope: "profile postal_code" });
amazon.Login.authorize({ scope: ["profile", "alexa:all"], scope_data: { "alexa:all": { productID: "speaker" }, profile: { essential: true } } });
const scopes = ["profile", "postal_code"] as const;
amazon.Login.authorize({ scope: scopes, scope_data: { postal_code: { essential: false } }, state: "cart 7", interactive: "never" });

// What comes back depends on what was asked for.
same<ReturnType<typeof token>, AccessTokenRequest>();
function token() {
  return amazon.Login.authorize({ scope: "profile", pkce: false }, "/welcome");
}
same<ReturnType<typeof code>, CodeRequest>();
function code() {
  return amazon.Login.authorize({ scope: "profile", response_type: "code", popup: false }, "/welcome");
}
same<ReturnType<typeof pkce>, CodeRequest>();
function pkce() {
  return amazon.Login.authorize({ scope: "profile", pkce: true }, ({ code, error }) => {
    if (error === "unsupported_response_type") return;
    if (!error) amazon.Login.retrieveToken(code, (response) => console.log(response.success));
  });
}
same<ReturnType<typeof either>, AuthorizeRequest>();
function either(options: AuthorizeOptions) {
  return amazon.Login.authorize(options, ({ access_token, code }) => {
    same<typeof access_token, string | undefined>();
    same<typeof code, string | undefined>();
  });
}

// A server redeems the code with what is beside it.
code().onComplete("/welcome").onComplete(({ code, code_verifier, redirect_uri, scope, state }) => {
  same<typeof code_verifier, string | undefined>();
  same<typeof redirect_uri, string | undefined>();
  console.log(code, scope, state);
});

// Promises beside the callbacks.
async function promised(): Promise<void> {
  const tokens = await amazon.Login.retrieveToken("ANBzsjhYZmNCTeAszagk");
  if (!tokens.success) return console.log(tokens.error, tokens.error_description);
  same<typeof tokens, RetrieveTokenResponseSuccess>();
  const answer = await amazon.Login.retrieveProfile(tokens.access_token);
  if (!answer.success) return console.log(answer.error, answer.error_description);
  same<keyof typeof answer.profile, "CustomerId" | "Name" | "PrimaryEmail" | "PostalCode">();
  same<typeof answer.profile.CustomerId, string>();
  same<typeof answer.profile.Name, string | undefined>();
  console.log(tokens.token_type, tokens.expires_in);
}
void promised().then(() => amazon.Login.retrieveProfile());
