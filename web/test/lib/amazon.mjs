// Amazon as a page sees it: it answers requests at once, unless a test sets another answer or holds
// the request.

import { createHash, randomBytes } from "node:crypto";

export const clientId = "amzn1.application-oa2-client.0123456789abcdef0123456789abcdef";
export const zoe = { user_id: "amzn1.account.AFZOE4ONEIL7DEVELOPMENT2AA", name: "Zoë O’Neil & Sons", email: "zoe@example.com", postal_code: "98109-5210" };
export const hanako = { user_id: "amzn1.account.AFHANAKO7DEVELOPMENT2AAAAA", name: "山田 花子", email: "hanako@example.com", postal_code: "100-0001" };

const json = "application/json;charset=UTF-8";

/** The names of the endpoints, by path. */
const endpoints = {
  "/auth/o2/token": "token", "/auth/o2/tokeninfo": "tokeninfo", "/user/profile": "profile", "/auth/o2/create/codepair": "codepair",
};

const endpointOf = (url) => endpoints[Object.keys(endpoints).find((path) => new URL(url).pathname.endsWith(path))];

const secret = (prefix) => prefix + randomBytes(12).toString("hex");

export class Amazon {
  /** Who signs in. */
  person = zoe;
  /**
   * What is answered instead, by endpoint: `{ status, body, type, headers }`, "hold", or a function
   * of the request.
   */
  instead = {};
  /** Members that replace those of a granted answer, by endpoint; undefined leaves one out. */
  members = {};
  refreshing = false;
  life = 3600;
  /**
   * Every request, oldest first: `{ endpoint, method, url, form, headers, signal, answer, fail }`.
   */
  requests = [];
  secrets = new Set();
  codes = new Map();
  tokens = new Map();
  refreshTokens = new Map();
  devices = new Map();
  interval = 5;

  /** How often an endpoint was asked. */
  count(endpoint) {
    return this.requests.filter((r) => r.endpoint === endpoint).length;
  }

  last(endpoint) {
    return this.requests.filter((r) => r.endpoint === endpoint).at(-1);
  }

  /**
   * The person agrees at the address of an authorization request. Returns the answer that the
   * callback page gets.
   */
  approve(address, { person = this.person, scope } = {}) {
    const asked = new URL(address).searchParams;
    const code = secret("ANcode");
    this.secrets.add(code);
    this.codes.set(code, { person, scope: scope ?? asked.get("scope"), challenge: asked.get("code_challenge"), redirectUri: asked.get("redirect_uri") });
    return "?" + new URLSearchParams({ code, scope: scope ?? asked.get("scope"), state: asked.get("state") });
  }

  /** Amazon refuses at that address, or the person does. */
  deny(address, error = "access_denied", description = "Because.") {
    return "?" + new URLSearchParams({ error, error_description: description, state: new URL(address).searchParams.get("state") });
  }

  /** The person agrees to what a television shows, or refuses. */
  decide(userCode, verdict = "granted") {
    this.devices.get(userCode).verdict = verdict;
  }

  /**
   * Whether an address is one of the endpoints': of any region, or where a site forwards to them.
   */
  has = (url) => endpointOf(url) !== undefined;

  /** Takes a request to one of the endpoints. */
  take(request) {
    request.endpoint = endpointOf(request.url);
    request.form = new URLSearchParams(request.body ?? "");
    this.requests.push(request);
    for (const name of ["code", "code_verifier"]) if (request.form.has(name)) this.secrets.add(request.form.get(name));
    let answer = this.instead[request.endpoint];
    if (typeof answer === "function") answer = answer(request);
    if (answer === "hold") return;
    request.answer(answer ?? this.regular(request));
  }

  /** The answer to a request by the rules. */
  regular({ endpoint, form, url, headers }) {
    if (endpoint === "token") return this.#grant(form);
    if (endpoint === "codepair") return this.#codepair(form);
    const token = headers["x-amz-access-token"] ?? new URL(url).searchParams.get("access_token");
    const granted = this.tokens.get(token);
    if (!granted) return refused("invalid_token");
    if (endpoint === "tokeninfo") {
      return this.#given("tokeninfo", { iss: "https://www.amazon.com", user_id: granted.person.user_id, aud: clientId, app_id: "amzn1.application.x", exp: this.life, iat: 1 });
    }
    const { user_id, name, email, postal_code } = granted.person;
    const words = granted.scope.split(" ");
    return this.#given("profile", { user_id, ...(words.includes("profile") && { name, email }), ...(words.includes("postal_code") && { postal_code }) });
  }

  #grant(form) {
    const kind = form.get("grant_type");
    if (kind === "refresh_token") {
      const old = form.get("refresh_token");
      const granted = this.refreshTokens.get(old);
      this.refreshTokens.delete(old);
      return granted ? this.#token(granted) : refused("invalid_grant");
    }
    if (kind === "device_code") return this.#poll(form);
    const code = this.codes.get(form.get("code"));
    this.codes.delete(form.get("code"));
    const challenge = createHash("sha256").update(form.get("code_verifier") ?? "").digest("base64url");
    if (!code || code.challenge !== challenge || code.redirectUri !== form.get("redirect_uri")) return refused("invalid_grant");
    return this.#token(code);
  }

  #token({ person, scope }) {
    const token = secret("Atza|");
    this.secrets.add(token);
    this.tokens.set(token, { person, scope });
    const refresh = this.refreshing && secret("Atzr|");
    if (refresh) {
      this.refreshTokens.set(refresh, { person, scope });
      this.secrets.add(refresh);
    }
    return this.#given("token", { access_token: token, token_type: "bearer", expires_in: this.life, ...(refresh && { refresh_token: refresh }) });
  }

  #codepair(form) {
    const userCode = secret("").slice(0, 6).toUpperCase();
    this.devices.set(userCode, { deviceCode: secret("device"), scope: form.get("scope"), verdict: "pending" });
    return this.#given("codepair", {
      user_code: userCode, device_code: this.devices.get(userCode).deviceCode, verification_uri: "https://amazon.com/us/code",
      expires_in: 600, interval: this.interval,
    });
  }

  #poll(form) {
    const device = this.devices.get(form.get("user_code"));
    if (!device || device.deviceCode !== form.get("device_code")) return refused("invalid_code_pair");
    if (device.verdict === "granted") return this.#token({ person: this.person, scope: device.scope ?? "profile" });
    return refused(device.verdict === "pending" ? "authorization_pending" : device.verdict);
  }

  #given(endpoint, members) {
    return { body: JSON.stringify({ ...members, ...this.members[endpoint] }) };
  }
}

/** An answer that refuses, as Amazon does. */
export const refused = (error, status = 400, description = "Because.") => ({ status, body: JSON.stringify({ error, error_description: description }) });

/** A Response of that content. */
export const response = ({ status = 200, body = "", type = json, headers = {} }) => new Response(body, { status, headers: { "content-type": type, ...headers } });
