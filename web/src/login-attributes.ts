// The attributes of <lwa-login> that are options of the component, and the properties of the same
// names.

import { loginOptions, pageOptions } from "lwa:login";

/** The type of each attribute: "boolean", "number" or "object". An empty string stands for text. */
type Kind = string;

const all: Record<string, Kind> = { ...pageOptions, ...loginOptions };

const attributeOf = (name: string) => name.replace(/[A-Z]/g, "-$&").toLowerCase();

export const optionAttributes = Object.keys(all).map(attributeOf);

/** Whether the page came over http: then it is a developer's, since logins need https elsewhere. */
export const isLocal = (): boolean => location.protocol === "http:";

/** Reads the options that the attributes give: all of them, or only those of the page. */
export function optionsOf(host: Element, forPage: boolean): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const [name, kind] of Object.entries(forPage ? pageOptions : all)) {
    const text = host.getAttribute(attributeOf(name));
    // An attacker may have injected the element. As with a script tag, markup may name a server
    // only on this machine.
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
    return text; // no JSON: the component will reject it, and say why
  }
}

/**
 * Gives a class a property for each attribute. Values other than text are written as JSON. Null,
 * undefined and false remove the attribute.
 */
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

/** Applies properties that the page set on the element before its class was defined. */
export function adopt(host: object): void {
  const all = host as Record<string, unknown>;
  for (const name of Object.keys(all)) {
    if (!(name in Object.getPrototypeOf(all))) continue;
    const value = all[name];
    delete all[name];
    all[name] = value;
  }
}
