// The component logs in at a server that is not ours: lwa.js and lwa.wasm run in Node, over the
// fake browser of web/test, and their requests go to the server by HTTP.

import test from "node:test";
import { assert, failed, noLeak } from "../../web/test/lib/check.mjs";
import { Browser, callback } from "../../web/test/lib/page.mjs";
import { Person } from "./person.mjs";

const fresh = { minValidity: 3_600_001 };

/** Passes requests on to a server, in the place of the Amazon that web/test plays. */
class Server {
  requests = [];
  secrets = new Set();

  constructor(origin, clock) {
    Object.assign(this, { origin, clock });
  }

  has = (url) => url.startsWith(this.origin + "/");

  take(request) {
    const { url, method, body, headers, init } = request;
    request.form = new URLSearchParams(body ?? "");
    this.requests.push(request);
    for (const name of ["code", "code_verifier"]) if (request.form.has(name)) this.secrets.add(request.form.get(name));
    this.clock.busy(this.#pass(url, { method, body, headers, redirect: init.redirect, credentials: init.credentials }).then(request.answer, request.fail));
  }

  async #pass(url, init) {
    const response = await fetch(url, init);
    const text = await response.text();
    for (const [, secret] of text.matchAll(/"(?:access_token|refresh_token|device_code)":"([^"]+)"/g)) this.secrets.add(secret);
    return new Response(text, { status: response.status, headers: response.headers });
  }

  grants = () => this.requests.map(({ form }) => form.get("grant_type")).filter(Boolean);
}

/**
 * Everything that a login can be, at one judge: `origin` and `clientId`, `userId` of its person,
 * `issuer` if it names itself, `refuse` and `enter`, which make a person refuse a login and agree
 * to a device's code.
 */
export function logins({ origin, clientId, userId, issuer, refuse, enter }) {
  async function open(settings, tab) {
    const browser = tab?.browser ?? new Browser();
    if (!tab) browser.amazon = new Server(origin, browser.clock);
    const page = await browser.open({ tab, settings: { clientId: undefined, redirectUri: undefined, mode: undefined } });
    page.ready = page.lwa.configure({ clientId, redirectUri: callback, provider: origin, ...(issuer && { issuer }), ...settings });
    await page.clock.idle();
    return page;
  }

  /** The person agrees at that address. Returns what the callback page gets. */
  async function agree(address) {
    const { back, page } = await new Person().visit(address, { end: callback });
    assert.ok(back, page);
    return back.search + back.hash;
  }

  async function popup(settings) {
    const page = await open(settings);
    const login = await page.begin({ interactive: "always" });
    const answer = await agree(page.popup.address);
    await page.popup.answer(answer);
    assert.ok(login.value, login.error && `${login.error.code}: ${login.error.message} ${login.error.description}`);
    assert.equal(login.value.profile.userId, userId);
    return { page, answer, session: login.value };
  }

  test("popup: the judge's answer makes a session, once", async () => {
    const { page, answer } = await popup();
    assert.equal(new URLSearchParams(answer).get("iss"), issuer ?? null);
    const again = await page.begin({ interactive: "always" });
    await page.popup.answer(answer);
    assert.deepEqual(again, {}, "the answer of a login before is none of this one's");
    assert.deepEqual(page.amazon.grants(), ["authorization_code"]);
    noLeak(page);
  });

  test("redirect: the judge's answer makes a session on the next page", async () => {
    const left = await open({ mode: "redirect", persist: "session" });
    await left.begin();
    left.session.setItem("lwa.1.answer", await agree(left.gone[0].url));
    const page = await open({ mode: "redirect", persist: "session" }, left);
    assert.equal((await page.ready).profile.userId, userId);
    noLeak(page);
  });

  test("the judge refuses a code for another verifier, and a code without one", async () => {
    const page = await open();
    const login = await page.begin({ interactive: "always" });
    const answer = new URLSearchParams(await agree(page.popup.address));
    const other = await open();
    const elsewhere = await other.begin({ interactive: "always" });
    answer.set("state", other.popup.asked.get("state"));
    await other.popup.answer("?" + answer);
    failed(other, elsewhere.error, "invalid_grant");
    assert.deepEqual(login, {});
    const bare = new URL(page.popup.address);
    bare.searchParams.delete("code_challenge");
    bare.searchParams.delete("code_challenge_method");
    const { back } = await new Person().visit(bare.href, { end: callback });
    assert.equal(back?.searchParams.get("code") ?? null, null, "the judge wants PKCE");
    noLeak(other);
  });

  test("a person who refuses: access_denied", async () => {
    const page = await open();
    const login = await page.begin({ interactive: "always" });
    const { back } = await refuse(new Person(), page.popup.address, callback);
    await page.popup.answer(back.search);
    failed(page, login.error, "access_denied");
    assert.deepEqual(page.amazon.grants(), []);
    noLeak(page);
  });

  test("renewal: each refresh token is replaced, and a replayed one ends the family", async () => {
    const { page, session } = await popup({ persist: "local" });
    const tokens = [session.accessToken];
    for (let i = 0; i < 3; i++) tokens.push(await page.lwa.token(fresh));
    assert.equal(new Set(tokens).size, 4);
    const used = page.amazon.requests.map(({ form }) => form.get("refresh_token")).filter(Boolean);
    assert.equal(new Set(used).size, 3, "rotation");
    noLeak(page);
    const replay = await fetch(origin + "/auth/o2/token", { method: "POST", body: new URLSearchParams({ grant_type: "refresh_token", refresh_token: used[0], client_id: clientId }) });
    assert.equal((await replay.json()).error, "invalid_grant");
    const call = page.watch(page.lwa.token(fresh));
    await page.clock.idle();
    failed(page, call.error, "login_required");
    assert.equal(page.types.at(-1), "expired");
  });

  test("many callers at once: one renewal", async () => {
    const { page } = await popup({ persist: "local" });
    const tokens = await Promise.all(Array.from({ length: 20 }, () => page.lwa.token(fresh)));
    assert.equal(new Set(tokens).size, 1);
    assert.deepEqual(page.amazon.grants(), ["authorization_code", "refresh_token"]);
  });

  if (!enter) return;
  test("device: the judge's codes are shown, and its tokens taken", async () => {
    const page = await open();
    const device = await page.lwa.device();
    assert.ok(device.verificationUri.startsWith(origin));
    await page.clock.pass(5000);
    await enter(new Person(), device);
    await page.clock.pass(5000);
    assert.equal((await device.done).profile.userId, userId);
    assert.ok(page.amazon.grants().every((grant) => grant === "device_code"));
    noLeak(page);
  });
}
