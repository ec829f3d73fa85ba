// <lwa-login> in Svelte's markup: the attributes that its compiler checks it by.
import type {} from "lwa-wasm/login/svelte";
import type { SvelteHTMLElements } from "svelte/elements";

type Attributes = SvelteHTMLElements["lwa-login"];

export const accepted: Attributes = {
  "client-id": "amzn1.application-oa2-client.mine",
  theme: "dark",
  class: "door",
  onlogin: ({ detail }) => detail.profile.userId,
  onerror: ({ detail }) => detail.code,
};
// @ts-expect-error there are three themes
export const refused: Attributes = { theme: "green" };
// @ts-expect-error a session has no code
export const misread: Attributes = { onlogin: ({ detail }) => detail.code };
