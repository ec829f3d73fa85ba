// Answers to a login by popup: those that are none of its own and change nothing, and those that
// end it.

import { createHash } from "node:crypto";
import test from "node:test";
import { alive, assert, failed, noLeak } from "./lib/check.mjs";
import { amazonOrigin, app, Browser, Page } from "./lib/page.mjs";

const planted = "plantedCode0123456789";
const swapCase = (s) => s.replace(/[a-z]/gi, (c) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase()));
const flip = (s) => s.slice(0, 20) + (s[20] === "A" ? "B" : "A") + s.slice(21);

for (const how of ["message", "channel"]) {
  test(`answers without the state of the login are ignored, by ${how}`, async (t) => {
    const page = await new Browser().open();
    const login = await page.begin();
    const { popup } = page;
    const state = popup.asked.get("state");
    for (const [name, raw] of [
      ["AR-01 response without state", `?code=${planted}`],
      ["AR-02 state of another login", `?code=${planted}&state=${"A".repeat(43)}`],
      ["AR-03 empty state", `?code=${planted}&state=`],
      ["AR-03 nothing but empty parameters", "?code=&state="],
      ["AR-06 error without state", "?error=access_denied"],
      ["AR-06 error with a wrong state", `?error=access_denied&state=${"B".repeat(43)}`],
      ["AR-10 two states, ours first", `?code=${planted}&state=${state}&state=x`],
      ["AR-10 two states, ours last", `?code=${planted}&%73tate=x&state=${state}`],
      ["AR-10 two states, in query and fragment", `?code=${planted}&state=${state}#state=${state}`],
      ["AR-17 wrong state in the fragment", `#code=${planted}&state=wrong`],
      ["AR-18 failing login that leaves its code", `?code=${planted}&error=server_error&state=wrong`],
      ["AR-19 broken escape", `?code=${planted}%zz&state=${state}`],
      ["AR-19 semicolons", `?code=${planted};state=${state}`],
      ["AR-20 over 16 KiB", `?code=${"A".repeat(100 << 10)}&state=${state}`],
      ["AR-23 one letter changed", `?code=${planted}&state=${flip(state)}`],
      ["AR-26 truncated", `?code=${planted}&state=${state.slice(0, 42)}`],
      ["AR-26 extended", `?code=${planted}&state=${state}A`],
      ["AR-26 in another case", `?code=${planted}&state=${swapCase(state)}`],
      ["AR-26 with white space", `?code=${planted}&state=%20${state}`],
      ["AR-26 name in another case", `?Code=${planted}&State=${state}`],
    ]) {
      await t.test(name, async () => {
        await popup.answer(raw, { how });
        assert.deepEqual(login, {}, "the login waits on");
        assert.equal(page.amazon.requests.length, 0);
        assert.ok(!popup.closed && popup.heard.length === 0, "nobody says that the answer was taken");
      });
    }
    await popup.approve();
    assert.ok(login.value.accessToken, "the real answer completes it");
    assert.ok(popup.closed);
    assert.equal(page.amazon.count("token"), 1);
    noLeak(page, planted);
  });
}

test("answers with the right state that are no good end the login", async (t) => {
  const page = await new Browser().open();
  for (const [name, raw, code] of [
    ["AR-07 error", "?error=access_denied&error_description=No+thanks&state=STATE", "access_denied"],
    ["AR-08 code and error", `?code=${planted}&error=invalid_scope&state=STATE`, "invalid_scope"],
    ["AR-09 neither code nor error", "?state=STATE", "invalid_response"],
    ["AR-09 empty code", "?code=&state=STATE", "invalid_response"],
    ["AR-10 two codes", `?code=${planted}&code=${planted}&state=STATE`, "invalid_response"],
    ["AR-10 two codes, one escaped", "?%63ode=a&state=STATE&code=b", "invalid_response"],
    ["AR-10 two errors", "?error=access_denied&error=access_denied&state=STATE", "invalid_response"],
    ["AR-10 two issuers", `?code=${planted}&iss=ISSUER&iss=ISSUER&state=STATE`, "invalid_response"],
    ["AR-12 other issuer", `?code=${planted}&iss=https%3A%2F%2Fevil.example&state=STATE`, "invalid_response"],
    ["AR-14 trailing slash", `?code=${planted}&iss=ISSUER%2F&state=STATE`, "invalid_response"],
    ["AR-14 upper case", `?code=${planted}&iss=HTTPS%3A%2F%2Fwww.amazon.com&state=STATE`, "invalid_response"],
    ["AR-14 empty issuer", `?code=${planted}&iss=&state=STATE`, "invalid_response"],
    ["AR-15 access token in the query", `?access_token=${planted}&state=STATE`, "invalid_response"],
    ["AR-15 code and access token", `?code=${planted}&access_token=${planted}&state=STATE`, "invalid_response"],
    ["AR-15 access token in the fragment", `#access_token=${planted}&token_type=bearer&state=STATE`, "invalid_response"],
    ["AR-15 identity token", `?code=${planted}&id_token=${planted}&state=STATE`, "invalid_response"],
    ["AR-16 response", `?response=${planted}&state=STATE`, "invalid_response"],
    ["AR-17 code in the fragment", `#code=${planted}&state=STATE`, "invalid_response"],
    ["AR-17 code in the fragment, state in the query", `?state=STATE#code=${planted}`, "invalid_response"],
    ["AR-18 forced failure leaves no code", `?code=${planted}&error=unsupported_response_type&state=STATE`, "unsupported_response_type"],
    ["AR-20 control character", "?code=a%00b&state=STATE", "invalid_response"],
    ["AR-20 beyond ASCII", "?code=%C3%A9&state=STATE", "invalid_response"],
    ["AR-20 long code", `?code=${"A".repeat(4000)}&state=STATE`, "invalid_response"],
    ["AR-22 script in error_uri", "?error=server_error&error_uri=javascript:alert(1)&state=STATE", "server_error"],
  ]) {
    await t.test(name, async () => {
      const login = await page.begin();
      await page.popup.answer(raw.replaceAll("STATE", page.popup.asked.get("state")).replaceAll("ISSUER", encodeURIComponent(amazonOrigin)));
      const error = failed(page, login.error, code);
      assert.ok(!JSON.stringify({ ...error, message: error.message }).includes("javascript:"));
      assert.ok(page.popup.closed);
      assert.deepEqual(page.popup.heard, ["ok"], "the callback page hears that its answer was taken");
      assert.equal(page.amazon.requests.length, 0);
      assert.equal(page.lwa.session, null);
    });
  }
  await alive(page);
  noLeak(page, planted);
});

test("AR-11 unknown parameters, also repeated, are ignored", async () => {
  const page = await new Browser().open();
  const login = await page.begin();
  await page.popup.answer(page.amazon.approve(page.popup.address) + "&foo=1&foo=2&session_state=x");
  assert.deepEqual(Object.keys(login.value).sort(), ["accessToken", "expiresAt", "profile", "scope", "state"]);
});

test("AR-21 a hostile description is short, plain text", async () => {
  const page = await new Browser().open();
  const login = await page.begin();
  const hostile = `<img src=x onerror=alert(1)>\x1b[31m\u202e"\\${"z".repeat(10_000)}`;
  await page.popup.answer(page.amazon.deny(page.popup.address, "invalid_scope", hostile));
  const { description } = failed(page, login.error, "invalid_scope");
  assert.ok(description.startsWith("<img src=x onerror=alert(1)>"), description);
  assert.match(description, /^[ !#-[\]-~]{0,500}$/);
});

test("AR-13 with the option issuer, an answer has to carry it", async () => {
  const page = await new Browser().open({ settings: { issuer: amazonOrigin } });
  const without = await page.begin();
  await page.popup.approve();
  failed(page, without.error, "invalid_response");
  assert.equal(page.amazon.requests.length, 0);
  const login = await page.begin();
  await page.popup.answer(page.amazon.approve(page.popup.address) + "&iss=" + encodeURIComponent(amazonOrigin));
  assert.ok(login.value);
});

test("PO-01 PO-02 messages that nobody of this origin sent are not looked at", async (t) => {
  const page = await new Browser().open();
  const login = await page.begin();
  const perfect = page.amazon.approve(page.popup.address);
  for (const [name, event] of Object.entries({
    "PO-01 another origin": { isTrusted: true, origin: "https://evil.example" },
    "PO-02 an origin that begins like ours": { isTrusted: true, origin: app + ".evil.example" },
    "PO-03 no origin": { isTrusted: true, origin: "null" },
    "dispatched by a script": { isTrusted: false, origin: app },
  })) {
    await t.test(name, async () => {
      for (const source of [page.popup, page.window, null]) page.dispatch("message", { data: perfect, source, ...event });
      await page.clock.idle();
      assert.deepEqual(login, {});
      assert.equal(page.amazon.requests.length, 0);
    });
  }
  await page.popup.answer(perfect);
  assert.ok(login.value);
});

test("PO-06 PO-22 PO-28 whatever is posted, the login goes on", async () => {
  const page = await new Browser().open();
  const login = await page.begin();
  const state = page.popup.asked.get("state");
  const values = page.run(`((state) => {
    const list = [undefined, null, true, 0, -0, 1.5, NaN, Infinity, 2n ** 80n, "", " ", "\\0", "\\ud800", "?", "#", "&", "=", "?state", "?state=", "?code=x", "?state=&code=",
      "{}", "null", "ok", "logout", "%", "?%zz=1", "http://[", "http://[::1", "//?code=x", "javascript:alert(1)", "?" + "a=b&".repeat(5000), "x".repeat(1 << 20), "x".repeat(50 << 20),
      new Date(NaN), /x/gi, new Map([["code", "x"]]), new Set(["state"]), new RangeError("?code=x"), new ArrayBuffer(8), new Uint8Array(4), Object("?code=x"), Object(1n), Symbol,
      [], [[]], [, 1], {}, Object.create(null), () => {}, { code: "stolen", state }, { access_token: "Atza|stolen", token_type: "bearer", state },
      { type: "authorization_response", response: { code: "stolen", state } }, JSON.stringify({ code: "stolen", state }), "success", state, "lwa." + state, "\\0" + state,
      "?access_token=Atza|stolen&token_type=bearer", "?code=stolen&state=" + state + "x", "?code=stolen&state=" + state.slice(1), "?code=stolen&STATE=" + state];
    const cyclic = { state: null };
    cyclic.state = cyclic;
    list.push(cyclic, new Proxy({}, { get() { throw new Error("trap"); } }), { get length() { throw new Error("trap"); } });
    return list;
  })`)(state);
  const channel = new page.browser.BroadcastChannel("lwa.1." + state);
  for (const data of values) {
    for (const source of [page.popup, page.window, null]) page.dispatch("message", { isTrusted: true, origin: app, data, source });
    channel.postMessage(data);
  }
  await page.clock.idle();
  assert.deepEqual(login, {});
  assert.equal(page.amazon.requests.length, 0);
  assert.deepEqual(page.types, []);
  channel.close();
  await page.popup.approve();
  assert.ok(login.value);
  await alive(page);
});

test("an answer that comes again is nobody's, and the next login has a state of its own", async () => {
  const page = await new Browser().open();
  await page.begin();
  const { popup } = page;
  const answer = page.amazon.approve(popup.address);
  await popup.answer(answer);
  const token = page.lwa.session.accessToken;
  await popup.answer(answer);
  await popup.answer(answer, { how: "channel" });
  const next = await page.begin({ interactive: "always" });
  await popup.answer(answer);
  assert.deepEqual(next, {});
  assert.notEqual(page.popup.asked.get("state"), popup.asked.get("state"));
  await page.popup.approve();
  assert.notEqual(next.value.accessToken, token);
  assert.equal(page.amazon.count("token"), 2);
});

test("AR-25 AR-27 two logins at once, of two tabs and of two clients, get each its own answer", async (t) => {
  for (const [name, settings] of Object.entries({ "AR-25 two tabs": {}, "AR-27 two clients": { clientId: "amzn1.application-oa2-client.ffffffffffffffffffffffffffffffff" } })) {
    await t.test(name, async () => {
      const browser = new Browser();
      const [one, two] = [await browser.open(), await browser.open({ settings })];
      const [first, second] = [await one.begin({ state: "one" }), await two.begin({ state: "two" })];
      // Both answers reach both pages, in the reverse order.
      const answers = [one, two].map((page) => page.amazon.approve(page.popup.address));
      for (const data of [answers[1], answers[0]]) for (const page of [two, one]) await page.popup.answer(data, { how: "channel" });
      assert.equal(first.value?.state, "one");
      if (settings.clientId) failed(two, second.error, "token_substitution"); // this Amazon's tokens are the first client's
      else assert.equal(second.value.state, "two");
      const sent = browser.amazon.requests.filter((r) => r.endpoint === "token").map(({ form }) => form.get("code"));
      assert.deepEqual(new Set(sent), new Set(answers.map((a) => new URLSearchParams(a).get("code"))));
      assert.equal(sent.length, 2);
    });
  }
});

test("PO-11 PO-24 the answer comes twice and at once, a hundred times over: one code is redeemed for each login", async () => {
  const page = await new Browser().open();
  for (let n = 1; n <= 100; n++) {
    const login = await page.begin({ interactive: "always" });
    const { popup } = page;
    const answer = page.amazon.approve(popup.address);
    await Promise.all(["channel", "message"].sort(() => (n % 2 ? 1 : -1)).map((how) => popup.answer(answer, { how })));
    assert.ok(login.value, `login ${n}`);
    assert.equal(page.amazon.count("token"), n);
    page.popup.channel.close();
  }
  assert.equal(page.opens, 100);
  assert.deepEqual(page.browser.BroadcastChannel.open, [`lwa.1.tabs.${page.settings.clientId}`], "no channel is left");
  assert.equal(page.listening("message"), 0);
  await page.clock.pass(1000); // the windows are looked at once more
  assert.deepEqual(page.clock.waiting.filter((ms) => ms < 59_000), [], "and no timer");
});

test("PK-02 PK-03 PK-04 PK-05 PK-10 verifier, challenge and state are fresh, long, and the verifier is in the token request alone", async () => {
  const page = await new Browser().open();
  const seen = new Set();
  for (let i = 0; i < 20; i++) {
    await page.logIn();
    const { code_challenge: challenge, code_challenge_method: method, state } = Object.fromEntries(page.popup.asked);
    const verifier = page.amazon.last("token").form.get("code_verifier");
    assert.equal(method, "S256");
    assert.equal(challenge, createHash("sha256").update(verifier).digest("base64url"));
    assert.match(verifier, /^[\w.~-]{43,128}$/);
    for (const value of [verifier, challenge, state]) {
      assert.ok(!seen.has(value));
      seen.add(value);
    }
  }
  noLeak(page);
});

test("PK-08 a stolen code under the right state is Amazon's to refuse, once", async () => {
  const page = await new Browser().open();
  const login = await page.begin();
  await page.popup.answer(`?code=ANstolen&state=${page.popup.asked.get("state")}`);
  assert.equal(failed(page, login.error, "invalid_grant").status, 400);
  assert.equal(page.amazon.count("token"), 1);
  await alive(page);
});

test("the callback page hears that its answer was taken, by the way that it came", async (t) => {
  for (const how of ["message", "channel"]) {
    await t.test(how, async () => {
      const page = await new Browser().open();
      const login = await page.begin();
      await page.popup.answer(page.amazon.approve(page.popup.address), { how });
      assert.ok(login.value);
      assert.ok(page.popup.heard.length > 0 && page.popup.heard.every((word) => word === "ok"), page.popup.heard.join());
    });
  }
});

test("a message that is longer than any answer does not reach the wasm", async () => {
  const page = new Page(new Browser());
  let asked = 0; // what the wasm asks of JavaScript, other than Go's runtime for itself
  const counting = (name, f) => (...given) => ((asked += name.startsWith("runtime.") ? 0 : 1), f(...given));
  page.wrapImports = (imports) =>
    Object.fromEntries(Object.entries(imports).map(([name, functions]) => [name, Object.fromEntries(Object.entries(functions).map(([f, value]) => [f, counting(f, value)]))]));
  page.browser.pages.push(page);
  page.start();
  await page.begin();
  const arrives = async (length) => {
    const before = asked;
    page.dispatch("message", { isTrusted: true, origin: app, data: "x".repeat(length), source: page.popup });
    await page.clock.idle();
    return asked > before;
  };
  assert.ok(await arrives(32_768));
  assert.ok(!(await arrives(32_769)));
});
