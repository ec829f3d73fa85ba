// Logins by code: when a device polls, what ends it, and what it shows.

import test from "node:test";
import { hanako, refused, zoe } from "./lib/amazon.mjs";
import { assert, failed, noLeak, rejected, same } from "./lib/check.mjs";
import { Browser } from "./lib/page.mjs";

/** A page that shows a code: `device`, what it was `told`, and what comes of `done`. */
async function television(options, page) {
  page ??= await new Browser().open({ settings: { redirectUri: undefined } });
  const device = await page.lwa.device(options);
  const told = [];
  for (const type of ["pending", "slowdown", "expired"]) device.addEventListener(type, () => told.push(type));
  return { page, device, told, end: page.watch(device.done), amazon: page.amazon, clock: page.clock };
}

const polls = (amazon) => amazon.count("token");

test("DV-11 the person agrees elsewhere, and the device code stays out of sight", async () => {
  const { page, device, told, end, amazon, clock } = await television();
  same(Reflect.ownKeys(device).filter((key) => typeof key === "string").sort(), ["cancel", "done", "expiresAt", "userCode", "verificationUri", "verificationUriWithCode"]);
  assert.ok(Object.isFrozen(device) && device instanceof EventTarget);
  assert.equal(device.verificationUri, "https://amazon.com/us/code");
  assert.equal(device.verificationUriWithCode, `https://amazon.com/us/code?cbl-code=${device.userCode}`);
  assert.equal(device.expiresAt, clock.wall + 600_000);
  await clock.pass(5000);
  same(told, ["pending"]);
  const { deviceCode } = amazon.devices.get(device.userCode);
  noLeak(page, deviceCode);
  amazon.decide(device.userCode);
  await clock.pass(5000);
  assert.equal(end.value.profile.userId, zoe.user_id);
  same(page.types, ["login"]);
  assert.equal(page.lwa.session.accessToken, end.value.accessToken);
  assert.equal(polls(amazon), 2);
  noLeak(page, deviceCode);
});

test("DV-01 DV-02 no poll comes before its time, not even the first; slow_down adds five seconds for good", async () => {
  const { told, amazon, clock } = await television();
  await clock.pass(4999);
  assert.equal(polls(amazon), 0);
  await clock.pass(1);
  assert.equal(polls(amazon), 1);
  await clock.pass(5000);
  assert.equal(polls(amazon), 2);
  amazon.instead.token = refused("slow_down");
  await clock.pass(5000);
  assert.ok(told.includes("slowdown"));
  amazon.instead = {};
  for (let i = 3; i < 6; i++) {
    assert.equal(polls(amazon), i);
    await clock.pass(9999);
    assert.equal(polls(amazon), i, "ten seconds from now on");
    await clock.pass(1);
  }
});

test("DV-01 where Amazon says no interval, it is five seconds", async () => {
  const browser = new Browser();
  browser.amazon.members.codepair = { interval: undefined };
  const { amazon, clock } = await television(undefined, await browser.open());
  await clock.pass(4999);
  assert.equal(polls(amazon), 0);
  await clock.pass(1);
  assert.equal(polls(amazon), 1);
});

test("DV-03 failures do not end it: it asks less and less often, and at the old pace once somebody answers", async (t) => {
  for (const [name, answer] of Object.entries({
    "DV-03 500": { status: 500 }, "DV-03 a captive portal": { body: "<html>", type: "text/html" }, "DV-03 no CORS": (r) => (r.fail(), "hold"),
    "DV-03 DV-06 ServerError": refused("ServerError"), "DV-03 offline": (r) => (r.fail(), "hold"),
  })) {
    await t.test(name, async () => {
      const { page, device, end, amazon, clock } = await television();
      page.browser.online = !name.includes("offline");
      amazon.instead.token = answer;
      await clock.pass(5000);
      assert.equal(polls(amazon), 1);
      await clock.pass(9999);
      assert.equal(polls(amazon), 1, "twice as long");
      await clock.pass(1);
      assert.equal(polls(amazon), 2);
      await clock.pass(20_000);
      assert.equal(polls(amazon), 3, "and twice as long again");
      await clock.pass(200_000);
      assert.ok(polls(amazon) >= 6, "but never longer than a minute");
      page.browser.online = true;
      amazon.instead = {};
      await clock.pass(60_000);
      const asked = polls(amazon);
      await clock.pass(15_000);
      assert.equal(polls(amazon), asked + 3, "back to the interval");
      assert.deepEqual(end, {});
      amazon.decide(device.userCode);
      await clock.pass(5000);
      assert.ok(end.value);
    });
  }
});

test("DV-04 DV-05 DV-06 what ends it: the time, a refusal, an error", async (t) => {
  for (const [name, code, verdict, told] of [
    ["DV-04 expired_token", "device_code_expired", "expired_token", "expired"],
    ["DV-04 invalid_code_pair", "device_code_expired", "invalid_code_pair", "expired"],
    ["DV-04 by the clock", "device_code_expired", "pending", "expired"],
    ["DV-05 refused", "access_denied", "access_denied", undefined],
    ["DV-06 unknown", "invalid_request", "invalid_request", undefined],
  ]) {
    await t.test(name, async () => {
      const given = await television();
      given.amazon.decide(given.device.userCode, verdict);
      await given.clock.pass(verdict === "pending" ? 600_000 : 5000);
      failed(given.page, given.end.error, code);
      same(given.told.filter((type) => type !== "pending"), told ? [told] : []);
      const asked = polls(given.amazon);
      await given.clock.pass(60_000);
      assert.equal(polls(given.amazon), asked, "nothing is polled after the end");
      assert.equal(given.amazon.count("codepair"), 1, "and no new code is asked for");
      assert.equal(given.page.lwa.session, null);
    });
  }
});

test("DV-10 DV-12 it is given up while a poll is under way, and what the poll brings is nobody's", async (t) => {
  const end = new AbortController();
  for (const [name, code, options, act] of [
    ["DV-10 cancel", "user_cancelled", {}, ({ device }) => device.cancel()], ["DV-10 the signal", "aborted", { signal: end.signal }, () => end.abort()],
    ["DV-10 the time", "timed_out", { timeout: 8000 }, ({ clock }) => clock.pass(3000)], ["DV-10 a logout", "aborted", {}, ({ page }) => page.lwa.logout()],
  ]) {
    await t.test(name, async () => {
      const given = await television(options);
      given.amazon.instead.token = "hold";
      await given.clock.pass(5000);
      given.amazon.decide(given.device.userCode);
      await act(given);
      await given.clock.idle();
      failed(given.page, given.end.error, code);
      const request = given.amazon.last("token");
      assert.ok(request.aborted, "the request is given up");
      request.answer(given.amazon.regular(request));
      given.device.cancel();
      await given.clock.pass(60_000);
      same(given.told, []);
      assert.equal(given.page.lwa.session, null);
      assert.equal(polls(given.amazon), 1);
    });
  }
});

test("DV-10 after a sleep there is one poll, and then they come by the clock", async () => {
  const { told, amazon, clock } = await television();
  await clock.pass(5000);
  clock.sleep(120_000);
  await clock.pass(0);
  assert.equal(polls(amazon), 2);
  await clock.pass(4999);
  assert.equal(polls(amazon), 2);
  await clock.pass(1);
  assert.equal(polls(amazon), 3);
  assert.ok(!told.includes("slowdown"));
});

test("it ends before a code came", async () => {
  const page = await new Browser().open();
  const end = new AbortController();
  page.amazon.instead.codepair = "hold";
  const call = page.watch(page.lwa.device({ signal: end.signal }));
  await page.clock.idle();
  end.abort();
  await page.clock.idle();
  failed(page, call.error, "aborted");
  assert.ok(page.amazon.last("codepair").aborted);
  for (const code of ["unauthorized_client", "invalid_request"]) {
    page.amazon.instead.codepair = refused(code);
    await rejected(page, page.lwa.device(), code);
  }
  assert.equal(polls(page.amazon), 0);
});

test("DV-13 two codes in one page are two logins", async () => {
  const first = await television({ scope: "profile postal_code" });
  const second = await television({ scope: "profile:user_id" }, first.page);
  const { amazon, clock, page } = first;
  assert.notEqual(first.device.userCode, second.device.userCode);
  amazon.decide(first.device.userCode, "access_denied");
  amazon.person = hanako;
  amazon.decide(second.device.userCode);
  await clock.pass(6000);
  failed(page, first.end.error, "access_denied");
  assert.equal(second.end.value.scope, "profile:user_id");
  same(second.end.value.profile, { userId: hanako.user_id });
});

test("DV-07 DV-08 DV-09 DV-15 what Amazon gives to be shown", async (t) => {
  const page = await new Browser().open();
  for (const [name, members] of Object.entries({
    "DV-08 javascript": { verification_uri: "javascript:alert(1)" }, "DV-08 data": { verification_uri: "data:text/html,x" },
    "DV-08 http": { verification_uri: "http://amazon.com/us/code" }, "DV-08 user name": { verification_uri: "https://amazon.com@evil.example/" },
    "DV-09 line break": { user_code: "A\nB" }, "DV-09 other direction": { user_code: "A\u202eB" }, "DV-09 too long": { user_code: "A".repeat(33) },
    "DV-07 negative life": { expires_in: -5 }, "DV-07 no life": { expires_in: 0 }, "DV-07 an interval that is none": { interval: "often" },
  })) {
    await t.test(name, async () => {
      page.amazon.members.codepair = members;
      await rejected(page, page.lwa.device(), "invalid_response");
    });
  }
  await t.test("DV-09 markup is text", async () => {
    page.amazon.members.codepair = { user_code: "<img src=x onerror=a>" };
    assert.equal((await page.lwa.device()).userCode, "<img src=x onerror=a>");
  });
  await t.test("DV-15 another host", async () => {
    page.amazon.members.codepair = { verification_uri_complete: "https://evil.example/us/code?x" };
    const device = await page.lwa.device();
    assert.equal(device.verificationUriWithCode, `https://amazon.com/us/code?cbl-code=${device.userCode}`);
  });
});

test("the session of a device is kept and renewed as any other", async () => {
  const browser = new Browser();
  browser.amazon.refreshing = true;
  const { page, device, end, amazon, clock } = await television({ scope: "profile postal_code", persist: "session" }, await browser.open());
  amazon.decide(device.userCode);
  await clock.pass(5000);
  assert.equal(end.value.profile.postalCode, zoe.postal_code);
  const next = await browser.open({ tab: page });
  same(await next.lwa.ready, end.value);
  assert.notEqual(await next.lwa.token({ minValidity: 86_400_000 }), end.value.accessToken);
});

test("a rejection of done that nobody takes is no error of the page", async () => {
  const complaints = [];
  const heard = (error) => complaints.push(error);
  process.on("unhandledRejection", heard);
  const page = await new Browser().open();
  (await page.lwa.device()).cancel();
  await page.clock.idle();
  process.off("unhandledRejection", heard);
  assert.deepEqual(complaints, []);
  const device = await page.lwa.device();
  device.cancel();
  await rejected(page, device.done, "user_cancelled");
});
