// msal-browser: a PublicClientApplication in OIDC mode with its defaults. An authority must be
// https, so a name stands for the provider and the metadata says where it really is. Nothing works
// before initialize() has settled.
import { PublicClientApplication } from "@azure/msal-browser";

const app = new PublicClientApplication({
  auth: {
    clientId: CLIENT_ID,
    authority: "https://login.invalid/",
    knownAuthorities: ["login.invalid"],
    redirectUri: `${location.origin}/msal/callback.html`,
    authorityMetadata: JSON.stringify({
      issuer: PROVIDER,
      authorization_endpoint: `${PROVIDER}/peer/authorize`,
      token_endpoint: `${PROVIDER}/peer/token`,
      jwks_uri: `${PROVIDER}/peer/keys`,
    }),
  },
  system: { protocolMode: "OIDC" },
});
const ready = app.initialize();

window.contestant = {
  ready,
  usable: ready,
  login: () => app.loginPopup({ scopes: ["openid", "profile"] }),
  logoutLocal: () => app.clearCache(),
};
