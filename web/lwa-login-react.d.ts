// Types of <lwa-login> in JSX, for React 19: import type {} from "lwa-wasm/login/react".
import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { LwaLogin, LwaLoginAttributes } from "./lwa-login.js";

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "lwa-login": DetailedHTMLProps<HTMLAttributes<LwaLogin>, LwaLogin> & LwaLoginAttributes;
    }
  }
}
