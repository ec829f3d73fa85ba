// Reads the HTML of a page, by the same rules as internal/doctor/page.go. It reads it as text:
// under Trusted Types, a script may not give text to the browser's parser.

import { Map, URL } from "./platform";
import { inMeta, parsePolicies, parsePolicy, type Policy } from "./doctor-policy";

export interface Tag {
  name: string;
  attributes: Map<string, string>;
}

export interface Script {
  url: URL;
  attributes: Map<string, string>;
  /** The name of the component's file, or "sdk" for Amazon's own script. */
  kind: string;
}

export interface Page {
  url: URL;
  policies: Policy[];
  scripts: Script[];
}

const tagPattern =
  /<!--[\s\S]*?-->|<(script)((?:\s(?:[^>"']|"[^"]*"|'[^']*')*)?)>[\s\S]*?(?:<\/script|$)|<(meta|base|lwa-login)((?:\s(?:[^>"']|"[^"]*"|'[^']*')*)?)>/gi;
const attributePattern = /([^\s=>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?/g;
const entities: Record<string, string> = {
  amp: "&",
  quot: '"',
  lt: "<",
  gt: ">",
  apos: "'",
  "#39": "'",
  "#x27": "'",
  "#34": '"',
};

const unescaped = (text: string): string =>
  text.replace(/&(amp|quot|lt|gt|apos|#39|#x27|#34);/g, (_, name) => entities[name]);

/** Finds the tags in the text of a page. Tags inside comments and scripts do not count. */
export function tagsOf(text: string): Tag[] {
  const all: Tag[] = [];
  for (const [, script = "", own = "", other = "", others = ""] of text.matchAll(tagPattern)) {
    const name = script + other;
    const inside = own + others;
    if (!name) continue;
    const attributes = new Map<string, string>();
    for (const [, key, double, single, bare] of inside.matchAll(attributePattern)) {
      if (!attributes.has(key.toLowerCase()))
        attributes.set(key.toLowerCase(), unescaped(double ?? single ?? bare ?? ""));
    }
    all.push({ name: name.toLowerCase(), attributes });
  }
  return all;
}

/** Returns the tags of this page, including those that scripts have added. */
export function tagsHere(): Tag[] {
  return [...document.querySelectorAll("script, meta, base, lwa-login")].map((element) => ({
    name: element.localName,
    attributes: new Map([...element.attributes].map((a) => [a.name, a.value])),
  }));
}

const component = ["lwa.js", "lwa.mjs", "lwa-amazon.js"];

export function readPage(url: URL, headers: string[], tags: Tag[]): Page {
  const page: Page = { url, policies: parsePolicies(headers), scripts: [] };
  let base = url;
  let login: URL | undefined; // of lwa-login.js, which loads lwa.js from the same folder
  let options: Map<string, string> | undefined;
  for (const { name, attributes } of tags) {
    const href = attributes.get("href");
    const src = attributes.get("src");
    if (name === "base" && base === url && href !== undefined) base = parse(href, url) ?? base;
    if (
      name === "meta" &&
      attributes.get("http-equiv")?.toLowerCase() === "content-security-policy"
    ) {
      page.policies.push(inMeta(parsePolicy(attributes.get("content") ?? "")));
    }
    const at = name === "script" && src !== undefined ? parse(src, base) : undefined;
    const kind = at && kindOf(at);
    if (at?.pathname.endsWith("/lwa-login.js")) login = at;
    if (name === "lwa-login")
      options ??= new Map([...attributes].map(([key, value]) => ["data-" + key, value]));
    if (at && kind) page.scripts.push({ url: at, attributes, kind });
  }
  if (login) adopt(page, login, options);
  return page;
}

/**
 * Adds the options of <lwa-login> to the tag of the component. If the page has no such tag, this
 * adds one, as lwa-login.js does.
 */
function adopt(page: Page, login: URL, options?: Map<string, string>): void {
  let script = page.scripts.find(isComponent);
  if (!script)
    page.scripts.push(
      (script = { url: new URL("lwa.js", login), attributes: new Map(), kind: "lwa.js" }),
    );
  for (const [name, value] of options ?? [])
    if (!script.attributes.has(name)) script.attributes.set(name, value);
}

function kindOf(url: URL): string | undefined {
  if (
    url.hostname.endsWith("assets.loginwithamazon.com") ||
    url.pathname.endsWith("/sdk/na/login1.js")
  )
    return "sdk";
  const name = url.pathname.split("/").pop()!;
  return component.includes(name) ? name : undefined;
}

export const isComponent = (script: Script): boolean => script.kind !== "sdk";

export function parse(text: string, base: URL): URL | undefined {
  try {
    return new URL(text.trim(), base);
  } catch {
    return undefined;
  }
}
