// What must hold of every order (orders.mjs): after each step, and once everything is over.

import { assert } from "./check.mjs";
import { pass } from "./orders.mjs";

/** Storage entries that hold a secret while a redirect login is under way. */
const underWay = /^lwa\.1\.(login\.|answer$)/;

/** Milliseconds that no call outlasts: a login's ten minutes, and a device's code as long again. */
const longest = 1_260_000;

/** What holds after each step. */
export function now(world) {
  codesAreUsedOnce(world);
  for (const page of world.pages) {
    noLeak(world, page);
    const { session } = page.lwa;
    if (session) proven(world, session);
  }
  for (const { seen, name } of world.calls) errorsAreClean(world, seen.error, name);
}

/** No code and no verifier is in two token requests. */
function codesAreUsedOnce({ amazon }) {
  for (const name of ["code", "code_verifier"]) {
    const used = amazon.requests.filter(({ form }) => form.get("grant_type") === "authorization_code").map(({ form }) => form.get(name));
    assert.equal(new Set(used).size, used.length, `a ${name} was sent twice`);
  }
}

/**
 * The session's token is one that Amazon gave, for the person that the page is told of, and nobody
 * lied about it.
 */
function proven({ amazon, distrusted }, { accessToken, profile }) {
  assert.ok(!distrusted.has(accessToken), "a token that was not proven became a session");
  const granted = amazon.tokens.get(accessToken);
  assert.ok(granted, "the session's token is none of Amazon's");
  assert.equal(profile.userId, granted.person.user_id, "the session is of another person");
}

const secretsOf = ({ amazon }) => [...amazon.secrets, ...[...amazon.devices.values()].map(({ deviceCode }) => deviceCode)];

function noLeak(world, page) {
  const kept = (area) => JSON.stringify(Object.entries(area.entries).filter(([key]) => !(world.storageFailed && underWay.test(key)) && key !== "lwa.1.answer"));
  const places = {
    console: page.console.join("\n"), sessionStorage: kept(page.session), localStorage: kept(page.local), address: page.window.location.href,
    requests: page.fetched.map(({ url }) => url).join(" "), windows: page.popups.map(({ address }) => address).join(" "), went: page.gone.map(({ url }) => url).join(" "),
    cookies: page.cookies,
  };
  for (const [place, text] of Object.entries(places)) clean(world, text, place);
  for (const { type, detail } of page.events) if (type === "error") errorsAreClean(world, detail, "the event error");
}

function errorsAreClean(world, error, name) {
  if (error === undefined) return;
  const text = typeof error === "object" && error ? [error, error.message, error.hint, error.description, error.stack, error.cause, JSON.stringify(error)].map(String).join("\n") : String(error);
  clean(world, text, `what ${name} rejected with`);
}

function clean(world, text, place) {
  for (const secret of secretsOf(world)) assert.ok(!text.includes(secret), `${place} holds a secret`);
}

/**
 * What holds in the end, faults and held requests left as they are: each promise settles, and with
 * an error of ours.
 */
export async function end(world) {
  for (const part of [300_000, 330_000, longest - 630_000]) await pass(world.clock, part);
  for (const { name, seen, page } of world.calls) {
    assert.ok("value" in seen || "error" in seen, `${name} never settles`);
    if ("error" in seen && name !== "fetch") assert.ok(seen.error instanceof page.window.LwaError || seen.error?.name === "LwaError", `${name} rejected with ${seen.error}`);
  }
  now(world);
}

/** What a promise resolves with, which must not take longer than any call may. */
async function settled(page, name, promise) {
  const seen = page.watch(promise);
  await page.clock.idle();
  if (!("value" in seen || "error" in seen)) await pass(page.clock, longest);
  assert.ok("value" in seen || "error" in seen, `${name} never settles`);
  if ("error" in seen) throw seen.error;
  return seen.value;
}

/**
 * The page logs in as if nothing had been. A session that is renewed meanwhile asks for a token,
 * too.
 */
async function alive({ amazon }, page) {
  const redeemed = () => amazon.requests.filter(({ form }) => form.get("grant_type") === "authorization_code").length;
  const before = redeemed();
  const session = await settled(page, "the next login", page.logIn({}));
  assert.ok(session.accessToken, "the next login works");
  assert.equal(redeemed(), before + 1, "with one code");
  assert.ok(page.popups.every(({ closed }) => closed), "no window is left");
}

/** Once the faults are mended, each page logs in and out, and nothing is left of it all. */
export async function after(world) {
  const { amazon, browser, clock, pages } = world;
  Object.assign(browser.database, { fault: "" });
  Object.assign(browser, { online: true });
  browser.locks.refused = false;
  for (const page of pages) {
    Object.assign(page, { blocksPopups: false, focused: true, hidden: false });
    page.session.fault = page.local.fault = "";
    for (const popup of page.popups) popup.closed = true;
  }
  amazon.instead = {};
  for (const page of pages) {
    const settings = { clientId: page.settings.clientId, redirectUri: page.settings.redirectUri, persist: world.persist, mode: "popup" };
    await settled(page, "configure", page.lwa.configure(settings).catch(() => {}));
    await alive(world, page);
  }
  for (const page of pages) await settled(page, "logout", page.lwa.logout());
  await pass(clock, 3_700_000); // the timers of an instance that died fire, and find nobody
  now(world);
  for (const page of pages) {
    assert.equal(page.lwa.session, null, "a session is left");
    for (const [type, count] of Object.entries(page.listeningAll)) assert.ok(count <= (page.settled?.[type] ?? 2), `${count} listeners of ${type} are left`);
    for (const area of [page.session, page.local]) {
      assert.ok(area.keys.length <= 20, `${area.keys.length} entries are left in storage: ${area.keys}`);
      assert.deepEqual(area.keys.filter((key) => /^lwa\.1\.session/.test(key)), [], "a kept session is left");
    }
  }
  assert.ok(clock.waiting.length <= 2 * pages.length, `${clock.waiting.length} timers are left: ${clock.waiting}`);
  assert.ok(browser.BroadcastChannel.open.length <= pages.length, `${browser.BroadcastChannel.open.length} channels are left`);
}
