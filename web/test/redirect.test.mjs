// The page that a redirect login comes back to: what it takes for an answer, for a record, and for
// a kept session.

import test from "node:test";
import { alive, assert, failed, noLeak, rejected, same } from "./lib/check.mjs";
import { clientId } from "./lib/amazon.mjs";
import { app, Browser, Page } from "./lib/page.mjs";

/** Past its ten minutes, and past what the wall clock may have been set by meanwhile. */
const day = 24 * 3_600_000 + 610_000;
const answerKey = "lwa.1.answer";
const redirect = { settings: { mode: "redirect" } };
const records = (page) => page.session.keys.filter((key) => key.startsWith("lwa.1.login."));

/**
 * A tab whose page has left for Amazon; `genuine` is the right answer, `back` opens the page that
 * it comes back to.
 */
async function departed(options, given = {}) {
  const browser = new Browser();
  const page = await browser.open(redirect);
  await page.begin(options);
  const request = page.gone[0].url;
  return {
    browser, page, request, state: new URL(request).searchParams.get("state"), genuine: browser.amazon.approve(request), amazon: browser.amazon,
    back(answer, more) {
      if (answer !== undefined) page.session.setItem(answerKey, answer);
      return browser.open({ ...redirect, ...given, ...more, tab: page });
    },
  };
}

test("a redirect login comes back, and the page has the session that it asked for", async () => {
  const { back, genuine, amazon } = await departed({ state: "mine" });
  const page = await back(genuine);
  const session = await page.lwa.ready;
  assert.equal(session.state, "mine");
  same(page.types, ["login"]);
  same(page.session.keys, []);
  assert.equal(amazon.count("token"), 1);
  noLeak(page);
});

test("an answer without the state of the login is a state_mismatch, consumes nothing, and the genuine one still logs in", async (t) => {
  for (const [name, edit] of Object.entries({
    "AR-01 no state": (a, s) => a.replace("&state=" + s, ""), "AR-02 another state": (a, s) => a.replace(s, "A".repeat(43)), "AR-03 an empty state": (a, s) => a.replace(s, ""),
    "AR-06 error with another state": () => "?error=access_denied&error_description=from+nobody&state=" + "B".repeat(43), "AR-06 error without state": () => "?error=access_denied",
    "AR-10 two states": (a, s) => `${a}&state=${s}`, "AR-26 a longer state": (a, s) => a.replace(s, s + "A"),
  })) {
    await t.test(name, async () => {
      const given = await departed();
      const page = await given.back(edit(given.genuine, given.state));
      assert.equal(await page.lwa.ready, null, "no login of this page failed");
      const { detail } = page.events[0];
      failed(page, detail, "state_mismatch");
      assert.equal(detail.description, "");
      assert.equal(given.amazon.requests.length, 0);
      const next = await given.back(given.genuine);
      assert.ok(await next.lwa.ready, "the login is kept");
      same(next.types, ["login"]);
    });
  }
});

test("an answer to a login of another client is left to that client's copy of the component, which may load later", async (t) => {
  const stranger = { settings: { ...redirect.settings, clientId: clientId.replace("0", "1") } };
  await t.test("it takes it", async () => {
    const { back, genuine, browser } = await departed();
    const other = await back(genuine, stranger);
    assert.equal(await other.lwa.ready, null);
    await browser.clock.pass(5000);
    const own = await back();
    assert.ok(await own.lwa.ready);
    await browser.clock.pass(60_000);
    same([own.types, other.types], [["login"], []]);
  });
  await t.test("nobody takes it", async () => {
    const { back, genuine, amazon, browser } = await departed();
    const other = await back(genuine, stranger);
    await browser.clock.pass(9999);
    same(other.types, []);
    await browser.clock.pass(1);
    failed(other, other.events[0].detail, "state_mismatch");
    assert.equal(other.session.getItem(answerKey), null);
    assert.equal(amazon.requests.length, 0);
    const own = await back(genuine);
    assert.ok(await own.lwa.ready, "the login is kept");
  });
});

test("an answer that carries the state and is no good consumes the login", async (t) => {
  for (const [name, edit, code] of [
    ["AR-07 the person said no", (a, s) => `?error=access_denied&error_description=from+nobody&state=${s}`, "access_denied"],
    ["AR-08 code and error together", (a) => a + "&error=access_denied", "access_denied"], ["AR-09 neither code nor error", (a, s) => "?state=" + s, "invalid_response"],
    ["AR-10 two codes", (a) => a + "&code=another", "invalid_response"], ["AR-12 another issuer", (a) => a + "&iss=https%3A%2F%2Fevil.example", "invalid_response"],
    ["AR-15 token in the query", (a) => a + "&access_token=injected&token_type=bearer", "invalid_response"],
    ["AR-15 token in the fragment", (a) => a + "#access_token=injected&token_type=bearer", "invalid_response"],
    ["AR-17 all in the fragment", (a) => "#" + a.slice(1), "invalid_response"],
    ["AR-17 state in the query, code in the fragment", (a, s) => `?state=${s}#${a.slice(1).replace("&state=" + s, "")}`, "invalid_response"],
    ["AR-22 a dangerous error_uri", (a, s) => `?error=temporarily_unavailable&error_uri=javascript:alert(1)&state=${s}`, "temporarily_unavailable"],
  ]) {
    await t.test(`AR-18 ${name}`, async () => {
      const given = await departed();
      const page = await given.back(edit(given.genuine, given.state));
      const error = await rejected(page, page.lwa.ready, code);
      assert.equal(error.description, name.startsWith("AR-07") ? "from nobody" : "");
      same(page.types, ["error"]);
      same(page.session.keys, [], "neither record nor answer is left");
      const next = await given.back(given.genuine);
      assert.equal(await next.lwa.ready, null);
      same(next.events.map(({ detail }) => detail.code), ["missing_transaction"]);
      assert.equal(given.amazon.requests.length, 0, "the state is consumed");
      noLeak(next);
    });
  }
});

test("AR-27 a login is good for the client, server and return address it was asked of, and for no others", async (t) => {
  for (const [name, settings] of Object.entries({
    client: { clientId: "amzn1.application-oa2-client.another" }, redirectUri: { redirectUri: "/other/lwa-callback.html" }, region: { region: "EU" }, apiBase: { apiBase: "/forwarded" },
  })) {
    await t.test(`AR-27 ${name}`, async () => {
      const given = await departed();
      const page = await given.back(given.genuine, { settings: { mode: "redirect", ...settings } });
      assert.equal(await page.lwa.ready, null);
      if (name === "client") await page.clock.pass(10_000); // that client may have a copy of the component in the page
      assert.equal(page.events[0].detail.code, "state_mismatch");
      assert.equal(given.amazon.requests.length, 0);
    });
  }
});

test("AR-24 an answer that comes after its time finds nothing", async () => {
  const given = await departed();
  given.browser.clock.sleep(day);
  const page = await given.back(given.genuine);
  assert.equal(await page.lwa.ready, null);
  assert.equal(page.events[0].detail.code, "missing_transaction");
  same(page.session.keys, []);
});

test("ST-03 what is not exactly a record is none, and it is removed", async (t) => {
  for (const [name, poison] of Object.entries({
    empty: () => "", "no JSON": () => "{", null: () => "null", "an array": (r) => JSON.stringify([r]), "a string": (r) => JSON.stringify(JSON.stringify(r)),
    "wrong types": (r) => JSON.stringify({ ...r, verifier: 1, at: "now" }), "no verifier": (r) => JSON.stringify({ ...r, verifier: undefined }),
    "a verifier of null": (r) => JSON.stringify({ ...r, verifier: null }), "no state": (r) => JSON.stringify({ ...r, state: undefined }), "a state of null": (r) => JSON.stringify({ ...r, state: null }),
    "bad verifier": (r) => JSON.stringify({ ...r, verifier: "short" }), __proto__: (r, text) => `{"__proto__":${text}}`, twice: (r, text) => text.replace("{", '{"state":"x",'),
    trailing: (r, text) => text + "x", huge: (r) => JSON.stringify({ ...r, scope: "x".repeat(100_000) }), "too old": (r) => JSON.stringify({ ...r, at: r.at - day }),
    "of the future": (r) => JSON.stringify({ ...r, at: r.at + day }), "at negative": (r) => JSON.stringify({ ...r, at: -1 }), "at 1e400": (r, text) => text.replace(/"at":\d+/, '"at":1e400'),
  })) {
    await t.test(`ST-03 ${name}`, async () => {
      const given = await departed();
      const [key] = records(given.page);
      const text = given.page.session.getItem(key);
      given.page.session.setItem(key, poison(JSON.parse(text), text));
      const page = await given.back(given.genuine);
      assert.equal(await page.lwa.ready, null);
      same(page.events.map(({ detail }) => detail.code), ["missing_transaction"]);
      same(page.session.keys, []);
      assert.equal(given.amazon.requests.length, 0);
      given.page.session.setItem(key, text);
      assert.ok(await (await given.back(given.genuine)).lwa.ready, "the record as it was is good");
    });
  }
});

test("ST-04 a planted record names other endpoints, which are never used", async (t) => {
  const evil = "https://evil.example/steal";
  for (const [name, edit, code] of [
    ["further fields", (r) => Object.assign(r, { token: evil, tokenEndpoint: evil, provider: evil, apiBase: evil, endpoints: { token: evil }, redirectUri: evil })],
    ["another binding", (r) => (r.binding = r.binding.replaceAll("https://", "https://evil.")), "state_mismatch"], ["a binding of both", (r) => (r.binding += " " + evil), "state_mismatch"],
  ]) {
    await t.test(`ST-04 ${name}`, async () => {
      const given = await departed();
      const [key] = records(given.page);
      const record = JSON.parse(given.page.session.getItem(key));
      edit(record);
      given.page.session.setItem(key, JSON.stringify(record));
      const page = await given.back(given.genuine);
      if (code) {
        assert.equal(await page.lwa.ready, null);
        assert.equal(page.events[0].detail.code, code);
        assert.equal(given.amazon.requests.length, 0);
      } else assert.ok(await page.lwa.ready);
      assert.ok(given.amazon.requests.every(({ url }) => url.startsWith("https://api.amazon.com/")));
      assert.ok(page.fetched.every(({ url }) => url.startsWith(app)));
    });
  }
});

test("ST-07 logins that are started and given up leave no heap of records, and a heap of somebody else's is removed", async () => {
  const browser = new Browser();
  const page = await browser.open(redirect);
  for (let i = 0; i < 300; i++) {
    const end = new AbortController();
    const login = await page.begin({ signal: end.signal });
    assert.ok(records(page).length <= 10);
    end.abort();
    await browser.clock.idle();
    failed(page, login.error, "aborted");
  }
  assert.ok(records(page).length <= 10);
  await page.begin();
  const [key] = records(page);
  const record = JSON.parse(page.session.getItem(key));
  for (let i = 0; i < 1000; i++) {
    const state = record.state.slice(4) + String(i).padStart(4, "0");
    page.session.setItem(key.replace(record.state, state), JSON.stringify({ ...record, state, at: record.at - (i % 2) * day }));
  }
  const next = await browser.open({ ...redirect, tab: page });
  await next.lwa.token().catch(() => {}); // starts it
  assert.ok(records(next).length <= 10, `${records(next).length} records`);
});

test("ST-06 storage that throws: a popup login works all the same, and everything does once it works again", async (t) => {
  for (const fault of ["forbidden", "closed", "full"]) {
    await t.test(`ST-06 ${fault}`, async () => {
      const browser = new Browser();
      const page = await browser.open({ settings: { persist: "local" } });
      page.local.fault = page.session.fault = fault;
      const session = await page.logIn();
      assert.equal(await page.lwa.token(), session.accessToken);
      same(page.types, ["login", "error"]);
      failed(page, page.events[1].detail, "storage_unavailable");
      await rejected(page, page.logIn({ mode: "redirect" }), "storage_unavailable");
      assert.deepEqual(page.gone, []);
      await page.lwa.logout();
      assert.equal(page.lwa.session, null);
      page.local.fault = page.session.fault = "";
      await alive(page);
      assert.ok(page.local.keys.some((key) => key.startsWith("lwa.1.session.")));
    });
  }
});

test("a vault that fails keeps no session, and nothing hangs", async (t) => {
  for (const fault of ["error", "never"]) {
    await t.test(fault, async () => {
      const browser = new Browser();
      browser.database.fault = fault;
      const page = await browser.open({ settings: { persist: "local" } });
      const login = await page.approved();
      await browser.clock.pass(3000);
      assert.ok(login.value.accessToken);
      assert.ok(page.types.includes("error"));
      assert.equal(page.events.find(({ type }) => type === "error").detail.code, "storage_unavailable");
      same(page.local.keys.filter((key) => key.includes("session")), []);
    });
  }
});

test("ST-03 a kept session that was meddled with is none, and is removed", async (t) => {
  for (const [name, poison] of Object.entries({ "one letter": (text) => (text[0] === "A" ? "B" : "A") + text.slice(1), "no base64": () => "%%%", short: (text) => text.slice(0, 8), plain: () => '{"accessToken":"Atza|x"}' })) {
    await t.test(`ST-03 ${name}`, async () => {
      const browser = new Browser();
      const first = await browser.open({ settings: { persist: "local" } });
      await first.logIn();
      const [key] = first.local.keys.filter((k) => k.startsWith("lwa.1.session."));
      browser.pages.length = 0;
      const text = first.local.getItem(key);
      assert.ok(!text.includes("Atza"), "what is kept is sealed");
      first.local.setItem(key, poison(text));
      const page = await browser.open({ settings: { persist: "local" } });
      assert.equal(await page.lwa.ready, null);
      same(page.local.keys.filter((k) => k.includes("session")), []);
    });
  }
});

test("calls that wait for a resumed login can be given up one by one; the login goes on for lwa.ready", async () => {
  const given = await departed();
  given.amazon.instead.token = "hold";
  const page = await given.back(given.genuine);
  const end = new AbortController();
  const calls = (options) => ["login", "token", "profile"].map((name) => page.watch(page.lwa[name](options)));
  const aborted = calls({ signal: end.signal });
  end.abort();
  await page.clock.idle();
  for (const call of aborted) failed(page, call.error, "aborted");
  const late = calls({ timeout: 5000 });
  await page.clock.pass(5000);
  for (const call of late) failed(page, call.error, "timed_out");
  const kept = calls();
  await page.clock.idle();
  const request = given.amazon.last("token");
  request.answer(given.amazon.regular(request));
  const session = await page.lwa.ready;
  await page.clock.idle();
  assert.equal(kept[0].value, session);
  assert.equal(kept[1].value, session.accessToken);
  assert.ok(kept[2].value.userId);
  assert.equal(given.amazon.count("token"), 1);
});

test("ST-10 a redirect login that left this tab is forgotten by a logout", async () => {
  const given = await departed();
  const page = await given.back();
  await page.lwa.logout();
  same(records(page), []);
  const next = await given.back(given.genuine);
  assert.equal(await next.lwa.ready, null);
  assert.equal(given.amazon.requests.length, 0);
});


/** A page of the app at which Amazon's answer to a redirect of this tab arrived. */
async function misplacedAt(path, given) {
  const browser = new Browser();
  const settings = { mode: "redirect", redirectUri: app + "/auth/done" };
  const page = await browser.open({ settings });
  await page.begin({});
  const back = new Page(browser, { settings, tab: page, address: `${app}${path}?code=secret&state=${new URL(page.gone[0].url).searchParams.get("state")}`, ...given });
  browser.pages.push(back);
  return back;
}

test("an answer at a page of the app is gone from the address before another script runs, though lwa-run.js never comes", async () => {
  const page = await misplacedAt("/auth/done", { preload() {} });
  page.start();
  assert.equal(page.window.location.href, app + "/auth/done");
  page.run('location.href = "https://shop.example/#/login"'); // the app's router goes on at once
  await page.clock.idle();
  assert.doesNotMatch(page.window.location.href, /secret/);
});

test("an answer at a page of the app is told to that page, also if the app configures it later", async () => {
  const page = await misplacedAt("/auth/done");
  const { redirectUri } = page.settings;
  delete page.settings.clientId;
  delete page.settings.redirectUri;
  page.start();
  await page.clock.idle();
  await rejected(page, page.lwa.configure({ clientId, redirectUri, mode: "redirect" }), "callback_page_missing");
  assert.deepEqual(page.session.keys, []);
});

test("a state that is another library's starts nothing", async () => {
  const page = await new Browser().open({ settings: { start: "intent" }, address: `${app}/?state=${"s".repeat(60)}`, preload: (tag) => tag.onerror() });
  assert.equal(await page.lwa.ready, null);
  assert.deepEqual(page.preloaded, []);
  assert.deepEqual(page.fetched, []);
});
