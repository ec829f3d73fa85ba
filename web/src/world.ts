// Everything that lwa.wasm can reach: its global object. What belongs to one instance of it (enter,
// ready, settle …) is added in core.ts. What calls back later calls the instance that asked for it:
// another one knows nothing of its numbers.

import {
  AbortController,
  Array,
  clearTimeout,
  CustomEvent,
  Date,
  digest,
  hasFocus,
  is,
  mono,
  navigation,
  navigator,
  Object,
  ofDocument,
  performance,
  platformCrypto,
  Promise,
  random,
  setTimeout,
  storage,
  TextDecoder,
  TextEncoder,
  Uint8Array,
  w,
  wall,
} from "./platform";
import { closePopup } from "./popup";
import { request } from "./request";
import { type Answer, copyChanged, type Enter, type Platform, type World } from "./wire.gen";

/**
 * What gives back what an instance holds of the browser, if the instance can no longer do so: its
 * channels and locks, by name.
 */
export const ends: Record<string, () => void> = { __proto__: null as never };

const platform: Platform & Record<string, unknown> = {
  __proto__: null,
  // Go's glue and its runtime want these by name.
  Object,
  Array,
  Uint8Array,
  Date,
  TextEncoder,
  TextDecoder,
  crypto: platformCrypto,
  performance,

  navigator,
  origin: w.location?.origin,
  clearTimeout,
  hasFocus,
  visibility: () => ofDocument("visibilityState"),
  close: closePopup,
  is,
  mono,
  wall,

  /** Reads a property: Go's glue catches what a call throws, not what a getter does. */
  get: (object, name) => (object as Record<string, unknown>)[name],
  /** Calls back into Go once, after that many milliseconds. */
  after(name, id, ms) {
    const { enter } = world;
    return setTimeout(() => enter(name, id), ms);
  },
  /**
   * That many random octets, in an array of ours whatever the source returns. Undefined if the
   * source repeats itself.
   */
  random(n) {
    const octets = new Uint8Array(n);
    const next = new Uint8Array(n);
    random(octets);
    random(next);
    for (let i = 0; i < n; i++) if (octets[i] !== next[i]) return octets;
  },
  /** The SHA-256 digest of a text, or undefined if the browser computes none. */
  async digest(text) {
    const { enter } = world;
    let hash: Uint8Array | undefined;
    try {
      hash = new Uint8Array(await digest("SHA-256", new TextEncoder().encode(text)));
    } catch {
      // the wasm knows what that means
    }
    enter("digest", 0, hash);
  },
  request(id, method, url, body, token, ms) {
    const { enter } = world;
    return request({ method, url, body, token, ms }, (...[name, value]) =>
      enter(name as "answered", id, value as Answer),
    );
  },
  /**
   * A BroadcastChannel whose messages call in with that name, or undefined if the browser gives
   * none.
   */
  channel(channelName, name) {
    const { enter } = world;
    try {
      const channel = new w.BroadcastChannel(channelName);
      channel.onmessage = (event) => event.isTrusted && enter(name as "tabs", 0, event.data);
      ends[name] = () => channel.close(); // one channel of that name at a time
      return channel;
    } catch {
      return undefined;
    }
  },
  /**
   * Returns a value that anyone may have sent, if it is a string of at most `max` UTF-16 units.
   * Nothing else is passed to Go.
   */
  textOf: (value, max) => (typeof value === "string" && value.length <= max ? value : undefined),
  /**
   * Calls back once the lock is had, or after `ms`, when whoever has it is taken for asleep.
   * Returns what gives it back.
   */
  lock(name, ms, id) {
    const { enter } = world;
    const granted = () => enter("locked", id);
    const { locks } = navigator;
    if (!locks) return (setTimeout(granted), () => {});
    const waiting = new AbortController();
    let wanted = true;
    let release = () => {};
    let timer = setTimeout(() => {
      waiting.abort();
      locks.request(name, { steal: true }, hold(0)).catch(refused);
    }, ms);
    const goOn = (after: number) => {
      if (!wanted) return false;
      wanted = false;
      clearTimeout(timer);
      timer = setTimeout(granted, after);
      return true;
    };
    const hold = (after: number) => () =>
      goOn(after) ? new Promise<void>((resolve) => (release = resolve)) : undefined;
    const refused = () => void goOn(0); // goes on without the lock, unless it had it before
    const gone = () => {}; // the request was aborted
    locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (waiting.signal.aborted) return;
        if (lock) return hold(0)();
        // The tab that had the lock has changed the storage, and this page may see that change
        // late. So it waits for the change, for 500 ms at most.
        locks.request(name, { signal: waiting.signal }, hold(500)).catch(gone);
      })
      .catch(refused);
    return (ends[name] = () => ((wanted = false), clearTimeout(timer), waiting.abort(), release()));
  },
  /**
   * Leaves for `url`. Calls `stayed` of the wasm if something stops the navigation: “Stay” in a
   * dialog, the stop button, another navigation.
   */
  leave(url) {
    const { enter } = world;
    navigation?.addEventListener?.(
      "navigate",
      ({ destination, signal }) =>
        destination.url === url && signal.addEventListener("abort", () => enter("stayed", 0)),
      { once: true },
    );
    w.location.assign(url);
  },
  /**
   * Tells other copies of the component in this page that an entry changed: they get no storage
   * event for it.
   */
  changed: (key) => void w.dispatchEvent(new CustomEvent(copyChanged, { detail: key })),
  storage,
};

export const world = platform as unknown as World & { enter: Enter; origin: string };
