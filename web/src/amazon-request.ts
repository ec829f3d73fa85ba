// The object that authorize returns, and how it shows a failure.

import type { Next } from "./amazon-options";
import type { LwaError } from "./errors";
import { isOwn } from "./origin";
import { baseURI, defineProperty, URL } from "./platform";

/** The members that a request has once it is complete, and those of what callbacks get. */
export type Response = Record<string, unknown>;

export class AuthorizeRequest {
  /** Amazon's SDK has "queued", too. A request of ours is never queued: it begins at once. */
  status = "in_progress";
  [member: string]: unknown;
  #url = "";
  #callbacks: ((request: AuthorizeRequest) => void)[] = [];

  constructor(next?: Next) {
    if (next !== undefined) this.onComplete(next);
  }

  /**
   * Adds a function, or replaces the address. On a request that is complete, it takes effect at
   * once.
   */
  onComplete(next: Next): this {
    if (typeof next === "function") this.#callbacks.push(next);
    else this.#url = address(next);
    if (this.status === "complete") this.#tell();
    return this;
  }

  /**
   * Ends the request. With `instead`, the address takes the place of the current page in the
   * history: a redirect came back to that page, and nobody wants to return to it.
   */
  complete(response: Response, instead = false): void {
    Object.assign(this, response, { status: "complete" });
    this.#tell(instead);
  }

  #tell(instead = false): void {
    for (const callback of this.#callbacks.splice(0)) queueMicrotask(() => callback(this));
    if (!this.#url) return;
    const url = new URL(this.#url);
    for (const name of inAddress)
      if (this[name] !== undefined) url.searchParams.set(name, String(this[name]));
    this.#url = "";
    location[instead ? "replace" : "assign"](url.href);
  }
}

/** The members that are added to the address. A verifier is never one of them. */
const inAddress = [
  "access_token",
  "token_type",
  "expires_in",
  "code",
  "scope",
  "state",
  "error",
  "error_description",
];

/** Resolves the address. It must be of this origin, since it gets the person's token. */
export function address(next: unknown): string {
  const url = typeof next === "string" ? new URL(next, baseURI()) : undefined;
  if (!url || !isOwn(url))
    throw new Error(`next must be a function, or an address that begins with ${location.origin}/`);
  return url.href;
}

/**
 * Our codes that Amazon's SDK does not have, and its code for each. All others are server_error.
 */
const names: Record<string, string> = {
  user_cancelled: "access_denied",
  aborted: "access_denied",
  login_required: "invalid_grant",
  popup_window_error: "invalid_grant",
  invalid_configuration: "invalid_request",
  token_substitution: "invalid_token",
  timed_out: "temporarily_unavailable",
  no_network_connectivity: "temporarily_unavailable",
};
const known =
  "access_denied insufficient_scope invalid_grant invalid_request invalid_scope invalid_token temporarily_unavailable unauthorized_client unsupported_response_type";

export function failure(error: LwaError, state?: string): Response {
  const { code, description } = error;
  return defined({
    error: names[code] ?? (known.split(" ").includes(code) ? code : "server_error"),
    error_description: description || wording(error),
    state,
  });
}

/** Leaves out members without a value: pages look for members with `in`, and print them. */
export function defined(members: Response): Response {
  const copy = { ...members };
  for (const name in copy) if (copy[name] === undefined) delete copy[name];
  return unthenable(copy);
}

/**
 * Gives a value a `then` of its own. A promise that is resolved with it does not call what a script
 * may have put at Object.prototype.then.
 */
const unthenable = <T extends object>(value: T): T =>
  defineProperty(value, "then", { value: undefined });
unthenable(AuthorizeRequest.prototype);

/** The component's message and hint, with the names of amazon.Login in place of its own. */
export const wording = ({ message, hint }: LwaError): string =>
  `${message} ${hint}`
    .replace("lwaLogin()", "amazon.Login.authorize")
    .replace('mode to "redirect"', "popup to false")
    .replace('mode to "popup"', "popup to true")
    .replace("the option apiBase", "data-api-base on the script element")
    .replace("scopeData", "scope_data")
    .replace(/the option clientId/i, "amazon.Login.setClientId")
    .replace(/the option language/i, "amazon.Login.setLanguage")
    .replace(/(,|;) (or \w+ .* option (signal|timeout)|for lwa.device.*platforms)/, "");
