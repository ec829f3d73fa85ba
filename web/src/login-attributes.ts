// The attributes of <lwa-login> that are options of the component, and the properties of the same names.

import { loginOptions, pageOptions } from "lwa:login";

/** "boolean", "number" or "object"; "" is text. */
type Kind = string;

const all: Record<string, Kind> = { ...pageOptions, ...loginOptions };

const attributeOf = (name: string) => name.replace(/[A-Z]/g, "-$&").toLowerCase();

export const optionAttributes = Object.keys(all).map(attributeOf);

/** Whether the page came over http, over which a login runs on this machine alone. */
export const isLocal = (): boolean => location.protocol === "http:";

/** The options that an element gives: those of the page, or all of a login. */
export function optionsOf(host: Element, forPage: boolean): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const [name, kind] of Object.entries(forPage ? pageOptions : all)) {
    const text = host.getAttribute(attributeOf(name));
    // Somebody may have smuggled the element in: as in a script tag, markup names no server but on this machine.
    if (name === "provider" && !isLocal()) continue;
    if (text !== null) options[name] = parse(text, kind);
  }
  return options;
}

function parse(text: string, kind: Kind): unknown {
  if (kind === "boolean")
    return text === "" || text === "true" || (text === "false" ? false : text);
  if (kind === "number") return Number(text);
  if (kind !== "object") return text;
  try {
    return JSON.parse(text);
  } catch {
    return text; // the component says what is wrong with it
  }
}

/** Gives a class a property for each attribute. What is no text is written as JSON; null, undefined and false remove the attribute. */
export function reflect(prototype: object, more: Record<string, Kind>): void {
  for (const [name, kind] of Object.entries({ ...all, ...more })) {
    const attribute = attributeOf(name);
    Object.defineProperty(prototype, name, {
      get(this: Element) {
        const text = this.getAttribute(attribute);
        return text === null ? (kind === "boolean" ? false : undefined) : parse(text, kind);
      },
      set(this: Element, value: unknown) {
        if (value == null || value === false) this.removeAttribute(attribute);
        else
          this.setAttribute(
            attribute,
            value === true
              ? ""
              : typeof value === "object"
                ? JSON.stringify(value)
                : (value as string),
          );
      },
    });
  }
}

/** Takes up what the page set on an element before its class was there. */
export function adopt(host: object): void {
  const all = host as Record<string, unknown>;
  for (const name of Object.keys(all)) {
    if (!(name in Object.getPrototypeOf(all))) continue;
    const value = all[name];
    delete all[name];
    all[name] = value;
  }
}
