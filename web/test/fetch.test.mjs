// lwa.fetch(): where a token goes, what a refused token leads to, and whose fault a rejection was.

import test from "node:test";
import { zoe } from "./lib/amazon.mjs";
import { assert, noLeak, rejected } from "./lib/check.mjs";
import { app, Browser } from "./lib/page.mjs";

/**
 * A page whose site answers below /amazon-api/ as `serve` says; other requests of the page fail the
 * test.
 */
async function site(serve, { refreshing = true } = {}) {
  const browser = new Browser();
  browser.amazon.refreshing = refreshing;
  const page = await browser.open({ settings: { apiBase: "/amazon-api" } });
  await page.logIn();
  page.asked = [];
  page.get = (request) => {
    page.asked.push(request);
    request.answer(serve(request));
  };
  return page;
}

const refreshes = ({ amazon }) => amazon.requests.filter(({ form }) => form.get("grant_type") === "refresh_token").length;
const refuses = (how) => ({ header: { status: 401, headers: { "www-authenticate": 'Bearer error="invalid_token"' } }, body: { status: 400, body: '{"error":"invalid_token"}' } }[how]);

test("the token goes to Amazon's API and to apiBase, and nowhere else", async () => {
  const page = await site(() => ({ body: "{}" }));
  for (const address of ["/amazon-api/user/profile", "https://api.amazon.com/user/profile"]) {
    const answer = await (await page.lwa.fetch(address)).json();
    assert.equal(answer.name, zoe.name);
    const { headers, init } = page.amazon.last("profile");
    assert.equal(headers["x-amz-access-token"], page.lwa.session.accessToken);
    assert.ok(!("authorization" in headers));
    assert.deepEqual([init.credentials, init.redirect, init.cache], ["omit", "error", "no-store"]);
  }
  const before = page.amazon.requests.length;
  for (const address of ["/elsewhere", "https://evil.example/user/profile", "/amazon-api", "/amazon-api/../elsewhere", "/amazon-apis/user/profile",
    "https://api.amazon.com.evil.example/user/profile", "https://evil.example/@api.amazon.com/user/profile", "http://api.amazon.com/user/profile"]) {
    await rejected(page, page.lwa.fetch(address), "invalid_request", address);
  }
  assert.equal(page.amazon.requests.length + page.asked.length, before, "nothing of it left the page");
  noLeak(page);
});

for (const how of ["header", "body"]) {
  test(`TE-15 a token that is refused in the ${how} is renewed, and the request is sent once more, whatever its body is`, async (t) => {
    for (const [name, call] of Object.entries({
      "a Blob": (url) => [url, { method: "POST", body: new Blob(["hello"]) }], "a Request": (url) => [new Request(app + url, { method: "POST", body: "hello" })],
      "a URL": (url) => [new URL(url, app), { method: "PUT", body: "hello" }],
    })) {
      await t.test(name, async () => {
        let old;
        const page = await site(({ headers }) => (headers["x-amz-access-token"] === old ? refuses(how) : { body: "well" }));
        old = page.lwa.session.accessToken;
        const answer = await page.lwa.fetch(...call("/amazon-api/echo"));
        assert.equal(await answer.text(), "well");
        assert.equal(page.asked.length, 2);
        assert.equal(refreshes(page), 1);
        assert.notEqual(page.lwa.session.accessToken, old);
      });
    }
  });

  test(`an API that calls every token invalid in the ${how} does not have the page renew on and on`, async () => {
    const page = await site(() => refuses(how));
    for (let i = 0; i < 20; i++) assert.ok((await page.lwa.fetch("/amazon-api/no")).status >= 400);
    assert.ok(refreshes(page) <= 3, `${refreshes(page)} renewals`);
    assert.ok(page.asked.length <= 23);
  });
}

test("without a refresh token the answer that refuses is the caller's", async () => {
  const page = await site(() => refuses("header"), { refreshing: false });
  assert.equal((await page.lwa.fetch("/amazon-api/no")).status, 401);
  assert.equal(page.asked.length, 1);
});

test("an error whose body never ends, or is endless, is the caller's soon; the token is not called refused for it", async (t) => {
  const text = new TextEncoder();
  let sent = 0;
  for (const [name, source] of Object.entries({
    never: { start: (stream) => stream.enqueue(text.encode('{"error":"invalid_token"')) },
    endless: { pull: (stream) => void (sent++ < 1000 && stream.enqueue(new Uint8Array(16 << 10))) },
  })) {
    await t.test(name, async () => {
      const page = await site(() => new Response(new ReadableStream(source), { status: 401 }));
      const call = page.watch(page.lwa.fetch("/amazon-api/slow"));
      await page.clock.idle();
      if (name === "never") assert.deepEqual(call, {});
      await page.clock.pass(3000);
      assert.equal(call.value.status, 401);
      void call.value.body.cancel();
      assert.equal(refreshes(page), 0);
    });
  }
});

test("every rejection is an LwaError whose code says whose fault it was", async (t) => {
  const page = await site((request) => (request.url.endsWith("/reset") ? (request.fail(), { status: 200 }) : { body: "ok" }), { refreshing: false });
  const read = new Request(app + "/amazon-api/ok", { method: "POST", body: "x" });
  await read.text();
  const rows = [
    ["an address that is none", ["http://["]], ["with a password", ["http://user:pass@a.example"]], ["a symbol", [Symbol("x")]], ["throws", [{ toString() { throw 1; } }]],
    ["a GET with a body", ["/amazon-api/ok", { method: "GET", body: "x" }]], ["a header without a name", ["/amazon-api/ok", { headers: { "": "x" } }]],
    ["no signal", ["/amazon-api/ok", { signal: { aborted: false, addEventListener() { throw 1; } } }]], ["a trap", ["/amazon-api/ok", { get headers() { throw new Error("trap"); } }]],
    ["a proxy", ["/amazon-api/ok", new Proxy({}, { ownKeys() { throw new Error("trap"); } })]], ["a body that was read", [read]], ["elsewhere", ["/elsewhere"]],
    ["a reset", ["/amazon-api/reset"], "network_error"], ["aborted before", ["/amazon-api/ok", { signal: AbortSignal.abort("why") }], "aborted"],
  ];
  for (const [name, args, code = "invalid_request"] of rows) await t.test(name, () => rejected(page, page.lwa.fetch(...args), code));
  assert.equal((await page.lwa.fetch("/amazon-api/ok", { signal: AbortSignal.abort("why") }).catch((e) => e)).cause, "why");
  await t.test("aborted on the way", async () => {
    page.get = () => {};
    const end = new AbortController();
    const call = page.watch(page.lwa.fetch("/amazon-api/slow", { signal: end.signal }));
    await page.clock.idle();
    end.abort();
    await page.clock.idle();
    assert.equal(call.error.code, "aborted");
  });
  await t.test("no answer", async () => {
    const call = page.watch(page.lwa.fetch("/amazon-api/slow"));
    await page.clock.pass(120_000);
    assert.equal(call.error.code, "timed_out");
  });
  await t.test("offline", async () => {
    page.get = (request) => request.fail();
    page.browser.online = false;
    await rejected(page, page.lwa.fetch("/amazon-api/ok"), "no_network_connectivity");
    page.browser.online = true;
  });
  await page.lwa.logout();
  await rejected(page, page.lwa.fetch("/amazon-api/ok"), "login_required");
});
