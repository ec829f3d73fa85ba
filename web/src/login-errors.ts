// What <lwa-login> tells a person about a failure. The messages of LwaError are for developers.

import type { Text } from "./login-texts";

/** Whether the page is in a frame. No login can go on as a redirect there. */
export const framed = globalThis.window !== globalThis.top;

/** For each sentence, the codes of LwaError that it is for, or how they begin. */
const sentences: [Text, RegExp][] = [
  ["refused", /^access_/],
  ["network", /^(net|resp|serv|temp|timed)/],
  ["offline", /^no_net/],
  [framed ? "framed" : "blocked", /^popup_/],
  ["framed", /^redir/],
  ["open", /^interac/],
  ["unsupported", /^(wasm|crypto)_/],
  ["setup", /^(block|call|invalid_[cs]|non|stor|un)/],
];

/** Returns the sentence for a code: "failed" if the person can only try again. */
export const sentenceFor = (code = ""): Text =>
  sentences.find(([, codes]) => codes.test(code))?.[0] ?? "failed";
