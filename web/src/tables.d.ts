// What the build takes from Go's tables (internal/lwa/options.go, codes.go), so that each rule is written once.
declare module "lwa:tables" {
  export interface Option {
    name: string;
    type:
      | "string"
      | "number"
      | "boolean"
      | "object"
      | "url"
      | "file"
      | "origin"
      | "signal"
      | "size";
    oneOf?: string[];
    min?: number;
    max?: number;
    default?: unknown;
    in: number;
  }
  export const options: Option[];
  /** Message and hint of every code. */
  export const codes: Record<string, [message: string, hint: string]>;
  export const version: string;
}

/** The messages and hints that lwa-run.js adds to those of lwa.js. */
declare module "lwa:late" {
  export const late: Record<string, [message: string, hint: string]>;
}

/** How lwa.js finds lwa-run.js, and what that shares with it, in the order that both were built with. */
declare module "lwa:part" {
  export const part: { file: string; integrity: string; stamp: string };
  export const shared: () => unknown[];
}

/** The style of <lwa-device>: device.css, without its spaces. */
declare module "lwa:device.css" {
  const style: string;
  export default style;
}

/** The style of lwa-doctor.html: doctor.css, without its spaces. */
declare module "lwa:doctor.css" {
  const style: string;
  export default style;
}

/** The doctor's tables (internal/doctor), and what this build consists of. */
declare module "lwa:doctor" {
  export interface Fault {
    code: string;
    severity: "warn" | "broken";
    what: string;
    /** A key of mends, or "". */
    mend: string;
  }
  export const topics: { name: string; ok: string; mend: string; faults: Fault[] }[];
  /** The lines of each mend, by host. */
  export const mends: Record<string, [host: string, lines: string][]>;
  export const hosts: string[];
  /** Those of the hosts that serve a site. */
  export const servers: string[];
  /** Amazon's API host, by region. */
  export const apiHosts: Record<string, string>;
  /** The digest of each file of this build, as Subresource Integrity writes it. */
  export const digests: Record<string, string>;
}

/** Loads lwa-trace.js. */
declare module "lwa:trace-file" {
  export const load: () => Promise<typeof import("./trace-record")>;
}

/** What lwa-trace.js knows of the machine. */
declare module "lwa:trace" {
  /** By number. */
  export const eventNames: string[];
  export const effectNames: string[];
  /** The names of the numbers at the start of a step's array, in order; traceTexts has those of the texts after them. */
  export const traceNumbers: string[];
  export const traceTexts: string[];
  /** The words that a trace keeps: the protocol's, the options' and ours. */
  export const words: string[];
}

/** What is known of the wasm that was built together with the shell. */
declare module "lwa:wasm" {
  /** Its digest, as Subresource Integrity writes it. */
  export const integrity: string;
  /** The file itself, in lwa.one.js alone: each octet is a character, `shift` further on. */
  export const text: string;
  export const shift: number;
}

/** What runs the wasm: Go's own glue, wrapped so that it adds nothing to the page's globals, or tinygo.ts. */
declare module "lwa:glue" {
  export class Go {
    importObject: WebAssembly.Imports;
    run(instance: WebAssembly.Instance): Promise<void>;
  }
}

/** Of <lwa-login>: the files of its texts (web/texts), and the options that are attributes. */
declare module "lwa:login" {
  export type Texts = typeof import("../texts/en.json");
  /** The English texts that a page shows first. */
  export const first: Pick<Texts, "login" | "short" | "logout" | "hello" | "done" | "failed">;
  export const languages: Record<string, () => Promise<{ default: Texts }>>;
  /** How the names in storage begin under which a session is kept, or an answer waits. */
  export const kept: string[];
  /** Type of each option ("" for text) that lwa.configure() takes, and of those that only a login takes. */
  export const pageOptions: Record<string, string>;
  export const loginOptions: Record<string, string>;
}

/** The style of <lwa-login>: login.css, without its spaces. */
declare module "lwa:login.css" {
  const style: string;
  export default style;
}

// Other files of a release, which a module of it loads when it needs them.
declare module "*.mjs" {
  export const lwa: import("./login-find").Component;
}
declare module "*lwa-demo.js" {
  export const lwa: import("./login-find").Component;
}
