// npm oauth4webapi judges the fake Amazon: it logs in, renews, and takes the tokens of a device,
// and refuses whatever is not as the standards say. The test's server is at AMAZON; judges_test.go
// starts it.

import assert from "node:assert/strict";
import test from "node:test";
import * as oauth from "oauth4webapi";
import { clientId, zoe } from "../web/test/lib/amazon.mjs";
import { callback } from "../web/test/lib/page.mjs";
import { Person } from "./lib/person.mjs";

const { AMAZON: origin } = process.env;
const server = {
  issuer: origin, authorization_endpoint: origin + "/ap/oa", token_endpoint: origin + "/auth/o2/token",
  userinfo_endpoint: origin + "/user/profile", device_authorization_endpoint: origin + "/auth/o2/create/codepair",
  authorization_response_iss_parameter_supported: true, code_challenge_methods_supported: ["S256"],
};
const client = { client_id: clientId };
const none = oauth.None();
const plainHttp = { [oauth.allowInsecureRequests]: true }; // the server is on loopback

/** Signs in as Zoë and decides. Returns the address of the answer. */
async function decide(person, address, decision) {
  const signIn = await person.visit(address, { end: callback });
  const consent = await person.submit(signIn, { user_id: zoe.user_id });
  const { back, page } = await person.submit(consent, { decision }, { end: callback });
  assert.ok(back, page);
  return back;
}

/** A login up to the answer, which the library has validated. */
async function authorized(decision = "allow") {
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const address = new URL(server.authorization_endpoint);
  address.search = new URLSearchParams({
    client_id: clientId, redirect_uri: callback, response_type: "code", scope: "profile postal_code", state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256",
  });
  const back = await decide(new Person(), address.href, decision);
  return { verifier, state, back };
}

const redeem = (parameters, verifier) => oauth.authorizationCodeGrantRequest(server, client, none, parameters, callback, verifier, plainHttp);

async function tokens() {
  const { verifier, state, back } = await authorized();
  const parameters = oauth.validateAuthResponse(server, client, back, state);
  return oauth.processAuthorizationCodeResponse(server, client, await redeem(parameters, verifier));
}

/** What the server says of the person with that token. */
async function profile(token) {
  const response = await oauth.protectedResourceRequest(token, "GET", new URL(server.userinfo_endpoint), undefined, undefined, plainHttp);
  return response.json();
}

test("authorization code with PKCE and iss", async () => {
  const granted = await tokens();
  assert.equal(granted.token_type, "bearer");
  assert.equal(granted.expires_in, 3600);
  assert.ok(granted.refresh_token);
  assert.deepEqual(await profile(granted.access_token), zoe);
});

test("a person who cancels: the library reads the error, state and iss of the answer", async () => {
  const { state, back } = await authorized("cancel");
  assert.throws(() => oauth.validateAuthResponse(server, client, back, state), (error) => error instanceof oauth.AuthorizationResponseError && error.error === "access_denied");
});

test("a wrong verifier burns the code, and the library reads the refusal", async () => {
  const { verifier, state, back } = await authorized();
  const parameters = oauth.validateAuthResponse(server, client, back, state);
  for (const wrong of [oauth.generateRandomCodeVerifier(), verifier]) {
    const response = await redeem(parameters, wrong);
    await assert.rejects(oauth.processAuthorizationCodeResponse(server, client, response), (error) => error instanceof oauth.ResponseBodyError && error.error === "invalid_grant");
  }
});

test("refresh tokens rotate, and a replay ends the family", async () => {
  const { refresh_token: first } = await tokens();
  const renew = async (token) => oauth.processRefreshTokenResponse(server, client, await oauth.refreshTokenGrantRequest(server, client, none, token, plainHttp));
  const second = await renew(first);
  assert.notEqual(second.refresh_token, first);
  assert.deepEqual(await profile(second.access_token), zoe);
  for (const token of [first, second.refresh_token]) await assert.rejects(renew(token), { error: "invalid_grant" });
});

test("device: codes, a person who agrees, and tokens in Amazon's dialect of RFC 8628", async () => {
  const asked = await oauth.deviceAuthorizationRequest(server, client, none, { response_type: "device_code", scope: "profile postal_code" }, plainHttp);
  const codes = await oauth.processDeviceAuthorizationResponse(server, client, asked);
  const person = new Person();
  const signIn = await person.submit(await person.visit(codes.verification_uri), { code: codes.user_code });
  const consent = await person.submit(signIn, { user_id: zoe.user_id });
  await person.submit(consent, { decision: "allow" });
  const poll = await oauth.genericTokenEndpointRequest(server, client, none, "device_code", { device_code: codes.device_code, user_code: codes.user_code }, plainHttp);
  const granted = await oauth.processGenericTokenEndpointResponse(server, client, poll);
  assert.deepEqual(await profile(granted.access_token), zoe);
});
