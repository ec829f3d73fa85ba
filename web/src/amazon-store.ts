// What the drop-in keeps in the tab, and the cookies of Amazon's SDK.

import { accessor, parse, stringify } from "./platform";
import { answerKey, dropInPrefix, maxAge, sessionPrefix } from "./wire.gen";
import type { Settings } from "./options";

/** Holds the entries while the page lives, also where the browser forbids storage. */
const memory: Record<string, string> = {};

const keyOf = (name: string) => dropInPrefix + name;

/** `login`: where the answer of a redirect login goes. `code`: what is needed to redeem a code. */
type Name = "login" | "code";

/** An older entry is of no use: no login takes longer, and no code is valid for longer. */
const longest = maxAge;

export function remember(name: Name, value: object): void {
  const text = (memory[name] = stringify({ __proto__: null, ...value, at: Date.now() }));
  quietly(() => sessionStorage.setItem(keyOf(name), text));
}

export function recall(name: Name): Settings | undefined {
  const value: Settings | undefined = quietly(() => ({
    __proto__: null,
    ...parse(sessionStorage.getItem(keyOf(name)) ?? memory[name]),
  }));
  return value && Date.now() - value.at < longest ? value : undefined;
}

export function forget(name: Name): void {
  delete memory[name];
  quietly(() => sessionStorage.removeItem(keyOf(name)));
}

/** Whether the callback page left an answer for this page. */
export const cameBack = (): boolean => quietly(() => sessionStorage.getItem(answerKey)) != null;

/** Removes a kept session at once: a page that logs out often leaves before the wasm runs. */
export function forgetSession(clientId: string): void {
  for (const area of ["sessionStorage", "localStorage"] as const)
    quietly(() => window[area].removeItem(sessionPrefix + clientId));
}

function quietly<T>(f: () => T): T | undefined {
  try {
    return f();
  } catch {
    return undefined;
  }
}

const prefix = "amazon_Login_";
const name = prefix + "accessToken";

/** The accessor of document.cookie. Read from document, an element named "cookie" would hide it. */
const jar = accessor(Document.prototype, "cookie");
const write = (text: string): void => jar.set!.call(document, text);

/**
 * The cookie of setUseCookie: the access token, for this host or for the domain of setSiteDomain.
 */
export const cookie = {
  domain: "",
  read: (): string | undefined =>
    `; ${jar.get!.call(document)}`.split(`; ${name}=`)[1]?.split(";")[0],
  write(token: string): void {
    if (/[;,"\\\s]/.test(token)) return;
    const secure = location.protocol === "https:" ? ";secure" : "";
    write(`${name}=${token};path=/;samesite=lax;max-age=3300${cookie.domain}${secure}`); // as in Amazon's SDK: an hour less five minutes
  },
  /**
   * Removes all cookies of that name that this page can see. Sites set them for various paths and
   * domains.
   */
  clear(): void {
    const domains = [""];
    for (let domain = location.hostname; domain; domain = domain.split(".").slice(1).join("."))
      domains.push(`;domain=${domain}`);
    let path = "";
    for (const folder of location.pathname.split("/")) {
      path += folder;
      for (const each of ["accessToken", "state_cache"])
        for (const domain of domains)
          for (const end of ["", "/"]) {
            write(`${prefix}${each}=;path=${path}${end};max-age=0${domain}`);
          }
      path += "/";
    }
  },
};
