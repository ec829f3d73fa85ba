// What <lwa-login> says. Each language is a file of its own, and a page loads one. The few English texts that a page shows
// first come with the element. Each text is replaced by an attribute of its name: text-login="Continue with Amazon".

import { first, languages, type Texts } from "lwa:login";

export type Text = keyof Texts;

export const textAttributes = Object.keys(first).map((name) => `text-${name}`);

export class Voice {
  language = "";
  #texts: Partial<Texts> = first;

  constructor(readonly host: Element) {}

  /** A text, with values in the place of {names}. */
  say(text: Text, values: Record<string, string> = {}): string {
    return (this.host.getAttribute(`text-${text}`) ?? (this.#texts[text] || first.failed)).replace(
      /\{(\w+)\}/g,
      (whole, name) => values[name] ?? whole,
    );
  }

  get direction(): string {
    return this.language === "ar" ? "rtl" : "ltr"; // of the languages that there are
  }

  /** Whether the page asks for another language than the one that is loaded. */
  get stale(): boolean {
    return wanted(this.host) !== this.language;
  }

  /** Whether there is nothing to say before the language has come. */
  get mute(): boolean {
    return this.stale && wanted(this.host) !== "en";
  }

  /** Takes on the language of the page. Where its file cannot be loaded, the first texts have to do. */
  async learn(): Promise<void> {
    const language = wanted(this.host);
    const texts = await languages[language]().then(
      (file) => file.default,
      () => first,
    );
    if (wanted(this.host) !== language) return; // it has changed meanwhile, and is being loaded
    this.#texts = texts;
    this.language = language;
  }
}

/** The language of the element's place in the page, if there are texts in it: "de" for lang="de-AT". English otherwise. */
const wanted = (host: Element): string =>
  Object.keys(languages).find((language) => host.matches(`:lang(${language})`)) ?? "en";
