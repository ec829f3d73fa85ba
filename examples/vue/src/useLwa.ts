// Login with Amazon for Vue. The login belongs to the page, not to a component: so it lives here, once, and any number of
// components read it.

import { lwa, lwaLogin, type LoginOptions, type LwaError, type Session } from "lwa-wasm";
import { shallowReadonly, shallowRef } from "vue";

export type Login =
  | { status: "loading" }
  | { status: "anonymous" }
  | { status: "signed-in"; session: Session }
  | { status: "error"; error: LwaError };

const current = shallowRef<Login>({ status: "loading" });

function show(): void {
  const { session } = lwa;
  current.value = session ? { status: "signed-in", session } : { status: "anonymous" };
}

function fail(error: LwaError): void {
  // Somebody who closes the window has changed their mind, and somebody who is logged in stays so.
  if (error.code === "user_cancelled" || lwa.session) show();
  else current.value = { status: "error", error };
}

lwa.addEventListener("login", show);
lwa.addEventListener("logout", show);
lwa.addEventListener("expired", show);
lwa.addEventListener("error", ({ detail }) => fail(detail));

lwa
  .configure({
    clientId: import.meta.env.VITE_LWA_CLIENT_ID,
    provider: import.meta.env.VITE_LWA_PROVIDER,
    redirectUri: "/lwa/lwa-callback.html",
    persist: "session",
  })
  .then(show, fail); // the session that was kept, that of a redirect login, or none

/** Call it in the click, before any `await`: browsers open windows only there. */
function login(options?: LoginOptions): void {
  lwaLogin(options).catch(fail);
}

function logout(): void {
  lwa.logout().catch(fail);
}

export function useLwa() {
  return { amazon: shallowReadonly(current), login, logout };
}
