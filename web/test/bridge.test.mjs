// What lwa.wasm asks of JavaScript and in which order, with nothing of the shell around it.

import test from "node:test";
import { clientId, zoe } from "./lib/amazon.mjs";
import { Bridge, origin, settings } from "./lib/bridge.mjs";
import { assert, same } from "./lib/check.mjs";

const tokens = { access_token: "Atza|x", token_type: "bearer", expires_in: 3600 };
const info = { aud: clientId, user_id: zoe.user_id, exp: 3600 };

async function started(fakes, options) {
  const bridge = await Bridge.start(fakes);
  await bridge.configure(options);
  return bridge;
}

/** A login by popup up to its token request; its number is 2. */
async function redeeming(bridge, options) {
  await bridge.enter("login", 2, JSON.stringify({ ...settings, ...options }));
  const [[url]] = bridge.take("replace");
  const state = new URL(url).searchParams.get("state");
  await bridge.enter("message", 0, `?code=abc&state=${state}`, bridge.window);
}

test("it says which version it is, and settles the configuration", async () => {
  const bridge = await started();
  same(bridge.take("settle"), [[1, "null", false]]);
  same(bridge.take("publish").at(-1)?.[0] ?? "null", "null");
});

test("a redirect that the browser does not carry out ends the login", async () => {
  const bridge = await started({}, { mode: "redirect" });
  await bridge.enter("login", 2, JSON.stringify({ ...settings, mode: "redirect" }));
  bridge.take("settle");
  await bridge.enter("stayed");
  const [[call, json, failed]] = bridge.take("settle");
  same([call, failed], [2, true]);
  assert.match(json, /user_cancelled/);
});

test("a logout removes the session that is kept, and the key that it was sealed with; entries of others stay", async () => {
  const bridge = await started({}, { persist: "session" });
  for (const key of ["a", "lwa", "lwa.2.session." + clientId]) bridge.areas.sessionStorage.setItem(key, "another's");
  await redeeming(bridge, { persist: "session" });
  for (const body of [tokens, info, zoe]) await bridge.answer(body);
  const key = "lwa.1.session." + clientId;
  assert.ok(bridge.areas.sessionStorage.keys.includes(key));
  bridge.take("wipe");
  await bridge.enter("logout", 3);
  assert.ok(bridge.take("wipe").some(([name]) => name === key));
  same(bridge.areas.sessionStorage.keys, ["a", "lwa", "lwa.2.session." + clientId, "lwa.1.logout." + clientId]);
});

test("a login: window, token request, proof, session, event, in that order", async () => {
  const bridge = await started();
  for (const type of ["focus", "blur", "visibilitychange", "pointerdown", "keydown"]) assert.ok(!bridge.listeners.get(type), type);
  bridge.did.length = 0;
  await redeeming(bridge);
  for (const type of ["storage", "pagehide", "pageshow", "lwa.1"]) assert.equal(bridge.listeners.get(type), 1, type);
  const [{ method, url, body, token, ms }] = [...bridge.requests.values()];
  same([method, url, token], ["POST", "https://api.amazon.com/auth/o2/token", ""]);
  assert.ok(ms > 0 && ms <= 30_000, `${ms} milliseconds for a request`);
  assert.equal(new URLSearchParams(body).get("code"), "abc");
  await bridge.answer(tokens);
  await bridge.answer(info);
  await bridge.answer(zoe);
  const order = bridge.did.map(([name]) => name).filter((name) => ["open", "close", "publish", "emit", "settle"].includes(name));
  same(order, ["open", "close", "publish", "emit", "settle"]);
  const [[call, json, failed]] = bridge.take("settle");
  same([call, failed, JSON.parse(json).accessToken], [2, false, "Atza|x"]);
  same(bridge.take("emit").map(([name]) => name), ["login"]);
  assert.equal(bridge.listeners.get("focus"), 0, "nothing of the login is listened for any more");
  assert.equal(bridge.requests.size, 0);
});

test("a timer that fires ends what it is for, and one that fires twice does nothing", async () => {
  const bridge = await started();
  await redeeming(bridge);
  await bridge.answer(tokens);
  await bridge.answer(info);
  await bridge.answer(zoe);
  const life = [...bridge.timers.values()].sort((a, b) => b.ms - a.ms)[0];
  bridge.mono += 3_600_000 - life.ms;
  bridge.wall += 3_600_000 - life.ms;
  await bridge.fire(life);
  await bridge.enter(life.name, life.id);
  assert.equal(bridge.take("emit").filter(([name]) => name === "expired").length, 1);
});

test("failures of the world: numbers as flow has them, codes as the page gets them", async (t) => {
  for (const [name, why, code] of [["no network", 0, "network_error"], ["offline", 1, "no_network_connectivity"], ["too late", 2, "timed_out"], ["too large", 3, "invalid_response"]]) {
    await t.test(name, async () => {
      const bridge = await started();
      bridge.take("settle");
      await redeeming(bridge);
      const [id] = bridge.requests.keys();
      await bridge.enter("failed", id, why);
      const [[call, json, failed]] = bridge.take("settle");
      same([call, failed, JSON.parse(json).code], [2, true, code]);
      assert.ok(bridge.take("close").length);
    });
  }
  await t.test("no window", async () => {
    const bridge = await started({ blocked: true });
    bridge.take("settle");
    await bridge.enter("login", 2, JSON.stringify(settings));
    same(JSON.parse(bridge.take("settle")[0][1]).code, "popup_window_error");
  });
  await t.test("no random numbers", async () => {
    const bridge = await started({ random: () => ({}) });
    bridge.take("settle");
    await bridge.enter("login", 2, JSON.stringify(settings));
    same(JSON.parse(bridge.take("settle")[0][1]).code, "crypto_nonexistent");
  });
  await t.test("no storage", async () => {
    const bridge = await started({ forbidden: true }, { mode: "redirect" });
    bridge.take("settle");
    await bridge.enter("login", 2, JSON.stringify({ ...settings, mode: "redirect" }));
    same(JSON.parse(bridge.take("settle")[0][1]).code, "storage_unavailable");
    same(bridge.take("leave"), []);
  });
  await t.test("no vault", async () => {
    const bridge = await started({ vault: () => undefined }, { persist: "local" });
    bridge.did.length = 0;
    await redeeming(bridge, { persist: "local" });
    for (const body of [tokens, info, zoe]) await bridge.answer(body);
    same(bridge.take("hold").flat(), [true, false], "a click is the shell's business meanwhile, and no longer");
    assert.ok(bridge.take("settle").some(([call, , failed]) => call === 2 && !failed));
    assert.equal(JSON.parse(bridge.take("emit").find(([name]) => name === "error")[1]).code, "storage_unavailable");
  });
});

test("calls that it does not know, and values that are none, do nothing", async () => {
  const bridge = await started();
  bridge.did.length = 0;
  for (const [name, ...rest] of [["nonsense"], ["timer", 12345], ["answered", 99, { status: 200, contentType: null, text: "", retryAfter: 0 }], ["failed", 99, 0], ["watch"], ["abort", 77],
    ["message", 0, undefined, null], ["message", 0, 5, {}], ["storage", 0, { key: null }], ["storage", 0, {}], ["lwa.1", 0, { detail: 7 }], ["tabs", 0, { logout: true }], ["channel", 0, "x"], ["locked", 5]]) {
    await bridge.enter(name, ...rest);
  }
  same(bridge.did.filter(([name]) => ["crashed", "ended", "settle", "emit"].includes(name)), []);
});

test("a redirect leaves a record, and another instance takes the answer up", async () => {
  const bridge = await started({}, { mode: "redirect" });
  await bridge.enter("login", 2, JSON.stringify({ ...settings, mode: "redirect" }));
  const [[url]] = bridge.take("leave");
  const state = new URL(url).searchParams.get("state");
  bridge.areas.sessionStorage.setItem("lwa.1.answer", `?code=abc&state=${state}`);
  const next = await started({ areas: bridge.areas }, { mode: "redirect" });
  for (const body of [tokens, info, zoe]) await next.answer(body);
  assert.equal(JSON.parse(next.take("settle")[0][1]).accessToken, "Atza|x", "which is what lwa.ready gets");
  same(next.areas.sessionStorage.keys, []);
  assert.equal(next.take("unlocked").length, 1, "the next page may decide");
  assert.ok(url.startsWith("https://www.amazon.com/ap/oa?") && new URL(url).searchParams.get("redirect_uri").startsWith(origin));
});
