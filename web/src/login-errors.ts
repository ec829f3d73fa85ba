// What <lwa-login> tells a person about a failure. The messages of LwaError are for developers.

import type { Text } from "./login-texts";
import type { State } from "./login-view";

/** For each sentence, the codes of LwaError that it is for, or how they begin. */
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

/** Returns the sentence for a code: "failed" if the person can only try again. */
export const sentenceFor = (code = ""): Text =>
  sentences.find(([, codes]) => codes.test(code))?.[0] ?? "failed";
