// The instance of lwa.wasm dies, as after a bug of its own: what is pending is rejected, the
// session survives, and the next call works in a new instance.

import test from "node:test";
import { clientId } from "./lib/amazon.mjs";
import { alive, assert, failed, noLeak, rejected, same } from "./lib/check.mjs";
import { dies, trappable } from "./lib/trap.mjs";
import { Browser } from "./lib/page.mjs";

test("the instance dies while a popup is at Amazon: the login is rejected, and its window goes", async () => {
  const page = await trappable();
  const login = await page.begin();
  await dies(page);
  await page.clock.idle();
  failed(page, login.error, "internal_error");
  assert.ok(page.popup.closed);
  await alive(page);
  assert.equal(page.instances, 2);
  noLeak(page);
});

test("the instance dies idle, with a session: the next one has it, without an event", async () => {
  const page = await trappable({ settings: { persist: "session" } });
  const session = await page.logIn();
  await dies(page);
  assert.equal(page.lwa.session.accessToken, session.accessToken);
  assert.equal(await page.lwa.token(), session.accessToken);
  same(await page.window.lwaLogin(), session);
  // In the getter of the session, which nobody awaits.
  page.trap = true;
  void page.lwa.session;
  page.trap = false;
  assert.equal(await page.lwa.token(), session.accessToken);
  same(page.types, ["login"]);
});

test("the instance dies while the profile is asked for", async () => {
  const page = await trappable();
  await page.logIn();
  page.amazon.instead.profile = "hold";
  const call = page.watch(page.lwa.profile());
  await page.clock.idle();
  await dies(page);
  await page.clock.idle();
  failed(page, call.error, "internal_error");
  page.amazon.instead = {};
  assert.ok(await page.lwa.profile());
});

test("the instance dies again and again, and no instance of the past speaks up", async () => {
  const page = await trappable({ settings: { persist: "session" } });
  await page.logIn();
  for (let i = 0; i < 3; i++) await dies(page);
  await page.lwa.logout();
  await page.clock.pass(4_000_000);
  assert.equal(page.lwa.session, null);
  same(page.session.keys.filter((key) => key.includes("session")), []);
  same(page.types, ["login", "logout"]);
  await alive(page);
});

test("the instance dies while it redeems the code of a redirect login", async () => {
  const browser = new Browser();
  const left = await browser.open({ settings: { mode: "redirect" } });
  await left.begin();
  left.session.setItem("lwa.1.answer", browser.amazon.approve(left.gone[0].url));
  browser.amazon.instead.token = "hold";
  const page = await trappable({ browser, tab: left, settings: { mode: "redirect" } });
  assert.equal(browser.amazon.count("token"), 1);
  await dies(page);
  await rejected(page, page.lwa.ready, "internal_error");
  assert.equal(browser.amazon.count("token"), 1);
  noLeak(page);
});

test("the instance dies while a device shows a code: done is rejected, and the next login works", async () => {
  const page = await trappable();
  const device = await page.lwa.device();
  const end = page.watch(device.done);
  await dies(page);
  await page.clock.idle();
  failed(page, end.error, "internal_error");
  const next = await page.lwa.device();
  page.amazon.decide(next.userCode);
  await page.clock.pass(5000);
  assert.ok((await next.done).accessToken);
  assert.equal(page.amazon.count("token"), 1, "the dead one polls no more");
});

test("the instance dies while the vault works: nothing hangs", async () => {
  const page = await trappable({ settings: { persist: "local" } });
  page.browser.database.fault = "never";
  const login = await page.approved();
  await dies(page);
  await page.clock.pass(3000);
  assert.ok(login.value || login.error, "the login is settled");
  page.browser.database.fault = "";
  await alive(page);
});

test("the instance dies while it waits for an answer and holds a lock: its channels and locks go with it", async () => {
  const page = await trappable({ settings: { persist: "local" } });
  page.amazon.refreshing = true;
  await page.logIn();
  const { open } = page.browser.BroadcastChannel;
  page.amazon.instead.token = "hold";
  const renewal = page.watch(page.lwa.token({ minValidity: 3_600_001 }));
  const login = page.watch(page.window.lwaLogin({ interactive: "always" }));
  await page.clock.idle();
  await dies(page);
  await page.clock.idle();
  assert.ok(renewal.error && login.error);
  same(page.browser.BroadcastChannel.open, []);
  const lock = await page.browser.locks.request(`lwa.1.renew.${clientId}`, { ifAvailable: true }, (lock) => lock?.name);
  assert.ok(open.length > 0 && lock, "the lock is free at once");
  await alive(page);
});
