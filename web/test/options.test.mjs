// Options, from a page and from the script tag: what is refused, what is said of it, and that
// nothing has happened by then.

import test from "node:test";
import { clientId } from "./lib/amazon.mjs";
import { file } from "./lib/build.mjs";
import { alive, assert, failed, rejected, same } from "./lib/check.mjs";
import { app, Browser, Page } from "./lib/page.mjs";

const { options } = new Page(new Browser(), { script: "" }).load("tables");

/** The bits of the calls that take options, in Option.in. */
const calls = { configure: 1, login: 2, token: 4, profile: 4, device: 16 };

/** JavaScript of values that no option of the type takes. */
function badValues({ type, oneOf, min, max }) {
  switch (type) {
    case "string":
      if (oneOf) return [`"nonsense"`, `""`, `5`, `null`, `[]`, JSON.stringify(oneOf[0].toLowerCase() + " "), `new String("x")`];
      return [`5`, `null`, `["x"]`, `{}`, `true`, `Symbol("x")`, `10n`, `() => "x"`, `"x".repeat(${max + 1})`, ...(min ? [`""`] : [])];
    case "number":
      return [`"5"`, `NaN`, `Infinity`, `0`, `-1`, `${max + 1}`, `null`, `5n`, `{}`];
    case "boolean":
      return [`"true"`, `1`, `0`, `null`, `{}`];
    case "object":
      return [`"{}"`, `5`, `null`, `[]`, `{ a: "x".repeat(5000) }`, `() => {}`];
    case "url":
      return [`5`, `null`, `{}`, `"https://evil.example/"`, `"//evil.example"`, `"/\\\\evil.example"`, `"javascript:alert(1)"`, `"http://"`, `new URL("https://evil.example")`];
    case "file":
      return [`5`, `null`, `{}`, `"http://evil.example/lwa.wasm"`, `"javascript:alert(1)"`, `"ftp://evil.example/lwa.wasm"`, `"http://"`, `"https://user@evil.example/"`, `new URL("https://cdn.example/")`];
    case "origin":
      return [`5`, `null`, `"x"`, `"javascript:alert(1)"`, `"data:text/html,x"`, `"file:///"`, `"http://evil.example"`, `"https://evil.example//"`, `"https://evil.example/path"`,
        `"https://user@evil.example"`, `"https://EVIL.example"`, `"https://evil.example:443"`, `"//evil.example"`, `"null"`, `"ws://127.0.0.1"`];
    case "signal":
      return [`5`, `null`, `{}`, `{ aborted: false }`, `new AbortController()`, `"x"`];
    case "size":
      return [`5`, `null`, `"480x720"`, `{ width: 99 }`, `{ height: 10001 }`, `{ width: "480" }`, `{ depth: 300 }`, `{ height: NaN }`];
  }
  throw new Error(`no bad values for ${type}`);
}

/** What a refusal must say of the values that the option takes. */
function accepted({ type, oneOf, min, max }) {
  if (oneOf) return oneOf;
  return { number: [`${min}`, `${max}`], string: ["string", `${max}`], boolean: ["true or false"], object: ["object"], url: [app + "/"],
    file: ["https://cdn.example"], origin: ["origin"], signal: ["AbortController"], size: [""] }[type];
}

/** Every call that must be refused: `{ call, input, code, names, hints }`. */
function badCalls() {
  const all = [];
  const add = (call, input, code = "invalid_configuration", names = [], hints = []) => all.push({ call, input, code, names, hints });
  for (const o of options) {
    for (const [call, bit] of Object.entries(calls)) {
      if (o.in & bit) for (const value of badValues(o)) add(call, `{ ${o.name}: ${value} }`, undefined, [o.name], accepted(o));
    }
  }
  const unknown = (call, name, hint = "") => add(call, `{ [${JSON.stringify(name)}]: "x" }`, undefined, [JSON.stringify(name)], [hint]);
  for (const call of ["configure", "login"]) {
    for (const name of ["clientSecret", "client_secret"]) unknown(call, name, "A client secret must never be in a page");
    for (const [name, own] of [["client_id", "clientId"], ["redirect_uri", "redirectUri"], ["redirectURI", "redirectUri"], ["scope_data", "scopeData"]]) {
      unknown(call, name, `Use ${own} instead.`);
    }
    for (const name of ["response_type", "prompt", "locale"]) unknown(call, name, "The options are clientId, scope");
    unknown(call, "nonsense", "clientId, scope");
    unknown(call, "ClientID", "clientId");
    for (const name of ["__proto__", "constructor", ""]) unknown(call, name);
  }
  unknown("configure", "returnTo");
  unknown("configure", "signal");
  unknown("token", "scope", "timeout, minValidity, interactive, signal");
  unknown("profile", "clientId", "timeout, signal");
  for (const call in calls) {
    for (const input of [`5`, `"profile"`, `null`, `[]`, `Symbol("x")`, `10n`, `() => {}`, `true`, `{ ["x".repeat(1e6)]: "x".repeat(1e6) }`]) add(call, input);
    for (const input of [`new Proxy({}, { ownKeys() { throw new Error("mine"); } })`, `new Proxy({ a: 1 }, { getOwnPropertyDescriptor() { throw null; } })`,
      `(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; })()`]) add(call, input, "invalid_request");
    // Whichever of its members is looked at first.
    for (const input of [`{ get timeout() { throw new Error("mine"); }, get scope() { throw new Error("mine"); } }`,
      `new Proxy({ scope: "profile", timeout: 5 }, { get() { throw "a string"; } })`]) add(call, input, "");
  }
  for (const input of [`{ scopeData: (() => { const a = {}; a.a = a; return a; })() }`, `{ scopeData: { get a() { throw new Error("mine"); } } }`, `{ scopeData: { a: 10n } }`,
    `{ popup: { get width() { throw new Error("mine"); } } }`, `{ popup: new Proxy({}, { ownKeys() { throw 1; } }) }`, `{ signal: { get aborted() { throw new Error("mine"); } } }`,
    `{ get scope() { throw new Proxy({}, { getPrototypeOf() { throw new Error("trap"); } }); } }`]) add("login", input, /signal/.test(input) ? "" : "invalid_request");
  for (const input of [`{ state: "x".repeat(1e6) }`, `{ clientId: "x".repeat(1e6) }`, `{ timeout: { valueOf() { throw 1; } } }`,
    `{ signal: { aborted: false, addEventListener() {}, removeEventListener() {} } }`,
    `{ signal: new EventTarget() }`]) add("login", input, "");
  return all;
}

/** What comes of a call at once: whoever accepts bad options has it wait for a window. */
async function refusal(page, promise) {
  const seen = page.watch(promise);
  for (let i = 0; i < 20 && !("error" in seen); i++) await null;
  return seen;
}

for (const loaded of [false, true]) {
  test(`options are refused before a window opens, ${loaded ? "once the wasm runs" : "while the wasm is loading"}`, async () => {
    const page = await new Browser().open(loaded ? {} : { get() {} });
    const all = badCalls();
    assert.ok(all.length > 500, `${all.length} rows`);
    for (const { call, input, code, names, hints } of all) {
      const what = `${call}(${input.slice(0, 200)})`;
      const { value, error } = await refusal(page, page.lwa[call](page.run(`(${input})`)));
      assert.equal(value, undefined, what);
      assert.ok(error instanceof page.window.LwaError, `${what}: ${error}`);
      if (code) assert.equal(error.code, code, `${what}: ${error.message}`);
      else assert.match(error.code, /^invalid_(request|configuration)$/, what);
      assert.ok(error.message.length < 400 && error.hint, what);
      for (const name of names) assert.ok(error.message.includes(name), `${what}: ${error.message}`);
      for (const hint of hints) assert.ok(error.hint.includes(hint), `${what}: ${error.hint}`);
    }
    assert.equal(page.opens, undefined);
    assert.equal(page.amazon.requests.length, 0);
    if (loaded) await alive(page);
  });
}

test("lwa.fetch and lwa.logout settle whatever they are given", async () => {
  const page = await new Browser().open();
  for (const input of [`Symbol("x")`, `10n`, `null`, `{ toString() { throw 1; } }`, `{ then() {} }`, `new Proxy({}, { get() { throw new Error("trap"); } })`]) {
    const error = await page.lwa.fetch(page.run(`(${input})`)).catch((e) => e);
    assert.ok(error instanceof page.window.LwaError && error.hint, `${input}: ${error}`);
  }
  await page.lwa.logout(page.run(`({ get a() { throw 1; } })`));
});

test("a real signal with traps laid on it ends the call as any other does", async () => {
  const page = await new Browser().open();
  const end = new AbortController();
  for (const name of ["aborted", "reason", "addEventListener", "removeEventListener", "onabort"]) {
    Object.defineProperty(end.signal, name, { get() { throw new Error("trap"); }, configurable: true });
  }
  page.amazon.instead.codepair = "hold";
  const promise = page.lwa.device({ signal: end.signal });
  end.abort("why");
  assert.equal((await rejected(page, promise, "aborted")).cause, "why");
});

test("the script tag's settings are refused in lwa.ready, on the console and at each click", async (t) => {
  for (const [settings, option, hint] of [
    [{ region: "XX" }, "region", `"EU"`], [{ mode: "window" }, "mode", `"popup"`], [{ persist: "forever" }, "persist", `"local"`], [{ sandbox: "maybe" }, "sandbox", "true or false"],
    [{ scopeData: "{broken" }, "scopeData", "object"], [{ scope: "" }, "scope", "string"], [{ redirectUri: "https://evil.example/" }, "redirectUri", app + "/"],
    [{ redirectUri: "/lwa/cb.html#x" }, "redirectUri", "#"], [{ apiBase: "//evil.example" }, "apiBase", app + "/"], [{ clientId: "x".repeat(101) }, "clientId", "100"],
  ]) {
    await t.test(JSON.stringify(settings).slice(0, 60), async () => {
      const page = await new Browser().open({ settings });
      for (const promise of [page.lwa.ready, page.lwa.login()]) {
        const error = await rejected(page, promise, "invalid_configuration");
        assert.ok(error.message.includes(`The option ${option}`), error.message);
        assert.ok(error.hint.includes(hint), error.hint);
      }
      assert.equal(page.console.length, 1);
      assert.match(page.console[0], /^error: lwa\.js: The option /);
      assert.equal(page.opens, undefined);
      await page.lwa.configure({ clientId, mode: "popup" });
      await alive(page);
    });
  }
  await t.test("RD-10 a provider, of a page that is not on this machine", async () => {
    const page = await new Browser().open({ settings: { provider: "https://login.example" } });
    const error = await rejected(page, page.lwa.login(), "invalid_configuration");
    assert.match(error.hint, /lwa\.configure/);
  });
});

test("RD-10 no login goes to an address that is no web server's origin, or one without encryption", async () => {
  const page = await new Browser().open({ settings: { mode: "redirect" } });
  for (const provider of ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://evil.example", "blob:http://localhost/x",
    "http://127.0.0.1.evil.example", "http://localhost.evil.example", "http://localhost@evil.example", "https://evil.example/ap/oa", "ftp://127.0.0.1", " https://evil.example"]) {
    await rejected(page, page.window.lwaLogin({ provider }), "invalid_configuration", provider);
  }
  assert.deepEqual(page.gone, []);
});

test("without a client id a login is refused, before and after the wasm has come", async () => {
  let come;
  const page = await new Browser().open({ settings: { clientId: undefined, start: "eager" }, get: (request) => (come = request) });
  const refuse = async () => {
    const { message, hint } = await rejected(page, page.window.lwaLogin(), "invalid_configuration");
    assert.equal(message, "The option clientId is missing.");
    assert.match(hint, /data-client-id=/);
  };
  await refuse();
  page.get = undefined;
  come.answer(file());
  assert.equal(await page.lwa.ready, null, "a page may configure later");
  await refuse();
  assert.equal(page.opens, undefined);
});

test("a script of another origin has no callback page beside it: the login is refused until one is named", async () => {
  const page = new Page(new Browser(), { settings: { redirectUri: undefined } });
  page.src = "https://cdn.example/lwa.js";
  page.start();
  for (let i = 0; i < 2; i++) {
    assert.match((await rejected(page, page.window.lwaLogin(), "invalid_configuration")).message, /redirectUri/);
    await page.lwa.ready;
  }
  assert.equal(page.opens, undefined);
  assert.ok(await page.logIn({ redirectUri: "/lwa/lwa-callback.html" }));
});

test("settings that are given again replace the earlier ones, and their promise", async () => {
  const page = await new Browser().open({ get() {}, settings: { start: "eager" } });
  const first = page.lwa.ready;
  const second = page.lwa.configure({ clientId, redirectUri: "/lwa/lwa-callback.html", mode: "popup", scope: "profile postal_code" });
  page.get = undefined;
  page.fetched.at(-1).answer(file());
  same([await first, await second], [null, null]);
  assert.equal((await page.logIn()).scope, "profile postal_code");
});

test("a member then in Object.prototype, which promises would call, is refused by name", async () => {
  const page = await new Browser().open();
  await alive(page);
  page.run("Object.prototype.then = function () {}");
  const login = page.lwa.login();
  page.run("delete Object.prototype.then");
  failed(page, await login.catch((e) => e), "invalid_configuration");
});
