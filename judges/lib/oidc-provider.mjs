// npm oidc-provider as a judge: with Amazon's paths, PKCE for everybody, refresh tokens that
// rotate, and iss. By itself it serves one return address, prints its origin, and ends with its
// standard input.

import { createServer } from "node:http";
import Provider from "oidc-provider";
import { clientId } from "../../web/test/lib/amazon.mjs";

export const userId = "amzn1.account.JUDGE";
const deviceGrant = "urn:ietf:params:oauth:grant-type:device_code";

/**
 * Starts a server on loopback: its `origin`, `refused` for the states of logins that the person
 * refuses, and `close`.
 */
export async function start(redirectUri) {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const refused = new Set();
  const provider = new Provider(origin, configuration(redirectUri));
  const handle = provider.callback();
  server.on("request", async (req, res) => {
    const { pathname, searchParams } = new URL(req.url, origin);
    if (pathname.startsWith("/interaction/")) return interact(provider, refused, req, res);
    const about = { "/auth/o2/tokeninfo": tokenInfo, "/user/profile": profile }[pathname];
    if (about) return send(res, about(await provider.AccessToken.find(searchParams.get("access_token")), origin));
    if (pathname === "/auth/o2/token") await translate(req);
    handle(req, res);
  });
  return { origin, refused, close: () => (server.close(), server.closeAllConnections()) };
}

const configuration = (redirectUri) => ({
  clients: [{
    client_id: clientId, token_endpoint_auth_method: "none", redirect_uris: [redirectUri], response_types: ["code"],
    grant_types: ["authorization_code", "refresh_token", deviceGrant],
  }],
  routes: { authorization: "/ap/oa", token: "/auth/o2/token", device_authorization: "/auth/o2/create/codepair", code_verification: "/us/code" },
  scopes: ["openid", "profile", "postal_code"],
  pkce: { required: () => true },
  rotateRefreshToken: true,
  issueRefreshToken: async () => true,
  clientBasedCORS: () => true,
  features: { devInteractions: { enabled: false }, deviceFlow: { enabled: true } },
  interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
  findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  cookies: { keys: ["a judge needs no secret"] },
});

/** The person signs in and agrees, or refuses. */
async function interact(provider, refused, req, res) {
  const { prompt, params, session, grantId } = await provider.interactionDetails(req, res);
  if (refused.has(params.state)) return provider.interactionFinished(req, res, { error: "access_denied", error_description: "The person refuses." });
  if (prompt.name === "login") return provider.interactionFinished(req, res, { login: { accountId: userId } });
  const grant = (grantId && (await provider.Grant.find(grantId))) || new provider.Grant({ accountId: session.accountId, clientId });
  grant.addOIDCScope(params.scope);
  return provider.interactionFinished(req, res, { consent: { grantId: await grant.save() } }, { mergeWithLastSubmission: true });
}

/**
 * What Amazon says of a token. RFC 7662 has it by POST and with a secret, so the provider is asked
 * directly.
 */
const tokenInfo = (token, origin) => token && { iss: origin, user_id: token.accountId, aud: token.clientId, exp: token.remainingTTL };

const profile = (token) => token && { user_id: token.accountId, name: "A judge" };

const send = (res, body) =>
  res.writeHead(body ? 200 : 400, { "content-type": "application/json", "access-control-allow-origin": "*" }).end(JSON.stringify(body ?? { error: "invalid_token" }));

/**
 * Amazon's dialect of a device's poll, in the words of RFC 8628. Everything else is the provider's
 * as it comes.
 */
async function translate(req) {
  const chunks = [];
  for await (const chunk of req) chunks.push(chunk);
  const form = new URLSearchParams(Buffer.concat(chunks).toString());
  if (form.get("grant_type") === "device_code") {
    form.set("grant_type", deviceGrant);
    form.set("client_id", clientId);
    form.delete("user_code");
  }
  req.body = Object.fromEntries(form);
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const { origin } = await start(process.argv[2]);
  process.stdin.on("end", () => process.exit()).resume();
  console.log("serves " + origin);
}
