// auth0-spa-js: an Auth0Client with its defaults (tokens in memory). It needs no callback page: the
// authorization server answers with a page of its own that posts the code to the opener
// (response_mode=web_message).
import { Auth0Client } from "@auth0/auth0-spa-js";

const client = new Auth0Client({ domain: PROVIDER, clientId: CLIENT_ID });

window.contestant = {
  ready: client.checkSession(),
  login: async () => {
    await client.loginWithPopup();
    return client.getUser();
  },
  logoutLocal: () => client.logout({ openUrl: false }),
};
