// Types of <lwa-login> in Svelte's markup: import type {} from "lwa-wasm/login/svelte".
import type { HTMLAttributes } from "svelte/elements";
import type { LwaLogin, LwaLoginAttributes, LwaLoginEventMap } from "./lwa-login.js";

declare module "svelte/elements" {
  interface SvelteHTMLElements {
    "lwa-login": Omit<HTMLAttributes<LwaLogin>, "onerror" | "oncancel"> & LwaLoginAttributes & {
      [K in "login" | "code" | "logout" | "error" | "cancel" as `on${K}`]?: ((event: LwaLoginEventMap[K]) => void) | null;
    };
  }
}
