// Type declarations for lwa-wasm/vue.
import type { Ref } from "vue";
import type { Login, Start } from "./lwa-login-state.js";
import type { Options } from "./lwa.js";

export type { Login };

/**
 * The login of the page, for `setup`. On a server, and until the component is mounted, nobody is logged in yet. `options` configure
 * the component, as `lwa.configure(options)` does: give them once, where the app starts.
 */
export function useLwa(options?: Options): { readonly [K in keyof Login]: Readonly<Ref<Login[K]>> } & { login: Start; logout: () => void };
