// What the build takes from Go's tables (internal/lwa/options.go, codes.go), so that each rule is written once.
declare module "lwa:tables" {
  export interface Option {
    name: string;
    type: "string" | "number" | "boolean" | "object" | "url" | "file" | "origin" | "signal" | "size";
    oneOf?: string[];
    min?: number;
    max?: number;
    default?: unknown;
    in: number;
  }
  export const options: Option[];
  /** What to say of options of other libraries, and their names, set apart by spaces. */
  export const foreignNames: Record<string, string>;
  /** Message and hint of every code. */
  export const codes: Record<string, [message: string, hint: string]>;
  /** Names of what is kept in the browser (internal/flow/session.go). */
  export const names: { channel: string; record: string; answer: string; session: string; misplaced: string };
  export const version: string;
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

/** What is known of the wasm that was built together with the shell. */
declare module "lwa:wasm" {
  /** Its digest, as Subresource Integrity writes it. */
  export const integrity: string;
}

/** What runs the wasm: Go's own glue, wrapped so that it adds nothing to the page's globals, or tinygo.ts. */
declare module "lwa:glue" {
  export class Go {
    importObject: WebAssembly.Imports;
    run(instance: WebAssembly.Instance): Promise<void>;
  }
}
