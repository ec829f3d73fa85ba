// Reads the options of authorize as Amazon's SDK does, and refuses at once what it refuses at once.

import { address, type AuthorizeRequest } from "./amazon-request";
import type { Settings } from "./options";

export type Next = string | ((request: AuthorizeRequest) => void);

/** What is asked for: the component's options, and what comes back to the page untouched. */
export interface Asked {
  login: Settings;
  next?: string;
  state: unknown;
}

const known = ["scope", "scope_data", "interactive", "popup", "response_type", "pkce", "state"];

/** The console line of something that a developer has to change. */
export function say(how: "warn" | "error", text: string): void {
  console[how](`amazon.Login: ${text}`);
}

const bad = (text: string) => new TypeError(`authorize: ${text}`);

export function readOptions(options: any, next: unknown): Asked {
  if (typeof options !== "object" || !options) throw bad("options must be an object");
  const { scope, scope_data: scopeData, interactive = "auto", popup = true, response_type: type = "token", pkce, state } = options;
  const words = Array.isArray(scope) ? scope.join(" ") : scope;
  if (typeof words !== "string" || !words) throw bad('options.scope must be a string or an array, such as "profile"');
  if (!["auto", "always", "never"].includes(interactive)) throw bad('options.interactive must be "auto", "always" or "never"');
  if (!["token", "code"].includes(type)) throw bad('options.response_type must be "token" or "code"');
  if (!popup && typeof next !== "string") throw bad("next must be redirect URI if !options.popup");
  if (next !== undefined && typeof next !== "function") address(next);
  const code = !!pkce || type === "code";
  warn(options, code, typeof next === "string");
  return {
    login: { scope: words, scopeData, interactive, mode: popup ? "auto" : "redirect", handOver: code },
    next: typeof next === "string" ? next : undefined,
    state,
  };
}

/** Says what is likely to be a mistake; nothing of it is sent. */
function warn(options: any, code: boolean, toAddress: boolean): void {
  for (const name of Object.keys(options).filter((n) => !known.includes(n))) {
    if (/^client_?secret$/i.test(name)) say("error", `${name} IS IN THIS PAGE FOR EVERYBODY TO READ. Remove it and renew it at Amazon; it was not sent.`);
    else say("warn", `authorize knows no option ${name}: it is ignored and not sent.`);
  }
  for (const name of ["popup", "pkce"]) {
    if (!["boolean", "undefined"].includes(typeof options[name])) say("warn", `the option ${name} is taken for true or false: write it without quotes.`);
  }
  if (!toAddress) return;
  if (!code) say("warn", "an access token goes into the address next; a function would get it without.");
  else if (!options.pkce) say("warn", "a server needs code_verifier and redirect_uri to redeem the code, and no address carries them: give a function as next, and send them on.");
}
