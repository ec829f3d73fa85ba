import { createHash, randomBytes } from "node:crypto";
import type { Amazon } from "./amazon.js";
import { send, type Answer } from "./http.js";

/** What a login without a browser asks for. */
export interface LoginOptions {
  /** Default `"profile"`. */
  scope?: string;
  /** The application. Default: that of the demo site. */
  clientId?: string;
  /** One of its return addresses. Default: the first. */
  redirectUri?: string;
}

/** What `lwaLogin({ handOver: true })` gives a page for its server. */
export interface Code {
  code: string;
  codeVerifier: string;
  redirectUri: string;
  scope: string;
}

/** A login as a page has it, with tokens that the fake Amazon knows. */
export interface Login {
  profile: { userId: string; name?: string; email?: string; postalCode?: string };
  scope: string;
  accessToken: string;
  /** Only if the fake Amazon gives one: `set({ refreshToken: true })`. */
  refreshToken?: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** Has a person allow a login, as in a browser, and returns the code for your server to redeem. */
export async function authorize(
  amazon: Amazon,
  who: string,
  options: LoginOptions = {},
): Promise<Code> {
  const { scope = "profile", clientId = amazon.clientId } = options;
  const redirectUri = options.redirectUri ?? (await firstAddress(amazon, clientId));
  const { userId } = await amazon.person(who);
  const codeVerifier = randomBytes(32).toString("base64url");
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: "code",
    scope,
    state: randomBytes(16).toString("base64url"),
    code_challenge: createHash("sha256").update(codeVerifier).digest("base64url"),
    code_challenge_method: "S256",
  });
  const browser = new Browser(amazon.url);
  let answer = await browser.get(`/ap/oa?${query}`);
  if (answer.status === 200) {
    await browser.submit("/ap/signin", answer, { user_id: userId });
    answer = await browser.submit("/ap/consent", answer, { decision: "allow" });
  }
  const back = new URL(answer.headers.location ?? "about:blank").searchParams;
  const code = back.get("code");
  if (!code)
    throw new Error(`The fake Amazon gave no code: ${back.get("error") ?? problem(answer)}`);
  return { code, codeVerifier, redirectUri, scope };
}

/** Logs a person in and asks for their profile. */
export async function logIn(
  amazon: Amazon,
  who: string,
  options: LoginOptions = {},
): Promise<Login> {
  const clientId = options.clientId ?? amazon.clientId;
  const { code, codeVerifier, redirectUri, scope } = await authorize(amazon, who, options);
  const fields = {
    grant_type: "authorization_code",
    code,
    code_verifier: codeVerifier,
    redirect_uri: redirectUri,
    client_id: clientId,
  };
  const token = read(
    await send("POST", `${amazon.url}/auth/o2/token`, form, new URLSearchParams(fields).toString()),
  );
  const profile = read(
    await send("GET", `${amazon.url}/user/profile`, {
      Authorization: `Bearer ${token.access_token}`,
    }),
  );
  const { user_id: userId, name, email, postal_code: postalCode } = profile;
  return {
    profile: { userId, name, email, postalCode },
    scope,
    accessToken: token.access_token,
    refreshToken: token.refresh_token,
    expiresAt: Date.now() + 1000 * token.expires_in,
  };
}

const form = { "Content-Type": "application/x-www-form-urlencoded" };

async function firstAddress(amazon: Amazon, clientId: string): Promise<string> {
  const client = (await amazon.clients()).find((client) => client.clientId === clientId);
  const first = client?.redirectUris[0];
  if (!first)
    throw new Error(
      `The application ${clientId} has no return address: register one with addRedirectUris.`,
    );
  return first;
}

/** Keeps cookies and follows nothing. */
class Browser {
  readonly #cookies = new Map<string, string>();

  constructor(readonly base: string) {}

  get(path: string): Promise<Answer> {
    return this.#send("GET", path);
  }

  /** Sends a form of a page of the fake Amazon. */
  submit(path: string, page: Answer, fields: Record<string, string>): Promise<Answer> {
    const body = new URLSearchParams({
      arb: hidden(page, "arb"),
      token: hidden(page, "token"),
      ...fields,
    });
    return this.#send("POST", path, body.toString());
  }

  async #send(method: string, path: string, body?: string): Promise<Answer> {
    const Cookie = [...this.#cookies].map((pair) => pair.join("=")).join("; ");
    const answer = await send(
      method,
      this.base + path,
      { ...(body === undefined ? {} : form), Cookie },
      body,
    );
    for (const cookie of answer.headers["set-cookie"] ?? []) {
      const [name = "", value = ""] = cookie.split(";", 1)[0]!.split("=", 2);
      this.#cookies.set(name, value);
    }
    return answer;
  }
}

function hidden(page: Answer, name: string): string {
  const value = new RegExp(`name="${name}" value="([^"]*)"`).exec(page.text)?.[1];
  if (value === undefined) throw new Error(`The fake Amazon shows another page: ${problem(page)}`);
  return value;
}

/** What a page or an answer says is wrong. */
function problem({ status, text }: Answer): string {
  return (/id="problem"[^>]*>([^<]*)/.exec(text)?.[1] ?? text.slice(0, 200)) || `status ${status}`;
}

function read(answer: Answer): any {
  if (answer.status !== 200)
    throw new Error(`The fake Amazon answered with ${answer.status}: ${problem(answer)}`);
  return JSON.parse(answer.text);
}
