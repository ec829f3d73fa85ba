// Modules of the shell that decide something by themselves, each alone.

import { readFileSync } from "node:fs";
import test from "node:test";
import { assert, same } from "./lib/check.mjs";
import { app, Browser, Page } from "./lib/page.mjs";

/** The exports of a module, in a page without the component. */
const load = (name, given) => {
  const page = new Page(new Browser(), { script: "", ...given });
  return Object.assign({ page }, page.load(name));
};

test("device-texts: clocks, codes in groups, and texts with attributes in their place", () => {
  const { clock, groups, sayingFor, texts } = load("device-texts");
  same([0, 1, 999, 59_000, 60_000, 545_000, 600_000].map(clock), ["0:00", "0:01", "0:01", "0:59", "1:00", "9:05", "10:00"]);
  same(["ABCD", "ABCDE", "ABCDEF", "ABCDEFG", "ABCDEFGH", "AB-CDEF", ""].map(groups),
    [["ABCD"], ["ABC", "DE"], ["ABC", "DEF"], ["ABCD", "EFG"], ["ABCD", "EFGH"], ["AB-CDEF"], [""]]);
  const say = sayingFor({ getAttribute: (name) => (name === "text-hello" ? "Hallo {name}, {other}" : null) });
  assert.equal(say("hello", { name: "Zoë" }), "Hallo Zoë, {other}");
  assert.equal(say("left", { time: "9:05" }), texts.left.replace("{time}", "9:05"));
});

test("device-keys: the arrows lead to the nearest button of their direction, and a key held down presses once", () => {
  const { press } = load("device-keys");
  const button = (left, top) => ({ focused: 0, focus() { this.focused++; }, getBoundingClientRect: () => ({ left, top, width: 10, height: 10 }) });
  const [from, right, aside, below] = [button(0, 0), button(100, 0), button(50, 60), button(0, 100)];
  const event = (key, more) => ({ key, prevented: false, composedPath: () => [from], preventDefault() { this.prevented = true; }, ...more });
  const all = [from, right, aside, below];
  for (const [key, target] of [["ArrowRight", right], ["ArrowDown", below]]) {
    const e = event(key);
    press(e, all);
    assert.ok(e.prevented && target.focused === 1, key);
  }
  for (const key of ["ArrowLeft", "ArrowUp", "a"]) {
    const e = event(key);
    press(e, all);
    assert.ok(!e.prevented, `${key} is the page's`);
  }
  let cancelled = 0;
  for (const key of ["Escape", "GoBack", "BrowserBack", "XF86Back"]) press(event(key), all, () => cancelled++);
  assert.equal(cancelled, 4);
  const held = event("Enter", { repeat: true });
  press(held, all);
  assert.ok(held.prevented);
  const once = event("Enter", { repeat: false });
  press(once, all);
  assert.ok(!once.prevented);
});

test("errors: what the table says where nobody said better, and nothing that was thrown gets through", () => {
  const { fail, toError, LwaError } = load("errors");
  const known = fail("aborted");
  assert.ok(known.message && known.hint && known.name === "LwaError");
  same([known.status, known.description, "cause" in known], [0, "", false]);
  const unknown = fail("nonsense", "", "mine", null);
  same([unknown.code, unknown.message, unknown.hint, unknown.cause], ["nonsense", fail("internal_error").message, "mine", null]);
  assert.equal(toError(known, "x"), known);
  const trap = new Proxy({}, { getPrototypeOf() { throw new Error("trap"); } });
  const wrapped = toError(trap, "invalid_request");
  assert.ok(wrapped instanceof LwaError && wrapped.code === "invalid_request" && wrapped.cause === trap);
});

test("request: a form at most, once, and what comes of it by number", async (t) => {
  const asked = (given, answer, act) => {
    const { page, request } = load("request", { get: (r) => answer(r) });
    const told = [];
    const end = request({ method: "POST", url: app + "/x", body: "a=b", token: "", ms: 1000, ...given }, (...args) => told.push(args));
    return { page, told, end, act };
  };
  for (const [name, given, answer, want] of [
    ["an answer", {}, (r) => r.answer({ status: 400, body: "{}", type: "application/json", headers: { "retry-after": "7" } }), ["answered", { status: 400, contentType: "application/json", retryAfter: 7, text: "{}" }]],
    ["a date to retry after", {}, (r) => r.answer({ body: "{}", headers: { "retry-after": "Wed, 21 Oct 2026 07:28:00 GMT" } }), ["answered", { status: 200, contentType: "application/json;charset=UTF-8", retryAfter: 0, text: "{}" }]],
    ["more than an hour", {}, (r) => r.answer({ body: "", headers: { "retry-after": "86400" } }), ["answered", { status: 200, contentType: "application/json;charset=UTF-8", retryAfter: 3600, text: "" }]],
    ["no network", {}, (r) => r.fail(), ["failed", 0]],
    ["64 KiB and one", {}, (r) => r.answer({ body: "x".repeat((64 << 10) + 1) }), ["failed", 3]],
  ]) {
    await t.test(name, async () => {
      const { page, told } = asked(given, answer);
      await page.clock.idle();
      same(told, [want]);
      await page.clock.pass(5000);
      assert.equal(told.length, 1);
      assert.deepEqual(page.clock.waiting, [], "its timer is gone");
    });
  }
  await t.test("too late", async () => {
    const { page, told } = asked({}, () => {});
    await page.clock.pass(999);
    same(told, []);
    await page.clock.pass(1);
    same(told, [["failed", 2]]);
    assert.ok(page.fetched[0].aborted);
  });
  await t.test("offline", async () => {
    const { page, told } = asked({}, (r) => r.fail());
    page.browser.online = false;
    await page.clock.idle();
    same(told, [["failed", 1]]);
  });
  await t.test("given up", async () => {
    const { page, told, end } = asked({}, () => {});
    await page.clock.idle();
    end();
    await page.clock.pass(5000);
    same(told, []);
    assert.ok(page.fetched[0].aborted);
  });
  await t.test("a token goes in Amazon's header, and a form has no other", async () => {
    const { page } = asked({ method: "GET", body: "", token: "Atza|x" }, () => {});
    await page.clock.idle();
    same(page.fetched[0].headers, { "x-amz-access-token": "Atza|x" });
  });
});


test("amazon-store: the cookie of every folder and domain is removed, and a token with a separator in it is not written", () => {
  const written = [];
  const page = new Page(new Browser(), { script: "", address: "https://www.shop.example/old/cart.html" });
  page.setCookie = (text) => written.push(text);
  const { cookie } = page.load("amazon-store");
  cookie.write("Atza|x");
  assert.match(written[0], /^amazon_Login_accessToken=Atza\|x;path=\/;samesite=lax;max-age=3300;secure$/);
  for (const token of ["a;b", "a b", "a,b", 'a"b', "a\\b"]) cookie.write(token);
  assert.equal(written.length, 1);
  cookie.clear();
  for (const path of ["", "/", "/old", "/old/"]) {
    for (const domain of ["", ";domain=www.shop.example", ";domain=shop.example", ";domain=example"]) {
      assert.ok(written.includes(`amazon_Login_accessToken=;path=${path};max-age=0${domain}`), path + domain);
    }
  }
  page.cookies = "a=1; amazon_Login_accessToken=Atza|y; b=2";
  assert.equal(cookie.read(), "Atza|y");
  page.cookies = "xamazon_Login_accessToken=Atza|y";
  assert.equal(cookie.read(), undefined);
});

test("misplaced: an answer in an address that is no callback page's is handed on, and cleaned away", async (t) => {
  const state = "s".repeat(43);
  for (const [name, address, record, handed] of [
    ["of a redirect of this tab", `/app?code=x&state=${state}`, true, "answer"], ["where the callback page should be", `/lwa/lwa-callback?code=x&state=${state}`, false, "channel"],
    ["an error", `/lwa/lwa-callback.html?error=access_denied&state=${state}`, false, "channel"], ["nobody's", `/app?code=x&state=${state}`, false, ""],
    ["no state", "/lwa/lwa-callback?code=x", false, ""], ["a state that is too long", `/lwa/lwa-callback?code=x&state=${state}s`, false, ""],
  ]) {
    await t.test(name, async () => {
      const { page, misplaced } = load("misplaced", { address: app + address });
      const heard = [];
      const other = new page.browser.BroadcastChannel("lwa.1." + state);
      other.onmessage = ({ data }) => heard.push(data);
      if (record) page.session.setItem(`lwa.1.login.client.${state}`, "{}");
      misplaced(app + "/lwa/lwa-callback.html", "client");
      await page.clock.idle();
      const answer = page.session.getItem("lwa.1.answer");
      assert.equal(answer ? "answer" : heard.length ? "channel" : "", handed);
      for (const text of [answer, ...heard].filter(Boolean)) assert.ok(text.endsWith(state) && !text.includes("code="), "the answer itself goes no further");
      assert.equal(page.window.location.search === "", handed !== "", "the address is cleaned");
      assert.equal(page.console.length, handed ? 1 : 0);
    });
  }
});

test("misplaced: variables of the page named history and sessionStorage keep no answer in the address", () => {
  const { page, misplaced } = load("misplaced", { address: `${app}/lwa/lwa-callback?code=x&state=${"s".repeat(43)}` });
  page.run("const history = null, sessionStorage = null");
  misplaced(app + "/lwa/lwa-callback.html", "client");
  assert.equal(page.window.location.search, "");
});

test("origin: the hosts that are this machine, as the Go side has them", () => {
  const { isLoopback } = load("origin");
  const lines = readFileSync(new URL("../../internal/loopback/testdata/hosts.txt", import.meta.url), "utf8").split("\n");
  const hosts = lines.map((line) => line.split(" ")).filter(([verdict]) => verdict === "yes" || verdict === "no");
  assert.ok(hosts.length > 20);
  for (const [verdict, host] of hosts) assert.equal(isLoopback(host), verdict === "yes", host);
});

test("origin: an address is the page's own by its letters, so that no blob: is", () => {
  const { isOwn, page } = load("origin");
  const { origin } = page.window.location;
  for (const [href, own] of [
    [`${origin}/`, true], [`${origin}/a?b#c`, true], [`${origin}.evil.example/`, false], [`${origin.replace("//", "//x@")}/`, false],
    [`blob:${origin}/1`, false], ["https://other.example/", false], ["data:text/html,x", false],
  ]) assert.equal(isOwn(new URL(href)), own, href);
});
