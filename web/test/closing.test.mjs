// The window of a login reads closed: the person closed it, or one of Amazon's pages cut its handle
// off. Who can tell?

import test from "node:test";
import { alive, assert, failed, same } from "./lib/check.mjs";
import { app, Browser } from "./lib/page.mjs";

async function atAmazon() {
  const page = await new Browser().open();
  return { page, clock: page.clock, login: await page.begin() };
}

/** The page loses the focus, or gets it back. */
async function focus(page, on) {
  page.focused = on;
  page.dispatch(on ? "focus" : "blur", { isTrusted: true });
  await page.clock.idle();
}

test("PO-13 without a sign of focus, a window that was looked at for long was closed by the person", async () => {
  const { page, clock, login } = await atAmazon();
  await clock.pass(5000);
  page.popup.close();
  await clock.pass(1200);
  assert.deepEqual(login, {}, "an answer may be on its way");
  await clock.pass(800);
  failed(page, login.error, "user_cancelled");
  same(page.types, []);
  assert.equal(page.listening("focus") + page.listening("blur") + page.listening("keydown") + page.listening("pointerdown") + page.listening("message"), 0);
  await alive(page);
});

test("PO-12 a handle that is gone as soon as the window is at Amazon proves nothing: the page is told, and the login goes on", async () => {
  const { page, clock, login } = await atAmazon();
  await clock.pass(300);
  page.popup.closed = true;
  await clock.pass(10_000);
  assert.deepEqual(login, {});
  same(page.types, ["unsure"]);
  await page.popup.answer(page.amazon.approve(page.popup.address), { how: "channel" });
  assert.ok(login.value);
});

test("PO-12 on a slow machine the same window has to be looked at for longer", async () => {
  const { page, clock, login } = await atAmazon();
  await clock.pass(200);
  clock.sleep(400); // the next look is late
  await clock.pass(1500);
  page.popup.closed = true;
  await clock.pass(10_000);
  assert.deepEqual(login, {});
  same(page.types, ["unsure"]);
});

test("PO-12 PO-13 with the focus elsewhere a handle that reads closed was cut off; once the focus is back, the window is gone", async () => {
  const { page, clock, login } = await atAmazon();
  await focus(page, false);
  await clock.pass(300);
  page.popup.closed = true;
  await clock.pass(60_000);
  assert.deepEqual(login, {}, "the person is in the window");
  same(page.types, []);
  await focus(page, true);
  await clock.pass(2000);
  failed(page, login.error, "user_cancelled");
  await alive(page);
});

test("PO-12 a key or a finger of the person says that they are back in the page, and a script's event does not", async () => {
  for (const type of ["pointerdown", "keydown"]) {
    const { page, clock, login } = await atAmazon();
    await focus(page, false);
    await clock.pass(300);
    page.popup.closed = true;
    await clock.pass(2000);
    page.dispatch(type, { isTrusted: false });
    await clock.pass(2000);
    same(page.types, [], type);
    page.dispatch(type, { isTrusted: true });
    await clock.pass(2000);
    same(page.types, ["unsure"], type);
    assert.deepEqual(login, {}, type);
  }
});

test("PO-12 PO-13 on a phone the page is hidden while the window shows: that is a sign of focus, too", async () => {
  const { page, clock, login } = await atAmazon();
  const hide = async (hidden) => {
    page.hidden = hidden;
    page.dispatch("visibilitychange", { isTrusted: true });
    await clock.idle();
  };
  await hide(true);
  await clock.pass(300);
  page.popup.closed = true;
  await clock.pass(60_000);
  assert.deepEqual(login, {}, "the person is in the window");
  same(page.types, []);
  await hide(false);
  await clock.pass(2000);
  failed(page, login.error, "user_cancelled");
});

test("an answer that comes within the grace after the window closed is the login's", async () => {
  const { page, clock, login } = await atAmazon();
  await clock.pass(5000);
  const answer = page.amazon.approve(page.popup.address);
  page.popup.close();
  await clock.pass(200);
  await page.popup.answer(answer, { how: "channel" });
  assert.ok(login.value);
});

test("the buttons of unsure: cancel ends the login, and those of an earlier one do nothing", async () => {
  const { page, clock, login } = await atAmazon();
  await clock.pass(300);
  page.popup.closed = true;
  await clock.pass(10_000);
  const [{ detail }] = page.events;
  same(Object.keys(detail).sort(), ["cancel", "continueHere", "focus"]);
  assert.ok(Object.isFrozen(detail));
  detail.cancel();
  await clock.idle();
  failed(page, login.error, "user_cancelled");
  const next = await page.begin();
  detail.cancel();
  await clock.idle();
  assert.deepEqual(next, {});
  await page.popup.approve();
  assert.ok(next.value);
});

test("PO-12 in a frame of another site a window that is cut off can bring nothing: the login ends, and says what to do", async (t) => {
  const frames = {
    "of another site": [["https://blog.example"], true],
    "of another host of that site, within another site": [["https://www.shop.example", "https://blog.example:444"], true],
    "of an origin that the browser hides": [["null"], false],
    "of another site, within the site itself": [["https://blog.example", app], false],
    "of an extension": [["chrome-extension://abcdefgh"], false],
    "of a look-alike": [["https://shop.example.evil.example"], true],
    "of another host of the site": [["https://www.shop.example:444"], false],
    "in a browser that does not tell": [undefined, false],
    "of the site itself": [[app], false],
  };
  for (const [name, [around, ends]] of Object.entries(frames)) {
    for (const away of [true, false]) {
      await t.test(`PO-12 ${name}, the person is ${away ? "there" : "anywhere"}`, async () => {
        const page = await new Browser().open({ around, globals: around ? {} : { top: {} } });
        const login = await page.begin();
        if (away) await focus(page, false);
        await page.clock.pass(300);
        page.popup.closed = true;
        await page.clock.pass(2000);
        if (!ends) {
          assert.deepEqual(login, {});
          same(page.types, away ? [] : ["unsure"]);
          return;
        }
        const { message, hint } = failed(page, login.error, "popup_window_error");
        assert.match(message + hint, /out of this frame's reach.*Log in from the top page/);
        same(page.types, []);
        await alive(page);
      });
    }
  }
});
