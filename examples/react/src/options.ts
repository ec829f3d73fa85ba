import type { Options } from "lwa-wasm";

export const options: Options = {
  clientId: import.meta.env.VITE_LWA_CLIENT_ID,
  provider: import.meta.env.VITE_LWA_PROVIDER,
  redirectUri: "/lwa/lwa-callback.html",
  persist: "session",
};
