// A program written for @types/login-with-amazon-sdk-browser, with every name of it. It compiles
// against that package and, unchanged, against amazon.d.ts (scripts/types.sh).

export {};

const known: AuthorizationScopeOptions[] = ["profile", "profile:user_id", "postal_code"];
const scope: AuthorizeScope = known;
const interactive: AuthorizeInteractiveOption = "always";
const details: AuthorizeScopeData = { profile: { essential: true }, postal_code: { essential: false } };
const kind: AuthorizeResponseType = "token";

const forToken: AccessTokenAuthorizeOptions = { scope, interactive, popup: true, scope_data: details };
const forCode: CodeAuthorizeOptions = { scope: "profile", response_type: "code", state: "cart 7" };
const forEither: AuthorizeOptions = { scope, response_type: kind === "token" ? "token" : "code" };

window.addEventListener("load", () => {
  amazon.Login.setClientId("amzn1.application-oa2-client.f00");
  amazon.Login.setRegion(amazon.Login.Region.NorthAmerica);
  amazon.Login.setSandboxMode(false);
  amazon.Login.setSiteDomain("shop.example");
  amazon.Login.setUseCookie(false);
});

const region: amazon.Login.Region[] = [amazon.Login.Region.Europe, amazon.Login.Region.AsiaPacific];
region.forEach(amazon.Login.setRegion);

const onToken: NextCallback<AccessTokenRequest> = (request) => {
  if (failed(request)) return;
  const type: "bearer" = request.token_type;
  const until: number = Date.now() + request.expires_in * 1000;
  console.log(type, until, amazon.Login.getClientId().length);
  amazon.Login.retrieveProfile(request.access_token, greet);
};
const tokenRequest: AccessTokenRequest = amazon.Login.authorize(forToken, onToken);
tokenRequest.onComplete("/welcome");
amazon.Login.authorize(forToken, "/welcome").onComplete(onToken);

const codeRequest: CodeRequest = amazon.Login.authorize(forCode);
codeRequest.onComplete(({ code, state }) => console.log(code.length, state.length));

const request: AuthorizeRequest = amazon.Login.authorize(forEither, (answer) => {
  if ("code" in answer && answer.code) console.log(answer.code.length);
});
if (request.status === "complete") failed(request);

function failed(request: AuthorizeRequestBase<CodeRequest> | AuthorizeRequestBase<AccessTokenRequest>): boolean {
  const status: AuthorizeRequestStatus = request.status;
  const error: AuthorizeRequestErrorType | undefined = request.error;
  const texts: (string | undefined)[] = [status, error, request.error_description, request.error_uri];
  console.log(texts);
  return error === "access_denied";
}

const greet: RetrieveProfileCallback = (response: RetrieveProfileResponse) => {
  if (response.success) return show(response);
  const failure: RetrieveProfileResponseError = response;
  throw new Error(failure.error);
};
amazon.Login.retrieveProfile(greet);
amazon.Login.retrieveProfile(tokenRequest.access_token);

function show({ profile }: RetrieveProfileResponseSuccess): void {
  const { CustomerId, Name, PostalCode, PrimaryEmail }: UserProfile = profile;
  console.log(CustomerId, Name, PostalCode, PrimaryEmail);
  amazon.Login.logout();
}
