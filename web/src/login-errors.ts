// What <lwa-login> tells a person of a failure. The component's own words are for developers.

import type { Text } from "./login-texts";
import type { State } from "./login-view";

/** Which codes of LwaError each sentence is for, by how they begin. */
const sentences: [Text, RegExp][] = [
  ["refused", /^access_/],
  ["network", /^(net|resp|serv|temp|timed)/],
  ["offline", /^no_net/],
  ["blocked", /^popup_/],
  ["open", /^interaction_/],
  ["unsupported", /^(wasm|crypto)_/],
  ["setup", /^(block|call|invalid_[cs]|non|redir|stor|un)/],
];

export const stateFor = (sentence: Text): State =>
  sentence === "offline" || sentence === "unsupported" ? sentence : "error";

/** The sentence for a code; "failed" where trying again is all there is to do. */
export const sentenceFor = (code = ""): Text =>
  sentences.find(([, codes]) => codes.test(code))?.[0] ?? "failed";
