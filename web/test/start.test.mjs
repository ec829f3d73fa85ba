// When lwa.wasm starts, and that nothing a page sees depends on it.

import test from "node:test";
import { alive, assert, failed, same } from "./lib/check.mjs";
import { clientId } from "./lib/amazon.mjs";
import { file } from "./lib/build.mjs";
import { Browser, Page } from "./lib/page.mjs";

const local = { persist: "local" };
const loaded = (page) => page.fetched.filter(({ url }) => url.endsWith(".wasm")).length;

/** A page that is not idle yet. */
const busy = async (browser, given) => {
  const page = new Page(browser, given);
  page.readyState = "interactive";
  browser.pages.push(page);
  page.start();
  await browser.clock.idle();
  return page;
};

test("where nothing is kept, lwa.ready says so at once, and the wasm starts when the page has loaded and is idle", async () => {
  const browser = new Browser();
  const page = await busy(browser);
  assert.equal(await page.lwa.ready, null);
  assert.equal(page.lwa.session, null);
  await browser.clock.pass(60_000);
  assert.equal(loaded(page), 0, "the page has not loaded");
  page.dispatch("load");
  await browser.clock.pass(199);
  assert.equal(loaded(page), 0);
  await browser.clock.pass(1);
  assert.equal(loaded(page), 1);
  assert.deepEqual(page.types, []);
  assert.equal(page.listening("pointerover") + page.listening("focusin") + page.listening("load"), 0, "nothing listens any more");
  await alive(page);
  assert.equal(loaded(page), 1);
});

test("where the browser says when it is idle, that counts", async () => {
  let idle;
  const page = await new Browser().open({ globals: { requestIdleCallback: (f, { timeout }) => (idle = { f, timeout }) } });
  assert.equal(idle.timeout, 2000);
  await page.clock.pass(60_000);
  assert.equal(loaded(page), 0);
  idle.f();
  await page.clock.idle();
  assert.equal(loaded(page), 1);
});

test("the option start: at once, or at the first sign of a login", async () => {
  const eager = await busy(new Browser(), { settings: { start: "eager" } });
  assert.equal(loaded(eager), 1);
  const intent = await new Browser().open({ settings: { start: "intent" } });
  await intent.clock.pass(60_000);
  assert.equal(loaded(intent), 0);
  intent.dispatch("keydown");
  await intent.clock.idle();
  assert.equal(loaded(intent), 1);
});

test("who saves data, or waits for it, is spared the wasm until the first sign of a login", async (t) => {
  for (const [name, connection, count] of [
    ["saves", { saveData: true, effectiveType: "4g" }, 0], ["2g", { effectiveType: "2g" }, 0], ["slow-2g", { effectiveType: "slow-2g" }, 0],
    ["3g", { saveData: false, effectiveType: "3g" }, 1], ["unknown", {}, 1],
  ]) {
    await t.test(name, async () => {
      const page = new Page(new Browser());
      page.window.navigator.connection = connection;
      page.start();
      await page.clock.pass(60_000);
      assert.equal(loaded(page), count);
      page.dispatch("pointerdown");
      await page.clock.idle();
      assert.equal(loaded(page), 1);
    });
  }
});

test("a step towards a click starts the wasm once, and its failure is nobody's", async (t) => {
  const on = (matches, localName = "div") => ({ target: { closest: () => (matches ? {} : null), localName } });
  for (const [name, type, event, starts] of [
    ["a key", "keydown", {}, true], ["a finger", "pointerdown", {}, true], ["the focus", "focusin", {}, true],
    ["over a button", "pointerover", on(true), true], ["over an element of the page's own", "pointerover", on(false, "shop-login"), true],
    ["over text", "pointerover", on(false), false], ["over the document", "pointerover", { target: {} }, false], ["over nothing", "pointerover", {}, false],
  ]) {
    await t.test(name, async () => {
      const page = await busy(new Browser(), { get: (request) => request.fail() });
      page.dispatch(type, event);
      await page.clock.idle();
      assert.equal(loaded(page), starts ? 2 : 0, "and once past the cache");
      for (const other of ["keydown", "pointerdown"]) page.dispatch(other);
      await page.clock.idle();
      assert.equal(loaded(page), 2);
      assert.deepEqual(page.console, []);
      page.get = undefined;
      await alive(page);
    });
  }
});

test("a page that is left while the wasm is on its way says nothing", async () => {
  let asked;
  const page = await busy(new Browser(), { get: (request) => (asked = request) });
  page.dispatch("pointerdown");
  await page.clock.idle();
  page.dispatch("pagehide", { persisted: false });
  asked.fail(new DOMException("The page is gone.", "AbortError"));
  await page.clock.idle();
  assert.deepEqual([page.console, page.types], [[], []]);
});

test("what waits is taken up at once: an answer, and the session of this client", async (t) => {
  const kept = async (options) => {
    const browser = new Browser();
    const page = await browser.open();
    await page.logIn(options);
    return { browser, page };
  };
  for (const persist of ["session", "local"]) {
    await t.test(persist, async () => {
      const { browser, page } = await kept({ persist });
      const next = await busy(browser, { tab: page });
      assert.equal(loaded(next), 1);
      assert.ok((await next.lwa.ready).accessToken);
    });
    await t.test(`${persist}, of another client`, async () => {
      const { browser, page } = await kept({ persist });
      const next = await busy(browser, { tab: page, settings: { clientId: clientId.replace("0", "1") } });
      assert.equal(await next.lwa.ready, null);
      assert.equal(loaded(next), 0);
    });
  }
  await t.test("of another release's format", async () => {
    const page = new Page(new Browser());
    page.session.setItem("lwa.0.session." + clientId, "{}");
    page.readyState = "loading";
    page.start();
    assert.equal(await page.lwa.ready, null);
    assert.equal(loaded(page), 0);
  });
  await t.test("an answer", async () => {
    const browser = new Browser();
    const page = await browser.open({ settings: { mode: "redirect" } });
    page.window.lwaLogin();
    await browser.clock.idle();
    page.session.setItem("lwa.1.answer", page.amazon.approve(page.gone.at(-1).url));
    const next = await busy(browser, { tab: page, settings: { mode: "redirect" } });
    assert.ok((await next.lwa.ready).accessToken);
    assert.deepEqual(next.types, ["login"]);
  });
  await t.test("a storage that throws: nobody can tell, so the wasm looks", async () => {
    const page = new Page(new Browser());
    page.session.fault = page.local.fault = "forbidden";
    page.start();
    assert.equal(await page.lwa.ready, null);
    await alive(page);
  });
});

test("a login of another tab wakes the wasm, and the page is told as ever", async (t) => {
  for (const [name, wake] of [
    ["by the storage", () => {}],
    ["after the back/forward cache", (page) => page.dispatch("pageshow", { persisted: true })],
  ]) {
    await t.test(name, async () => {
      const browser = new Browser();
      const asleep = name !== "by the storage";
      const page = await busy(browser, { settings: local });
      assert.equal(await page.lwa.ready, null);
      const other = await browser.open({ settings: local });
      const deaf = page.dispatch;
      if (asleep) page.dispatch = () => {}; // a page that sleeps hears nothing
      await other.logIn();
      await browser.clock.idle();
      page.dispatch = deaf;
      wake(page);
      await browser.clock.idle();
      assert.equal(page.lwa.session.accessToken, other.lwa.session.accessToken);
      assert.deepEqual(page.types, ["login"]);
      await other.lwa.logout();
      await browser.clock.idle();
      assert.equal(page.lwa.session, null);
      assert.deepEqual(page.types, ["login", "logout"]);
    });
  }
});

test("another client's login wakes nothing", async () => {
  const browser = new Browser();
  const page = await busy(browser, { settings: local });
  const other = await browser.open({ settings: { ...local, clientId: clientId.replace("0", "1") } });
  await other.logIn().catch(() => {});
  page.dispatch("storage", { key: "cart", isTrusted: true });
  page.dispatch("storage", { key: null, isTrusted: true });
  await browser.clock.idle();
  assert.equal(loaded(page), 0);
});

test("a page that is loaded ahead of time starts nothing, and looks at the storage when it is shown", async () => {
  const browser = new Browser();
  const page = new Page(browser, { settings: { start: "eager" } });
  page.ahead = true;
  page.start();
  await browser.clock.pass(60_000);
  assert.equal(loaded(page), 0);
  const ready = page.watch(page.lwa.ready);
  assert.deepEqual(ready, {});
  page.ahead = false;
  page.dispatch("prerenderingchange");
  await browser.clock.idle();
  assert.equal(loaded(page), 1);
  assert.equal(ready.value, null);
});

test("settings that come late count for what is kept, and for the wasm that has not started", async () => {
  const browser = new Browser();
  const first = await browser.open({ settings: local });
  await first.logIn();
  const page = await busy(browser, { settings: { clientId: undefined, ...local } });
  assert.equal(await page.lwa.ready, null);
  assert.equal(loaded(page), 0);
  const session = await page.lwa.configure({ clientId, redirectUri: "/lwa/lwa-callback.html", ...local });
  assert.equal(session.accessToken, first.lwa.session.accessToken);
  assert.deepEqual(page.types, [], "it is the answer to configure, not news");
});

test("a click in the very tick in which the wasm starts by itself", async () => {
  let asked;
  const page = await new Browser().open({ get: (request) => (asked = request) });
  await page.clock.pass(200);
  assert.equal(loaded(page), 1);
  const login = page.watch(page.window.lwaLogin());
  assert.equal(page.popups.length, 1, "the click opened the window");
  asked.answer(file());
  await page.clock.idle();
  await page.popup.approve();
  assert.ok(login.value);
  assert.equal(loaded(page), 1);
});

test("every call of the API alone, and every order of two things that a page can do first", async (t) => {
  const first = {
    login: (page) => page.watch(page.window.lwaLogin()),
    token: (page) => page.watch(page.lwa.token()),
    logout: (page) => page.watch(page.lwa.logout()),
    configure: (page) => page.watch(page.lwa.configure({ clientId, redirectUri: "/lwa/lwa-callback.html", mode: "popup" })),
    idle: (page) => (page.dispatch("load"), {}),
    intent: (page) => (page.dispatch("pointerdown"), {}),
  };
  const more = {
    profile: (page) => page.watch(page.lwa.profile()),
    device: (page) => page.watch(page.lwa.device()),
    fetch: (page) => page.watch(page.lwa.fetch("https://api.amazon.com/user/profile")),
    look: (page) => ({ value: page.lwa.session }),
  };
  /** What a call comes to: the code of its error, or how it went. */
  const end = ({ error, ...seen }) => error?.code ?? ("value" in seen ? "value" : "open");
  const outcome = async (start, calls) => {
    const page = await busy(new Browser(), { settings: { start } });
    const seen = calls.map((call) => call(page));
    await page.clock.pass(300);
    if (page.popup?.address) await page.popup.approve();
    return { all: seen.map(end), types: page.types, session: !!page.lwa.session };
  };
  const check = (name, calls) =>
    t.test(name, async () => assert.deepEqual(await outcome("auto", calls), await outcome("eager", calls)));
  for (const [name, call] of Object.entries({ ...first, ...more })) await check(name, [call]);
  for (const [a, one] of Object.entries(first)) {
    for (const [b, two] of Object.entries(first)) await check(`${a}, ${b}`, [one, two]);
  }
});

test("a wasm that is slow for a minute is known when it is wanted", async () => {
  const page = await new Browser().open({ get() {} });
  await page.clock.pass(30_000);
  const login = page.watch(page.window.lwaLogin());
  await page.clock.pass(31_000);
  failed(page, login.error, "network_error");
  assert.ok(page.popup.closed);
  page.get = undefined;
  await alive(page);
  same(page.console, []);
});
