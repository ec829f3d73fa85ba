// A page that lives long: logins, refusals, closed windows, logouts, renewals, sleeps and reloads,
// over a network and a clock that fail in every way. What the page holds afterwards is what it held
// after its first login. LWA_SOAK=3000 does more, and prints the figures of docs/soak.md.

import test from "node:test";
import { alive, assert } from "./lib/check.mjs";
import { Browser, Page } from "./lib/page.mjs";

const acts = Number(process.env.LWA_SOAK ?? 120);

/** A small generator with a seed (mulberry32), so that a run can be repeated. */
function random(seed) {
  return (n) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}

/** What can go wrong with an answer, by what a person would call it. */
const faults = {
  reset: (request) => (request.fail(), "hold"),
  stall: () => "hold",
  "an error of the server": () => ({ status: 503, body: "busy", type: "text/plain" }),
  truncated: () => ({ body: '{"access_token":"Atza|', type: "application/json" }),
  "another length": () => ({ body: '{"user_id":"amzn1.account.A"} {"user_id":"amzn1.account.A"}', type: "application/json" }),
  "a captive portal": () => ({ body: "<html>Please sign in", type: "text/html" }),
  "slow, and endless": () => new Response(new ReadableStream({ start: (c) => c.enqueue(new TextEncoder().encode(" ")) }), { headers: { "Content-Type": "application/json" } }),
};
const endpoints = ["token", "tokeninfo", "profile"];

/** A page and what is done with it. `page` is the tab's present document. */
class Life {
  constructor(browser, page, pick) {
    Object.assign(this, { browser, page, pick, amazon: browser.amazon, clock: browser.clock, counts: {}, open: [] });
    this.amazon.refreshing = true;
  }

  call(promise) {
    const seen = this.page.watch(promise);
    this.open.push(seen);
    return seen;
  }

  /** Answers whatever window is open, or closes it. */
  async end(how) {
    const { page } = this;
    const popup = page.popup;
    if (popup && !popup.closed && popup.address) {
      if (how === "close") popup.close();
      else if (how === "refuse") await popup.answer(this.amazon.deny(popup.address));
      else await popup.approve();
    }
    await this.clock.pass(3000);
  }

  async settle() {
    await this.clock.pass(130_000); // every request, and each call's own time, is over by then
    if (this.page.popup && !this.page.popup.closed) this.page.popup.close();
    await this.clock.pass(600_000);
    for (const seen of this.open) assert.ok("value" in seen || "error" in seen, "every promise settles");
    this.open = [];
  }
}

const things = {
  async login(life) {
    life.call(life.page.window.lwaLogin({ interactive: "always" }));
    await life.end("approve");
  },
  async refusal(life) {
    life.call(life.page.window.lwaLogin({ interactive: "always" }));
    await life.end("refuse");
  },
  async "a closed window"(life) {
    life.call(life.page.window.lwaLogin({ interactive: "always" }));
    await life.end("close");
  },
  async "a login given up"(life) {
    const end = new AbortController();
    life.call(life.page.window.lwaLogin({ interactive: "always", signal: end.signal }));
    await life.clock.pass(life.pick(50));
    end.abort();
  },
  async renewal(life) {
    life.call(life.page.lwa.token({ minValidity: 4_000_000 }));
    await life.clock.pass(100);
  },
  async profile(life) {
    life.call(life.page.lwa.profile());
    await life.clock.pass(100);
  },
  async logout(life) {
    life.call(life.page.lwa.logout());
    await life.clock.pass(10);
  },
  async "a fault of the network"(life) {
    const names = Object.keys(faults);
    const fault = faults[names[life.pick(names.length)]];
    life.amazon.instead = { [endpoints[life.pick(3)]]: fault };
    life.call(life.page.window.lwaLogin({ interactive: "always" }));
    await life.end("approve");
    life.call(life.page.lwa.token());
    await life.clock.pass(40_000);
    life.amazon.instead = {};
  },
  async sleep(life) {
    life.clock.sleep(life.pick(8) * 3_600_000);
    await life.clock.pass(1000);
  },
  async "a clock that is set"(life) {
    life.clock.wall += (life.pick(2) ? 1 : -1) * life.pick(3_600_000);
    await life.clock.pass(1000);
  },
  async reload(life) {
    await life.settle();
    life.page.leave();
    life.page = await openWatched(life.browser, { tab: life.page, settings: { persist: "session" } });
    if (!life.page.memory) await life.page.lwa.token().catch(() => {}); // starts the wasm
  },
};

/** What a page holds. */
const held = (page) => ({
  listeners: ["message", "storage", "pagehide", "pageshow", "focus", "blur", "visibilitychange", "pointerdown", "keydown", "focusin", "pointerover"]
    .reduce((sum, type) => sum + page.listening(type), 0),
  timers: page.timers.size,
  "storage entries": Object.keys(page.session.entries).length + Object.keys(page.local.entries).length,
  "wasm memory, KiB": page.memory.buffer.byteLength / 1024,
});

/** A page whose timers and wasm memory can be looked at, and whose timers end with it. */
async function openWatched(browser, given) {
  const { clock } = browser;
  const timers = new Set();
  const page = new Page(browser, {
    ...given,
    globals: {
      setTimeout(f, ms, ...args) {
        const id = clock.setTimeout((...all) => (timers.delete(id), f(...all)), ms, ...args);
        timers.add(id);
        return id;
      },
      clearTimeout: (id) => (timers.delete(id), clock.clearTimeout(id)),
    },
  });
  const { WebAssembly } = page.window;
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (...all) => {
    const made = await instantiate(...all);
    page.memory = made.instance.exports.memory ?? made.instance.exports.mem;
    return made;
  };
  Object.assign(page, { timers, leave: () => timers.forEach(clock.clearTimeout) });
  browser.pages = [page];
  page.start();
  await clock.idle();
  return page;
}

test("a page holds after hours what it held after its first login", async (t) => {
  const browser = new Browser();
  const life = new Life(browser, await openWatched(browser, { settings: { persist: "session" } }), random(7636));
  for (const name of ["login", "logout", "login"]) await things[name](life);
  await life.settle();
  await life.page.logIn();
  const before = held(life.page);
  const names = Object.keys(things);
  const from = browser.clock.mono;
  for (let i = 0; i < acts; i++) {
    const name = names[life.pick(names.length)];
    life.counts[name] = (life.counts[name] ?? 0) + 1;
    await things[name](life);
    if (i % 20 === 19) await life.settle();
  }
  await life.settle();
  await alive(life.page);
  const after = held(life.page);
  if (process.env.LWA_SOAK) {
    t.diagnostic(`${acts} acts, ${Math.round((browser.clock.mono - from) / 3_600_000)} hours of the page's clock: ${JSON.stringify(life.counts)}`);
    t.diagnostic(`before ${JSON.stringify(before)}`);
    t.diagnostic(`after  ${JSON.stringify(after)}`);
    t.diagnostic(`promises open: ${life.open.length}; heap of Node, MiB: ${Math.round(process.memoryUsage().heapUsed / 2 ** 20)}`);
  }
  for (const name of ["listeners", "timers", "storage entries"]) assert.ok(after[name] <= before[name], `${name}: ${before[name]} before, ${after[name]} after`);
  assert.ok(after["wasm memory, KiB"] <= 2 * before["wasm memory, KiB"], "the memory of the wasm");
  assert.equal(life.page.console.length, 0, life.page.console.join("\n"));
});
