// What <lwa-login> says: English comes with the element, every other language is a file of its own that is loaded when a
// page needs it. Each text is replaced by an attribute of its name: text-login="Continue with Amazon".

import { english, languages } from "lwa:login";

export type Text = keyof typeof english;
type Texts = Record<Text, string>;

export const textAttributes = Object.keys(english).map((name) => `text-${name}`);

/** The languages that are read from right to left. */
const rightToLeft = ["ar"];

export class Voice {
  language = "en";
  #texts: Texts = english;

  constructor(readonly host: Element) {}

  /** A text, with values in the place of {names}. */
  say(text: Text, values: Record<string, string> = {}): string {
    return (this.host.getAttribute(`text-${text}`) ?? this.#texts[text]).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  }

  get direction(): string {
    return rightToLeft.includes(this.language) ? "rtl" : "ltr";
  }

  /** Whether the page asks for another language than the one that is loaded. */
  get stale(): boolean {
    return wanted(this.host) !== this.language;
  }

  /** Takes on the language of the page. Where its file cannot be loaded, the texts stay as they are. */
  async learn(): Promise<void> {
    const language = wanted(this.host);
    const texts = await languages[language]?.().then((file) => file.default, () => undefined);
    if (wanted(this.host) !== language) return; // it has changed meanwhile, and is being loaded
    this.#texts = texts ?? english;
    this.language = texts ? language : "en";
  }
}

/** The language of the element's place in the page, if there are texts in it: "de" of lang="de-AT". English otherwise. */
function wanted(host: Element): string {
  let place: Element | null = host;
  while (place && !place.hasAttribute("lang")) {
    const root: Node = place.getRootNode();
    place = place.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
  }
  const language = (place?.getAttribute("lang") ?? "").toLowerCase().split("-")[0];
  return Object.hasOwn(languages, language) ? language : "en";
}
