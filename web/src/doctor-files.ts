// Checks the files of the component as the site sends them, by the same rules as
// internal/doctor/check_files.go and check_callback.go.

import { digests } from "lwa:doctor";
import { ask, contentType, integrity, nosniff, plain, type Answer } from "./doctor-ask";
import { isComponent, readPage, tagsOf, type Page, type Script } from "./doctor-page";
import { allowsInline, get, lacks, parsePolicies } from "./doctor-policy";
import type { Report, Values } from "./doctor-report";
import { Map, TextEncoder, URL } from "./platform";

const valuesOf = (url: URL): Values => ({ file: plain(url), path: url.pathname });

const scriptTypes = /^(text|application)\/(x-)?(java|ecma)script$/;

export async function script(report: Report, page: Page, tag: Script): Promise<Answer> {
  const answer = await ask(tag.url);
  const own = valuesOf(tag.url);
  if (answer.forbidden) return answer; // the check of the policies has found this
  if (!reached(report, answer, "script_unreachable", own)) return answer;
  const type = contentType(answer);
  if (!scriptTypes.test(type) && (nosniff(answer) || tag.attributes.get("type") === "module")) {
    report.find("script_type", { ...own, type: type || "none" });
  }
  const known = digests[tag.kind];
  if (known && differs(known, await integrity(answer.bytes))) report.find("script_changed", own);
  delivery(report, page, answer, "script", own);
  return answer;
}

export async function tag(
  report: Report,
  page: Page,
  found: Script | undefined,
  answer: Answer | undefined,
  isolated: boolean,
): Promise<void> {
  if (!found) return report.find("tag_missing");
  const copies = page.scripts.filter(isComponent);
  const sdks = page.scripts.filter((s) => !isComponent(s));
  const { attributes, url, kind } = found;
  const own = valuesOf(url);
  const id = attributes.get("data-client-id") ?? "";
  if (kind === "lwa.js" && (!id || id.length > 100 || id.includes("…")))
    report.find("client_id_missing");
  if (copies.length > 1) report.find("component_twice", { names: names(copies), keep: plain(url) });
  if (sdks.length) report.find("amazon_sdk", { names: names(sdks) });
  const expected = attributes.get("integrity") ?? "";
  if (url.origin !== page.url.origin && !attributes.has("crossorigin") && (expected || isolated))
    report.find("script_cors", own);
  if (answer?.ok && expected && !(await intact(expected, answer.bytes))) {
    report.find("integrity_differs", { ...own, digest: await integrity(answer.bytes) });
  }
}

const names = (scripts: Script[]): string => scripts.map((s) => plain(s.url)).join(", ");

/** Compares bytes with the strongest digests of an integrity attribute. */
async function intact(expected: string, bytes: ArrayBuffer): Promise<boolean> {
  const tokens = expected.split(/\s+/).map((token) => token.split("?")[0]);
  for (const algorithm of ["SHA-512", "SHA-384", "SHA-256"]) {
    const digest = await integrity(bytes, algorithm);
    if (!digest) return true; // unknown without Web Cryptography
    const known = tokens.filter((token) => token.startsWith(digest.slice(0, 7)));
    if (known.length) return known.includes(digest);
  }
  return true; // browsers ignore unknown algorithms
}

/** The part of lwa.js that runs lwa.wasm. */
const partFile = "lwa-run.js";

/** Examines lwa-run.js. Returns the script that has the digest of lwa.wasm. */
export async function part(
  report: Report,
  found: Script | undefined,
  loaded: Answer | undefined,
): Promise<Answer | undefined> {
  if (!loaded?.ok) return undefined;
  const carrier = loaded.text.includes(partFile) ? await run(report, found!, loaded) : loaded;
  report.well("script", valuesOf(found!.url));
  return found!.kind === "lwa-amazon.js" ? undefined : carrier;
}

async function run(report: Report, found: Script, loaded: Answer): Promise<Answer> {
  const url = new URL(partFile + found.url.search, found.url);
  const answer = await ask(url);
  const own = valuesOf(url);
  if (answer.forbidden || !reached(report, answer, "part_unreachable", own)) return answer;
  const type = contentType(answer);
  if (!scriptTypes.test(type)) report.find("script_type", { ...own, type: type || "none" });
  const digest = await integrity(answer.bytes);
  if (digest && !loaded.text.includes(digest)) report.find("part_changed", own);
  return answer;
}

/** `carrier` is the script that has the digest of the file. */
export async function wasm(
  report: Report,
  page: Page,
  url: URL,
  carrier: Answer | undefined,
): Promise<void> {
  const answer = await ask(url);
  const own = valuesOf(url);
  if (answer.forbidden || !reached(report, answer, "wasm_unreachable", own)) return;
  const digest = await integrity(answer.bytes);
  const carries = carrier?.ok && carrier.text.includes("sha384-");
  if (carries ? !carrier.text.includes(digest) : differs(digests["lwa.wasm"], digest))
    report.find("wasm_changed", own);
  const type = contentType(answer);
  if (type !== "application/wasm") report.find("wasm_type", { ...own, type: type || "none" });
  delivery(report, page, answer, "wasm", own);
  if (cacheControl(answer).has("no-store")) report.find("wasm_not_cached", own);
  report.well("wasm", own);
}

/** Without Web Cryptography, the digest is "", and the answer is false. */
const differs = (known: string, digest: string): boolean => !!digest && known !== digest;

function reached(report: Report, answer: Answer, code: string, own: Values): boolean {
  if (!answer.ok) report.find(code, { ...own, status: answer.why });
  return answer.ok;
}

/** Matches a folder whose name has a version or a hash. Files there never change. */
const versioned = /\d+\.\d+|[0-9a-f]{8}/;

/** Checks the compression and the caching of a file. */
function delivery(report: Report, page: Page, answer: Answer, kind: string, own: Values): void {
  if (answer.url.origin !== page.url.origin) return; // another origin does not show its headers
  if (!/^(br|gzip|x-gzip|zstd|deflate)$/i.test(answer.headers.get("content-encoding") ?? ""))
    report.find(kind + "_uncompressed", own);
  const cache = cacheControl(answer);
  const seconds = parseInt(cache.get("max-age") ?? "", 10);
  if (
    !(seconds > 86_400) ||
    cache.has("no-cache") ||
    cache.has("no-store") ||
    versioned.test(answer.url.pathname.replace(/[^/]*$/, ""))
  )
    return;
  report.find(kind + "_cached", { ...own, days: String(Math.floor(seconds / 86_400)) });
}

function cacheControl(answer: Answer): Map<string, string> {
  const all = new Map<string, string>();
  for (const part of (answer.headers.get("cache-control") ?? "").split(",")) {
    const [name, value = ""] = part.trim().split("=");
    all.set(name.toLowerCase(), value.replace(/^"|"$/g, ""));
  }
  return all;
}

/** A query. A return address must not lose it in a redirect. */
const probe = "?lwa-doctor=1";

/** Fetches the return address and examines it. Returns false if it is not our callback page. */
export async function callback(report: Report, page: Page, url: URL): Promise<boolean> {
  const own = valuesOf(url);
  if (url.origin !== page.url.origin) {
    report.find("callback_elsewhere", own);
    return false;
  }
  const asked = new URL(url.href.split(/[?#]/)[0] + probe);
  const answer = await ask(asked);
  if (answer.forbidden) return true; // unknown
  if (answer.redirected) {
    const final = plain(answer.url);
    report.find(answer.url.search === probe ? "callback_redirected" : "callback_query_lost", {
      ...own,
      final,
      wanted: final,
    });
  }
  if (!reached(report, answer, "callback_unreachable", own)) return false;
  const script = /<script[^>]*\snonce=["']?lwa["']?[^>]*>([\s\S]*?)<\/script>/i.exec(
    answer.text,
  )?.[1];
  if (!/nonce=["']?lwa["'\s>]/.test(answer.text) || !answer.text.includes("data-say")) {
    report.find("callback_app_shell", own);
    return false;
  }
  if (!script?.trim() || !readPage(url, [], tagsOf(answer.text)).policies.length)
    report.find("callback_damaged", own);
  else if (differs(digests["lwa-callback.html"], await integrity(answer.bytes)))
    report.find("callback_changed", own);
  const type = contentType(answer);
  if (type !== "text/html" && (type || nosniff(answer)))
    report.find("callback_type", { ...own, type: type || "none" });
  await callbackHeaders(report, answer.headers, script ?? "", own);
  return true;
}

async function callbackHeaders(
  report: Report,
  headers: Headers,
  script: string,
  own: Values,
): Promise<void> {
  const hash = `'${await integrity(new TextEncoder().encode(script), "SHA-256")}'`;
  const policies = parsePolicies([headers.get("content-security-policy") ?? ""]);
  const deciding = policies.map((p) => get(p, "script-src-elem", "script-src", "default-src"));
  if (deciding.some((d) => d && !allowsInline(d, hash))) report.find("callback_policy", own);
  if (policies.some((p) => lacks(p, "allow-scripts", "allow-same-origin").length))
    report.find("callback_sandboxed", own);
  if (!headers.has("x-frame-options") && !policies.some((p) => get(p, "frame-ancestors")))
    report.find("callback_framed", own);
  if (!/no-store/i.test(headers.get("cache-control") ?? "")) report.find("callback_cached", own);
}
