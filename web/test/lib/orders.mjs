// Orders: a browser with some pages in which anything happens in any order. A step is a name and a
// number; the number decides what the step does to the world as it finds it, so that a list of
// steps still means something when some are left out. What must hold of every order is in
// invariants.mjs.

import { randomBytes } from "node:crypto";
import { hanako, refused, zoe } from "./amazon.mjs";
import { Browser, callback } from "./page.mjs";
import { trappable } from "./trap.mjs";

/** A random source that gives the same numbers for the same seed (mulberry32). */
export function random(seed) {
  const next = () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
  return { number: next, below: (n) => next() % n, one: (list) => list[next() % list.length], chance: (percent) => next() % 100 < percent };
}

export class World {
  browser = new Browser();
  /** Every promise that a page was given: `{ page, name, seen }`. */
  calls = [];
  controllers = [];
  answers = [];
  devices = [];
  held = [];
  /** Tokens that no page may be given: tokeninfo or the profile did not agree. */
  distrusted = new Set();
  published = new Set();
  /** A storage that failed may have kept what should have been removed. */
  storageFailed = false;

  static async start(seed) {
    const world = new World();
    const r = random(seed ^ 0x5bd1e995);
    world.persist = r.one(["memory", "session", "local"]);
    world.amazon.refreshing = r.chance(60);
    await world.open(r);
    return world;
  }

  get amazon() {
    return this.browser.amazon;
  }

  get clock() {
    return this.browser.clock;
  }

  get pages() {
    return this.browser.pages;
  }

  async open(r, tab) {
    const settings = { persist: this.persist, mode: r.one(["popup", "popup", "auto", "redirect"]), ...(r.chance(30) && { start: r.one(["eager", "intent"]) }) };
    const page = await trappable({ browser: this.browser, tab, settings });
    page.baseline = page.listeningAll;
    this.add(page, "ready", () => page.lwa.ready);
    return page;
  }

  /** Makes a call of the API. It must not throw, and what it promises must come to an end. */
  add(page, name, make) {
    let promise;
    try {
      promise = make();
    } catch (error) {
      throw new Error(`${name} threw ${error?.stack ?? error}`);
    }
    if (typeof promise?.then !== "function") throw new Error(`${name} gave no promise`);
    const seen = {};
    this.calls.push({ page, name, seen });
    promise.then(
      (value) => {
        seen.value = value === undefined ? null : value;
        if (name === "device") this.#watchDevice(page, value);
      },
      (error) => void (seen.error = error),
    );
  }

  #watchDevice(page, device) {
    this.devices.push(device);
    this.add(page, "device.done", () => device.done);
  }

  async run([name, number]) {
    const r = random(number);
    const page = r.one(this.pages);
    await steps[name].call(this, page, r);
    await this.clock.idle();
    this.#note();
  }

  #note() {
    for (const { lwa } of this.pages) if (lwa.session) this.published.add(lwa.session.accessToken);
  }
}

const hostile = [
  undefined, null, 0, NaN, -1, 1e300, true, "", "x", "?", "?code=a", "?state=", "\u0000", "ok", "logout", [], {}, [[]], Symbol("s"), 10n, () => {}, new Date(0), new Map(),
  new Proxy({}, { get() { throw new Error("a trap"); } }), { get then() { throw new Error("a trap"); } }, "x".repeat(70_000), Object.create(null), new ArrayBuffer(8),
];

const times = [0, 1, 99, 500, 1000, 3000, 5000, 29_000, 61_000, 300_000, 600_001, 1_800_000, 3_599_000, 3_700_000];

const faults = {
  hold(world) {
    return (request) => (world.held.push(request), "hold");
  },
  fail: () => (request) => (request.fail(), "hold"),
  lost: (world) => (request) => (world.amazon.regular(request), request.fail(), "hold"),
  500: () => ({ status: 500 }),
  429: () => ({ status: 429, headers: { "retry-after": "7" } }),
  html: () => ({ body: "<html>", type: "text/html" }),
  broken: () => ({ body: '{"access_token":' }),
  empty: () => ({ body: "{}" }),
  huge: () => ({ body: `{"x":"${"x".repeat(100_000)}"}` }),
  invalid_grant: () => refused("invalid_grant"),
  ServerError: () => refused("ServerError", 500),
};

/**
 * The token that a request for tokeninfo or the profile is about becomes one that nobody may get,
 * unless a page has it.
 */
function lie(world, endpoint, members) {
  return (request) => {
    const token = request.headers["x-amz-access-token"] ?? new URL(request.url).searchParams.get("access_token");
    if (!world.published.has(token)) world.distrusted.add(token);
    return { body: JSON.stringify({ ...JSON.parse(world.amazon.regular(request).body), ...members }) };
  };
}

const someSignal = (world, r) => {
  if (!r.chance(25)) return {};
  const controller = new AbortController();
  world.controllers.push(controller);
  return { signal: controller.signal };
};

const someTimeout = (r) => (r.chance(20) ? { timeout: r.one([1, 1000, 30_000, 120_000]) } : {});

/** What can happen. Each is called with the world as `this`, a page, and a random source. */
export const steps = {
  login(page, r) {
    const options = {
      ...(r.chance(50) && { interactive: r.one(["auto", "always", "never"]) }), ...(r.chance(40) && { mode: r.one(["popup", "auto", "redirect"]) }),
      ...(r.chance(10) && { handOver: true }), ...(r.chance(10) && { scope: "profile postal_code" }), ...(r.chance(15) && { state: "the page's own" }),
      ...someSignal(this, r), ...someTimeout(r),
    };
    this.add(page, "login", () => page.window.lwaLogin(options));
  },
  /** The person signs in and agrees at once. */
  async signIn(page, r) {
    this.add(page, "login", () => page.window.lwaLogin({ interactive: "always", mode: "popup", ...someSignal(this, r) }));
    await this.clock.idle();
    await steps.answer.call(this, page, r, page.popup);
  },
  token(page, r) {
    const options = { ...(r.chance(50) && { minValidity: r.one([0, 60_000, 3_600_001]) }), ...(r.chance(20) && { interactive: true }), ...someSignal(this, r), ...someTimeout(r) };
    this.add(page, "token", () => page.lwa.token(options));
  },
  profile(page, r) {
    this.add(page, "profile", () => page.lwa.profile({ ...someSignal(this, r), ...someTimeout(r) }));
  },
  logout(page) {
    this.add(page, "logout", () => page.lwa.logout());
  },
  fetch(page, r) {
    this.add(page, "fetch", () => page.lwa.fetch(r.one(["https://api.amazon.com/user/profile", "/elsewhere", "https://evil.example/"])));
  },
  device(page, r) {
    this.add(page, "device", () => page.lwa.device({ ...someSignal(this, r) }));
  },
  deviceCancel(_page, r) {
    if (this.devices.length) r.one(this.devices).cancel();
  },
  deviceDecide(_page, r) {
    const codes = [...this.amazon.devices.keys()];
    if (codes.length) this.amazon.decide(r.one(codes), r.one(["granted", "granted", "access_denied", "expired_token", "slow_down", "pending"]));
  },
  configure(page, r) {
    this.add(page, "configure", () => page.lwa.configure({ clientId: page.settings.clientId, redirectUri: callback, persist: this.persist, mode: r.one(["popup", "auto", "redirect"]) }));
  },
  arguments(page, r) {
    const value = r.one(hostile);
    const how = r.one(["lwaLogin", "token", "profile", "device", "fetch", "configure"]);
    if (how === "configure" && value && typeof value === "object") return; // a page that takes its own settings away
    this.add(page, how, () => (how === "lwaLogin" ? page.window.lwaLogin(value) : page.lwa[how](value)));
  },
  abort(_page, r) {
    if (this.controllers.length) r.one(this.controllers).abort();
  },
  async answer(page, r, popup = page.popups.length && r.one(page.popups)) {
    if (!popup || popup.closed || !popup.address) return;
    const text = r.chance(80) ? this.amazon.approve(popup.address) : this.amazon.deny(popup.address);
    this.answers.push(text);
    await tell(popup, text, r);
  },
  async replay(page, r) {
    const popup = page.popups.length && r.one(page.popups);
    if (popup?.address && this.answers.length) await tell(popup, r.one(this.answers), r);
  },
  async stray(page, r) {
    const popup = page.popups.length && r.one(page.popups);
    if (!popup?.address) return;
    const state = popup.asked.get("state");
    const code = "ANcodeOfAnAttacker" + randomBytes(4).toString("hex");
    await tell(popup, r.one([
      `?code=${code}`, `?code=${code}&state=${state.slice(1)}`, `?code=${code}&state=${state}`, `#code=${code}&state=${state}`, `?code=${code}&code=x&state=${state}`,
      `?error=access_denied&state=${state}x`, `?code=${code}&state=${state}&access_token=Atza|x`, `?code=${code}&state=${state}&iss=https://evil.example`, "", "ok", "?%zz",
    ]), r);
  },
  close(page, r) {
    const popup = page.popups.length && r.one(page.popups);
    if (popup) popup.closed = true;
  },
  unsure(page, r) {
    const detail = page.events.findLast(({ type }) => type === "unsure")?.detail;
    if (detail) detail[r.one(["focus", "continueHere", "cancel"])]();
  },
  message(page, r) {
    page.dispatch("message", { isTrusted: r.chance(70), origin: r.one([page.window.location.origin, "https://evil.example", "null", ""]), data: r.one(hostile), source: r.one([null, {}, page.popup ?? null]) });
  },
  channel(page, r) {
    const name = r.one([...page.browser.BroadcastChannel.open, "lwa.1.x"]);
    const channel = new page.browser.BroadcastChannel(name);
    channel.postMessage(r.one(hostile));
    channel.close();
  },
  storageEvent(page, r) {
    page.dispatch(r.one(["storage", "lwa.1"]), { isTrusted: true, key: r.one([...page.local.keys, null, "", "lwa.1.x", {}]), detail: r.one([...page.session.keys, null, 10n, "x"]) });
  },
  storageEdit(page, r) {
    const area = r.one([page.session, page.local]);
    if (area.fault || !area.keys.length) return;
    const key = r.one(area.keys);
    if (r.chance(40)) area.removeItem(key);
    else area.setItem(key, r.one(["", "{}", "null", '{"__proto__":{}}', "x".repeat(1000), area.getItem(key).slice(1)]));
  },
  storageFault(page, r) {
    const fault = r.one(["", "", "full", "closed", "forbidden"]);
    if (fault) this.storageFailed = true;
    r.one([page.session, page.local]).fault = fault;
  },
  databaseFault(_page, r) {
    this.browser.database.fault = r.one(["", "", "never", "error"]);
  },
  locksRefused(_page, r) {
    this.browser.locks.refused = r.chance(30);
  },
  offline(_page, r) {
    this.browser.online = r.chance(60);
  },
  blocked(page, r) {
    page.blocksPopups = r.chance(40);
  },
  fault(_page, r) {
    const endpoint = r.one(["token", "tokeninfo", "profile", "codepair"]);
    this.amazon.instead[endpoint] = faults[r.one(Object.keys(faults))](this);
  },
  lie(_page, r) {
    const [endpoint, members] = r.one([["tokeninfo", { aud: "another client" }], ["tokeninfo", { user_id: "amzn1.account.OTHER" }], ["profile", { user_id: "amzn1.account.ANOTHER" }]]);
    this.amazon.instead[endpoint] = lie(this, endpoint, members);
  },
  mend() {
    this.amazon.instead = {};
  },
  release(_page, r) {
    const request = this.held.length && this.held.splice(r.below(this.held.length), 1)[0];
    if (!request || request.aborted) return;
    if (r.chance(70)) request.answer(this.amazon.regular(request));
    else request.fail();
  },
  person() {
    this.amazon.person = this.amazon.person === zoe ? hanako : zoe;
  },
  async pass(_page, r) {
    await pass(this.clock, r.one(times));
  },
  sleep(_page, r) {
    this.clock.sleep(r.one(times));
  },
  setClock(_page, r) {
    this.clock.wall += r.one([-1, 1]) * r.one(times);
  },
  focus(page, r) {
    page.focused = r.chance(50);
    page.dispatch(page.focused ? "focus" : "blur", { isTrusted: true });
  },
  hide(page, r) {
    page.hidden = r.chance(50);
    page.dispatch("visibilitychange", { isTrusted: true });
  },
  press(page, r) {
    page.dispatch(r.one(["pointerdown", "keydown"]), { isTrusted: true });
  },
  cache(page, r) {
    page.dispatch("pagehide", { isTrusted: true, persisted: true });
    if (r.chance(50)) this.clock.sleep(r.one(times));
    page.dispatch("pageshow", { isTrusted: true, persisted: true });
  },
  async crash(page) {
    page.trap = true;
    this.add(page, "token", () => page.lwa.token());
    await this.clock.idle();
    page.trap = false;
  },
  async another(_page, r) {
    if (this.pages.length < 3) await this.open(r);
  },
  async reload(page, r) {
    leave(this, page);
    const { url } = page.gone.at(-1) ?? {};
    if (url?.includes("/ap/oa") && !page.session.fault) {
      const text = r.chance(80) ? this.amazon.approve(url) : this.amazon.deny(url);
      this.answers.push(text);
      page.session.setItem("lwa.1.answer", text);
    }
    await this.open(r, page);
  },
  async leave(page) {
    if (this.pages.length > 1) leave(this, page);
  },
};

/** Time passes: its first and its last seconds timer by timer, what lies between in a sleep. */
export async function pass(clock, ms) {
  const awake = Math.min(ms, 10_000);
  await clock.pass(awake);
  if (ms <= 2 * awake) return clock.pass(ms - awake);
  clock.sleep(ms - 2 * awake);
  await clock.pass(awake);
}

/** The callback page in that window hands over an answer, one way or the other. */
async function tell(popup, text, r) {
  await popup.answer(text, { how: r.one(["message", "channel"]) });
  popup.channel?.close();
  delete popup.channel;
}

/** A page goes for good, and with it whatever it was promised. */
function leave(world, page) {
  page.dispatch("pagehide", { isTrusted: true, persisted: false });
  page.trap = true; // nothing of it runs any more
  void page.lwa.session;
  world.pages.splice(world.pages.indexOf(page), 1);
  world.calls = world.calls.filter((call) => call.page !== page);
}

const weights = { login: 4, signIn: 6, answer: 5, token: 4, pass: 4, release: 3, fault: 2, lie: 2, mend: 3, logout: 2, reload: 3 };

const names = Object.keys(steps).flatMap((name) => Array(weights[name] ?? 1).fill(name));

/** The steps of a seed. */
export function order(seed, length = 40) {
  const r = random(seed);
  return Array.from({ length }, () => [r.one(names), r.number()]);
}
