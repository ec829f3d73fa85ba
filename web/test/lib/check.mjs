// Assertions about pages. Objects of a page have prototypes of its own, so they are compared as
// JSON has them.

import assert from "node:assert/strict";

export { assert };

const plain = (value) => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

/** Both are the same as JSON. */
export const same = (actual, expected, what) => assert.deepEqual(plain(actual), plain(expected), what);

/** The promise is rejected with an LwaError of that code, which is returned. */
export async function rejected(page, promise, code, what) {
  const error = await promise.then((value) => assert.fail(`${what ?? code}: resolved with ${JSON.stringify(value)}`), (e) => e);
  return failed(page, error, code, what);
}

/** That is an LwaError of that code, with words for people. */
export function failed(page, error, code, what) {
  assert.ok(error instanceof page.window.LwaError, `${what ?? code}: ${error}`);
  assert.equal(error.code, code, `${what ?? ""} ${error.message}`);
  assert.ok(error.message && error.hint, what);
  return error;
}

/** The page logs in as if nothing had been. */
export async function alive(page) {
  const { amazon } = page;
  Object.assign(amazon, { instead: {}, members: {} });
  const before = amazon.count("token");
  const session = await page.logIn({});
  assert.ok(session.accessToken, "the next login works");
  assert.equal(amazon.count("token"), before + 1, "with one token request");
  assert.ok(page.popups.every((popup) => popup.closed), "no window is left");
  return session;
}

/**
 * No code, verifier or token is in storage, on the console, in an error or in an address of the
 * site.
 */
export function noLeak(page, ...also) {
  const places = {
    console: page.console.join("\n"), session: JSON.stringify(page.session.entries), local: JSON.stringify(page.local.entries),
    address: page.window.location.href, fetched: page.fetched.map(({ url }) => url).join(" "),
    errors: page.events.filter(({ type }) => type === "error").map(({ detail }) => `${detail.message} ${detail.hint} ${detail.description} ${detail.stack}`).join(" "),
    windows: page.popups.map(({ address }) => address).join(" "),
  };
  for (const [place, text] of Object.entries(places)) {
    for (const secret of [...page.amazon.secrets, ...also]) assert.ok(!text.includes(secret), `${place} holds a secret`);
  }
}
