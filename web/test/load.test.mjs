// lwa.wasm or lwa-run.js is not there, not the one of this release, or cannot run: every call says
// so in time, and the next one works once it can.

import { createHash } from "node:crypto";
import test from "node:test";
import { alive, assert, failed, rejected, same } from "./lib/check.mjs";
import { file, source, wasm } from "./lib/build.mjs";
import { app, Browser, Page } from "./lib/page.mjs";

const served = (bytes, status) => (request) => request.answer(file(bytes, status));
const changed = (change) => {
  const bytes = new Uint8Array(wasm.slice(0));
  return change(bytes) ?? bytes.buffer;
};

/** A module that wants what the shell does not have. */
const stranger = Uint8Array.from(Buffer.from("\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x02\x0c\x01\x05other\x02op\0\0", "latin1")).buffer;

/**
 * The ways to start; only a page that starts at once hears of a failure before it asks for
 * anything.
 */
const ways = ["eager", "auto", "intent"];

/**
 * The component says why it cannot be had: from lwa.ready where that started it, from a click,
 * whose window closes, and from every other call.
 */
async function unavailable(page, code, words) {
  const check = (error, what) => {
    failed(page, error, code, what);
    assert.match(`${error.message} ${error.hint}`, words, what);
  };
  if (page.settings.start === "eager") check(await page.lwa.ready.catch((e) => e), "lwa.ready");
  else {
    assert.equal(await page.lwa.ready, null);
    await page.clock.pass(10_000);
    assert.deepEqual(page.console, [], "nobody wanted it yet");
  }
  for (const call of ["login", "token", "profile", "device"]) check(await page.lwa[call]().catch((e) => e), call);
  check(await page.lwa.logout().catch((e) => e), "logout");
  assert.ok(page.popups.every((popup) => popup.closed && !popup.address));
  assert.equal(page.lwa.session, null);
}

test("LD-04 what is served in the place of lwa.wasm is not it", async (t) => {
  const same = /same release/;
  const reset = (request) => request.fail();
  for (const [name, get, code, words] of [
    ["LD-04 missing", served(new ArrayBuffer(9), 404), "network_error", /404.*\/lwa\/lwa\.wasm/s],
    ["LD-04 refused", served(new ArrayBuffer(9), 403), "network_error", /403.*\/lwa\/lwa\.wasm/s],
    ["LD-04 LD-12 connection reset, or blocked by connect-src", reset, "network_error", /connect-src/],
    ["LD-04 truncated", served(wasm.slice(0, wasm.byteLength / 2)), "invalid_response", same],
    ["LD-04 cut to nothing", served(new ArrayBuffer(0)), "invalid_response", same],
    ["LD-04 a page with status 200", served(new TextEncoder().encode("<!doctype html>not found").buffer), "invalid_response", same],
    ["LD-03 one bit changed", served(changed((bytes) => void (bytes[bytes.length >> 1] ^= 1))), "invalid_response", same],
    ["LD-03 one byte appended", served(Buffer.concat([new Uint8Array(wasm), Buffer.alloc(1)])), "invalid_response", same],
    ["LD-05 another program", served(stranger), "invalid_response", same],
    ["LD-04 no Response at all", (request) => request.answer({ raw: true }), "network_error", /lwa\.wasm/],
  ]) {
    for (const start of ways) await t.test(`${name}, ${start}`, async () => {
      const page = await new Browser().open({ get, settings: { start } });
      await unavailable(page, code, words);
      assert.equal(page.popups.length, 1);
      assert.equal(page.fetched[1].init.cache, "reload", "the browser may have kept another release: it is asked once more");
      page.get = undefined;
      await alive(page);
    });
  }
});

test("LD-05 the file that the browser kept is of another release: the one of the server is taken", async () => {
  const page = await new Browser().open({ get: (request) => (request.init.cache === "reload" ? served(wasm) : served(stranger))(request) });
  await alive(page);
  assert.deepEqual(page.fetched.map(({ init }) => init.cache), ["default", "reload"]);
});

test("LD-05 a wasm whose digest says nothing is refused by its stamp, or by what it wants", async (t) => {
  for (const [name, before, words] of [
    ["LD-05 another version", (page) => (page.wrapImports = undefined), /same release/],
    ["LD-05 other imports", () => stranger, /report/],
  ]) {
    for (const start of ways) await t.test(`${name}, ${start}`, async () => {
      const page = new Page(new Browser(), { settings: { start } });
      const bytes = before(page);
      const own = page.window.WebAssembly.instantiate;
      page.window.WebAssembly.instantiate = (given, imports) => {
        if (bytes) return WebAssembly.instantiate(bytes, imports);
        const version = page.lwa.version;
        const text = Buffer.from(wasm.slice(0));
        for (let at = text.indexOf(version); at >= 0; at = text.indexOf(version, at + 1)) text.fill("x", at, at + version.length);
        return WebAssembly.instantiate(text, imports);
      };
      page.start();
      await page.clock.idle();
      await unavailable(page, "internal_error", words);
      page.window.WebAssembly.instantiate = own;
      await alive(page);
    });
  }
});

test("a browser without WebAssembly, with one too old for the file, or with a policy against it", async (t) => {
  for (const start of ways) await t.test(`none, ${start}`, async () => {
    const page = await new Browser().open({ globals: { WebAssembly: undefined }, settings: { start } });
    await unavailable(page, "wasm_nonexistent", /current browser/);
    assert.equal(page.opens, undefined);
    assert.equal(page.fetched.length, 0);
  });
  for (const start of ways) await t.test(`too old, ${start}`, async () => {
    const page = new Page(new Browser(), { settings: { start } });
    page.window.WebAssembly.instantiate = async () => { throw new WebAssembly.CompileError("invalid opcode 0xfc"); };
    page.start();
    await unavailable(page, "wasm_nonexistent", /current browser/);
  });
  for (const member of ["Module", "Instance"]) {
    for (const start of ways) await t.test(`LD-01 a policy that is asked at ${member}, ${start}`, async () => {
      const page = new Page(new Browser(), { settings: { start } });
      let tried = 0;
      page.window.WebAssembly[member] = function () {
        tried++;
        throw new WebAssembly.CompileError("Refused by Content-Security-Policy");
      };
      page.start();
      await unavailable(page, "invalid_configuration", /'wasm-unsafe-eval' to its script-src/);
      assert.equal(page.opens, undefined);
      assert.equal(page.fetched.length, 0, "nothing is fetched");
      assert.equal(tried, 1, "the policy's author hears of it once");
      assert.equal(/lwa\.js: The page's Content-Security-Policy/.test(page.console.join()), start === "eager", "the console is told where it is wanted at once");
    });
  }
});

test("LD-04 a server that never answers is given up after a minute", async () => {
  const page = await new Browser().open({ get() {}, settings: { start: "eager" } });
  const ready = page.watch(page.lwa.ready);
  await page.clock.pass(59_000);
  assert.deepEqual(ready, {});
  await page.clock.pass(1000);
  failed(page, ready.error, "network_error");
  page.get = undefined;
  await alive(page);
});

test("the file is fetched once, as a preload names it", async () => {
  const page = await new Browser().open();
  await alive(page);
  assert.equal(page.fetched.length, 1);
  const { credentials, cache } = page.fetched[0].init;
  assert.deepEqual({ credentials, cache }, { credentials: "same-origin", cache: "default" });
});

test("configure() names another address while the first one fails", async () => {
  const page = await new Browser().open({ get() {}, settings: { start: "eager" } });
  const first = page.lwa.ready;
  const second = page.lwa.configure({ clientId: "amzn1.application-oa2-client.x", wasmUrl: "/elsewhere/lwa.wasm" });
  page.get = (request) => (request.url.endsWith("/elsewhere/lwa.wasm") ? served(wasm)(request) : request.fail());
  page.fetched[0].fail();
  assert.deepEqual([await first, await second], [null, null]);
  assert.ok(page.fetched.at(-1).url.endsWith("/elsewhere/lwa.wasm"));
});

test("an address of its own, wherever the file lies", async (t) => {
  for (const [url, at] of [["/files/lwa.wasm", "https://shop.example/files/lwa.wasm"], ["https://cdn.example/lwa.wasm", "https://cdn.example/lwa.wasm"]]) {
    await t.test(url, async () => {
      const page = await new Browser().open({ settings: { wasmUrl: url } });
      await alive(page);
      assert.deepEqual(page.fetched.map((request) => request.url), [at]);
    });
  }
  await t.test("an address that is refused says which", async () => {
    const page = await new Browser().open({ settings: { start: "eager", wasmUrl: "data:application/wasm;base64," + "A".repeat(5000) }, get: (request) => request.fail() });
    const { message } = await rejected(page, page.lwa.ready, "network_error");
    assert.ok(message.includes("data:… (") && message.length < 200, "and does not repeat the file");
  });
});

test("an old library gives every object a toJSON of its own, before the script or after it", async (t) => {
  const library = "Object.prototype.toJSON = Array.prototype.toJSON = String.prototype.toJSON = function () { return 'object'; }";
  for (const when of ["before", "after"]) {
    await t.test(when, async () => {
      const page = await new Browser().open({ settings: { persist: "local" }, before: when === "before" ? library : "" });
      page.run(library);
      await alive(page);
      await page.lwa.logout();
      assert.equal(page.lwa.session, null);
    });
  }
});

const run = "https://shop.example/lwa/lwa-run.js";

/** A page whose script tag is what `tag` says, started. */
async function tagged(tag, given) {
  const page = new Page(new Browser(), { settings: { start: "eager" }, ...given });
  Object.assign(page.tag, tag);
  page.start();
  await page.clock.idle();
  return page;
}

test("LD-03 LD-06 lwa-run.js comes with its digest, and with the nonce that let lwa.js in", async () => {
  const page = await tagged({ nonce: "abc" });
  const [{ rel, href, integrity, crossOrigin, nonce }] = page.preloaded;
  const digest = createHash("sha384").update(source("lwa-run.js")).digest("base64");
  assert.deepEqual({ rel, href, integrity, crossOrigin, nonce }, { rel: "modulepreload", href: run, integrity: "sha384-" + digest, crossOrigin: "anonymous", nonce: "abc" });
  assert.equal(page.preloaded.length, 1);
  await alive(page);
});

test("LD-03 a browser that preloads no modules loads it as one, with its digest", async (t) => {
  for (const [name, relList] of [["no such list", null], ["an old list", {}], ["not supported", { supports: () => false }]]) await t.test(name, async () => {
    const page = await tagged({}, { relList });
    const [{ type, src, href, integrity }] = page.preloaded;
    assert.deepEqual({ type, src, href }, { type: "module", src: run, href: undefined });
    assert.match(integrity, /^sha384-/);
    await alive(page);
  });
});

test("LD-05 the query of lwa.js, which names a release, is that of lwa-run.js", async () => {
  const page = new Page(new Browser(), { settings: { start: "eager" } });
  page.src = "https://shop.example/lwa/lwa.js?ver=2";
  page.start();
  await page.clock.idle();
  assert.equal(page.preloaded[0].href, run + "?ver=2");
  await alive(page);
});

test("LD-04 LD-05 lwa-run.js is missing, damaged, of another release or forbidden", async (t) => {
  for (const start of ways) await t.test(start, async () => {
    const page = await new Browser().open({ preload: (tag) => tag.onerror(), settings: { start } });
    await unavailable(page, "network_error", /lwa-run\.js.*\/lwa\/lwa\.js.*script-src/s);
    assert.equal(page.popups.length, 1);
    page.preload = undefined;
    await alive(page);
  });
});

test("LD-05 the lwa-run.js that the browser kept is of another release, or lwa.js is in another file: another address has it", async (t) => {
  const elsewhere = "https://shop.example/files/lwa-run.js";
  for (const [name, there] of [["past what was kept", run + "?"], ["beside lwa.wasm", elsewhere]]) await t.test(name, async () => {
    const page = await new Browser().open({
      settings: { start: "eager", wasmUrl: "/files/lwa.wasm" },
      preload: (tag) => (tag.href.startsWith(there) ? tag.onload() : tag.onerror()),
    });
    await alive(page);
    const [first, ...others] = page.preloaded.map(({ href }) => href);
    assert.equal(first, run);
    assert.deepEqual(others.map((href) => href.replace(/\?.{8}1$/, "")), [run, elsewhere].slice(0, others.length));
    assert.ok(others.at(-1).startsWith(there));
  });
});

test("LD-04 lwa.js at an address that has no folder finds it beside lwa.wasm", async () => {
  for (const src of ["blob:https://shop.example/1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed", "data:text/javascript,void%200"]) {
    const page = new Page(new Browser(), { settings: { start: "eager", wasmUrl: "/files/lwa.wasm" } });
    page.src = src;
    page.start();
    await page.clock.idle();
    assert.match(page.preloaded[0].href, /^https:\/\/shop\.example\/files\/lwa-run\.js\?/);
    await alive(page);
  }
});

test("LD-05 an inline lwa.js, or one in another file, passes nothing of the page's query on", async () => {
  const page = new Page(new Browser(), { settings: { start: "eager" }, address: app + "/shop/?secret=1#x" });
  page.src = "";
  page.start();
  await page.clock.idle();
  assert.equal(page.preloaded[0].href, app + "/shop/lwa-run.js");
});

test("LD-04 each start has addresses of its own, since a page keeps what failed", async () => {
  const page = await new Browser().open({ preload: (tag) => tag.onerror() });
  for (let i = 0; i < 3; i++) await rejected(page, page.lwa.token(), "network_error");
  const others = page.preloaded.map(({ href }) => href).filter((href) => href !== run);
  assert.equal(new Set(others).size, 3);
  assert.equal(page.fetched.length, 1, "lwa.wasm is asked for ahead once");
});

test("LD-04 lwa-run.js never comes: a call ends by its own timeout, and the others after a minute", async () => {
  const page = await new Browser().open({ preload() {} });
  const login = await page.begin({ interactive: "always" });
  const token = page.watch(page.lwa.token({ timeout: 5000 }));
  await page.clock.pass(5000);
  assert.equal(token.error.code, "timed_out");
  await page.clock.pass(55_000);
  assert.equal(login.error.code, "network_error");
  assert.ok(page.popup.closed);
  page.preload = undefined;
  await alive(page);
});

test("lwa.wasm does not wait for lwa-run.js, and is asked for once", async () => {
  let tag;
  const page = await new Browser().open({ settings: { start: "eager" }, preload: (added) => (tag = added) });
  assert.deepEqual(page.fetched.map(({ url }) => url), ["https://shop.example/lwa/lwa.wasm"]);
  tag.onload();
  await page.clock.idle();
  assert.equal(await page.lwa.ready, null);
  assert.equal(page.fetched.length, 1);
});

test("configure() names another address while lwa-run.js loads: the file comes from there", async () => {
  let tag;
  const page = await new Browser().open({ settings: { start: "eager" }, preload: (added) => (tag = added) });
  const ready = page.lwa.configure({ clientId: page.settings.clientId, redirectUri: page.settings.redirectUri, mode: "popup", wasmUrl: "/files/lwa.wasm" });
  page.preload = (added) => (added.href.includes("/files/") ? added.onload() : added.onerror());
  tag.onerror();
  await page.clock.idle();
  assert.equal(await ready, null);
  assert.match(page.preloaded.at(-1).href, /\/files\/lwa-run\.js/);
  assert.ok(page.fetched.some(({ url }) => url.endsWith("/files/lwa.wasm")));
  await alive(page);
});

test("LD-05 a lwa-run.js of another build, where the browser looks at no digest, is not run", async () => {
  const page = await new Browser().open({ settings: { start: "eager" }, changed: (text) => text.replace(/^export const stamp="./, 'export const stamp="%') });
  failed(page, await page.lwa.ready.catch((e) => e), "network_error");
});

test("LD-11 a page that replaced everything while lwa-run.js loaded: it takes nothing from there", async () => {
  let tag;
  const page = await new Browser().open({ settings: { start: "eager" }, preload: (added) => (tag = added) });
  page.run(`
    window.seen = [];
    const iterate = Array.prototype[Symbol.iterator];
    Array.prototype[Symbol.iterator] = function () { if (this.length > 20) seen.push("array"); return iterate.call(this); };
    Object.assign = (...given) => { seen.push("assign"); return given[0]; };
    for (const name of ["URL", "Map", "JSON", "setTimeout", "btoa", "XMLHttpRequest", "indexedDB", "decodeURIComponent", "AbortController"])
      Object.defineProperty(window, name, { configurable: true, get() { seen.push(name); throw new Error("replaced"); } });
    Object.prototype.default = Object.prototype.stamp = Object.prototype.boot = "theirs";`);
  tag.onload();
  await page.clock.idle();

  assert.equal(await page.lwa.ready, null);
  await page.lwa.trace();
  same(page.window.seen, []);
});
