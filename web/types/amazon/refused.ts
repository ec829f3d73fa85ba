// What amazon.d.ts must refuse: each line has one mistake.

export {};

const { authorize, retrieveToken, retrieveProfile, setRegion, setClientId, logout } = amazon.Login;

// @ts-expect-error: scope is missing
authorize({});
// @ts-expect-error: options are missing
authorize();
// @ts-expect-error: scope is a number
authorize({ scope: 1 });
// @ts-expect-error: a list of numbers
authorize({ scope: ["profile", 1] });
// @ts-expect-error: popup is a text
authorize({ scope: "profile", popup: "true" });
// @ts-expect-error: no such word
authorize({ scope: "profile", interactive: "sometimes" });
// @ts-expect-error: no such response type
authorize({ scope: "profile", response_type: "id_token" });
// @ts-expect-error: pkce is a text
authorize({ scope: "profile", pkce: "S256" });
// @ts-expect-error: state is a number
authorize({ scope: "profile", state: 7 });
// @ts-expect-error: essential is a text
authorize({ scope: "profile", scope_data: { profile: { essential: "no" } } });
// @ts-expect-error: scope_data is the JSON already
authorize({ scope: "profile", scope_data: '{"profile":{}}' });
// @ts-expect-error: an option that integrators pass by mistake, and nobody reads
authorize({ scope: "profile", redirect_uri: "/welcome" });
// @ts-expect-error: a secret in a page
authorize({ scope: "profile", client_secret: "s" });
// @ts-expect-error: next is a number
authorize({ scope: "profile" }, 1);

const byToken = authorize({ scope: "profile" });
// @ts-expect-error: a token was asked for, not a code
byToken.code.length;
// @ts-expect-error: a code was asked for, not a token
authorize({ scope: "profile", response_type: "code" }).access_token.length;
// @ts-expect-error: and here too
authorize({ scope: "profile", pkce: true }).access_token.length;
// @ts-expect-error: nothing says that the verifier is there
authorize({ scope: "profile", response_type: "code" }).code_verifier.length;
// @ts-expect-error: no such status
byToken.status === "done";
// @ts-expect-error: no such error: a code of lwa.js
byToken.error === "user_cancelled";
// @ts-expect-error: next is missing
byToken.onComplete();

// @ts-expect-error: the code is missing
retrieveToken();
// @ts-expect-error: the callback alone is no code
retrieveToken((response: RetrieveTokenResponse) => console.log(response));
retrieveToken("code", (response) => {
  // @ts-expect-error: there may be no token
  response.access_token;
  // @ts-expect-error: browsers get no refresh token
  response.success && response.refresh_token;
});
// @ts-expect-error: the callback comes last
retrieveProfile(console.log, "token");
retrieveProfile((response) => {
  // @ts-expect-error: there may be no profile
  response.profile;
  // @ts-expect-error: the name of Amazon's REST API, not of its SDK
  response.success && response.profile.user_id;
  // @ts-expect-error: the name may not have been granted
  response.success && response.profile.Name.length;
});

// @ts-expect-error: lwa.js says FE, Amazon's SDK APAC
setRegion("FE");
// @ts-expect-error: Amazon misspells it
amazon.Login.Region.UnitedKingdom;
// @ts-expect-error: the client id is missing
setClientId();
// @ts-expect-error: logout says nothing
logout().then();
// @ts-expect-error: the hook takes nothing
window.onAmazonLoginReady = (login: object) => login;
