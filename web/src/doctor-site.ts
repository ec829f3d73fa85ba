// Checks the policies of the page with the login, and the API host, by the same rules as
// internal/doctor/check_policy.go.

import { ask, contentType, plain, type Answer } from "./doctor-ask";
import type { Page, Script } from "./doctor-page";
import {
  admitting,
  allows,
  get,
  has,
  lacks,
  show,
  type Directive,
  type Policy,
} from "./doctor-policy";
import type { Report, Values } from "./doctor-report";
import { URL } from "./platform";

/** The addresses of one login. */
export interface Login {
  tag?: Script;
  callback: URL;
  wasm: URL;
  api: URL;
  /** Whether the API is a path of the site, which forwards the requests to Amazon. */
  forwarded: boolean;
}

/**
 * One request that a policy must admit. Without an address, it stands for compiling WebAssembly.
 */
interface Want {
  code: string;
  url?: URL;
  /** The directive to add if there is none. The first of `directives` in the policy decides. */
  name: string;
  directives: string[];
  source: string;
}

function wants(page: Page, login: Login): Want[] {
  const source = (url: URL) => (url.origin === page.url.origin ? "'self'" : url.origin);
  const connect = { name: "connect-src", directives: ["connect-src", "default-src"] };
  const run = { name: "script-src", directives: ["script-src", "default-src"] };
  const { tag, wasm, api } = login;
  return [
    ...(tag
      ? [
          {
            code: "policy_script",
            url: tag.url,
            ...run,
            directives: ["script-src-elem", ...run.directives],
            source: source(tag.url),
          },
        ]
      : []),
    { code: "policy_wasm", ...run, source: "'wasm-unsafe-eval'" },
    { code: "policy_wasm_file", url: wasm, ...connect, source: source(wasm) },
    { code: "policy_api", url: api, ...connect, source: source(api) },
  ];
}

const needed = [
  "allow-scripts",
  "allow-same-origin",
  "allow-popups",
  "allow-popups-to-escape-sandbox",
];

export function policies(report: Report, page: Page, login: Login): void {
  for (const policy of page.policies) examine(report, page, login, policy);
}

function examine(report: Report, page: Page, login: Login, policy: Policy): void {
  let mended = policy;
  const found: [code: string, own: Values][] = [];
  for (const w of wants(page, login)) {
    const d = get(policy, ...w.directives);
    if (!d || admits(d, w, page, login.tag)) continue;
    mended = admitting(mended, w.name, get(mended, ...w.directives), w.source);
    found.push([w.code, { directive: d.name, ...(w.url && { file: plain(w.url) }) }]);
  }
  const missing = lacks(policy, ...needed);
  if (missing.length) {
    mended = admitting(mended, "sandbox", get(policy, "sandbox"), ...missing);
    found.push(["policy_sandbox", { names: missing.join(", ") }]);
  }
  for (const [code, own] of found) report.find(code, { ...own, policy: show(mended) });
}

function admits(d: Directive, w: Want, page: Page, tag?: Script): boolean {
  if (!w.url) return has(d, "'wasm-unsafe-eval'") || has(d, "'unsafe-eval'");
  const element =
    w.code === "policy_script"
      ? { nonce: tag!.attributes.has("nonce"), integrity: tag!.attributes.get("integrity") }
      : {};
  return allows(d, { url: w.url, self: page.url, ...element });
}

export function isolation(report: Report, headers: Headers): void {
  const opener = (headers.get("cross-origin-opener-policy") ?? "").split(";")[0].trim();
  if (opener === "same-origin") report.find("coop_isolates");
  if (opener === "noopener-allow-popups") report.find("coop_noopener");
}

export function clock(report: Report, answer: Answer): void {
  const served = Date.parse(answer.headers.get("date") ?? "");
  if (Number.isNaN(served)) return;
  const minutes = Math.floor(Math.abs(answer.at - served) / 60_000);
  if (minutes >= 2) report.find("clock_wrong", { minutes: String(minutes) });
  report.well("clock");
}

/** Whether this is the answer of the API host to a request without a token: an error in JSON. */
function isAPI(answer: Answer): boolean {
  try {
    return (answer.status === 400 || answer.status === 401) && !!JSON.parse(answer.text).error;
  } catch {
    return false;
  }
}

export async function api(report: Report, page: Page, login: Login): Promise<void> {
  if (login.forwarded && login.api.origin !== page.url.origin)
    return report.find("api_forward_elsewhere");
  const answer = await ask(new URL(plain(login.api).replace(/\/$/, "") + "/auth/o2/tokeninfo"));
  if (answer.forbidden) return;
  if (login.forwarded && !isAPI(answer)) {
    return report.find("api_forward", {
      status: answer.status
        ? `HTTP status ${answer.status}, ${contentType(answer) || "none"}`
        : answer.why,
    });
  }
  if (!answer.status) return report.find("api_unreachable");
  report.well("api");
}
