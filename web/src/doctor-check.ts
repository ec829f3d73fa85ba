// One run of the doctor: the checks, in their order.

import { apiHosts, servers } from "lwa:doctor";
import { version } from "lwa:tables";
import { ask, plain, type Answer } from "./doctor-ask";
import * as files from "./doctor-files";
import * as here from "./doctor-here";
import {
  isComponent,
  parse,
  readPage,
  tagsHere,
  tagsOf,
  type Page,
  type Script,
} from "./doctor-page";
import { markdown, Report, type Finding, type Severity, count } from "./doctor-report";
import * as site from "./doctor-site";
import { freeze, URL, w } from "./platform";

export interface DoctorOptions {
  page?: string;
  redirectUri?: string;
  apiBase?: string;
  region?: string;
  provider?: string;
  popup?: boolean;
}

export interface DoctorReport {
  readonly version: string;
  readonly page: string;
  readonly redirectUri: string;
  readonly host: string;
  readonly findings: readonly Finding[];
  readonly broken: number;
  readonly warnings: number;
  readonly markdown: string;
}

/** The address of this file. Without a tag, the component is looked for beside it. */
const home = new URL(import.meta.url);

export async function examine(options: DoctorOptions): Promise<DoctorReport> {
  const url =
    parse(options.page ?? w.location.href, new URL(w.location.href)) ?? new URL(w.location.href);
  url.search = url.hash = "";
  const own = url.origin === w.location.origin && url.pathname === w.location.pathname;
  // Before anything is awaited: browsers open windows only while they handle a gesture.
  const clicked = options.popup ?? w.navigator.userActivation?.isActive ?? false;
  const popup =
    clicked && w.location.origin === url.origin
      ? w.open("about:blank", "", "popup,width=480,height=360")
      : undefined;
  const report = new Report(addresses(url, {}));
  let login: site.Login | undefined;
  try {
    login = await run(report, url, own, options, popup);
  } finally {
    popup?.close();
  }
  const findings = freeze(report.sorted().map((f) => freeze({ ...f, mend: freeze(f.mend) })));
  const total = (severity: Severity) => count(findings, severity);
  const page = plain(url);
  return freeze({
    version,
    page,
    redirectUri: login ? plain(login.callback) : "",
    host: report.host,
    findings,
    broken: total("broken"),
    warnings: total("warn"),
    markdown: markdown(page, version, findings),
  });
}

async function run(
  report: Report,
  url: URL,
  own: boolean,
  options: DoctorOptions,
  popup: Window | null | undefined,
): Promise<site.Login | undefined> {
  if (own && !here.origin(report)) return;
  const answer = await ask(url);
  if (!answer.ok && !own) {
    report.find("page_unreachable", { status: answer.why });
    return;
  }
  report.well("origin");
  report.host = hostOf(answer.headers);
  const headers = [answer.headers.get("content-security-policy") ?? ""];
  const page = readPage(url, headers, own ? tagsHere() : tagsOf(answer.text));
  const tag = page.scripts.find(isComponent);
  const login = settle(url, tag, options);
  Object.assign(
    report.values,
    addresses(url, { tag, login, region: setting(options, tag, "region") }),
  );
  report.well("amazon");
  site.policies(report, page, login);
  // If a policy blocks the request for the page, the headers with that policy cannot be read,
  // either.
  if (answer.forbidden && !report.has("policy_wasm_file")) unread(report, login);
  site.isolation(report, answer.headers);
  const loaded = tag && (await files.script(report, page, tag));
  const carrier = await files.part(report, tag, loaded);
  await files.tag(
    report,
    page,
    tag,
    loaded,
    /^require-corp/.test(answer.headers.get("cross-origin-embedder-policy") ?? ""),
  );
  report.well("tag");
  await engine(report, page, login, carrier, own);
  const ours = await files.callback(report, page, login.callback);
  await windows(report, login, ours, popup);
  report.well("callback");
  report.well("policy");
  await here.storage(report);
  if (answer.ok) site.clock(report, answer);
  if (own) here.builtins(report);
  await site.api(report, page, login);
  return login;
}

/** Returns who serves the page, or "" if the headers do not tell. */
function hostOf(headers: Headers): string {
  const server = headers.get("server")?.toLowerCase() ?? "";
  if (headers.has("x-amz-cf-id")) return "CloudFront";
  return servers.find((name) => server.startsWith(name.toLowerCase())) ?? "";
}

const unread = (report: Report, login: site.Login): void =>
  report.find("policy_wasm_file", {
    directive: "connect-src",
    file: plain(login.wasm),
    policy: `script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' ${login.api.origin}; frame-ancestors 'none'`,
  });

async function engine(
  report: Report,
  page: Page,
  login: site.Login,
  carrier: Answer | undefined,
  own: boolean,
): Promise<void> {
  const state = here.wasm();
  if (state === "missing") report.find("wasm_unsupported");
  else if (own && state === "forbidden" && !report.has("policy_wasm")) {
    report.find("policy_wasm", {
      directive: "script-src",
      policy: "script-src 'self' 'wasm-unsafe-eval'",
    });
  }
  await files.wasm(report, page, login.wasm, carrier);
}

/**
 * Examines what a navigation to the return address shows. If no window can be opened, it finds out
 * whether a service worker might answer.
 */
async function windows(
  report: Report,
  login: site.Login,
  ours: boolean,
  popup: Window | null | undefined,
): Promise<void> {
  const own = { file: plain(login.callback), path: login.callback.pathname };
  if (popup === null) report.find("popup_blocked");
  if (!popup) {
    const worker =
      ours &&
      (await w.navigator.serviceWorker
        ?.getRegistration(login.callback.href)
        .catch(() => undefined));
    if (worker) report.find("callback_worker_unsure", own);
    return;
  }
  if (!ours) return report.well("popup");
  const seen = await here.look(popup, plain(login.callback));
  if (seen === "other") report.find("callback_worker", own);
  if (seen === "stuck") report.find("callback_stuck", own);
  if (seen === "severed") report.find("popup_severed");
  if (seen !== "closed") report.well("popup");
}

const attributeOf: Record<string, string> = {
  redirectUri: "redirect-uri",
  apiBase: "api-base",
  wasmUrl: "wasm-url",
  region: "region",
  provider: "provider",
};

const setting = (options: DoctorOptions, tag: Script | undefined, name: string): string =>
  (options as Record<string, string | undefined>)[name] ||
  tag?.attributes.get("data-" + attributeOf[name]) ||
  "";

/** Returns the addresses that the call or the tag names, or the defaults. */
function settle(url: URL, tag: Script | undefined, options: DoctorOptions): site.Login {
  const base = tag?.url ?? (home.origin === url.origin ? home : new URL("/lwa/lwa.js", url));
  const address = (name: string, fallback: string) => {
    const given = setting(options, tag, name);
    return (given && parse(given, url)) || new URL(fallback, base);
  };
  const apiBase = setting(options, tag, "apiBase");
  const host = "https://" + (apiHosts[setting(options, tag, "region")] ?? apiHosts.NA);
  return {
    tag,
    callback: address("redirectUri", "lwa-callback.html"),
    wasm: address("wasmUrl", "lwa.wasm"),
    api: (apiBase && parse(apiBase, url)) || parse(setting(options, tag, "provider") || host, url)!,
    forwarded: !!apiBase,
  };
}

/** Returns the values that the texts of all findings can use. */
function addresses(
  url: URL,
  { tag, login, region = "" }: { tag?: Script; login?: site.Login; region?: string },
): Record<string, string> {
  const dir = (
    tag?.url ?? (home.origin === url.origin ? home : new URL("/lwa/", url))
  ).pathname.replace(/[^/]*$/, "");
  const callback = login ? plain(login.callback) : url.origin + dir + "lwa-callback.html";
  return {
    page: plain(url),
    origin: url.origin,
    host: url.hostname,
    path: url.pathname,
    callback,
    dir,
    dirPattern: dir.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"),
    api: login ? plain(login.api).replace(/\/$/, "") : "",
    apiHost: apiHosts[region] ?? apiHosts.NA,
    wanted:
      login && login.callback.origin !== url.origin
        ? url.origin + dir + "lwa-callback.html"
        : callback,
  };
}
