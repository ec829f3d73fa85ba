// amazon.Login: the API of Amazon's own JavaScript SDK (amazon.d.ts), built on the component's
// login. That SDK uses the implicit grant and a frame of Amazon's. This one uses the authorization
// code grant with PKCE, and the callback page of the site.

import type { AuthorizationCode, Session } from "../lwa";
import { bring, lwa } from "./api";
import { type Asked, mustBeText, type Next, readOptions, say } from "./amazon-options";
import { AuthorizeRequest, defined, failure, type Response, wording } from "./amazon-request";
import { cameBack, cookie, forget, forgetSession, recall, remember } from "./amazon-store";
import { fail, type LwaError } from "./errors";
import { hasOwn, Promise } from "./platform";
import type { Settings } from "./options";

const none = (): void => {};

type Result = Session | AuthorizationCode;
type Callback = (response: Response) => void;

const Region = {
  NorthAmerica: "NA",
  Europe: "EU",
  AsiaPacific: "APAC",
  UnitedStates: "US",
  UnitedKindom: "UK",
  Germany: "DE",
  France: "FR",
  Italy: "IT",
  Spain: "ES",
  Japan: "JP",
};

/** The settings from the script tag and from the setters. */
let settings: Settings = {};
/**
 * Whether the component does not have these settings yet. It gets them in a microtask, all at once.
 */
let changed = false;
let useCookie = false;

/** The login under way in this page. */
let current: Promise<Result> | undefined;
/** Calls of `redeem` and `prove` run one after the other. */
let turns: Promise<unknown> = Promise.resolve();
let proving = 0;
/** The number of logouts so far. A logout ends the calls that wait for their turn. */
let logouts = 0;

/** The result of a redirect login that came back to this page, for the first matching request. */
let returned: { code: unknown; arrived: Promise<void>; take(): Response | undefined } | undefined;
/** Ends the wait for that result, once it is certain that the redirect brought none. */
let nothing: () => void = () => {};

/**
 * The codes of answers that belong to no login of this tab. Anybody can send a browser to the
 * callback page with such an answer.
 */
const strays = ["state_mismatch", "missing_transaction"];

/**
 * Takes the settings of the script tag. A redirect that came back here is noticed before the page
 * can ask for a login.
 */
export function start(given: Settings): void {
  settings = given;
  const left = recall("login");
  if (!left || !cameBack()) return;
  let give: (() => Response) | undefined;
  const arrived = new Promise<void>((resolve) => {
    nothing = () => void setTimeout(resolve); // the events are sent right after lwa.ready settles
    for (const event of ["login", "code", "error"]) {
      lwa.addEventListener(
        event,
        (e) => {
          const { detail } = e as CustomEvent;
          // Only the first event counts: later events belong to later logins.
          if (!strays.includes(detail.code))
            give ??= () => (event === "error" ? failure : success)(detail, left.state);
          resolve();
        },
        { once: true },
      );
    }
  });
  returned = { code: left.code, arrived, take: () => give?.() };
  lwa.addEventListener("logout", () => (returned = undefined)); // also by lwa.logout(), and in other tabs
  void arrived.then(() => {
    setTimeout(() => (returned = undefined), give && 300_000); // how long Amazon's codes are valid
    if (!give) return;
    forget("login");
    if (left.next) new AuthorizeRequest(left.next).complete(give(), true);
  });
  if (settings.clientId) lwa.ready.then(nothing, nothing);
}

/**
 * Setters of other versions of the SDK. A page that calls one gets a warning instead of an
 * exception, so that the rest of its set-up runs. They are typed any, since they may return
 * anything.
 */
const others = new Proxy({} as Record<string, any>, {
  get: (all, name: string) =>
    /^set[A-Z]/.test(String(name))
      ? () => say("warn", `there is no ${name}: nothing was set.`)
      : all[name],
});

export const Login = {
  __proto__: others,
  version: lwa.version,
  Region,

  setClientId(id: string): void {
    mustBeText(id, "the client id");
    set({ clientId: id });
  },

  getClientId(): string {
    if (!settings.clientId) throw new Error("no client id: call amazon.Login.setClientId first");
    return settings.clientId;
  },

  /** Amazon has three services: NA, EU and FE. Each region of the SDK belongs to one of them. */
  setRegion(name: string): void {
    const all = Object.values(Region);
    if (!all.includes(name)) return say("error", `setRegion takes one of ${all}: nothing was set.`);
    set({ region: /NA|US/.test(name) ? "NA" : /AP|JP/.test(name) ? "FE" : "EU" });
  },

  setSandboxMode: (on: unknown): void => set({ sandbox: !!on }),

  setLanguage: (tag: unknown): void =>
    set({ language: tag ? String(tag).replace("_", "-") : undefined }),

  setSiteDomain(domain: string): void {
    if (!`.${location.hostname}`.endsWith(`.${String(domain).replace(/^\./, "")}`)) {
      return say(
        "error",
        `setSiteDomain: ${location.hostname} is not in the domain ${domain}: nothing was set.`,
      );
    }
    cookie.domain = `;domain=${domain}`;
  },

  setUseCookie(on: unknown): void {
    useCookie = !!on;
    if (on)
      say(
        "warn",
        "setUseCookie(true) sends the access token to every server of the domain. Leave it out.",
      );
  },

  authorize(options: unknown, next?: Next): AuthorizeRequest {
    Login.getClientId();
    const asked = readOptions(options, next);
    const request = new AuthorizeRequest(next);
    void authorize(asked).then((response) => request.complete(response));
    return request;
  },

  retrieveToken(code: string, callback?: Callback): Promise<Response> {
    mustBeText(code, "the code");
    Login.getClientId();
    apply();
    const kept = recall("code");
    if (kept?.code !== code)
      return answer(
        callback,
        Promise.reject(fail("invalid_grant", "This code is not of this tab, or used.", undefined)),
      );
    forget("code");
    return answer(callback, inTurn("redeem", kept).then(tokens));
  },

  retrieveProfile(token?: string | Callback | null, callback?: Callback): Promise<Response> {
    if (typeof token === "function") [token, callback] = ["", token];
    if (token) mustBeText(token, "the access token");
    Login.getClientId();
    apply();
    // Without a token, a login may be needed. Its popup opens here, inside the click. The page
    // never leaves for a redirect login: many pages call this while they load.
    const session = token
      ? prove(token as string)
      : obtain({ login: { scope: "profile", mode: "popup" } });
    return answer(
      callback,
      (session as Promise<Session>).then(({ profile: { userId, name, email, postalCode } }) =>
        defined({
          profile: defined({
            CustomerId: userId,
            Name: name,
            PrimaryEmail: email,
            PostalCode: postalCode,
          }),
        }),
      ),
    );
  },

  /** Ends the session of this site. The person stays signed in at Amazon. */
  logout(): void {
    logouts++;
    returned = undefined;
    forget("login");
    forget("code");
    forgetSession(settings.clientId);
    cookie.clear();
    apply();
    lwa.logout().catch(none);
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
  ready.catch(complain);
  if (settings.clientId) ready.then(nothing, nothing);
}

/**
 * Writes wrong options to the console, for the developer: a page shows only the code of an error.
 */
function complain(error: LwaError): void {
  if (error.code === "invalid_configuration") say("error", wording(error));
}

/**
 * Opens a popup, if it needs one, before it awaits anything: browsers open windows only in a click.
 */
function authorize(asked: Asked): Promise<Response> {
  apply();
  if (returned?.code !== asked.login.handOver) return ask(asked);
  const { arrived, take } = returned!;
  returned = undefined;
  return arrived.then(() => take() ?? ask(asked));
}

function ask(asked: Asked): Promise<Response> {
  return obtain(asked).then(
    (result) => success(result, asked.state),
    (error) => failure(error, asked.state),
  );
}

/** Gets a session or a code: from the token in the cookie, or by a login. */
function obtain(asked: Asked): Promise<Result> {
  const { handOver, interactive } = asked.login;
  const token = useCookie && !handOver && interactive !== "always" && !lwa.session && cookie.read();
  if (!token) return open(asked);
  return prove(token).catch(({ code }) => {
    if (/token/.test(code)) cookie.clear(); // it is invalid, or of another client
    return open(asked);
  });
}

/** Logs in. A second call brings the window of the first to the front, and has the same result. */
function open(asked: Asked): Promise<Result> {
  const { login, next, state } = asked;
  remember("login", { next, state, code: login.handOver });
  const first = current;
  // A click before the wasm runs joins the login of the redirect that came back. If that one has
  // no result, its code went to another request, and this one logs in itself.
  const own: Promise<Result> = (current = lwa
    .login(login)
    .then((result) => (result ? (forget("login"), result) : open(asked))));
  const over = (now?: Promise<Result>) => void (current === own && (current = now));
  return own.then(
    (result) => (over(), result),
    (error) => {
      complain(error);
      const waits = error.code === "interaction_in_progress" && (first || proving);
      over(waits ? first : undefined);
      if (!waits) throw error;
      return first ?? turns.then(() => open(asked)); // no deadlock: no call in the queue waits for this one
    },
  );
}

/** Gets the session of an access token. Rejects if the token was issued to another client. */
function prove(accessToken: string): Promise<Session> {
  const { session } = lwa;
  return session?.accessToken === accessToken
    ? Promise.resolve(session)
    : inTurn("prove", { accessToken });
}

function inTurn(name: "redeem" | "prove", given: Settings): Promise<Session> {
  proving++;
  const before = logouts;
  const promise = turns
    .then(() => lwa.ready)
    .catch(none)
    .then(() => current)
    .catch(none)
    .then(() => {
      if (before !== logouts) throw fail("aborted", "A logout ended it.", undefined); // a session must not appear after a logout
      return bring(name, given) as Promise<Session>;
    });
  const over = () => void proving--;
  turns = promise.then(over, over);
  return promise;
}

const isCode = (result: Result): result is AuthorizationCode => hasOwn(result, "code");

/**
 * The members of a request after a login: a code with what is needed to redeem it, or the token as
 * the implicit grant gives it.
 */
function success(result: Result, state: unknown): Response {
  if (!isCode(result)) return defined({ ...tokens(result), scope: result.scope, state });
  remember("code", result);
  return defined({
    code: result.code,
    scope: result.scope,
    state,
    code_verifier: result.codeVerifier,
    redirect_uri: result.redirectUri,
  });
}

function tokens({ accessToken, expiresAt }: Session): Response {
  if (useCookie) cookie.write(accessToken);
  return defined({
    access_token: accessToken,
    token_type: "bearer",
    expires_in: expiresAt === null ? undefined : Math.floor((expiresAt - Date.now()) / 1000),
  });
}

/** Settles the promise and calls the callback, with the same object. */
async function answer(callback: unknown, asked: Promise<Response>): Promise<Response> {
  const response = await asked.then(
    (got) => defined({ success: true, ...got }),
    (error) => defined({ success: false, ...failure(error) }),
  );
  if (typeof callback === "function") queueMicrotask(() => callback(response));
  return response;
}
