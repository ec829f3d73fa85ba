// amazon.Login: the surface of Amazon's own JavaScript SDK (amazon.d.ts), over the component's login. What that SDK did by
// the implicit grant and a frame of Amazon's is done here by a code, PKCE and the callback page of the site.

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

/** What the script tag and the setters said. */
let settings: Settings = {};
/** The component has yet to hear of them: what one script sets is taken together. */
let changed = false;
let useCookie = false;

/** The login under way in this page. */
let current: Promise<Result> | undefined;
/** What was brought is proved one after the other. */
let turns: Promise<unknown> = Promise.resolve();
let proving = 0;
/** Counts logouts: what waits its turn does not outlive one. */
let logouts = 0;

/** What a redirect brought back to this page, until one request for the like has it. */
let returned: { code: unknown; arrived: Promise<void>; take(): Response | undefined } | undefined;
/** Ends the wait for what a redirect brought: it was nothing. */
let nothing: () => void = () => {};

/** Answers that belong to no login of this tab: anybody can send a browser to the callback page with one. */
const strays = ["state_mismatch", "missing_transaction"];

/** Begins with the settings of the script tag. A redirect that came back here is known before anything asks for a login. */
export function start(given: Settings): void {
  settings = given;
  const left = recall("login");
  if (!left || !cameBack()) return;
  let give: (() => Response) | undefined;
  const arrived = new Promise<void>((resolve) => {
    nothing = () => void setTimeout(resolve); // the events come right after the promise
    for (const event of ["login", "code", "error"]) {
      lwa.addEventListener(
        event,
        (e) => {
          const { detail } = e as CustomEvent;
          // Later events are of later logins.
          if (!strays.includes(detail.code))
            give ??= () => (event === "error" ? failure : success)(detail, left.state);
          resolve();
        },
        { once: true },
      );
    }
  });
  returned = { code: left.code, arrived, take: () => give?.() };
  lwa.addEventListener("logout", () => (returned = undefined)); // in whatever way, and in whatever tab
  void arrived.then(() => {
    setTimeout(() => (returned = undefined), give && 300_000); // a code's life
    if (!give) return;
    forget("login");
    if (left.next) new AuthorizeRequest(left.next).complete(give(), true);
  });
  if (settings.clientId) lwa.ready.then(nothing, nothing);
}

/**
 * Pages call setters of other versions, and what they set up after those has to be set up all the same. Any, for whatever
 * those may return.
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

  /** There are three services. All that is neither of America nor of the Far East is Europe's. */
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
        Promise.reject(fail("invalid_grant", "This code is not of this tab, or used.")),
      );
    forget("code");
    return answer(callback, inTurn("redeem", kept).then(tokens));
  },

  retrieveProfile(token?: string | Callback | null, callback?: Callback): Promise<Response> {
    if (typeof token === "function") [token, callback] = ["", token];
    if (token) mustBeText(token, "the access token");
    Login.getClientId();
    apply();
    // Without a token there may have to be a window: it opens here, inside the click. The page stays: many ask as they load.
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

  /** Forgets what this page knows. The person stays signed in at Amazon itself. */
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

/** What the developer has to change is said on the console: pages show no more than a code. */
function complain(error: LwaError): void {
  if (error.code === "invalid_configuration") say("error", wording(error));
}

/** Runs to its first window without waiting for anything: browsers open windows inside the click alone. */
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

/** A session or a code: by the token in the cookie, or by a login. */
function obtain(asked: Asked): Promise<Result> {
  const { handOver, interactive } = asked.login;
  const token = useCookie && !handOver && interactive !== "always" && !lwa.session && cookie.read();
  if (!token) return open(asked);
  return prove(token).catch(({ code }) => {
    if (/token/.test(code)) cookie.clear(); // it is invalid, or of another client
    return open(asked);
  });
}

/** Logs in. A second click brings the first one's window to the front, and gets what comes of that. */
function open(asked: Asked): Promise<Result> {
  const { login, next, state } = asked;
  remember("login", { next, state, code: login.handOver });
  const first = current;
  // A click before the wasm runs joins the login that a redirect brought back. A code that came with it is another request's.
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
      return first ?? turns.then(() => open(asked)); // cannot deadlock: queued turns never wait for this one
    },
  );
}

/** Whose token it is, and that it was made for this site. */
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
      if (before !== logouts) throw fail("aborted", "A logout ended it."); // a session must not appear after a logout
      return bring(name, given) as Promise<Session>;
    });
  const over = () => void proving--;
  turns = promise.then(over, over);
  return promise;
}

const isCode = (result: Result): result is AuthorizationCode => hasOwn(result, "code");

/** What a request shows of a login: a code with what redeems it, here or on a server, or what the implicit grant would have brought. */
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
