// lwa.wasm is not there, not the one of this release, or cannot run: every call says so in time,
// and the next one works once it can.

import test from "node:test";
import { alive, assert, failed, rejected } from "./lib/check.mjs";
import { file, wasm } from "./lib/build.mjs";
import { Browser, Page } from "./lib/page.mjs";

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
