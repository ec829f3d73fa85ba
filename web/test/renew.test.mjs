// Sessions as time passes: renewed, expired, kept from page to page, heard of by other tabs.

import test from "node:test";
import { clientId, hanako, zoe } from "./lib/amazon.mjs";
import { alive, assert, failed, noLeak, rejected, same } from "./lib/check.mjs";
import { file } from "./lib/build.mjs";
import { Browser } from "./lib/page.mjs";

/** More than any token has left: who asks for it wants a new one. */
const fresh = { minValidity: 3_600_001 };
const hour = 3_600_000;

async function renewing(settings) {
  const browser = new Browser();
  browser.amazon.refreshing = true;
  const page = await browser.open({ settings: { persist: "local", ...settings } });
  return { browser, page, amazon: browser.amazon, clock: browser.clock, session: await page.logIn() };
}

const refreshes = (amazon) => amazon.requests.filter(({ form }) => form.get("grant_type") === "refresh_token").length;

async function noSession(page) {
  assert.equal(page.lwa.session, null);
  for (const call of [page.lwa.token(), page.lwa.profile(), page.window.lwaLogin({ interactive: "never" })]) await rejected(page, call, "login_required");
}

test("TE-17 fifty callers at once get one new token", async () => {
  const { page, amazon, session } = await renewing();
  const tokens = await Promise.all(Array.from({ length: 50 }, () => page.lwa.token(fresh)));
  assert.equal(new Set(tokens).size, 1);
  assert.notEqual(tokens[0], session.accessToken);
  assert.equal(refreshes(amazon), 1);
  assert.equal(page.lwa.session.accessToken, tokens[0]);
  same(page.types, ["login", "renewed"]);
  const { code_verifier: _, ...form } = Object.fromEntries(amazon.last("token").form);
  same(Object.keys(form).sort(), ["client_id", "grant_type", "refresh_token"]);
  noLeak(page);
});

test("two tabs that renew at the same instant send one request between them, and a third hears of it", async () => {
  const { browser, page, amazon, session } = await renewing();
  const other = await browser.open({ settings: { persist: "local" } });
  const memory = await browser.open();
  assert.equal(other.lwa.session.accessToken, session.accessToken, "the session is kept");
  const asked = [page, other].flatMap((p) => Array.from({ length: 25 }, () => p.lwa.token(fresh)));
  await browser.clock.pass(5000);
  assert.equal(new Set(await Promise.all(asked)).size, 1);
  assert.equal(refreshes(amazon), 1);
  assert.equal(memory.lwa.session.accessToken, await asked[0]);
  same([page.types, other.types], [["login", "renewed"], ["renewed"]]);
});

test("a page that comes back from the back/forward cache looks in storage first, even if it is called before it hears so", async () => {
  for (const called of [false, true]) {
    const browser = new Browser();
    const [page, other] = [await browser.open({ settings: { persist: "local" } }), await browser.open({ settings: { persist: "local" } })];
    await page.logIn();
    page.dispatch("pagehide", { isTrusted: true, persisted: true });
    await browser.clock.idle();
    browser.pages.splice(browser.pages.indexOf(page), 1); // the cache: it hears of nothing
    await other.lwa.logout();
    await browser.clock.idle();
    const token = called && page.watch(page.lwa.token());
    if (called) await browser.clock.idle();
    page.dispatch("pageshow", { isTrusted: true, persisted: true });
    await browser.clock.idle();
    if (called) failed(page, token.error, "login_required");
    assert.equal(page.lwa.session, null, `called: ${called}`);
    assert.equal(page.types.at(-1), "logout");
  }
});

test("login, another person and logout in one tab reach the others", async () => {
  const browser = new Browser();
  const pages = [await browser.open({ settings: { persist: "local" } }), await browser.open({ settings: { persist: "local" } }), await browser.open({ settings: { persist: "session" } })];
  const [one, two, own] = pages;
  await own.logIn();
  await one.logIn();
  assert.equal(two.lwa.session.accessToken, one.lwa.session.accessToken);
  browser.amazon.person = hanako;
  await one.logIn();
  same(two.types, ["login", "accountchanged", "login"]);
  assert.equal(own.lwa.session.profile.name, zoe.name, "a page that keeps its own session keeps it");
  await two.lwa.logout();
  await browser.clock.idle();
  for (const page of pages) {
    assert.equal(page.types.at(-1), "logout");
    await noSession(page);
  }
});

test("TE-16 a refresh token that Amazon refuses ends the session, once", async () => {
  const { page, amazon } = await renewing();
  amazon.refreshTokens.clear();
  await rejected(page, page.lwa.token(fresh), "login_required");
  same(page.types, ["login", "expired"]);
  await noSession(page);
  assert.equal(refreshes(amazon), 1);
  same(page.local.keys, []);
});

test("an answer that is lost: the old refresh token is tried once more, and that ends the session", async () => {
  const { page, amazon, clock } = await renewing();
  amazon.instead.token = (request) => (amazon.regular(request), request.fail(), "hold");
  const call = page.watch(page.lwa.token(fresh));
  await clock.pass(1000);
  failed(page, call.error, "network_error");
  amazon.instead = {};
  await clock.pass(2 * hour);
  assert.equal(page.types.filter((type) => type === "expired").length, 1);
  assert.ok(!page.types.includes("renewed"));
  await noSession(page);
});

test("an answer by which nothing is decided leaves the session, and is asked again later", async (t) => {
  for (const [name, answer] of Object.entries({
    "500": { status: 500 }, "429": { status: 429, headers: { "retry-after": "60" } }, "a captive portal": { body: "<html>", type: "text/html" }, "no network": (r) => (r.fail(), "hold"),
  })) {
    await t.test(name, async () => {
      const { page, amazon, clock, session } = await renewing();
      amazon.instead.token = answer;
      const call = page.watch(page.lwa.token(fresh));
      await clock.pass(1000);
      assert.ok(call.error instanceof page.window.LwaError, "who wanted a new one hears that there is none");
      assert.equal(page.lwa.session.accessToken, session.accessToken);
      assert.equal(await page.lwa.token(), session.accessToken, "and the old one is still good");
      amazon.instead = {};
      await clock.pass(hour - 60_000);
      assert.notEqual(page.lwa.session.accessToken, session.accessToken);
      assert.ok(page.types.includes("renewed") && !page.types.includes("expired"));
    });
  }
});

test("ahead of its end a session is renewed, without anybody asking, again and again", async () => {
  const { browser, page, amazon, clock } = await renewing({ persist: "session" });
  await clock.pass(2.5 * hour);
  same(page.types.slice(0, 5), ["login", "expiring", "renewed", "expiring", "renewed"]);
  assert.ok(refreshes(amazon) >= 2);
  const next = await browser.open({ tab: page, settings: { persist: "session" } });
  assert.equal((await next.lwa.ready).profile.name, zoe.name);
});

test("kept over the night, the token is over and the session is not", async () => {
  const { browser, amazon, clock } = await renewing();
  for (const page of browser.pages.splice(0)) page.dispatch("pagehide", { persisted: false });
  browser.pages.length = 0;
  clock.sleep(12 * hour);
  const page = await browser.open({ settings: { persist: "local" } });
  await clock.pass(5000);
  assert.equal((await page.lwa.ready)?.profile.name, zoe.name);
  assert.ok(refreshes(amazon) >= 1);
});

test("a lock that is never given back holds nobody up for longer than its bound", async () => {
  const { browser, page, clock } = await renewing();
  await new Promise((held) => void browser.locks.request(`lwa.1.renew.${clientId}`, () => (held(), new Promise(() => {}))).catch(() => {}));
  const call = page.watch(page.lwa.token({ ...fresh, timeout: 60_000 }));
  await clock.pass(1000);
  assert.deepEqual(call, {}, "it waits for whoever has the lock");
  await clock.pass(59_000 - 1);
  assert.ok(call.value, call.error);
  same(page.types, ["login", "renewed"]);
});

test("where the browser gives nobody a lock, or has none, a page renews without one", async (t) => {
  for (const [name, lose] of Object.entries({
    refused: ({ browser }) => (browser.locks.refused = true), absent: ({ page }) => Object.defineProperty(page.window.navigator, "locks", { value: undefined }),
  })) {
    await t.test(name, async () => {
      const given = await renewing();
      lose(given);
      const call = given.page.watch(given.page.lwa.token(fresh));
      await given.clock.pass(1000);
      assert.equal(call.value, given.page.lwa.session.accessToken);
      same(given.page.types, ["login", "renewed"]);
    });
  }
});

test("a click that wants a newer token opens its window at once, and the window goes once the session is renewed", async () => {
  const { page, amazon, session } = await renewing();
  amazon.instead.token = "hold";
  const token = page.watch(page.lwa.token({ interactive: true, ...fresh }));
  await page.clock.idle();
  assert.ok(!page.popup.closed && page.popups.length === 2, "WebKit opens none after the click");
  amazon.instead = {};
  const request = amazon.last("token");
  request.answer(amazon.regular(request));
  await page.clock.idle();
  assert.equal(token.value, page.lwa.session.accessToken);
  assert.notEqual(token.value, session.accessToken);
  assert.ok(page.popup.closed);
});

test("a window that was opened for one call and went to another login stays, however the first call ends", async (t) => {
  const ends = {
    "the renewal fails": ({ page }) => page.amazon.last("token").fail(),
    "the caller gives up": ({ end }) => end.abort(),
    "the renewal succeeds": ({ page }) => { const request = page.amazon.last("token"); request.answer(page.amazon.regular(request)); },
  };
  for (const [name, act] of Object.entries(ends)) {
    await t.test(name, async () => {
      const { browser } = await renewing();
      browser.pages.length = 0;
      browser.clock.sleep(2 * hour); // the token is over, the session is not
      let asked;
      const page = await browser.open({ get: (request) => (asked = request), settings: { persist: "local", start: "eager" } });
      page.amazon.instead.token = "hold";
      const end = new AbortController();
      const waits = page.watch(page.window.lwaLogin({ signal: end.signal }));
      assert.equal(page.popups.length, 1, "before the wasm runs");
      asked.answer(file());
      await page.clock.idle();
      const login = await page.begin({ interactive: "always" });
      assert.ok(page.popups[0].address, "the other login has it");
      act({ page, end });
      await page.clock.pass(2000);
      assert.ok(waits.error || waits.value, "the first call is over");
      assert.deepEqual(login, {});
      assert.ok(!page.popups[0].closed);
      page.amazon.instead = {};
      await page.popups[0].approve();
      assert.ok(login.value);
      assert.ok(page.popups[0].closed);
    });
  }
});

test("without a refresh token a click logs in again, and anything else says so", async () => {
  const page = await new Browser().open();
  await rejected(page, page.lwa.token(), "login_required");
  assert.equal(page.opens, undefined);
  const token = page.watch(page.lwa.token({ interactive: true }));
  await page.clock.idle();
  await page.popup.approve();
  assert.equal(token.value, page.lwa.session.accessToken);
  assert.equal(await page.lwa.token(), token.value);
});

test("a session ends with its token, by itself, and nothing is left", async (t) => {
  for (const persist of ["memory", "session", "local"]) {
    await t.test(persist, async () => {
      const browser = new Browser();
      const page = await browser.open({ settings: { persist } });
      const { expiresAt } = await page.logIn();
      assert.equal(expiresAt, browser.clock.wall + hour);
      await browser.clock.pass(hour - 1000);
      assert.ok(page.lwa.session);
      await browser.clock.pass(1000);
      assert.equal(page.types.at(-1), "expired");
      assert.equal(page.events.at(-1).detail, null);
      await noSession(page);
      same([page.session.keys, page.local.keys], [[], []]);
      await alive(page);
    });
  }
});

test("a session that ends leaves what another tab has kept in its place", async () => {
  const browser = new Browser();
  const page = await browser.open({ settings: { persist: "local" } });
  await page.logIn();
  const [key] = page.local.keys;
  const theirs = "sealed by another tab, of which this page has not heard";
  page.local.setItem(key, theirs);
  await browser.clock.pass(hour);
  assert.equal(page.types.at(-1), "expired");
  assert.equal(page.local.getItem(key), theirs);
});

test("whoever sets the clock never makes a session live longer", async (t) => {
  for (const [name, shift, reload] of [
    ["set back before the page loads", -hour, true], ["set back a little", -60_000, true], ["set forward before the page loads", hour + 1000, true],
    ["set forward under the page", hour + 1000, false],
  ]) {
    await t.test(name, async () => {
      const browser = new Browser();
      let page = await browser.open({ settings: { persist: "local" } });
      await page.logIn();
      browser.clock.wall += shift;
      if (reload) {
        browser.pages.length = 0;
        page = await browser.open({ settings: { persist: "local" } });
        assert.equal(await page.lwa.ready, null);
      }
      await noSession(page);
      same(page.local.keys, []);
      if (!reload) same(page.types, ["login", "expired"]);
    });
  }
  await t.test("set back under the page", async () => {
    const page = await new Browser().open();
    await page.logIn();
    page.clock.wall -= 12 * hour;
    await page.clock.pass(hour);
    assert.equal(page.types.at(-1), "expired");
    await noSession(page);
  });
});

test("a machine that slept through the end of a session wakes without one", async () => {
  const page = await new Browser().open();
  await page.logIn();
  page.clock.sleep(hour);
  assert.equal(page.lwa.session, null);
  await noSession(page);
  same(page.types, ["login", "expired"]);
});

test("another person logs in than before: the page hears of it ahead of the login", async () => {
  const browser = new Browser();
  const page = await browser.open({ settings: { persist: "session" } });
  await page.logIn();
  await page.logIn();
  browser.amazon.person = hanako;
  assert.equal((await page.logIn()).profile.userId, hanako.user_id);
  same(page.types, ["login", "login", "accountchanged", "login"]);
  assert.ok(page.events.slice(2).every(({ detail }) => detail === page.lwa.session));
  const next = await browser.open({ tab: page, settings: { persist: "session" } });
  assert.equal((await next.lwa.ready).profile.userId, hanako.user_id);
});

test("a session is kept as the option persist says", async (t) => {
  for (const [persist, inTab, everywhere] of [["memory", false, false], ["session", true, false], ["local", true, true]]) {
    await t.test(persist, async () => {
      const browser = new Browser();
      const first = await browser.open({ settings: { persist } });
      const given = await first.logIn({ state: "mine" });
      for (const [tab, stays] of [[first, inTab], [undefined, everywhere]]) {
        const page = await browser.open({ settings: { persist }, tab });
        if (!stays) {
          await noSession(page);
          continue;
        }
        same(await page.lwa.ready, given);
        same(page.types, [], "a restored session is no login");
        same(await page.window.lwaLogin(), given, "and will do for a login");
      }
      assert.equal(browser.amazon.count("token"), 1);
      await first.lwa.logout();
      same([first.session.keys.filter((k) => k.includes("session")), first.local.keys.filter((k) => k.includes("session"))], [[], []]);
      await noSession(first);
    });
  }
});

test("ST-10 a logout ends a login that is under way, here or in another tab", async () => {
  const browser = new Browser();
  const [one, two] = [await browser.open(), await browser.open()];
  for (const where of [one, two]) {
    const login = await one.begin();
    const late = browser.amazon.approve(one.popup.address);
    await where.lwa.logout();
    await browser.clock.idle();
    failed(one, login.error, "aborted");
    assert.ok(one.popup.closed);
    await one.popup.answer(late);
    assert.equal(one.lwa.session, null);
  }
  assert.equal(browser.amazon.requests.length, 0);
});

