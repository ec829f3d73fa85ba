// Plays Amazon's API in the page: token, tokeninfo, profile, code pair. It checks what Amazon
// checks.

import { decode, encode, people, random, waiting, type Grant } from "./demo-people";
import { isOwn } from "./origin";

const refuse = (error: string, status = 400) =>
  answer({ error, error_description: `The demo says ${error}` }, status);

function answer(body: unknown, status = 200, type = "application/json;charset=UTF-8"): Response {
  return new Response(typeof body === "string" ? body : JSON.stringify(body), {
    status,
    headers: { "content-type": type },
  });
}

/** The codes that have been redeemed. Each code works once. */
const redeemed = new Set<string>();

type Endpoint = (
  params: URLSearchParams,
  page: string,
  token: string,
) => Response | Promise<Response>;

const endpoints: Record<string, Endpoint> = {
  "/auth/o2/token": (params) =>
    params.get("grant_type") === "device_code" ? poll(params) : exchange(params),
  "/auth/o2/tokeninfo": (_, _page, token) => {
    const grant = alive(token);
    if (!grant) return refuse("invalid_token");
    const aud = grant.fault === "stranger" ? "amzn1.application-oa2-client.another" : grant.client;
    return answer({
      iss: "https://www.amazon.com",
      user_id: grant.user,
      aud,
      app_id: "amzn1.application.demo",
      exp: left(grant),
      iat: Math.floor(Date.now() / 1000),
    });
  },
  "/user/profile": (_, _page, token) => {
    const grant = alive(token);
    const person = people.find(({ user_id }) => user_id === grant?.user);
    if (!grant || !person) return refuse("invalid_token");
    const { user_id, name, email, postal_code } = person;
    const scopes = grant.scope.split(" ");
    return answer({
      user_id,
      ...(scopes.includes("profile") && { name, email }),
      ...(scopes.includes("postal_code") && { postal_code }),
    });
  },
  "/auth/o2/create/codepair": (params, page) => {
    const code = Array.from(
      crypto.getRandomValues(new Uint8Array(6)),
      (byte) => "BCDFGHJKLMNPQRSTVWXZ"[byte % 20],
    ).join("");
    localStorage.setItem(waiting(code), "");
    const device_code = encode({
      scope: params.get("scope"),
      client: params.get("client_id"),
      once: code,
    });
    return answer({
      user_code: code,
      device_code,
      verification_uri: page,
      expires_in: 600,
      interval: 1,
    });
  },
};

/** Answers a request to an endpoint of the demo. Returns undefined for any other address. */
export function serve(
  input: RequestInfo | URL,
  init: RequestInit | undefined,
  page: string,
  token = "",
): Promise<Response> | undefined {
  const url = new URL(input instanceof Request ? input.url : input, location.href);
  const path = Object.keys(endpoints).find((end) => isOwn(url) && url.pathname.endsWith(end));
  if (!path) return undefined;
  const params = new URLSearchParams(typeof init?.body === "string" ? init.body : "");
  return Promise.resolve().then(() =>
    endpoints[path](params, page, token || (url.searchParams.get("access_token") ?? "")),
  );
}

async function exchange(params: URLSearchParams): Promise<Response> {
  const code = params.get("code") ?? "";
  const grant = decode(code);
  if (!grant || redeemed.has(code)) return refuse("invalid_grant");
  redeemed.add(code);
  const digest = await crypto.subtle.digest(
    "SHA-256",
    new TextEncoder().encode(params.get("code_verifier") ?? ""),
  );
  const challenge = btoa(String.fromCharCode(...new Uint8Array(digest)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=/g, "");
  const same =
    grant.challenge === challenge &&
    grant.redirect === params.get("redirect_uri") &&
    grant.client === params.get("client_id");
  if (!same || grant.fault === "invalid_grant") return refuse("invalid_grant");
  if (grant.fault === "network") throw new TypeError("The demo has no network");
  if (grant.fault === "page")
    return answer("<!doctype html><title>Welcome to our guest network</title>", 200, "text/html");
  return issue(grant);
}

function poll(params: URLSearchParams): Response {
  const pair = decode(params.get("device_code") ?? "");
  const place = waiting(pair?.once ?? "");
  const said = localStorage.getItem(place);
  if (!pair || said === null) return refuse("invalid_grant");
  if (said === "") return refuse("authorization_pending");
  localStorage.removeItem(place);
  return said === "cancel" ? refuse("access_denied") : issue({ ...pair, user: said, fault: "" });
}

function issue(grant: Grant): Response {
  const life = grant.fault === "short" ? 30 : 3600;
  const { user, scope, client, fault } = grant;
  const token = `Atza|demo.${encode({ user, scope, client, fault, end: Date.now() + life * 1000, once: random() })}`;
  return answer({ access_token: token, token_type: "bearer", expires_in: life });
}

function alive(token: string): Grant | undefined {
  const grant = decode(token.replace("Atza|demo.", ""));
  return grant && left(grant) > 0 ? grant : undefined;
}

const left = (grant: Grant) => Math.floor(((grant.end ?? 0) - Date.now()) / 1000);
