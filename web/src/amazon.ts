// amazon.Login: the surface of Amazon's own JavaScript SDK (amazon.d.ts), over the component's login. What that SDK did by
// the implicit grant and a frame of Amazon's is done here by a code, PKCE and the callback page of the site.

import { bring, lwa } from "./api";
import { type Asked, type Next, readOptions, say } from "./amazon-options";
import { AuthorizeRequest, failure, type Response } from "./amazon-request";
import { cameBack, cookie, forget, forgetSession, recall, remember } from "./amazon-store";
import type { Settings } from "./options";

type Callback = (response: Response) => void;

const Region = {
  NorthAmerica: "NA", Europe: "EU", AsiaPacific: "APAC",
  UnitedStates: "US", UnitedKindom: "UK", Germany: "DE", France: "FR", Italy: "IT", Spain: "ES", Japan: "JP",
};

/** Our regions, and the names that Amazon's SDK has for them and for their parts. */
const regions: Record<string, string[]> = { NA: ["NA", "US"], EU: ["EU", "UK", "DE", "FR", "IT", "ES"], FE: ["APAC", "JP", "FE"] };

/** What the script tag and the setters said. */
let settings: Settings = {};
/** The component has yet to hear of them: what one script sets is taken together. */
let changed = false;
let useCookie = false;

/** The login under way in this page. */
let current: Promise<any> | undefined;
/** What was brought is proved one after the other. */
let turns: Promise<unknown> = Promise.resolve();
let proving = 0;

/** What a redirect brought back to this page, until one request has it. */
let returned: Promise<(() => Response) | undefined> | undefined;
/** Ends the wait for what a redirect brought: it was nothing. */
let nothing: () => void = () => {};

/** Begins with the settings of the script tag. A redirect that came back here is known before anything asks for a login. */
export function start(given: Settings): void {
  settings = given;
  const left = recall("login");
  if (!left || !cameBack()) return;
  forget("login");
  const arrived = (returned = new Promise<(() => Response) | undefined>((resolve) => {
    nothing = () => resolve(undefined);
    const once = (event: string, read: (detail: any) => Response) =>
      lwa.addEventListener(event, (e) => resolve(() => read((e as CustomEvent).detail)), { once: true });
    once("login", (session) => success(session, left.state));
    once("code", (code) => success(code, left.state));
    once("error", (error) => failure(error, left.state));
  }));
  void arrived.then((response) => {
    if (left.next && response) new AuthorizeRequest(left.next).complete(response(), true);
    setTimeout(() => (returned = undefined), 300_000); // a code's life
  });
  if (settings.clientId) lwa.ready.then(nothing, nothing);
}

export const Login = {
  version: lwa.version,
  Region,

  setClientId(id: string): void {
    if (typeof id !== "string" || !id) throw new TypeError("setClientId: the client id must be a string");
    set({ clientId: id });
  },

  getClientId(): string {
    if (!settings.clientId) throw new Error("No client id: call amazon.Login.setClientId first");
    return settings.clientId;
  },

  setRegion(name: string): void {
    const region = Object.keys(regions).find((r) => regions[r].includes(name));
    if (!region) throw new TypeError(`setRegion: the region must be one of ${Object.values(Region).join(", ")}`);
    set({ region });
  },

  setSandboxMode: (on: unknown): void => set({ sandbox: !!on }),

  setLanguage: (tag: unknown): void => set({ language: tag ? String(tag).replace("_", "-") : undefined }),

  setSiteDomain(domain: string): void {
    if (!`.${location.hostname}`.endsWith(`.${String(domain).replace(/^\./, "")}`)) {
      throw new TypeError(`setSiteDomain: ${location.hostname} is not in ${domain}`);
    }
    cookie.domain = domain;
  },

  setUseCookie(on: unknown): void {
    useCookie = !!on;
    if (on) say("warn", "setUseCookie(true) puts the access token where every script of the page and every server of the domain reads it. Leave it out: the tab keeps the login by itself.");
  },

  authorize(options: unknown, next?: Next): AuthorizeRequest {
    Login.getClientId();
    const asked = readOptions(options, next);
    const request = new AuthorizeRequest(next);
    request.status = "in_progress";
    void authorize(asked).then((response) => request.complete(response));
    return request;
  },

  retrieveToken(code: string, callback?: Callback): Promise<Response> {
    if (typeof code !== "string") throw new TypeError("retrieveToken: the code must be a string");
    Login.getClientId();
    apply();
    const kept = recall("code");
    forget("code");
    if (kept?.code !== code) {
      return answer(callback, Promise.resolve({ error: "invalid_grant", error_description: "This tab did not ask for that code, or has redeemed it." }));
    }
    return answer(callback, inTurn("redeem", kept).then((session) => tokens(session)));
  },

  retrieveProfile(token?: string | Callback | null, callback?: Callback): Promise<Response> {
    if (typeof token === "function") [token, callback] = [null, token];
    if (token != null && typeof token !== "string") throw new TypeError("retrieveProfile: the access token must be a string");
    Login.getClientId();
    apply();
    // Without a token there may have to be a window: it opens here, inside the click.
    const session = token == null ? open({ scope: "profile" }) : prove(token);
    return answer(callback, session.then(({ profile: { userId, name, email, postalCode } }) => ({
      profile: defined({ CustomerId: userId, Name: name, PrimaryEmail: email, PostalCode: postalCode }),
    })));
  },

  /** Forgets what this page knows. The person stays signed in at Amazon itself. */
  logout(): void {
    forget("login");
    forget("code");
    forgetSession(settings.clientId);
    cookie.clear();
    apply();
    lwa.logout().catch(() => {});
  },
};

function set(some: Settings): void {
  Object.assign(settings, some);
  if (!changed) queueMicrotask(apply);
  changed = true;
}

/** Hands the settings to the component. */
function apply(): void {
  if (!changed) return;
  changed = false;
  const ready = lwa.configure(settings);
  if (settings.clientId) ready.then(nothing, nothing);
}

/** Runs to its first window without waiting for anything: browsers open windows inside the click alone. */
function authorize(asked: Asked): Promise<Response> {
  apply();
  if (returned) {
    const arrived = returned;
    returned = undefined;
    return arrived.then((response) => (response ? response() : authorize(asked)));
  }
  const { handOver, interactive } = asked.login;
  const token = useCookie && !handOver && interactive !== "always" && !lwa.session && cookie.read();
  if (!token) return ask(asked);
  return prove(token).then(
    (session) => success(session, asked.state),
    () => (cookie.clear(), ask(asked)),
  );
}

function ask({ login, next, state }: Asked): Promise<Response> {
  remember("login", { next, state });
  return open(login).then(
    (result) => (forget("login"), success(result, state)),
    (error) => failure(error, state),
  );
}

/** Logs in. A second click brings the first one's window to the front, and gets what comes of that. */
function open(login: Settings): Promise<any> {
  const first = current;
  const promise = lwa.login(login).catch((error) => {
    if (error.code === "invalid_configuration") say("error", `${error.message} ${error.hint}`);
    if (error.code !== "interaction_in_progress" || !(first || proving)) throw error;
    return first ?? turns.then(() => open(login));
  });
  if (!first) {
    const over = () => (current = undefined);
    (current = promise).then(over, over);
  }
  return promise;
}

/** Whose token it is, and that it was made for this site. */
function prove(accessToken: string): Promise<any> {
  const { session } = lwa;
  return session?.accessToken === accessToken ? Promise.resolve(session) : inTurn("prove", { accessToken });
}

function inTurn(name: "redeem" | "prove", given: Settings): Promise<any> {
  proving++;
  const promise = turns.then(() => current?.catch(() => {})).then(() => bring(name, given));
  const over = () => void proving--;
  turns = promise.then(over, over);
  return promise;
}

/** What a request shows of a login: a code with what redeems it, here or on a server, or what the implicit grant would have brought. */
function success(result: any, state: unknown): Response {
  if (!("code" in result)) return defined({ ...tokens(result), scope: result.scope, state });
  remember("code", result);
  return defined({ code: result.code, scope: result.scope, state, code_verifier: result.codeVerifier, redirect_uri: result.redirectUri });
}

function tokens({ accessToken, expiresAt }: any): Response {
  if (useCookie) cookie.write(accessToken);
  return defined({
    access_token: accessToken, token_type: "bearer",
    expires_in: expiresAt === null ? undefined : Math.floor((expiresAt - Date.now()) / 1000),
  });
}

/** Settles the promise and calls the callback, with the same object. */
async function answer(callback: unknown, asked: Promise<Response>): Promise<Response> {
  const response = await asked.then(
    (got) => ({ success: !got.error, ...got }),
    (error) => ({ success: false, ...failure(error) }),
  );
  if (typeof callback === "function") queueMicrotask(() => callback(response));
  return response;
}

/** Members without a value are not there: pages look for them with `in`, and print them. */
const defined = (members: Response): Response => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
