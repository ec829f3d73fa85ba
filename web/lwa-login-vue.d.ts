// Types of <lwa-login> in Vue's templates: import type {} from "lwa-wasm/login/vue". Tell the compiler that it is no
// component of Vue's: isCustomElement: (tag) => tag === "lwa-login".
import type { DefineComponent } from "vue";
import type { LwaLoginAttributes } from "./lwa-login.js";

declare module "vue" {
  interface GlobalComponents {
    "lwa-login": DefineComponent<LwaLoginAttributes>;
  }
}
