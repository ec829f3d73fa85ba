// A program that uses all of lwa.d.ts, as the package gives it. same<A, B>() compiles when the
// types are equal.

import { lwa, lwaLogin, LwaError } from "lwa-wasm";
import type {
  AuthorizationCode, CallOptions, LoginOptions, Lwa, LwaErrorCode, LwaEventMap, Mode, Options, Persist, Profile, Region, Session, TokenOptions, Unsure,
} from "lwa-wasm";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(...equal: Same<A, B> extends true ? [] : [never]) => equal;

same<Mode, "auto" | "popup" | "redirect">();
same<Persist, "memory" | "session" | "local">();
same<Region, "NA" | "EU" | "FE">();
same<typeof lwa, Lwa>();
same<typeof window.lwa, Lwa>();
same<typeof window.lwaLogin, typeof lwaLogin>();
same<typeof window.LwaError, typeof LwaError>();

const page: Options = {
  clientId: "amzn1.application-oa2-client.f00", scope: "profile postal_code", scopeData: { postal_code: { essential: false } },
  mode: "auto", redirectUri: "/lwa/lwa-callback.html", region: "EU", language: "de-DE", persist: "session", sandbox: false,
  apiBase: "/amazon-api", provider: "http://localhost:8081", issuer: "https://www.amazon.com", wasmUrl: "/lwa/lwa.wasm", start: "intent",
};
const login: LoginOptions = {
  ...page, returnTo: "/cart", state: "cart 7", interactive: "always", timeout: 1_000, signal: AbortSignal.timeout(1_000), popup: { width: 480 },
};
const fresh: TokenOptions = { minValidity: 60_000, interactive: true };
const call: CallOptions = { timeout: 1_000, signal: login.signal! };

const ready = lwa.configure(page);
same<typeof ready, Promise<Session | null>>();
same<typeof lwa.ready, typeof ready>();
same<typeof lwa.session, Session | null>();
same<typeof lwa.version, string>();

document.querySelector("button")!.onclick = async () => {
  try {
    const session = await lwaLogin(login);
    same<typeof session, Session>();
    same<typeof session.profile, Profile>();
    same<typeof session.profile.userId, string>();
    same<typeof session.profile.name, string | undefined>();
    same<typeof session.expiresAt, number | null>();
    same<typeof session.state, string | null>();
    greet(await lwa.profile(call));
    same<string, Awaited<ReturnType<typeof lwa.token>>>();
    await lwa.token(fresh).then((token) => token.length);
    await lwa.login().then(() => lwa.logout());
  } catch (error) {
    if (!(error instanceof LwaError)) throw error;
    console.log(explain(error.code), error.message, error.hint, error.description, error.status, error.name === "LwaError");
  }
};

// What comes depends on whether the code is handed over.
same<ReturnType<typeof handOver>, Promise<AuthorizationCode>>();
function handOver() {
  return lwaLogin({ handOver: true });
}
same<typeof lwa.login, typeof lwaLogin>();
lwa.addEventListener("code", ({ detail: { code, codeVerifier, redirectUri, scope, state } }) => {
  same<typeof state, string | null>();
  navigator.sendBeacon("/login", new URLSearchParams({ code, codeVerifier, redirectUri, scope }));
});

function greet({ userId, name = userId, email, postalCode }: Profile): void {
  console.log(name, email, postalCode);
}

function explain(code: LwaErrorCode): string {
  return code === "user_cancelled" ? "another time" : code;
}

lwa.addEventListener("login", ({ detail }) => same<typeof detail, Session>());
lwa.addEventListener("accountchanged", ({ detail }) => same<typeof detail, Session>());
lwa.addEventListener("logout", ({ detail }) => same<typeof detail, null>());
lwa.addEventListener("expired", ({ detail }) => same<typeof detail, null>(), { once: true });
lwa.addEventListener("error", ({ detail }) => same<typeof detail, LwaError>());
lwa.addEventListener("unsure", ask);
lwa.removeEventListener("unsure", ask);
function ask({ detail }: LwaEventMap["unsure"]): void {
  same<typeof detail, Unsure>();
  detail.focus();
  detail.continueHere();
  detail.cancel();
}
