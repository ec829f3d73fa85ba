// What the drop-in keeps in the tab, and the cookies of Amazon's SDK.

import { accessor, parse, stringify } from "./platform";
import { answerKey, dropInPrefix, maxAge, sessionPrefix } from "./wire.gen";
import type { Settings } from "./options";

/** Where storage is forbidden, things last as long as the page. */
const memory: Record<string, string> = {};

const keyOf = (name: string) => dropInPrefix + name;

/** `login` is what an answer has to be given to, `code` what redeems it. */
type Name = "login" | "code";

/** No login takes longer, and no code lives longer. */
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

/** Removes a kept session here and now: a page that logs out often leaves before the wasm runs. */
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

/** The accessor of document.cookie, which an element of that name hides. */
const jar = accessor(Document.prototype, "cookie");
const write = (text: string): void => jar.set!.call(document, text);

/** The cookie of setUseCookie: a token as it is, for this host or for the domain that setSiteDomain named. */
export const cookie = {
  domain: "",
  read: (): string | undefined =>
    `; ${jar.get!.call(document)}`.split(`; ${name}=`)[1]?.split(";")[0],
  write(token: string): void {
    if (/[;,"\\\s]/.test(token)) return;
    const secure = location.protocol === "https:" ? ";secure" : "";
    write(`${name}=${token};path=/;samesite=lax;max-age=3300${cookie.domain}${secure}`); // Amazon's SDK takes five minutes off the hour
  },
  /** Sites write the cookies too, for whatever folder and domain: all that reach this page go. */
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
