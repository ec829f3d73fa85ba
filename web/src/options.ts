// Applies the option table of Go (internal/lwa/options.go). This happens here, because bad options
// must be refused before a window opens, and the wasm may not have loaded by then.

import { options, type Option } from "lwa:tables";
import { fail, toError, type LwaError } from "./errors";
import { isLoopback, isOwn } from "./origin";
import { baseURI, hasOwn, isArray, keys, parse, stringify, URL } from "./platform";
import { isSignal } from "./signal";
import { For, maxObject } from "./wire.gen";

/**
 * The values of options by name: any, since pages write them. The table says what each may be, and
 * check holds it.
 */
export type Settings = Record<string, any>;

const bad = (message: string, hint: string) => fail("invalid_configuration", message, hint);

/**
 * Returns a copy of input with only what the table allows, or throws an error that says what to
 * change.
 */
export function check(call: For, input: unknown): Settings {
  const known = options.filter((o) => o.in & call);
  const settings: Settings = { __proto__: null as never };
  if (input === undefined) return settings;
  try {
    if (typeof input !== "object" || input === null || isArray(input)) {
      throw bad(
        `The options are ${nameOf(input)}, not an object.`,
        'Pass an object such as { scope: "profile" }, or nothing.',
      );
    }
    for (const name of keys(input)) {
      const option = known.find((o) => o.name === name);
      if (!option) throw unknown(name, known);
      const value = (input as Settings)[name];
      if (value !== undefined) settings[name] = checks[option.type](value, option);
    }
  } catch (error) {
    throw toError(error, "invalid_request", "An option could not be read.", "Pass a plain object.");
  }
  return settings;
}

/** The defaults of the table. */
export function defaults(call: For): Settings {
  const settings: Settings = { __proto__: null as never };
  for (const o of options) if (o.in & call && "default" in o) settings[o.name] = o.default;
  return settings;
}

/**
 * The settings in the data-… attributes of a script tag. Ignores attributes of other tools, and
 * what a script has put into Object.prototype.
 */
export function fromAttributes(data: DOMStringMap): Settings {
  const settings: Settings = { __proto__: null as never };
  for (const o of options) {
    if (o.in & For.configure && hasOwn(data, o.name)) settings[o.name] = fromText(data[o.name]!, o);
  }
  if (settings.provider && !isLoopback(location.hostname)) {
    throw bad(
      "data-provider is for pages on this machine: elsewhere, smuggled markup could set it.",
      "Call lwa.configure({ provider: … }) in a script of the page.",
    );
  }
  return settings;
}

function fromText(text: string, o: Option): unknown {
  if (o.type === "boolean")
    return text === "" || text === "true" ? true : text === "false" ? false : text;
  if (o.type !== "object") return text;
  try {
    return parse(text);
  } catch {
    return text;
  }
}

/** A name without what libraries differ in: redirect_uri is redirecturi is redirectUri. */
const plain = (name: string) => name.toLowerCase().replace(/_/g, "");

function unknown(name: string, known: Option[]): LwaError {
  const near = known.find((o) => plain(o.name) === plain(name))?.name;
  return bad(
    `There is no option ${show(name)} here.`,
    plain(name) === "clientsecret"
      ? "A client secret must never be in a page: remove it, and renew it at Amazon."
      : near
        ? `Use ${near} instead.`
        : `The options are ${known.map((o) => o.name).join(", ")}.`,
  );
}

function wrong(o: Option, value: unknown, want: string): LwaError {
  // Addresses may contain credentials, and a state is private: the message does not repeat them.
  const secret =
    typeof value === "string" &&
    (o.type === "url" || o.type === "origin" || o.type === "file" || o.name === "state");
  return bad(
    `The option ${o.name} ${secret ? "cannot be used" : `is ${nameOf(value)}`}.`,
    `Give ${want}.`,
  );
}

type Check = (value: unknown, o: Option) => unknown;

const checks: Record<Option["type"], Check> = {
  string(value, o) {
    const want = o.oneOf
      ? `one of ${o.oneOf.map(show).join(", ")}`
      : `a string of ${o.min ?? 0} to ${o.max} characters`;
    if (typeof value !== "string") throw wrong(o, value, want);
    if (o.oneOf ? !o.oneOf.includes(value) : value.length < (o.min ?? 0) || value.length > o.max!)
      throw wrong(o, value, want);
    return value;
  },
  number(value, o) {
    const { min = 0, max } = o;
    if (typeof value !== "number" || !(value >= min && value <= max!))
      throw wrong(o, value, `a number from ${min} to ${max}`);
    return Math.floor(value);
  },
  boolean(value, o) {
    if (typeof value !== "boolean") throw wrong(o, value, "true or false, without quotes");
    return value;
  },
  object(value, o) {
    const text = typeof value === "object" && value && !isArray(value) ? toJSON(value) : undefined;
    if (!text || text.length > maxObject) throw wrong(o, value, "a small plain object");
    return text;
  },
  url(value, o) {
    const want = `an address that begins with ${location.origin}/`;
    if (typeof value !== "string") throw wrong(o, value, want);
    const url = parseURL(value, baseURI());
    if (!url || !isOwn(url)) throw wrong(o, value, want);
    if (o.name === "redirectUri" && url.hash) throw wrong(o, value, "an address without #");
    return url.href;
  },
  file(value, o) {
    const url = typeof value === "string" ? parseURL(value, baseURI()) : null;
    if (!url || url.username || !(isOwn(url) || isSafe(url) || /^(data|blob):/.test(url.href))) {
      throw wrong(
        o,
        value,
        'the address of a file, such as "/lwa/lwa.wasm" or "https://cdn.example/lwa.wasm"',
      );
    }
    return url.href;
  },
  origin(value, o) {
    const url = typeof value === "string" ? parseURL(value) : null;
    const named = url && (value === url.origin || value === url.origin + "/"); // address bars add a slash
    if (!url || !named || !isSafe(url)) {
      throw wrong(
        o,
        value,
        'an origin such as "http://localhost:8081", without a path; "demo" needs lwa-demo.js',
      );
    }
    return url.origin;
  },
  signal(value, o) {
    if (!isSignal(value)) throw wrong(o, value, "the signal of an AbortController");
    return value;
  },
  size(value, o) {
    const want = "an object such as { width: 480, height: 720 }";
    if (typeof value !== "object" || !value) throw wrong(o, value, want);
    const size: Settings = { __proto__: null as never };
    for (const side of keys(value)) {
      if (side !== "width" && side !== "height") throw wrong(o, value, want);
      size[side] = checks.number((value as Settings)[side], { ...o, name: `${o.name}.${side}` });
    }
    return size;
  },
};

/** Like JSON.stringify, but ignores the method toJSON that old libraries give to every array. */
function toJSON(value: unknown): string | undefined {
  if (typeof value !== "object" || !value) return stringify(value);
  let text = "";
  if (isArray(value)) {
    for (let i = 0; i < value.length; i++) text += (i ? "," : "") + (toJSON(value[i]) ?? null);
    return `[${text}]`;
  }
  for (const name of keys(value)) {
    const member = toJSON((value as Settings)[name]);
    if (member) text += `${text && ","}${stringify(name)}:${member}`;
  }
  return `{${text}}`;
}

/** Whether nobody between the server and this page can change what that address sends. */
const isSafe = (url: URL): boolean =>
  url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));

function parseURL(text: string, base?: string): URL | null {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}

/** A value for a message: a short string as it is, anything else by its type. */
function nameOf(value: unknown): string {
  if (typeof value === "string") return show(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return value === null
    ? "null"
    : isArray(value)
      ? "an array"
      : typeof value === "object"
        ? "an object"
        : `a ${typeof value}`;
}

const show = (text: string) => stringify(text.length > 40 ? text.slice(0, 40) + "…" : text);
