// oidc-client-ts without OpenID Connect, as it can be used with Amazon itself: no id_token, and the
// profile by a request of its own. It takes part only where it is compared like with like.
import { UserManager } from "oidc-client-ts";

const manager = new UserManager({
  authority: PROVIDER,
  client_id: CLIENT_ID,
  redirect_uri: `${location.origin}/oidc-profile/callback.html`,
  scope: "profile",
  loadUserInfo: true,
  metadata: {
    issuer: PROVIDER,
    authorization_endpoint: `${PROVIDER}/ap/oa`,
    token_endpoint: `${PROVIDER}/auth/o2/token`,
    userinfo_endpoint: `${PROVIDER}/user/profile`,
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
