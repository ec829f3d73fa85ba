// lwa.one.js and lwa.one.mjs: the component with lwa.wasm inside.

import test from "node:test";
import { alive, assert, failed, noLeak } from "./lib/check.mjs";
import { file, spoiled } from "./lib/build.mjs";
import { Browser, Page } from "./lib/page.mjs";

const one = { script: "lwa.one.js" };

test("lwa.one.js logs in, and fetches no file", async () => {
  const page = await new Browser().open(one);
  await alive(page);
  await page.lwa.logout();
  await alive(page);
  assert.deepEqual(page.fetched, []);
  noLeak(page);
});

test("it starts, restores and renews as lwa.js does", async () => {
  const browser = new Browser();
  browser.amazon.refreshing = true;
  const page = await browser.open({ ...one, settings: { persist: "local" } });
  await page.logIn();
  const next = await browser.open({ ...one, settings: { persist: "local" } });
  assert.equal((await next.lwa.ready).accessToken, page.lwa.session.accessToken);
  await browser.clock.pass(3_600_000);
  const { error, value } = next.watch(next.lwa.token());
  await browser.clock.idle();
  assert.ok(!error && value !== page.lwa.session, "a token of its own time");
  assert.deepEqual([page.fetched, next.fetched], [[], []]);
});

test("a page of lwa.js takes up what a page of lwa.one.js left, and the other way round", async () => {
  const browser = new Browser();
  const page = await browser.open({ ...one, settings: { persist: "local" } });
  await page.logIn();
  for (const script of ["lwa.js", "lwa.one.js"]) {
    const next = await browser.open({ script, settings: { persist: "local" } });
    assert.equal((await next.lwa.ready).accessToken, page.lwa.session.accessToken);
  }
});

test("read in another encoding than UTF-8, it fetches lwa.wasm as lwa.js does", async (t) => {
  for (const encoding of ["windows-1252", "shift_jis", "utf-16le", "koi8-r"]) {
    await t.test(encoding, async () => {
      const page = new Page(new Browser(), { script: "" });
      page.src = "https://shop.example/lwa/lwa.one.js";
      if (!spoiled("lwa.one.js", encoding)) return; // no script at all any more, which the browser says
      spoiled("lwa.one.js", encoding).runInContext(page.window);
      await alive(page);
      assert.deepEqual(page.fetched.map(({ url }) => url), ["https://shop.example/lwa/lwa.wasm"]);
    });
  }
});

test("where that is missing, too, the login says which file it wants", async () => {
  const page = new Page(new Browser(), { script: "", get: (request) => request.answer(file(new ArrayBuffer(0), 404)) });
  page.src = "https://shop.example/lwa/lwa.one.js";
  spoiled("lwa.one.js", "windows-1252").runInContext(page.window);
  const login = page.watch(page.window.lwaLogin());
  await page.clock.idle();
  assert.match(failed(page, login.error, "network_error").message, /https:\/\/shop\.example\/lwa\/lwa\.wasm/);
});
