// The findings of a run. Their texts come from Go's tables (internal/doctor). This file fills in
// the values, sorts the findings and writes the report.

import { hosts, mends, topics } from "lwa:doctor";

export type Severity = "ok" | "warn" | "broken";

export interface Finding {
  topic: string;
  /** The code of the fault, or the name of the topic if all is well. */
  code: string;
  severity: Severity;
  what: string;
  /** The lines to paste, by host. */
  mend: Record<string, string>;
}

export type Values = Record<string, string>;

const rank: Severity[] = ["broken", "warn", "ok"];

export class Report {
  readonly findings: Finding[] = [];
  /** Who serves the site: one of hosts, or "". */
  host = "";

  constructor(readonly values: Values) {}

  /** Adds a finding. The values in `own` take precedence over those of the report. */
  find(code: string, own: Values = {}): void {
    for (const topic of topics) {
      const fault = topic.faults.find((f) => f.code === code);
      if (fault) return this.#add(topic.name, code, fault.severity, fault.what, fault.mend, own);
    }
    throw new Error(`lwa-doctor.js: no finding ${code}`);
  }

  has(code: string): boolean {
    return this.findings.some((f) => f.code === code);
  }

  /** Adds the text of a topic for "all is well", if the topic has no findings. */
  well(name: string, own: Values = {}): void {
    const topic = topics.find((t) => t.name === name)!;
    if (!this.findings.some((f) => f.topic === name))
      this.#add(name, name, "ok", topic.ok, topic.mend, own);
  }

  #add(
    topic: string,
    code: string,
    severity: Severity,
    what: string,
    mend: string,
    own: Values,
  ): void {
    const values = { ...this.values, ...own };
    const lines: Record<string, string> = {};
    for (const [host, text] of mends[mend] ?? []) lines[host] = fill(text, values);
    this.findings.push({ topic, code, severity, what: fill(what, values), mend: lines });
  }

  /** Sorts by severity, and then by the order of the table. */
  sorted(): Finding[] {
    const place = (f: Finding) =>
      rank.indexOf(f.severity) * 100 + topics.findIndex((t) => t.name === f.topic);
    return this.findings.sort((a, b) => place(a) - place(b));
  }
}

/** Fills in values. A {name} without a value stays as it is: it is part of a configuration. */
const fill = (text: string, values: Values): string =>
  text.replace(/\{([A-Za-z]+)\}/g, (whole, name) => (name in values ? clean(values[name]) : whole));

/** Makes a value from a site safe to show: no control characters, no backticks, limited length. */
const clean = (value: string): string => {
  const text = value.replace(
    /[\0-\x1f\x7f-\x9f`\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    "",
  );
  return text.length > 2000 ? text.slice(0, 2000) + "…" : text;
};

export const count = (findings: readonly Finding[], severity: Severity): number =>
  findings.filter((f) => f.severity === severity).length;

export const summary = (findings: readonly Finding[]): string =>
  `${count(findings, "broken")} broken, ${count(findings, "warn")} to look at, ${count(findings, "ok")} fine.`;

/** Returns the report as Markdown, to send to the people who host the site. */
export function markdown(page: string, version: string, findings: readonly Finding[]): string {
  const out = [`# lwa.js ${version} on ${page}`, "", summary(findings)];
  for (const f of findings) {
    out.push("", `## ${f.severity}: ${f.code}`, "", f.what);
    for (const host of hosts)
      if (f.mend[host]) out.push("", `${host}:`, "", "```", f.mend[host], "```");
  }
  return out.join("\n") + "\n";
}

/** Prints the report to the console: a table, and below it the lines to paste. */
export function print(findings: readonly Finding[]): void {
  console.groupCollapsed(`lwa.doctor(): ${summary(findings)}`);
  console.table(findings.map(({ severity, code, what }) => ({ severity, code, what })));
  for (const f of findings) {
    const lines = hosts.filter((host) => f.mend[host]).map((host) => `\n${host}:\n${f.mend[host]}`);
    if (lines.length) console.log(`${f.severity}: ${f.code}. ${f.what}\n${lines.join("\n")}`);
  }
  console.groupEnd();
}
