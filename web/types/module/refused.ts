// What lwa.d.ts must refuse: each line has one mistake.

import { lwa, lwaLogin, LwaError } from "lwa-wasm";

// @ts-expect-error: Amazon's SDK says scope in a list, lwa.js in one text
lwaLogin({ scope: ["profile"] });
// @ts-expect-error: Amazon's SDK says APAC, lwa.js FE
lwaLogin({ region: "APAC" });
// @ts-expect-error: no such mode
lwaLogin({ mode: "iframe" });
// @ts-expect-error: no such word
lwaLogin({ interactive: "sometimes" });
// @ts-expect-error: no cookies
lwaLogin({ persist: "cookie" });
// @ts-expect-error: an option's other name
lwaLogin({ client_id: "amzn1.application-oa2-client.f00" });
// @ts-expect-error: a secret in a page
lwaLogin({ clientSecret: "s" });
// @ts-expect-error: the popup's size, not whether there is one
lwaLogin({ popup: true });
// @ts-expect-error: milliseconds are a number
lwaLogin({ timeout: "1000" });
// @ts-expect-error: the signal, not its controller
lwaLogin({ signal: new AbortController() });
// @ts-expect-error: scopeData is the JSON already
lwaLogin({ scopeData: '{"profile":{}}' });
// @ts-expect-error: lwa.wasm is loaded once, for every login
lwaLogin({ wasmUrl: "/lwa/lwa.wasm" });
// @ts-expect-error: a click is no options
document.body.addEventListener("click", lwaLogin);

// @ts-expect-error: the state is one login's
lwa.configure({ state: "cart 7" });
// @ts-expect-error: options are missing
lwa.configure();
// @ts-expect-error: a token is not asked for by scope
lwa.token({ scope: "profile" });
// @ts-expect-error: the session is read, not set
lwa.session = null;
// @ts-expect-error: there may be no session
lwa.session.accessToken;
lwaLogin().then((session) => {
  // @ts-expect-error: sessions are frozen
  session.accessToken = "";
  // @ts-expect-error: the name may not have been granted
  session.profile.name.length;
  // @ts-expect-error: the name of Amazon's REST API
  session.profile.user_id;
  // @ts-expect-error: there is no refresh token
  session.refreshToken;
});
lwaLogin({ handOver: true }).then((answer) => {
  // @ts-expect-error: the server redeems the code, so there is no token here
  answer.accessToken;
});
// @ts-expect-error: logout says nothing
lwa.logout().then((session) => session.profile);
// @ts-expect-error: what is logged out has no session
lwa.addEventListener("logout", ({ detail }) => detail.profile);

declare const error: LwaError;
// @ts-expect-error: no such code
error.code === "popup_closed";
// @ts-expect-error: errors are made by the component alone
new LwaError("user_cancelled");
