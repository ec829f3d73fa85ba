// Type declarations for lwa-wasm/react.
import type { ReactNode } from "react";
import type { Login, Start } from "./lwa-login-state.js";
import type { Options } from "./lwa.js";

export type { Login };

/** The login of the page, in every component that calls it. On a server, and while its page is hydrated, nobody is logged in yet. */
export function useLwa(): Login & { login: Start; logout: () => void };

/** Configures the component with `options`, as `lwa.configure(options)` does: put it once around the app. Components need none where that was called. */
export function LwaProvider(props: { options?: Options; children?: ReactNode }): ReactNode;
