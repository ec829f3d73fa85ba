// amazon.Login, the drop-in for Amazon's SDK: what it refuses, what it answers, and in which order.

import test from "node:test";
import { clientId, hanako, refused, zoe } from "./lib/amazon.mjs";
import { file } from "./lib/build.mjs";
import { assert, noLeak, same } from "./lib/check.mjs";
import { app, Browser } from "./lib/page.mjs";

/**
 * A page of Amazon's documentation: `Login`, and `ask`, which logs in with a window at which the
 * person agrees.
 */
async function old(given) {
  const { browser = new Browser(), ready = true, ...rest } = given ?? {};
  const page = await browser.open({ script: "lwa-amazon.js", ...rest, settings: { clientId: undefined, redirectUri: undefined, mode: undefined, ...rest.settings } });
  page.Login = page.window.amazon.Login;
  if (ready) page.Login.setClientId(clientId);
  await page.clock.idle();
  return page;
}

const profile = { scope: "profile" };

/** Begins a request, and fills in `answer` once its callback was called. */
async function begin(page, options = profile, next) {
  const seen = {};
  seen.request = page.Login.authorize(options, next ?? ((answer) => (seen.answer = answer)));
  await page.clock.idle();
  return seen;
}

/**
 * The answer to a request at whose window the person agrees, if it opens one; `act` gives another
 * answer of Amazon's.
 */
async function ask(page, options, act = (popup) => popup.approve()) {
  const before = page.popups.length;
  const seen = await begin(page, options);
  if (page.popups.length > before) await act(page.popup);
  await page.clock.idle();
  assert.ok(seen.answer, "the callback is called");
  return seen.answer;
}

const deny = (error, description) => (popup) => popup.answer(popup.page.amazon.deny(popup.address, error, description));

async function alive(page) {
  page.amazon.instead = {};
  assert.match((await ask(page, { ...profile, interactive: "always" })).access_token, /^Atza/);
}

/** The authorization requests that windows were sent to. */
const asked = (page) => page.popups.filter((popup) => popup.address);

test("AM-01 what Amazon's SDK refuses at once is refused at once, and so is an address that would carry the token away", async () => {
  const page = await old();
  const note = () => {};
  const options = profile;
  const rows = [
    [[], "options must be an object"], [[null, note], "options must be an object"], [["profile", note], "options must be an object"], [[5, note], "options must be an object"],
    [[() => {}, note], "options must be an object"], [[[], note], "scope"], [[{}, note], "scope"], [[{ scope: 5 }, note], "scope"], [[{ scope: "" }, note], "scope"],
    [[{ scope: [] }, note], "scope"], [[{ scope: null }, note], "scope"], [[{ ...options, interactive: "yes" }], "interactive"], [[{ ...options, interactive: true }], "interactive"],
    [[{ ...options, response_type: "id" }], "response_type"], [[{ ...options, popup: false }], "next must be redirect URI if !options.popup"],
    [[{ ...options, popup: false }, note], "next must be redirect URI if !options.popup"], [[{ ...options, popup: 0 }, {}], "next must be redirect URI if !options.popup"],
    ...[5, null, {}, new URL(app), "https://evil.example/", "//evil.example", "/\\evil.example", "\t//evil.example", "javascript:alert(1)", "data:text/html,x", "blob:" + app,
      "https://u:p@shop.example"].map((next) => [[options, next], "next must be"]),
    ...[app + ".evil", app + "@evil.com", "http://"].map((next) => [[options, next], ""]),
    [[{ ...options, popup: false }, "//evil"], "next must be"],
  ].map(([args, word]) => ["authorize", args, word]).concat([
    ["setClientId", [5], "must be a string"], ["setClientId", [""], "must be a string"], ["setClientId", [], "must be a string"], ["retrieveToken", [], "must be a string"],
    ["retrieveToken", [5, note], "must be a string"], ["retrieveToken", [note], "must be a string"], ["retrieveProfile", [5, note], "must be a string"], ["retrieveProfile", [{}, note], "must be a string"],
  ]);
  for (const [name, args, word] of rows) {
    const what = `${name}(${args.map(String)})`;
    assert.throws(() => page.Login[name](...args), (error) => (assert.match(String(error), /^(Type)?Error\b/, what), assert.ok(error.message.includes(word), `${what}: ${error}`), true), what);
  }
  assert.equal(page.opens, undefined);
  same(page.session.keys, []);
  await alive(page);
});

test("without a client id nothing begins, and the error says what to call", async () => {
  const page = await old({ ready: false });
  for (const [name, ...args] of [["getClientId"], ["authorize", profile], ["retrieveToken", "x"], ["retrieveProfile"]]) assert.throws(() => page.Login[name](...args), /setClientId/);
  page.Login.logout();
});

test("AM-08 options that are likely mistakes are a line on the console, and go nowhere", async (t) => {
  const secret = "amzn1.oa2-cs.v1.000000000000000000000000000000000000000000000000";
  const page = await old();
  for (const [option, want] of [
    [{ client_secret: secret }, /^error: amazon\.Login: client_secret IS IN THIS PAGE/], [{ clientSecret: secret }, /^error: amazon\.Login: clientSecret IS IN THIS PAGE/],
    [{ redirect_uri: "https://evil.example/callback" }, /^warn: .* redirect_uri:/], [{ client_id: "amzn1.application-oa2-client.5" }, /^warn: .* client_id:/],
    [{ next: "https://evil.example/" }, /^warn: .* next:/], [{ response_mode: "query" }, /^warn: .* response_mode:/],
    [{ popup: "true" }, /^warn: .* popup .*quotes/], [{ pkce: "" }, /^warn: .* pkce .*quotes/],
  ]) {
    await t.test(`AM-08 ${Object.keys(option)}`, async () => {
      page.console.length = 0;
      await ask(page, { ...profile, interactive: "always", ...option });
      assert.equal(page.console.length, 1);
      assert.match(page.console[0], want);
      const sent = page.popup.address + page.amazon.requests.map(({ url, body }) => url + body).join();
      for (const nowhere of [secret, "evil", "response_mode", "client.5"]) assert.ok(!sent.includes(nowhere));
      assert.ok(!page.console[0].includes(secret) && !page.console[0].includes("evil.example"));
    });
  }
});

test("what is wrong with the values of options is an error to the callback and a line on the console", async () => {
  const page = await old();
  for (const [option, name] of [[{ scope: "x".repeat(3000) }, "scope"], [{ scope_data: "{}" }, "scope_data"], [{ scope_data: [] }, "scope_data"]]) {
    page.console.length = 0;
    assert.equal((await ask(page, { ...profile, ...option })).error, "invalid_request");
    assert.match(page.console[0], new RegExp(`^error: amazon\\.Login: The option ${name}`));
  }
  assert.ok((await ask(page, { ...profile, scope_data: null })).access_token);
});

test("setters: what cannot be set is a line on the console, and leaves what was set before", async () => {
  const page = await old();
  for (const [name, args, want] of [
    ...[[], [undefined], [null], [""], ["Mars"], [{}]].map((args) => ["setRegion", args, /^error: amazon\.Login: setRegion takes one of NA,EU,.*: nothing was set/]),
    ["setRegion", [Symbol("x")], /setRegion/],
    ...[["evil.example"], ["example"], ["hop.example"], ["shop.example;path=/x"], [""], [], ["my://site.domain"]].map((args) => ["setSiteDomain", args, /^error: amazon\.Login: setSiteDomain: /]),
    ...["setDomain", "setNextUrl", "setScope", "setAnythingThatSomebodyMayThinkOf"].map((name) => [name, ["x", 5], new RegExp(`^warn: amazon\\.Login: there is no ${name}: nothing was set`)]),
  ]) {
    if (name === "setSiteDomain" && args[0] === "example") continue; // a suffix of the host: the browser itself refuses such cookies
    page.console.length = 0;
    page.Login[name](...args);
    assert.equal(page.console.length, 1, `${name}(${args.map(String)})`);
    assert.match(page.console[0], want);
  }
  page.console.length = 0;
  await alive(page);
  same(page.console, []);
});

test("a setting that cannot be used leaves those before it in force; the next one counts", async () => {
  const page = await old();
  page.Login.setLanguage("x".repeat(36));
  await alive(page);
  assert.match(page.console[0], /^error: amazon\.Login: amazon\.Login\.setLanguage is/);
  page.Login.setLanguage("de_DE");
  await alive(page);
  assert.equal(page.popup.asked.get("language"), "de-DE");
  page.Login.setSandboxMode(1);
  page.Login.setLanguage();
  await alive(page);
  assert.equal(page.popup.asked.get("sandbox"), "true");
  assert.ok(!page.popup.asked.has("language"));
});

test("the regions of Amazon's SDK, by their names and as text", async () => {
  const page = await old();
  same(page.Login.Region, { NorthAmerica: "NA", Europe: "EU", AsiaPacific: "APAC", UnitedStates: "US", UnitedKindom: "UK", Germany: "DE", France: "FR", Italy: "IT", Spain: "ES", Japan: "JP" });
  for (const [region, host] of [["NA", "www.amazon.com"], ["US", "www.amazon.com"], ["EU", "eu.account.amazon.com"], ["UK", "eu.account.amazon.com"], ["DE", "eu.account.amazon.com"],
    ["APAC", "apac.account.amazon.com"], ["JP", "apac.account.amazon.com"]]) {
    page.Login.setRegion(region);
    const seen = await begin(page, { ...profile, interactive: "always" });
    assert.equal(new URL(page.popup.address).host, host, region);
    await deny("access_denied")(page.popup);
    assert.equal(seen.answer.error, "access_denied");
  }
  same(page.console, []);
});

test("what is no setter is as absent as ever, and the object is like any other", async () => {
  const { Login, console } = await old();
  for (const absent of ["then", "isLoggedIn", "setup", "settings", "set", "toJSON", "getReturnURL", "UnitedKingdom"]) assert.equal(typeof Login[absent], "undefined", absent);
  assert.equal(await Promise.resolve(Login), Login);
  Object.assign(Login, { getReturnURL: () => "/x", setMine: () => 5 });
  assert.ok(Login.getReturnURL() === "/x" && Login.setMine() === 5);
  assert.ok(Object.hasOwn(Login, "authorize") && !("setDomain" in Login) && String(Login) === "[object Object]");
  same(console, []);
});

test("a state that is no string is sent back as the string that an address would have made of it", async () => {
  const page = await old();
  const cyclic = [];
  cyclic.push(cyclic, 1);
  for (const [state, want] of [[7, "7"], ["", ""], [undefined, undefined], [null, undefined], [10n, "10"], [cyclic, ",1"], ["x".repeat(1e6), "x".repeat(1e6)]]) {
    assert.equal((await ask(page, { ...profile, state })).state, want);
  }
});

test("the exact members of a request that is complete", async (t) => {
  for (const [name, options, want, act] of [
    ["token", { state: "mine" }, ["status", "access_token", "token_type", "expires_in", "scope", "state"]],
    ["token, explicitly", { response_type: "token" }, ["status", "access_token", "token_type", "expires_in", "scope"]],
    ["code", { response_type: "code", state: "mine" }, ["status", "code", "scope", "state", "code_verifier", "redirect_uri"]],
    ["error", { state: "mine" }, ["status", "error", "error_description", "state"], deny("invalid_scope", "no")],
  ]) {
    await t.test(name, async () => {
      const page = await old();
      const answer = await ask(page, { ...profile, ...options }, act);
      same(Object.keys(answer).sort(), want.sort());
      assert.equal(answer.status, "complete");
      if (answer.access_token) same([answer.token_type, answer.scope, answer.expires_in], ["bearer", "profile", 3600]);
      assert.equal(answer.state, options.state);
    });
  }
});

test("AM-14 functions accumulate and run in their order, after the statement; one that throws stops no other", async () => {
  const complaints = [];
  const page = await old({ globals: { queueMicrotask: (f) => queueMicrotask(() => { try { f(); } catch (error) { complaints.push(error.message); } }) } });
  const told = [];
  const request = page.Login.authorize(profile, () => { throw new Error("mine"); });
  assert.equal(request.onComplete((r) => told.push(["second", r === request, r.status])).onComplete((r) => told.push(["third", r === request, r.status])), request);
  assert.equal(request.status, "in_progress");
  await page.clock.idle();
  await page.popup.approve();
  same(told, [["second", true, "complete"], ["third", true, "complete"]]);
  same(complaints, ["mine"]);
  request.onComplete(() => told.push("late"));
  told.push("statement");
  await page.clock.idle();
  same(told.slice(2), ["statement", "late"]);
});

test("the address next gets the answer in its query: an address replaces the one before, a late one is opened at once", async (t) => {
  for (const [name, options, members, act] of [
    ["token", {}, ["access_token", "token_type", "expires_in", "scope", "state"]],
    ["code", { pkce: true }, ["code", "scope", "state"]],
    ["error", {}, ["error", "error_description", "state"], deny("access_denied", "No & never.")],
  ]) {
    await t.test(`AM-09 AM-10 ${name}`, async () => {
      const page = await old({ address: app + "/shop/cart.html" });
      const hostile = `"><img src=x onerror=alert(1)>&access_token=x#?%00 é`;
      const request = page.Login.authorize({ ...profile, state: hostile, ...options }, "welcome.html?first");
      request.onComplete("welcome.html?shop=1#there");
      await page.clock.idle();
      await (act ?? ((popup) => popup.approve()))(page.popup);
      assert.equal(page.gone.length, 1);
      const at = new URL(page.gone[0].url);
      assert.equal(at.origin + at.pathname, app + "/shop/welcome.html");
      same([...at.searchParams.keys()].sort(), ["shop", ...members].sort());
      assert.equal(at.searchParams.get("state"), hostile);
      if (act) assert.equal(at.searchParams.get("error_description"), "No & never.");
      request.onComplete("late.html");
      assert.equal(new URL(page.gone[1].url).pathname, "/shop/late.html");
      assert.ok(page.console.every((line) => line.startsWith("warn: ")));
    });
  }
});

test("failures by Amazon's answers, in the words of Amazon's SDK, with the state of the request", async (t) => {
  const page = await old();
  const { amazon } = page;
  for (const [name, code, description, act] of [
    ["denied", "access_denied", "Because.", deny("access_denied")], ["scope", "invalid_scope", "Because.", deny("invalid_scope")], ["client", "unauthorized_client", "Because.", deny("unauthorized_client")],
    ["response type", "unsupported_response_type", "Because.", deny("unsupported_response_type")], ["overload", "temporarily_unavailable", "Because.", deny("temporarily_unavailable")],
    ["unknown", "server_error", "Because.", deny("made_up")],
    ["closed", "access_denied", "", null],
    ["grant", "invalid_grant", "Because.", { token: refused("invalid_grant") }], ["server", "server_error", "Because.", { token: refused("ServerError") }],
    ["token of others", "invalid_token", "another client", { tokeninfo: { body: JSON.stringify({ aud: "amzn1.application-oa2-client.other", user_id: zoe.user_id, exp: 3600 }) } }],
    ["answer is not JSON", "server_error", "not JSON", { token: { body: "<html>" } }],
    ["no network", "server_error", "data-api-base on the script element", { token: (r) => (r.fail(), "hold") }],
  ]) {
    await t.test(name, async () => {
      amazon.instead = typeof act === "function" || !act ? {} : act;
      const closed = async (popup) => {
        await page.clock.pass(5000);
        popup.close();
        await page.clock.pass(5000);
      };
      const answer = await ask(page, { ...profile, state: "mine" }, typeof act === "function" ? act : act ? undefined : closed);
      assert.equal(answer.error, code, answer.error_description);
      assert.ok(answer.error_description.includes(description), answer.error_description);
      assert.equal(answer.state, "mine");
    });
  }
  noLeak(page);
  await alive(page);
});

/** What only people who use lwa.js know. */
const ours = /lwaLogin|lwa\.\w+\(|\boption (clientId|language|mode|apiBase|signal|timeout)\b|scopeData|data-client-id/;

test("what an error says can be done with amazon.Login: it names no function of lwa.js", async () => {
  const page = await old();
  const never = await ask(page, { ...profile, interactive: "never" });
  assert.match(never.error_description, /Call amazon\.Login\.authorize from a click\./);
  page.blocksPopups = true;
  const blocked = await page.Login.retrieveProfile();
  assert.match(blocked.error_description, /set the option popup to false/);
  page.blocksPopups = false;
  const scopeData = await ask(page, { ...profile, scope_data: "{}" });
  assert.match(scopeData.error_description, /The option scope_data/);
  page.Login.setClientId("x".repeat(101));
  page.Login.setLanguage("x".repeat(36));
  await page.clock.idle();
  assert.match(page.console.join("\n"), /amazon\.Login\.setClientId is/);
  for (const text of [never, blocked, scopeData].map((answer) => answer.error_description).concat(page.console)) assert.doesNotMatch(text, ours);
});

test("interactive, with and without a token at hand", async () => {
  const page = await old();
  assert.equal((await ask(page, { ...profile, interactive: "never" })).error, "invalid_grant");
  assert.equal(page.opens, undefined);
  const first = (await ask(page)).access_token;
  for (const [interactive, windows] of [["never", 1], ["auto", 1], ["always", 2]]) {
    const answer = await ask(page, { ...profile, interactive, state: interactive });
    assert.equal(answer.state, interactive);
    assert.equal(asked(page).length, windows);
    assert.equal(answer.access_token === first, interactive !== "always");
  }
  page.Login.logout();
  assert.equal((await ask(page, { ...profile, interactive: "never" })).error, "invalid_grant");
});

test("a second click while the window is open brings it to the front, and all get what comes of it, each with its own state", async () => {
  const page = await old();
  const clicks = [];
  for (const state of ["1", "2", "3"]) clicks.push(await begin(page, { ...profile, state }));
  assert.equal(asked(page).length, 1);
  assert.ok(page.popups[0].focused >= 2);
  await page.popups[0].approve();
  await page.clock.idle();
  same(clicks.map(({ answer }) => answer.state), ["1", "2", "3"]);
  assert.equal(new Set(clicks.map(({ answer }) => answer.access_token)).size, 1);
});

test("a click while the page proves tokens waits for its turn, and they for theirs", async () => {
  const page = await old();
  page.amazon.instead.tokeninfo = "hold";
  const proofs = ["Atza|one", "Atza|two"].map((token) => page.Login.retrieveProfile(token));
  await page.clock.idle();
  const click = await begin(page);
  page.amazon.instead = {};
  const held = page.amazon.last("tokeninfo");
  held.answer(page.amazon.regular(held));
  await page.clock.idle();
  if (page.popup?.address) await page.popup.approve();
  await page.clock.idle();
  for (const proof of proofs) assert.equal((await proof).error, "invalid_token");
  assert.ok(click.answer.access_token, click.answer.error_description);
});

test("a login that is refused since the page has another one under way, and what waits for that login: both are told", async () => {
  const page = await old();
  const own = page.watch(page.window.lwaLogin());
  await page.clock.idle();
  const proof = page.Login.retrieveProfile("Atza|planted");
  const click = await begin(page);
  await deny("access_denied")(page.popups[0]);
  await page.clock.idle();
  if (!click.answer && page.popup.address && !page.popup.closed) await deny("access_denied")(page.popup);
  await page.clock.idle();
  assert.ok(own.error && click.answer.error);
  assert.ok((await proof).error);
});

test("AM-13 a code is redeemed once, and only here; what is wrong about it costs the right one nothing", async () => {
  const page = await old();
  const { code } = await ask(page, { ...profile, pkce: true });
  const foreign = await page.Login.retrieveToken("ANotherCodeOfTheirs123");
  same([foreign.success, foreign.error], [false, "invalid_grant"]);
  assert.equal(page.amazon.requests.length, 0);
  const granted = await page.Login.retrieveToken(code);
  same(Object.keys(granted).sort(), ["access_token", "expires_in", "success", "token_type"]);
  assert.ok(granted.success);
  assert.equal((await page.Login.retrieveToken(code)).error, "invalid_grant");
  assert.equal(page.amazon.count("token"), 1);
});

test("a code that waits its turn is not redeemed after a logout", async () => {
  const page = await old();
  const { code } = await ask(page, { ...profile, pkce: true });
  const token = page.Login.retrieveToken(code);
  page.Login.logout();
  assert.equal((await token).error, "access_denied");
  assert.equal(page.lwa.session, null);
  assert.equal(page.amazon.count("token"), 0);
});

test("a logout while the window is open closes it, and no session appears", async () => {
  const page = await old();
  const click = await begin(page);
  const late = page.amazon.approve(page.popup.address);
  page.Login.logout();
  await page.clock.idle();
  assert.ok(page.popup.closed);
  assert.equal(click.answer.error, "access_denied");
  assert.match(click.answer.error_description, /logout/);
  await page.popup.answer(late);
  assert.equal(page.lwa.session, null);
  await alive(page);
});

test("profiles: by the token of the session, by a window, and of tokens that Amazon refuses", async () => {
  const page = await old();
  const waiting = page.Login.retrieveProfile();
  await page.clock.idle();
  await page.popup.approve();
  const all = { success: true, profile: { CustomerId: zoe.user_id, Name: zoe.name, PrimaryEmail: zoe.email } };
  same(await waiting, all);
  let told;
  same(await page.Login.retrieveProfile((answer) => (told = answer)), all);
  await page.clock.idle();
  same(told, all);
  assert.equal(asked(page).length, 1, "the session is at hand");
  for (const token of ["Atza|nobody's", "x"]) {
    const answer = await page.Login.retrieveProfile(token);
    same([answer.success, answer.error], [false, "invalid_token"]);
  }
});

test("the scope is what was granted, and the profile holds no member that was not", async () => {
  const page = await old();
  const answer = await ask(page, { scope: "profile postal_code" }, (popup) => popup.approve({ scope: "profile:user_id" }));
  assert.equal(answer.scope, "profile:user_id");
  same(await page.Login.retrieveProfile(), { success: true, profile: { CustomerId: zoe.user_id } });
});

test("AM-04 AM-05 a token from elsewhere says whose it is, and never logs anybody in", async () => {
  const theirs = await old();
  theirs.amazon.person = hanako;
  const { access_token: token } = await ask(theirs);
  const page = await old({ browser: theirs.browser });
  const answer = await page.Login.retrieveProfile(token);
  assert.equal(answer.profile.CustomerId, hanako.user_id);
  assert.equal(page.lwa.session, null);
  same([page.session.keys, page.local.keys], [[], []]);
  assert.equal((await ask(page, { ...profile, interactive: "never" })).error, "invalid_grant");
  page.amazon.members.tokeninfo = { aud: "amzn1.application-oa2-client.ffffffffffffffffffffffffffffffff" };
  const other = await page.Login.retrieveProfile(token);
  same([other.success, other.error, other.profile], [false, "invalid_token", undefined]);
});

test("AM-02 an answer of somebody else's in the address does nothing by itself", async () => {
  for (const planted of ["?code=X&state=S", "#access_token=Atza|X&state=S&token_type=bearer", "?access_token=Atza|X&state=S", "?error=access_denied&state=S"]) {
    const page = await old({ address: app + "/old.html" + planted.replace("S", "s".repeat(43)) });
    await page.lwa.ready;
    assert.equal(page.lwa.session, null);
    assert.equal((await page.Login.retrieveToken("X")).error, "invalid_grant");
    assert.equal(page.amazon.requests.length, 0);
    same(page.gone, []);
  }
});

test("AM-07 what a script has put into Object.prototype is neither an option nor part of an answer", async () => {
  const evil = "https://evil.example";
  const page = await old({ before: `Object.assign(Object.prototype, { next: "welcome.html", code: "ANtheirCodeOfTheirs", clientId: "theirs", apiBase: "/evil", provider: "${evil}",
    redirectUri: "/evil", persist: "local", issuer: "x", mode: "redirect", handOver: true, returnTo: "/evil", state: "theirs", codeVerifier: "theirs" })` });
  const answer = await ask(page, { ...profile, state: "mine" });
  assert.equal(answer.state, "mine");
  assert.match(answer.access_token, /^Atza/);
  assert.ok(!Object.hasOwn(answer, "code"));
  same([page.popup.asked.get("client_id"), page.popup.asked.get("redirect_uri")], [clientId, app + "/lwa/lwa-callback.html"]);
  same([page.gone, page.local.keys], [[], []]);
  assert.ok(page.amazon.requests.every(({ url }) => url.startsWith("https://api.amazon.com/")));
});

/** The browser gives no window: the page leaves, and comes back with the answer. */
async function comeBack(page, options, { next, give = (browser, url) => browser.amazon.approve(url), meddle = () => {} } = {}) {
  page.blocksPopups = true;
  await begin(page, options, next);
  page.blocksPopups = false;
  assert.equal(page.gone.length, 1, "the page goes itself");
  page.session.setItem("lwa.1.answer", give(page.browser, page.gone[0].url));
  meddle(page.session);
  return old({ browser: page.browser, tab: page });
}

test("blocked: the page goes itself, and the next click gets the answer, without asking again", async (t) => {
  for (const [name, options, member] of [["token", { state: "mine" }, "access_token"], ["code", { state: "mine", pkce: true }, "code"]]) {
    await t.test(name, async () => {
      const page = await comeBack(await old(), { ...profile, ...options });
      const answer = await ask(page, { ...profile, ...options });
      assert.ok(answer[member], answer.error_description);
      assert.equal(answer.state, "mine");
      assert.equal(page.opens, undefined);
      if (answer.code) assert.ok((await page.Login.retrieveToken(answer.code)).success);
      assert.equal(page.amazon.count("token"), 1);
    });
  }
});

test("blocked, then asked for the other kind: whoever wants a token is not given a code", async () => {
  const page = await comeBack(await old(), { ...profile, pkce: true });
  assert.ok((await ask(page)).access_token);
  assert.ok((await ask(page, { ...profile, pkce: true })).code);
  assert.equal(page.opens, 1, "the code of the redirect is still there");
});

test("blocked, and asked for the other kind before the wasm runs: the code of the redirect is not taken for a session", async () => {
  const left = await old();
  left.blocksPopups = true;
  await begin(left, { ...profile, pkce: true });
  left.session.setItem("lwa.1.answer", left.amazon.approve(left.gone[0].url));
  let wasm;
  const page = await old({ browser: left.browser, tab: left, get: (request) => (wasm = request) });
  const click = await begin(page);
  wasm.answer(file());
  await page.clock.idle();
  assert.ok(page.popups[0].closed);
  await page.popup.approve();
  assert.match(click.answer.access_token, /^Atza/);
  assert.ok((await ask(page, { ...profile, pkce: true })).code);
});

test("blocked, with an address next: it ends there, and leaves no page behind it in the history", async () => {
  const page = await comeBack(await old(), profile, { next: "welcome.html" });
  assert.equal(page.gone.length, 1);
  assert.equal(page.gone[0].how, "replace");
  assert.ok(new URL(page.gone[0].url).searchParams.get("access_token"));
});

test("blocked, and refused by Amazon: the next click is told so, and the one after it logs in", async () => {
  const page = await comeBack(await old(), { ...profile, state: "mine" }, { give: (browser, url) => browser.amazon.deny(url) });
  const answer = await ask(page);
  same([answer.error, answer.state], ["access_denied", "mine"]);
  assert.equal(page.opens, undefined);
  await alive(page);
});

test("blocked, and then a logout: what the redirect brought is nobody's any more", async () => {
  const page = await comeBack(await old(), profile);
  assert.ok(page.lwa.session);
  await page.lwa.logout();
  assert.equal((await ask(page, { ...profile, interactive: "never" })).error, "invalid_grant");
});

test("blocked: a page that comes back with a code has nobody logged in yet", async () => {
  const page = await comeBack(await old(), { ...profile, pkce: true });
  page.blocksPopups = true;
  assert.equal((await page.Login.retrieveProfile()).error, "invalid_grant");
});

test("blocked: what the page asks while it completes the login that it came back with waits for it", async () => {
  const left = await old();
  left.blocksPopups = true;
  await begin(left);
  left.session.setItem("lwa.1.answer", left.amazon.approve(left.gone[0].url));
  const page = await left.browser.open({ script: "lwa-amazon.js", tab: left, settings: { redirectUri: undefined, mode: undefined } });
  const { Login } = page.window.amazon;
  const refused = Login.retrieveProfile("Atza|nobody's");
  assert.equal((await refused).error, "invalid_token");
  assert.equal((await Login.retrieveProfile()).success, true);
  assert.equal(page.opens, undefined);
});

test("AM-03 a stray answer leaves the click after it a login of its own", async () => {
  const left = await old();
  left.blocksPopups = true;
  await begin(left, profile, "welcome.html");
  left.session.setItem("lwa.1.answer", `?code=ANtheirCode&state=${"s".repeat(43)}`);
  await alive(await old({ browser: left.browser, tab: left }));
});

test("AM-03 a stray answer opens opens no address next and costs the login nothing", async () => {
  const left = await old();
  left.blocksPopups = true;
  await begin(left, profile, "welcome.html");
  const genuine = left.amazon.approve(left.gone[0].url);
  left.session.setItem("lwa.1.answer", `?code=ANtheirCode&state=${"s".repeat(43)}`);
  const page = await old({ browser: left.browser, tab: left });
  same(page.gone, []);
  assert.equal(page.amazon.requests.length, 0);
  page.session.setItem("lwa.1.answer", genuine);
  const back = await old({ browser: left.browser, tab: page });
  assert.equal(new URL(back.gone[0].url).pathname, "/welcome.html");
  assert.equal(page.amazon.count("token"), 1);
});

test("AM-06 what the tab keeps was tampered with: nothing is opened, and the page is alive", async (t) => {
  for (const entry of [`{{{`, `null`, `5`, `"x"`, `[1]`, `{"next":"welcome.html","at":0}`, `{"next":"welcome.html"}`, `{"__proto__":{"next":"//evil.example"},"at":NOW}`]) {
    await t.test(`AM-06 ${entry}`, async () => {
      const first = await old();
      const text = entry.replace("NOW", first.clock.wall);
      const page = await comeBack(first, profile, { meddle: (session) => ["login", "code"].forEach((name) => session.setItem(`lwa.amazon.${name}`, text)) });
      same(page.gone, []);
      assert.equal((await page.Login.retrieveToken("undefined")).error, "invalid_grant");
      await alive(page);
    });
  }
});

test("AM-12 a page that nobody touched is not left, nor is any by retrieveProfile", async () => {
  const page = await old({ globals: {} });
  page.window.navigator.userActivation.hasBeenActive = false;
  page.blocksPopups = true;
  assert.equal((await ask(page)).error, "invalid_grant");
  page.window.navigator.userActivation.hasBeenActive = true;
  assert.equal((await page.Login.retrieveProfile()).error, "invalid_grant");
  same(page.gone, []);
  page.blocksPopups = false;
  await alive(page);
});

