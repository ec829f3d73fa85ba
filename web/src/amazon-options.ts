// Reads the options of authorize. What Amazon's SDK refuses with an exception is refused so here.

import { address, type AuthorizeRequest } from "./amazon-request";
import type { Settings } from "./options";

export type Next = string | ((request: AuthorizeRequest) => void);

/** One call of authorize: the component's options, and what the page gets back unchanged. */
export interface Asked {
  login: Settings;
  next?: string;
  state?: string;
}

const known = ["scope", "scope_data", "interactive", "popup", "response_type", "pkce", "state"];

/** Writes a line to the console about something that a developer has to change. */
export function say(how: "warn" | "error", text: string): void {
  console[how](`amazon.Login: ${text}`);
}

/** Throws, as Amazon's SDK does, if a value is not one of those allowed. */
export function mustBeOneOf(value: unknown, name: string, allowed: unknown[]): void {
  if (!allowed.includes(value)) throw new TypeError(`${name} must be one of ${allowed}`);
}

export function mustBeText(value: unknown, name: string): void {
  if (typeof value !== "string" || !value) throw new TypeError(`${name} must be a string`);
}

export function readOptions(options: unknown, next: unknown): Asked {
  if (typeof options !== "object" || !options) throw new TypeError("options must be an object");
  const {
    scope,
    scope_data: scopeData,
    interactive = "auto",
    popup = true,
    response_type: type = "token",
    pkce,
    state,
  } = options as Settings;
  const words = Array.isArray(scope) ? scope.join(" ") : scope;
  mustBeText(words, "options.scope");
  mustBeOneOf(interactive, "options.interactive", ["auto", "always", "never"]);
  mustBeOneOf(type, "options.response_type", ["token", "code"]);
  if (!popup && typeof next !== "string")
    throw new TypeError("next must be redirect URI if !options.popup");
  if (next !== undefined && typeof next !== "function") address(next);
  const code = !!pkce || type === "code";
  // If no popup can be opened, the page itself goes to Amazon. It stays where it is if nobody has
  // clicked in it yet: many pages call authorize while they load.
  const byWindow = navigator.userActivation?.hasBeenActive === false ? "popup" : "auto";
  warn(options as Settings, code, typeof next === "string");
  return {
    login: {
      scope: words,
      scopeData: scopeData ?? undefined,
      interactive,
      mode: popup ? byWindow : "redirect",
      handOver: code,
    },
    next: typeof next === "string" ? next : undefined,
    state: state?.toString(),
  };
}

/** Warns of options that are likely to be mistakes. None of them is sent to Amazon. */
function warn(options: Settings, code: boolean, toAddress: boolean): void {
  for (const name of Object.keys(options).filter((n) => !known.includes(n))) {
    if (/^client_?secret$/i.test(name))
      say("error", `${name} IS IN THIS PAGE FOR ALL TO READ: renew it at Amazon.`);
    else say("warn", `there is no option ${name}: it was not sent.`);
  }
  for (const name of ["popup", "pkce"]) {
    if (!["boolean", "undefined"].includes(typeof options[name]))
      say("warn", `the option ${name} is true or false, without quotes.`);
  }
  if (!toAddress) return;
  if (!code) say("warn", "next puts the access token into an address; a function would not.");
  else if (!options.pkce)
    say("warn", "no server redeems the code without code_verifier, which only a function gets.");
}
