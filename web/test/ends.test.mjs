// Calls that end early: the caller gives up, the time is over, the window goes, the wasm does not
// come.

import test from "node:test";
import { alive, assert, failed, noLeak, rejected } from "./lib/check.mjs";
import { Browser } from "./lib/page.mjs";
import { dies, trappable } from "./lib/trap.mjs";
import { file } from "./lib/build.mjs";

/** A page whose wasm comes when `come()` is called. */
async function early(given) {
  let asked;
  const page = await new Browser().open({ get: (request) => (asked = request), settings: { start: "eager" }, ...given });
  return { page, come: async (answer = file()) => (asked.answer(answer), page.clock.idle()), asked: () => asked };
}

/** Replaces the digest of a verifier, and leaves that of lwa.wasm alone. */
const sha256 = (f) => (algorithm) => (algorithm === "SHA-256" ? f() : undefined);

/** The two ways to end a call, by its options, and what has to happen then. */
const ends = {
  aborted: () => {
    const end = new AbortController();
    return { options: { signal: end.signal }, act: () => end.abort(new Error("enough")) };
  },
  timed_out: (page) => ({ options: { timeout: 5000 }, act: () => page.clock.pass(5000) }),
};

test("a signal that is aborted already ends every call before it does anything", async () => {
  const page = await new Browser().open();
  for (const call of ["login", "token", "profile", "device"]) {
    const error = await rejected(page, page.lwa[call]({ signal: AbortSignal.abort("my reason") }), "aborted", call);
    assert.equal(error.cause, "my reason");
  }
  assert.equal(page.opens, undefined);
  assert.equal(page.amazon.requests.length, 0);
  await alive(page);
});

for (const code of Object.keys(ends)) {
  test(`calls that end while the wasm is loading: ${code}`, async () => {
    const { page, come } = await early();
    const { options, act } = ends[code](page);
    const calls = [page.watch(page.window.lwaLogin(options)), ...["token", "profile"].map((name) => page.watch(page.lwa[name](options))),
      page.watch(page.window.lwaLogin({ interactive: "never", ...options })), page.watch(page.lwa.device(options))];
    assert.equal(page.popups.length, 1, "the click opened the window at once");
    await act();
    await page.clock.idle();
    for (const call of calls) failed(page, call.error, code);
    assert.ok(page.popup.closed && !page.popup.address);
    await come();
    assert.equal(page.amazon.requests.length, 0, "what was given up is not begun");
    await alive(page);
  });

  test(`calls that end while the browser's digest does not answer: ${code}`, async () => {
    const page = await new Browser().open({ crypto: { digest: sha256(() => new Promise(() => {})) } });
    const { options, act } = ends[code](page);
    const login = await page.begin(options);
    await act();
    await page.clock.idle();
    failed(page, login.error, code);
    assert.ok(page.popup.closed && !page.popup.address);
  });

  test(`a login that ends while the person is at Amazon: ${code}`, async () => {
    const page = await new Browser().open();
    const { options, act } = ends[code](page);
    const login = await page.begin(options);
    const late = page.amazon.approve(page.popup.address);
    await act();
    await page.clock.idle();
    failed(page, login.error, code);
    assert.ok(page.popup.closed);
    await page.popup.answer(late);
    assert.equal(page.amazon.requests.length, 0, "an answer that comes late is nobody's");
    assert.deepEqual(page.types, []);
    await alive(page);
    noLeak(page);
  });

  test(`a profile that is given up leaves the session alone: ${code}`, async () => {
    const page = await new Browser().open();
    const session = await page.logIn();
    page.amazon.instead.profile = "hold";
    const { options, act } = ends[code](page);
    const call = page.watch(page.lwa.profile(options));
    await page.clock.idle();
    await act();
    await page.clock.idle();
    failed(page, call.error, code);
    assert.ok(page.amazon.last("profile").aborted);
    page.amazon.instead = {};
    assert.equal(await page.lwa.token(), session.accessToken);
    assert.ok(await page.lwa.profile());
    assert.deepEqual(page.types, ["login"]);
  });
}

const gone = () => new Response("", { status: 404 });

/** The ways in which a login ends while its window is open. */
const endings = {
  ...ends,
  "Amazon says no": (page) => ({ act: () => page.popup.answer(page.amazon.deny(page.popup.address)) }),
  "the instance dies": (page) => ({ act: () => dies(page) }),
  "the wasm does not come": (_, come) => ({ act: async () => (await come(gone()), await come(gone())) }),
};

test("PO-21 a window that misses its close(), since it goes over to another site just then, is closed all the same", async (t) => {
  for (const [name, ending] of Object.entries(endings)) {
    for (const ms of [0, 30, 150, 900]) {
      await t.test(`PO-21 ${name}: ${ms} ms later`, async () => {
        const absent = name === "the wasm does not come";
        const { page, come } = absent ? await early() : { page: await trappable() };
        const { options, act } = ending(page, come);
        const login = page.watch(page.window.lwaLogin(options));
        await page.clock.idle();
        page.popup.goesOver = ms;
        await act();
        await page.clock.pass(1500);
        assert.ok(login.error);
        assert.equal(page.popup.goesOver, undefined, "it was closed once");
        assert.ok(page.popup.closed);
      });
    }
  }
});

test("PO-20 a second login is refused while the first is under way, and opens no window", async (t) => {
  for (const loading of [true, false]) {
    await t.test(loading ? "PO-20 the wasm is loading" : "PO-20 the wasm runs", async () => {
      const { page, come } = await early();
      if (!loading) await come();
      const first = page.watch(page.window.lwaLogin());
      const second = page.watch(page.window.lwaLogin());
      if (loading) await come();
      await page.clock.idle();
      failed(page, second.error, "interaction_in_progress");
      assert.equal(page.popups.length, 1);
      assert.ok(page.popup.focused > 0 || loading);
      await page.popup.approve();
      assert.ok(first.value);
      assert.equal(page.amazon.count("token"), 1);
    });
  }
});

test("a variable of the page that has the name of a window's member is not that member, and may have no value", async () => {
  for (const script of ["const parent = null", "const parent = null.parentNode"]) {
    const page = await new Browser().open();
    try {
      page.run(script);
    } catch {
      // the page's own fault: from now on, to read that variable throws
    }
    const login = await page.begin();
    await page.clock.idle();
    assert.deepEqual(login, {}, script);
    assert.equal(page.popup.closed, false, script);
    await page.popup.approve();
    await page.clock.idle();
    assert.ok(login.value, script);
  }
});

test("PO-14 a window that is refused ends the login in the mode popup, and redirects in the mode auto", async (t) => {
  for (const loading of [true, false]) {
    await t.test(loading ? "PO-14 the wasm is loading" : "PO-14 the wasm runs", async () => {
      const { page, come } = await early();
      if (!loading) await come();
      page.blocksPopups = true;
      const login = page.watch(page.window.lwaLogin());
      const auto = page.watch(page.window.lwaLogin({ mode: "auto", state: "mine" }));
      if (loading) await come();
      await page.clock.idle();
      failed(page, login.error, "popup_window_error");
      assert.equal(auto.error, undefined);
      assert.equal(page.gone.length, 1);
      assert.match(page.gone[0].url, /^https:\/\/www\.amazon\.com\/ap\/oa\?/);
      assert.equal(page.session.keys.filter((key) => key.startsWith("lwa.1.login.")).length, 1);
    });
  }
});

test("the window is closed while the wasm is loading", async () => {
  const { page, come } = await early();
  const login = page.watch(page.window.lwaLogin());
  page.popup.close();
  await come();
  failed(page, login.error, "user_cancelled");
  assert.equal(page.popup.address, "");
  await alive(page);
});

test("the wasm is not there: the login is rejected, its window goes, and the next click works", async () => {
  const { page, come, asked } = await early();
  const login = page.watch(page.window.lwaLogin());
  await come(gone());
  await come(gone());
  const { hint } = failed(page, login.error, "network_error");
  assert.ok(hint.includes(asked().url), hint);
  assert.ok(page.popup.closed);
  const next = page.watch(page.window.lwaLogin());
  await page.clock.idle();
  await come();
  await page.popup.approve();
  assert.ok(next.value);
});

test("a login that is denied, at Amazon", async () => {
  const page = await new Browser().open();
  const login = await page.begin();
  await page.popup.answer(page.amazon.deny(page.popup.address));
  assert.equal(failed(page, login.error, "access_denied").description, "Because.");
  assert.ok(page.popup.closed);
  await alive(page);
});

test("PK-06 without secure random numbers, or with ones that repeat, no login begins", async (t) => {
  for (const [name, getRandomValues] of Object.entries({
    "PK-06 none": () => { throw new Error("none"); },
    "PK-06 always the same": (array) => array.fill(7),
  })) {
    await t.test(name, async () => {
      const page = await new Browser().open({ crypto: { getRandomValues } });
      const login = page.watch(page.window.lwaLogin());
      await page.clock.idle();
      failed(page, login.error, "crypto_nonexistent");
      assert.ok(page.popups.every((popup) => popup.closed && !popup.address));
      assert.equal(page.amazon.requests.length, 0);
    });
  }
});

test("PK-06 a digest that fails or lies ends the login", async (t) => {
  for (const [name, digest] of Object.entries({
    "PK-06 it throws": async () => { throw new Error("no"); }, "PK-06 it is short": async () => new ArrayBuffer(31), "PK-06 it is nothing": async () => undefined,
  })) {
    await t.test(name, async () => {
      const page = await new Browser().open({ crypto: { digest: sha256(digest) } });
      const login = await page.begin();
      failed(page, login.error, "crypto_nonexistent");
      assert.ok(page.popup.closed && !page.popup.address);
      delete page.crypto.digest;
      await alive(page);
    });
  }
});

test("what a page that cannot log in says, before anything is opened", async (t) => {
  for (const [name, globals, code, words] of [
    ["PK-11 no secure context", { isSecureContext: false }, "invalid_configuration", /https/],
    ["PK-11 a test DOM", { isSecureContext: undefined }, "non_browser_environment", /Test DOMs/],
    ["PK-11 no cryptography", { crypto: undefined }, "crypto_nonexistent", /./],
    ["PO-03 no origin", { origin: "null" }, "invalid_configuration", /allow-same-origin/],
  ]) {
    await t.test(name, async () => {
      const page = await new Browser().open({ globals });
      for (const call of ["login", "token", "profile", "device"]) {
        const { hint } = await rejected(page, page.lwa[call](), code, call);
        assert.match(hint, words);
      }
      assert.equal(page.opens, undefined);
      assert.equal(page.fetched.length, 0, "the wasm is not even fetched");
    });
  }
});
