// Decides what a Content-Security-Policy admits, by the same rules as internal/doctor/policy.go.

export interface Directive {
  name: string;
  values: string[];
}
export type Policy = Directive[];

/** One request that a policy admits or not. */
export interface Asked {
  url: URL;
  self: URL;
  /** Whether the element has a nonce. */
  nonce?: boolean;
  integrity?: string;
}

const words = (text: string): string[] => text.split(/[\t\n\f\r ]+/).filter(Boolean);

/** Reads the values of headers and of <meta> elements. */
export function parsePolicies(texts: string[]): Policy[] {
  return texts
    .flatMap((text) => text.split(","))
    .map(parsePolicy)
    .filter((p) => p.length > 0);
}

/** Keeps the first directive of a name, as CSP 3 §2.2.1 does. */
export function parsePolicy(text: string): Policy {
  const policy: Policy = [];
  for (const part of text.split(";")) {
    const [name, ...values] = words(part);
    if (name && !get(policy, name.toLowerCase())) policy.push({ name: name.toLowerCase(), values });
  }
  return policy;
}

/** Leaves out what has no effect in a <meta> element. */
export const inMeta = (policy: Policy): Policy =>
  policy.filter(({ name }) => !/^(sandbox|frame-ancestors|report-uri)$/.test(name));

/** Finds the first of these directives that the policy has. */
export function get(policy: Policy, ...names: string[]): Directive | undefined {
  for (const name of names) {
    const found = policy.find((d) => d.name === name);
    if (found) return found;
  }
  return undefined;
}

export const has = (d: Directive, source: string): boolean =>
  d.values.some((v) => v.toLowerCase() === source);

/** Whether the directive admits the request. A missing directive admits all. */
export function allows(d: Directive | undefined, r: Asked): boolean {
  if (!d) return true;
  const strict = has(d, "'strict-dynamic'") && d.name.startsWith("script-src");
  return d.values.some((source) => {
    const lower = source.toLowerCase();
    if (lower.startsWith("'nonce-")) return !!r.nonce;
    if (lower.startsWith("'sha")) return words(r.integrity ?? "").includes(source.slice(1, -1));
    if (strict) return false;
    if (lower === "'self'") return r.url.origin === r.self.origin;
    return matches(lower, source, r);
  });
}

/** Compares an address with a host source or a scheme source, CSP 3 §6.7.2. */
function matches(lower: string, source: string, { url, self }: Asked): boolean {
  const scheme = url.protocol.slice(0, -1);
  if (lower === "*")
    return scheme === "http" || scheme === "https" || url.protocol === self.protocol;
  if (lower.endsWith(":")) return schemeFits(lower.slice(0, -1), scheme);
  const parts = /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^/:']+)(?::(\d+|\*))?(\/.*)?$/i.exec(source);
  if (!parts) return false;
  const [, want = self.protocol.slice(0, -1), hostCase, port, path = "/"] = parts;
  if (!schemeFits(want.toLowerCase(), scheme)) return false;
  const host = hostCase.toLowerCase();
  const wild = host.startsWith("*");
  if (
    wild
      ? !url.hostname.endsWith(host.slice(1)) || url.hostname === host.slice(2)
      : host !== url.hostname
  )
    return false;
  const have = url.port || (scheme === "https" ? "443" : "80");
  const portFits = port
    ? port === "*" || port === have || (port === "80" && have === "443")
    : have === "80" || have === "443";
  if (!portFits) return false;
  return (
    path === "/" || (path.endsWith("/") ? url.pathname.startsWith(path) : url.pathname === path)
  );
}

/** A source with http admits https as well. */
const schemeFits = (want: string, have: string): boolean =>
  want === have || (want === "http" && have === "https");

/**
 * Whether the directive admits the inline script of the callback page: by the nonce, by the hash,
 * or since it admits all inline scripts.
 */
export function allowsInline(d: Directive, hash: string): boolean {
  if (d.values.includes("'nonce-lwa'") || d.values.includes(hash)) return true;
  return (
    has(d, "'unsafe-inline'") && !d.values.some((v) => /^'(nonce-|sha|strict-dynamic)/i.test(v))
  );
}

/**
 * Finds which of these flags the sandbox of a policy lacks. A policy without a sandbox lacks none.
 */
export function lacks(policy: Policy, ...flags: string[]): string[] {
  const d = get(policy, "sandbox");
  return d ? flags.filter((flag) => !has(d, flag)) : [];
}

/**
 * Adds sources to a directive of a policy. If the policy does not have it, or only its fallback
 * default-src, a new directive is added.
 */
export function admitting(
  policy: Policy,
  name: string,
  from: Directive | undefined,
  ...sources: string[]
): Policy {
  if (from && from.name !== "default-src") name = from.name;
  const values = [...(from?.values ?? []), ...sources].filter((v) => v.toLowerCase() !== "'none'");
  const changed = policy.map((d) => (d.name === name ? { name, values } : d));
  return get(policy, name) ? changed : [...changed, { name, values }];
}

/**
 * Writes the policy to paste, without nonces and report addresses: the site's server makes those.
 */
export function show(policy: Policy): string {
  return policy
    .filter(({ name }) => name !== "report-uri" && name !== "report-to")
    .map(({ name, values }) =>
      [name, ...values.map((v) => (/^'nonce-/i.test(v) ? "'nonce-…'" : v.split("?")[0]))].join(" "),
    )
    .join("; ");
}
