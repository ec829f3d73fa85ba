// The texts of <lwa-login>. Each language is a file of its own, and a page loads one of them. Only
// the few English texts that are shown first are part of this file. An attribute replaces a text:
// text-login="Continue with Amazon".

import { first, languages, type Texts } from "lwa:login";

export type Text = keyof Texts;

export const textAttributes = Object.keys(first).map((name) => `text-${name}`);

export class Voice {
  language = "";
  #texts: Partial<Texts> = first;

  constructor(readonly host: Element) {}

  /** Returns a text, with values in place of the {names} in it. */
  say(text: Text, values: Record<string, string> = {}): string {
    return (this.host.getAttribute(`text-${text}`) ?? (this.#texts[text] || first.failed)).replace(
      /\{(\w+)\}/g,
      (whole, name) => values[name] ?? whole,
    );
  }

  get direction(): string {
    return this.language === "ar" ? "rtl" : "ltr"; // the only such language that has a file
  }

  /** Whether the page asks for a language other than the one that is loaded. */
  get stale(): boolean {
    return wanted(this.host) !== this.language;
  }

  /** Whether nothing can be shown before the language is loaded. */
  get mute(): boolean {
    return this.stale && wanted(this.host) !== "en";
  }

  /** Loads the language of the page. If that fails, the English texts of this file stay. */
  async learn(): Promise<void> {
    const language = wanted(this.host);
    const texts = await languages[language]().then(
      (file) => file.default,
      () => first,
    );
    if (wanted(this.host) !== language) return; // the page asks for another one by now, which another call loads
    this.#texts = texts;
    this.language = language;
  }
}

/**
 * The language of the element, by the nearest attribute lang: "de" for lang="de-AT". English, if
 * there is no file for that language.
 */
const wanted = (host: Element): string =>
  Object.keys(languages).find((language) => host.matches(`:lang(${language})`)) ?? "en";
