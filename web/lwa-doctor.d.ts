// Type declarations for lwa-doctor.js: what is wrong with a site that uses lwa.js, and the lines that mend it.

/** What to examine. Everything has a default: the page that calls, and what its script tag says. */
export interface DoctorOptions {
  /** Another page of the site, such as `"/login"`. Its query is left out. Default: the page that calls. */
  page?: string;
  /** The return address, where a script sets it instead of the tag. */
  redirectUri?: string;
  /** The path that your server forwards to Amazon's API host, where a script sets it instead of the tag. */
  apiBase?: string;
  /** The service region, where a script sets it instead of the tag. */
  region?: "NA" | "EU" | "FE";
  /** Development and tests only: the origin of another authorization server. */
  provider?: string;
  /** Open a window for a moment, to see what a navigation to the return address brings. Default: in a click, yes. */
  popup?: boolean;
}

/** How bad a finding is: `broken`, logins fail; `warn`, look at it; `ok`, all is well. */
export type DoctorSeverity = "ok" | "warn" | "broken";

/** One finding. Frozen. docs/doctor.md lists all codes. */
export interface DoctorFinding {
  /** The check, such as `"callback"`. */
  readonly topic: string;
  /** The stable name of the fault, such as `"callback_app_shell"`; the topic's where all is well. */
  readonly code: string;
  readonly severity: DoctorSeverity;
  readonly what: string;
  /** The lines to paste, by host: `"Amazon"`, `"HTML"`, `"nginx"`, `"Apache"`, `"Netlify"` and so on. */
  readonly mend: Readonly<Record<string, string>>;
}

/** What a run came to: no token, no code, no query, nothing of the person. Frozen. */
export interface DoctorReport {
  /** Of lwa.js, as it was built with this file. */
  readonly version: string;
  readonly page: string;
  readonly redirectUri: string;
  /** Who serves the page, as its headers tell: a key of `mend`, or `""`. */
  readonly host: string;
  /** What is worst comes first. */
  readonly findings: readonly DoctorFinding[];
  /** How many findings are `broken`. */
  readonly broken: number;
  /** How many findings are `warn`. */
  readonly warnings: number;
  /** The report as Markdown, to send to whoever hosts the site. */
  readonly markdown: string;
}

/** Examines the page, prints a table to the console, and returns it. It rejects for nothing that it finds. */
export function doctor(options?: DoctorOptions): Promise<DoctorReport>;

declare module "./lwa.js" {
  interface Lwa {
    /** Present once `lwa-doctor.js` has run after `lwa.js`. */
    readonly doctor?: typeof doctor;
  }
}
