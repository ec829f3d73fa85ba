// With LWA_TRACES, every page of every test gathers a trace from its start. When the tests of a
// file are over, that folder gets the traces, with what is secret in them and what the pages'
// people are called.

import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";

const folder = process.env.LWA_TRACES;
const pages = [];

export function traced(page) {
  if (!folder || !page.window.lwa?.trace) return;
  page.lwa.trace().catch(() => {});
  pages.push(page);
}

const isSecret = (text) => typeof text === "string" && text.length > 5;

/** What must not be in the trace of a page. */
function secretsOf({ amazon, popups, session }) {
  const people = [...amazon.codes.values(), ...amazon.tokens.values()].map(({ person }) => person ?? {});
  const states = popups.filter(({ address }) => address).map(({ asked }) => asked.get("state"));
  return [...amazon.secrets, ...states, ...people.flatMap(({ user_id, name, email, postal_code }) => [user_id, name, email, postal_code])].filter(isSecret);
}

if (folder) {
  const all = [];
  process.once("beforeExit", async () => {
    for (const page of pages) all.push({ trace: await page.lwa.trace(), secrets: [...new Set(secretsOf(page))] });
  });
  process.once("exit", () => writeFileSync(join(folder, basename(process.argv[1]) + ".json"), JSON.stringify(all)));
}
