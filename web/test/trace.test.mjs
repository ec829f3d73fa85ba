// lwa.trace(): what a page's logins were, without anything that is secret.

import test from "node:test";
import vm from "node:vm";
import { assert, same } from "./lib/check.mjs";
import { clientId, zoe } from "./lib/amazon.mjs";
import { source } from "./lib/build.mjs";
import { app, Browser } from "./lib/page.mjs";

const events = ({ steps }) => steps.map(({ event }) => event);

test("nothing is gathered until it is asked for, and then every step", async () => {
  const page = await new Browser().open();
  await page.logIn();
  const first = await page.lwa.trace();
  same(events(first), ["Configured"]);
  assert.equal(first.trace, 1);
  assert.equal(first.version, page.lwa.version);
  assert.equal(first.steps[0].before, true);
  await page.logIn();
  const later = await page.lwa.trace();
  const told = events(later).join(" ");
  assert.match(told, /^Configured LoginAsked .*AnswerArrived ResponseArrived ResponseArrived ResponseArrived/);
  same(events(first), ["Configured"], "what was returned stays as it is");
  const settled = later.steps.flatMap(({ effects }) => effects).filter((e) => e.startsWith("Settle"));
  same(settled, ["Settle"]);
});

test("asked for before the wasm runs, it misses nothing", async () => {
  const page = await new Browser().open();
  const trace = page.lwa.trace();
  await page.logIn();
  same(events(await trace), []);
  same(events(await page.lwa.trace()).slice(0, 3), ["Configured", "Recalled", "LoginAsked"]);
});

test("it has no secret and nobody's name, and the words of the protocol", async () => {
  const page = await new Browser().open({ address: app + "/account/4711?ticket=hunter2#fragment-four", settings: { persist: "local" } });
  await page.lwa.trace();
  page.amazon.refreshing = true;
  await page.logIn({ state: '{"cart":"cart-of-zoe"}' });
  await page.lwa.token({ minValidity: 4000_000 });
  const refused = await page.begin({ interactive: "always" });
  await page.popup.answer(page.amazon.deny(page.popup.address));
  await page.clock.idle();
  assert.equal(refused.error.code, "access_denied");
  const text = JSON.stringify(await page.lwa.trace());
  const secrets = [...page.amazon.secrets, ...Object.values(zoe).flatMap((v) => v.split(/[ @.]/)).filter((w) => w.length > 2 && !/^(com|amzn1|account|example)$/.test(w)),
    page.popup.asked.get("state"), clientId.split(".").at(-1), "hunter2", "4711", "ticket", "fragment-four", "cart-of-zoe", "Because"];
  assert.ok(secrets.length > 15);
  for (const secret of secrets) assert.ok(!text.includes(secret), secret);
  for (const word of [app, "lwa-callback", "access_denied", "LoginAsked", "persist", "local", "expires_in"]) assert.ok(text.includes(word), word);
});

test("it is bounded: the newest steps, and no text at any length", async () => {
  const page = await new Browser().open();
  await page.lwa.trace();
  await page.logIn({ state: "x".repeat(1000) });
  for (let i = 0; i < 600; i++) page.lwa.profile();
  await page.clock.idle();
  const { steps } = await page.lwa.trace();
  assert.equal(steps.length, 500);
  assert.equal(steps.at(-1).event, "ResponseArrived");
  assert.ok(JSON.stringify(steps).length < 200_000);
});

test("two pages, two traces", async () => {
  const browser = new Browser();
  const [one, two] = [await browser.open(), await browser.open()];
  await one.lwa.trace();
  await two.lwa.trace();
  await two.logIn();
  assert.equal((await one.lwa.trace()).steps.some(({ event }) => event === "LoginAsked"), false);
});

/**
 * Replaces every method by one that notes the texts it is given, and notes what is put into arrays.
 */
const spy = `
  globalThis.seen = [];
  const note = (...all) => { for (const text of all) if (typeof text === "string") seen[seen.length] = text; };
  const { apply, ownKeys, getOwnPropertyDescriptor, defineProperty } = Reflect;
  for (const owner of [globalThis, Object, Object.prototype, String, String.prototype, RegExp.prototype, Array, Array.prototype, Map.prototype, Set.prototype,
    JSON, Number.prototype, Promise, Promise.prototype, Function.prototype]) {
    for (const name of ownKeys(owner)) {
      const { value, writable } = getOwnPropertyDescriptor(owner, name);
      if (typeof value !== "function" || !writable || /^[A-Z]|^constructor$/.test(String(name)) || name === Symbol.iterator) continue;
      const replaced = { [name](...given) { note(this, ...given); return apply(value, this, given); } }[name];
      defineProperty(owner, name, { value: replaced, writable: true, configurable: true });
    }
  }
  for (let i = 0; i < 40; i++) {
    const values = new WeakMap();
    defineProperty(Array.prototype, i, { configurable: true, get() { return values.get(this); }, set(value) {
      note(value);
      defineProperty(this, i, { value, writable: true, enumerable: true, configurable: true });
    } });
  }`;

test("a script that has replaced every method since sees nothing of what is left out", async () => {
  const context = vm.createContext({ TextEncoder, TextDecoder });
  const tools = vm.runInContext("({ parse: JSON.parse, stringify: JSON.stringify, decode: decodeURIComponent })", context);
  vm.runInContext("Object.prototype.toJSON = Array.prototype.toJSON = String.prototype.toJSON = () => 'object'", context);
  vm.runInContext(spy, context);
  const module = new vm.SourceTextModule(source("lwa-trace.js"), { context });
  await module.link(() => {});
  await module.evaluate();
  const record = module.namespace.record(tools);
  const secret = "Atzr|secret-of-zoë";
  const json = JSON.stringify({ refresh_token: secret, expires_in: 3600, name: "secret zoë", more: [secret, { secret }] });
  const step = ({ kind, call = 0, key = "", text = "", verifier = "", state = "", message = "", entries = [], effects = [] }) =>
    JSON.stringify([kind, 0, 1, 2, call, ...Array(13).fill(0), entries.length / 3, key, text, "", verifier, "", state, message, ...entries, ...effects]);
  const trace = record([
    json, "[]", step({ kind: 2, call: 1, text: json, effects: [16, 2, "aborted"] }), step({ kind: 31, text: json }),
    step({ kind: 27, message: "?code=secret%20zo%C3%AB&state=" + encodeURIComponent(secret) + "&odd=%zz%FFsecret" }),
    step({ kind: 30, entries: [1, "lwa.1.login." + secret, json] }), step({ kind: 14, verifier: secret, state: secret }), step({ kind: 35, key: secret }),
  ].join("\n") + "\n");
  assert.equal(trace.steps.length, 7);
  const text = JSON.stringify(structuredClone(trace));
  const { seen } = context;
  vm.runInContext('"seen".concat("it works")', context);
  assert.ok(seen.includes("it works"), "the spy sees");
  for (const where of [text, ...seen]) assert.ok(!/secret|zo/.test(where), where);
  assert.match(text, /"effects":\["StartTimer","OpenPopup aborted"\]/);
});
