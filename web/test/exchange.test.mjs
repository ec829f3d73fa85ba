// What becomes of a login once its code is there: the token endpoint, tokeninfo and the profile, in
// all they can answer.

import test from "node:test";
import { clientId, hanako, refused, zoe } from "./lib/amazon.mjs";
import { alive, assert, noLeak, rejected, same } from "./lib/check.mjs";
import { amazonOrigin, app, Browser, callback } from "./lib/page.mjs";

/** What no error may repeat. */
const planted = "planted-body-0123456789abcdef";
const body = (text) => ({ body: text });
const html = (text) => ({ body: text, type: "text/html" });

async function loggedIn(options) {
  const page = await new Browser().open(options);
  return { page, amazon: page.amazon, before: (await alive(page)).accessToken };
}

/**
 * A login with another answer ends with that code, after one token request; the session of before
 * stays.
 */
async function refuses({ page, amazon, before }, endpoint, answer, code, status) {
  const counts = ["token", "tokeninfo", "profile"].map((name) => amazon.count(name));
  amazon.instead = { [endpoint]: answer };
  const error = await rejected(page, page.logIn(), code);
  amazon.instead = {};
  if (status !== undefined) assert.equal(error.status, status);
  ["token", "tokeninfo", "profile"].forEach((name, i) => assert.ok(amazon.count(name) - counts[i] <= 1, `${name} is asked once`));
  assert.equal(amazon.count("token"), counts[0] + 1);
  assert.equal(page.lwa.session.accessToken, before);
  assert.ok(page.popup.closed);
  for (const text of [error.message, error.hint, error.description, String(error.stack)]) assert.ok(!text.includes(planted), "an answer is repeated");
  return error;
}

test("the token endpoint gives no token", async (t) => {
  const login = await loggedIn();
  const rows = [
    ["TE-01 error in a 200", "invalid_grant", 200, body(`{"error":"invalid_grant","access_token":"${planted}","token_type":"bearer"}`)],
    ["TE-02 no access_token", "invalid_response", 200, body(`{"token_type":"bearer"}`)],
    ["TE-02 empty", "invalid_response", 200, body(`{"access_token":"","token_type":"bearer"}`)],
    ["TE-02 null", "invalid_response", 200, body(`{"access_token":null,"token_type":"bearer"}`)],
    ["TE-02 number", "invalid_response", 200, body(`{"access_token":12345,"token_type":"bearer"}`)],
    ["TE-02 object", "invalid_response", 200, body(`{"access_token":{"a":"${planted}"},"token_type":"bearer"}`)],
    ["TE-03 no token_type", "invalid_response", 200, body(`{"access_token":"${planted}"}`)],
    ["TE-03 mac", "invalid_response", 200, body(`{"access_token":"${planted}","token_type":"mac"}`)],
    ["TE-04 HTML", "response_is_not_json", 200, html(`<p>${planted}`)],
    ["TE-04 HTML that claims to be JSON", "response_is_not_json", 200, body(`<p>${planted}`)],
    ["TE-04 JSON that claims to be HTML", "response_is_not_json", 200, html(`{"access_token":"${planted}","token_type":"bearer"}`)],
    ["TE-04 empty body", "response_is_not_json", 200, body("")],
    ["TE-05 repeated key", "invalid_response", 200, body(`{"access_token":"a","access_token":"${planted}","token_type":"bearer"}`)],
    ["TE-05 key in another case", "invalid_response", 200, body(`{"access_token":"a","ACCESS_TOKEN":"${planted}","token_type":"bearer"}`)],
    ["TE-06 trailing data", "invalid_response", 200, body(`{"access_token":"${planted}","token_type":"bearer"} x`)],
    ["TE-06 depth", "invalid_response", 200, body(`{"access_token":"a","token_type":"bearer","x":${"[".repeat(30_000)}${"]".repeat(30_000)}}`)],
    ["TE-06 invalid UTF-8", "invalid_response", 200, body(Buffer.from(`{"access_token":"a\xff","token_type":"bearer"}`, "latin1"))],
    ["TE-06 too long", "invalid_response", 0, body(`{"access_token":"${planted}","token_type":"bearer","x":"${"x".repeat(64 << 10)}"}`)],
    ["TE-07 negative life", "invalid_response", 200, expires(-1)],
    ["TE-07 fraction", "invalid_response", 200, expires(1.5)],
    ["TE-07 words", "invalid_response", 200, expires(`"abc"`)],
    ["TE-07 beyond numbers", "invalid_response", 200, expires("1e400")],
    ["TE-08 header injection", "invalid_response", 200, body(`{"access_token":"a\\r\\nX: ${planted}","token_type":"bearer"}`)],
    ["TE-08 too long", "invalid_response", 200, body(`{"access_token":"${"A".repeat(2049)}","token_type":"bearer"}`)],
    ["TE-12 500", "server_error", 500, { status: 500 }],
    ["TE-12 503", "server_error", 503, { status: 503, type: "text/html" }],
    ["TE-12 429", "server_error", 429, { status: 429 }],
    ["TE-12 servererror", "server_error", 400, refused("servererror")],
    ["TE-13 invalid_grant", "invalid_grant", 400, refused("invalid_grant")],
  ];
  for (const [name, code, status, answer] of rows) await t.test(name, () => refuses(login, "token", answer, code, status));
  await t.test("TE-22 no error repeats an answer", () => noLeak(login.page, planted));
  assert.notEqual((await alive(login.page)).accessToken, login.before);
});

const expires = (raw) => body(`{"access_token":"Atza|x","token_type":"bearer","expires_in":${raw}}`);

test("the token endpoint is not reached", async (t) => {
  const login = await loggedIn();
  const { page, amazon } = login;
  const rows = {
    "TE-11 CORS refused, connection reset, blocked": [(r) => r.fail(), "network_error"],
    "TE-09 TE-10 PR-11 redirected: fetch refuses to follow": [(r) => (assert.equal(r.init.redirect, "error"), r.fail()), "network_error"],
  };
  for (const [name, [act, code]] of Object.entries(rows)) {
    await t.test(name, async () => {
      const error = await refuses(login, "token", (r) => (act(r), "hold"), code, 0);
      assert.match(error.hint, /apiBase/);
    });
  }
  await t.test("TE-11 offline", async () => {
    page.browser.online = false;
    await refuses(login, "token", (r) => (r.fail(), "hold"), "no_network_connectivity");
    page.browser.online = true;
  });
  for (const endpoint of ["token", "tokeninfo", "profile"]) {
    for (const [how, answer] of Object.entries({ "no headers": "hold", "no body": endless })) {
      await t.test(`TE-21 ${endpoint}, ${how}`, async () => {
        amazon.instead = { [endpoint]: answer };
        const login = await page.approved({ timeout: 20_000 });
        assert.equal(login.error, undefined, "it waits");
        await page.clock.pass(20_000);
        assert.equal(login.error.code, "timed_out");
        assert.ok(amazon.last(endpoint).aborted, "the request is given up");
        amazon.instead = {};
      });
    }
  }
  await alive(page);
  noLeak(page);
});

/** Headers, and a body that never comes. */
const endless = () => new Response(new ReadableStream({}), { headers: { "content-type": "application/json" } });

test("TE-20 a login is given up while its exchange is under way", async (t) => {
  const { page, amazon } = await loggedIn();
  for (const endpoint of ["token", "tokeninfo", "profile"]) {
    for (const [name, code, act] of [
      ["the signal", "aborted", (end) => end.abort(new Error("enough"))], ["a logout", "aborted", () => page.lwa.logout()], ["the time", "timed_out", () => page.clock.pass(30_000)],
    ]) {
      await t.test(`TE-20 ${endpoint}, ${name}`, async () => {
        const end = new AbortController();
        const session = (page.lwa.session ?? (await alive(page))).accessToken;
        amazon.instead = { [endpoint]: "hold" };
        const login = await page.approved({ signal: end.signal, timeout: 30_000 });
        const request = amazon.last(endpoint);
        await act(end);
        await page.clock.idle();
        assert.equal(login.error.code, code);
        assert.ok(request.aborted, "the request is given up");
        request.answer(amazon.regular(request));
        await page.clock.idle();
        assert.equal(page.lwa.session?.accessToken, name === "a logout" ? undefined : session, "what comes late is nobody's");
        if (name === "the signal") assert.equal(login.error.cause.message, "enough");
        amazon.instead = {};
      });
    }
  }
  await alive(page);
  noLeak(page);
});

test("the token endpoint answers unusually, and well", async (t) => {
  const page = await new Browser().open({ settings: { scope: "profile postal_code" } });
  const { amazon, clock } = page;
  const rows = [
    ["TE-03 BEARER", { token_type: "BEARER" }, (s) => s.accessToken !== ""],
    ["TE-07 no life", { expires_in: undefined }, (s) => s.expiresAt === null],
    ["TE-07 text", { expires_in: "3600" }, (s) => s.expiresAt === clock.wall + 3600e3],
    ["TE-07 far too long", { expires_in: 1e18 }, (s) => s.expiresAt - clock.wall <= 24 * 3600e3],
    ["TE-07 no life left", { expires_in: 0 }, (s) => s.accessToken !== "" && page.lwa.session === null],
    ["TE-19 no scope: what was asked for", {}, (s) => s.scope === "profile postal_code" && s.profile.postalCode === zoe.postal_code],
  ];
  for (const [name, members, holds] of rows) {
    await t.test(name, async () => {
      amazon.members = { token: members };
      assert.ok(holds(await page.logIn()));
    });
  }
  await t.test("TE-19 less than was asked for", async () => {
    amazon.members = {};
    const session = await page.logIn({}, { scope: "profile:user_id" });
    assert.equal(session.scope, "profile:user_id");
    same(session.profile, { userId: zoe.user_id });
  });
  await t.test("TE-24 a second login gets a token of its own", async () => {
    assert.notEqual((await alive(page)).accessToken, (await alive(page)).accessToken);
  });
  noLeak(page);
});

test("tokeninfo and profile speak against the token", async (t) => {
  const login = await loggedIn();
  const { amazon } = login;
  const info = (members) => ({ body: JSON.stringify({ aud: clientId, user_id: zoe.user_id, exp: 3600, ...members }) });
  const profile = (members) => body(JSON.stringify(members));
  const rows = [
    ["PR-01 token of another client", "token_substitution", "tokeninfo", info({ aud: "amzn1.application-oa2-client.other" })],
    ["PR-02 no aud", "token_substitution", "tokeninfo", info({ aud: undefined })],
    ["PR-02 aud is an array", "token_substitution", "tokeninfo", info({ aud: [clientId] })],
    ["PR-02 aud in upper case", "token_substitution", "tokeninfo", info({ aud: clientId.toUpperCase() })],
    ["PR-02 aud cut short", "token_substitution", "tokeninfo", info({ aud: clientId.slice(0, 40) })],
    ["PR-02 aud twice", "invalid_response", "tokeninfo", body(`{"aud":"${clientId}","aud":"${clientId}","user_id":"${zoe.user_id}","exp":3600}`)],
    ["PR-03 nothing left", "invalid_token", "tokeninfo", info({ exp: 0 })],
    ["PR-03 less than nothing", "invalid_token", "tokeninfo", info({ exp: -10 })],
    ["PR-04 another person in the profile", "token_substitution", "profile", profile({ user_id: hanako.user_id })],
    ["PR-04 another person in tokeninfo", "token_substitution", "tokeninfo", info({ user_id: hanako.user_id })],
    ["PR-05 token refused by profile", "invalid_token", "profile", refused("invalid_token")],
    ["PR-05 token refused by tokeninfo", "invalid_token", "tokeninfo", refused("invalid_token")],
    ["PR-06 scope does not suffice", "insufficient_scope", "profile", refused("insufficient_scope", 403)],
    ["PR-08 profile without user_id", "invalid_response", "profile", body(`{"name":"x","__proto__":{"user_id":"${zoe.user_id}"}}`)],
    ["PR-08 user_id is a number", "invalid_response", "profile", profile({ user_id: 1 })],
    ["PR-08 1 MB", "invalid_response", "profile", profile({ user_id: zoe.user_id, name: "A".repeat(1 << 20) })],
    ["PR-08 HTML", "response_is_not_json", "profile", html("<html>")],
    ["TE-12 500", "server_error", "profile", { status: 500 }],
    ["PR-11 redirected: fetch refuses to follow", "network_error", "profile", (r) => (assert.equal(r.init.redirect, "error"), r.fail(), "hold")],
    ["PR-11 tokeninfo redirected", "network_error", "tokeninfo", (r) => (assert.equal(r.init.redirect, "error"), r.fail(), "hold")],
  ];
  for (const [name, code, endpoint, answer] of rows) await t.test(name, () => refuses(login, endpoint, answer, code));
  assert.equal(amazon.count("token"), rows.length + 1);
  assert.notEqual((await alive(login.page)).accessToken, login.before);
  noLeak(login.page);
});

test("the profile of a live session is asked for, and something is wrong", async (t) => {
  const { page, amazon } = await loggedIn();
  const rows = [
    ["PR-05 400 invalid_token", "login_required", true, refused("invalid_token")],
    ["PR-05 401 invalid_token", "login_required", true, refused("invalid_token", 401)],
    ["PR-06 403 insufficient_scope", "insufficient_scope", false, refused("insufficient_scope", 403)],
    ["PR-04 another person", "token_substitution", true, body(JSON.stringify({ user_id: hanako.user_id }))],
    ["PR-08 no JSON", "response_is_not_json", false, body("<html>")],
    ["PR-07 429", "server_error", false, { status: 429 }],
    ["PR-07 CORS refused", "network_error", false, (r) => (r.fail(), "hold")],
    ["PR-07 no answer", "timed_out", false, "hold"],
    ["PR-07 no end", "timed_out", false, endless],
  ];
  for (const [name, code, ends, answer] of rows) {
    await t.test(name, async () => {
      if (!page.lwa.session) await alive(page);
      const [asked, tokens, events] = [amazon.count("profile"), amazon.count("token"), page.events.length];
      amazon.instead = { profile: answer };
      const call = page.watch(page.lwa.profile({ timeout: 5000 }));
      await page.clock.pass(5000);
      amazon.instead = {};
      assert.equal(call.error?.code, code);
      assert.equal(amazon.count("profile"), asked + 1, "one request");
      assert.equal(amazon.count("token"), tokens);
      assert.equal(page.lwa.session === null, ends, "the session goes when its token is worth nothing, and only then");
      same(page.types.slice(events), ends ? ["expired"] : []);
    });
  }
  await t.test("PR-07 the call works", async () => {
    await alive(page);
    assert.equal((await page.lwa.profile()).email, zoe.email);
  });
  noLeak(page);
});

test("PR-12 another person logs in over the session of the first", async () => {
  const page = await new Browser().open();
  const seen = [];
  for (const type of ["accountchanged", "login"]) {
    page.lwa.addEventListener(type, ({ detail }) => seen.push([type, detail.profile.userId, detail === page.lwa.session]));
  }
  await page.logIn();
  await page.logIn();
  page.amazon.person = hanako;
  await page.logIn();
  same(seen, [["login", zoe.user_id, true], ["login", zoe.user_id, true], ["accountchanged", hanako.user_id, true], ["login", hanako.user_id, true]]);
});

test("PR-08 a hostile profile is plain text", async () => {
  const page = await new Browser().open();
  const name = `<img src=x onerror="alert(1)"><script>alert(2)</script>\u202e`;
  page.amazon.instead.profile = body(`{"user_id":"${zoe.user_id}","name":${JSON.stringify(name)},"email":["a@example.com"],"postal_code":{"toString":"x"},
    "__proto__":{"admin":true},"constructor":"x","accessToken":"x"}`);
  const { profile } = await page.logIn();
  same(Object.keys(profile).filter((key) => profile[key] !== undefined).sort(), ["name", "userId"]);
  assert.ok(Object.isFrozen(profile));
  assert.equal(profile.name, name);
  assert.equal(page.run("({}).admin"), undefined);
  noLeak(page);
});

test("PR-10 TE-23 hosts that are not Amazon's are refused before anything is sent", async (t) => {
  const page = await new Browser().open();
  for (const options of [
    { apiBase: "https://evil.example" }, { apiBase: "//evil.example/amazon" }, { apiBase: "https://localhost.evil.example/" }, { apiBase: "/\\evil.example" },
    { apiBase: app + "@evil.example" }, { apiBase: "/amazon?to=evil" }, { provider: "http://evil.example" }, { provider: "https://user@evil.example" },
    { provider: "https://evil.example/path" }, { provider: "https://evil.example#" }, { provider: "javascript:alert(1)" }, { region: "evil" },
  ]) {
    await t.test(`PR-10 TE-23 ${JSON.stringify(options)}`, async () => {
      await rejected(page, page.logIn(options), "invalid_configuration");
      assert.ok(page.popups.every((popup) => popup.closed && !popup.address));
    });
  }
  assert.equal(page.amazon.requests.length, 0);
  await alive(page);
});

test("TE-14 the requests to the API host, member by member", async () => {
  const { page, amazon } = await loggedIn();
  const { code_verifier: verifier, ...rest } = Object.fromEntries(amazon.last("token").form);
  same(rest, { grant_type: "authorization_code", code: rest.code, redirect_uri: callback, client_id: clientId });
  assert.match(verifier, /^[\w-]{43}$/);
  await page.lwa.profile();
  same(amazon.requests.map(({ method, endpoint }) => `${method} ${endpoint}`), ["POST token", "GET tokeninfo", "GET profile", "GET profile"]);
  for (const { endpoint, url, init, headers } of amazon.requests) {
    const { credentials, cache, redirect, referrer, referrerPolicy, mode, keepalive } = init;
    same({ credentials, cache, redirect, referrer, referrerPolicy, mode, keepalive },
      { credentials: "omit", cache: "no-store", redirect: "error", referrer: "", referrerPolicy: "no-referrer", mode: "cors", keepalive: false }, endpoint);
    same(Object.keys(headers), endpoint === "token" ? ["content-type"] : []);
    same([...new URL(url).searchParams.keys()], endpoint === "token" ? [] : ["access_token"]);
  }
});

test("TE-14 with apiBase the token goes to the site itself", async () => {
  const { page, amazon } = await loggedIn({ settings: { apiBase: "/amazon-api/" } });
  for (const { url, endpoint, headers } of amazon.requests) {
    assert.ok(url.startsWith(app + "/amazon-api/"), url);
    same(Object.keys(headers), { token: ["content-type"], tokeninfo: [], profile: ["x-amz-access-token"] }[endpoint], endpoint);
  }
  assert.ok(page.lwa.session);
});

test("where a login is sent, by region and options", async (t) => {
  const page = await new Browser().open();
  for (const [name, options, origin, extra] of [
    ["default", {}, amazonOrigin],
    ["NA", { region: "NA" }, amazonOrigin],
    ["EU", { region: "EU", language: "de-DE" }, "https://eu.account.amazon.com", { language: "de-DE", ui_locales: "de-DE" }],
    ["FE", { region: "FE", scope: "profile:user_id" }, "https://apac.account.amazon.com", { scope: "profile:user_id" }],
    ["sandbox", { sandbox: true }, amazonOrigin, { sandbox: "true" }],
    ["scopeData", { scope: "profile postal_code", scopeData: { postal_code: { essential: false } } }, amazonOrigin,
      { scope: "profile postal_code", scope_data: '{"postal_code":{"essential":false}}' }],
  ]) {
    await t.test(name, async () => {
      const end = new AbortController();
      const login = await page.begin({ interactive: "always", signal: end.signal, ...options });
      const at = new URL(page.popup.address);
      assert.equal(at.origin + at.pathname, origin + "/ap/oa");
      const { state, code_challenge: challenge, ...rest } = Object.fromEntries(at.searchParams);
      assert.match(state + challenge, /^[\w-]{86}$/);
      same(rest, { response_type: "code", client_id: clientId, redirect_uri: callback, scope: "profile", code_challenge_method: "S256", ...extra });
      end.abort();
      await page.clock.idle();
      assert.equal(login.error.code, "aborted");
      assert.ok(page.popup.closed);
    });
  }
});
