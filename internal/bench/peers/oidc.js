// oidc-client-ts: a UserManager with its defaults, the metadata given instead of discovered, and
// the same bundle on the callback page, where a browser has it in its cache.
import { UserManager } from "oidc-client-ts";

const manager = new UserManager({
  authority: PROVIDER,
  client_id: CLIENT_ID,
  redirect_uri: `${location.origin}/oidc/callback.html`,
  scope: "openid profile",
  metadata: {
    issuer: PROVIDER,
    authorization_endpoint: `${PROVIDER}/peer/authorize`,
    token_endpoint: `${PROVIDER}/peer/token`,
  },
});

if (location.pathname.endsWith("/callback.html")) {
  manager.signinPopupCallback();
} else {
  window.contestant = {
    ready: manager.getUser(),
    login: () => manager.signinPopup(),
    logoutLocal: () => manager.removeUser(),
  };
}
