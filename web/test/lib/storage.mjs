// Storage areas, broadcast channels and the database of keys, as pages of one origin share them.

export class Storage {
  #entries;
  #changed;
  /** "full" or "closed" makes writing, or everything, throw. */
  fault = "";

  constructor(entries = new Map(), changed = () => {}) {
    this.#entries = entries;
    this.#changed = changed;
  }

  get #all() {
    if (this.fault === "closed") throw new DOMException("The storage is closed.", "SecurityError");
    return this.#entries;
  }

  get length() {
    return this.#all.size;
  }

  key(i) {
    return [...this.#all.keys()][i] ?? null;
  }

  getItem(key) {
    return this.#all.get(String(key)) ?? null;
  }

  setItem(key, value) {
    if (this.fault === "full") throw new DOMException("The quota is exceeded.", "QuotaExceededError");
    this.#all.set(String(key), String(value));
    this.#changed(String(key));
  }

  removeItem(key) {
    if (this.#all.delete(String(key))) this.#changed(String(key));
  }

  clear() {
    for (const key of [...this.#all.keys()]) this.removeItem(key);
  }

  /** What is in it, for assertions. */
  get entries() {
    return Object.fromEntries(this.#entries);
  }

  get keys() {
    return [...this.#entries.keys()];
  }

  /** The entries themselves: a tab keeps them from page to page. */
  get shared() {
    return this.#entries;
  }
}

/** The class BroadcastChannel of one browser. */
export function channels(clock) {
  const open = new Set();
  return class BroadcastChannel {
    onmessage = null;

    constructor(name) {
      this.name = name;
      open.add(this);
    }

    postMessage(data) {
      for (const other of open) {
        if (other !== this && other.name === this.name) clock.later(() => open.has(other) && other.onmessage?.({ isTrusted: true, data }));
      }
    }

    close() {
      open.delete(this);
    }

    static get open() {
      return [...open].map(({ name }) => name);
    }
  };
}

/** As much of IndexedDB as vault.ts asks for. `fault` is "never" (no event comes) or "error". */
export class Database {
  fault = "";
  keys = new Map();
  #clock;

  constructor(clock) {
    this.#clock = clock;
  }

  open() {
    const opening = {};
    this.#soon(() => {
      opening.result = { createObjectStore() {}, transaction: () => this.#transaction(), close() {} };
      opening.onupgradeneeded?.();
      opening.onsuccess();
    }, () => opening.onerror(new Error("no database")));
    return opening;
  }

  #soon(then, otherwise = () => {}) {
    if (this.fault === "never") return;
    this.#clock.later(this.fault === "error" ? otherwise : then);
  }

  #transaction() {
    const { keys } = this;
    const transaction = { abort: () => this.#clock.later(() => transaction.onabort?.(new Error("aborted"))) };
    const request = (result) => {
      const asked = { result: undefined };
      this.#soon(() => {
        asked.result = result();
        asked.onsuccess?.();
        this.#clock.later(() => transaction.oncomplete?.());
      });
      return asked;
    };
    transaction.objectStore = () => ({
      transaction,
      get: (name) => request(() => keys.get(name)),
      add: (value, name) => void (keys.has(name) || keys.set(name, value)),
      delete: (name) => request(() => void keys.delete(name)),
    });
    return transaction;
  }
}
