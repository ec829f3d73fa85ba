// navigator.locks, as the tabs of one browser share them.

export class Locks {
  /** Has every request rejected, as where the browser forbids locks. */
  refused = false;
  #held = new Map();
  #waiting = [];
  #clock;

  constructor(clock) {
    this.#clock = clock;
  }

  request(name, options, f) {
    if (typeof options === "function") [options, f] = [{}, options];
    if (this.refused) return Promise.reject(new DOMException("no", "SecurityError"));
    return new Promise((resolve, reject) => {
      const wish = { name, f, resolve, reject };
      if (options.steal) {
        this.#held.get(name)?.reject(new DOMException("Lock broken by another request", "AbortError"));
        this.#held.delete(name);
        this.#waiting.unshift(wish);
      } else if (options.ifAvailable && this.#held.has(name)) {
        this.#clock.later(() => this.#call(wish, null));
        return;
      } else {
        this.#waiting.push(wish);
        options.signal?.addEventListener("abort", () => {
          if (!this.#waiting.includes(wish)) return;
          this.#waiting.splice(this.#waiting.indexOf(wish), 1);
          reject(options.signal.reason);
        });
      }
      this.#grant();
    });
  }

  #grant() {
    for (const wish of [...this.#waiting]) {
      if (this.#held.has(wish.name)) continue;
      this.#waiting.splice(this.#waiting.indexOf(wish), 1);
      this.#held.set(wish.name, wish);
      this.#clock.later(() => this.#call(wish, { name: wish.name }));
    }
  }

  async #call(wish, lock) {
    try {
      wish.resolve(await wish.f(lock));
    } catch (error) {
      wish.reject(error);
    }
    if (this.#held.get(wish.name) !== wish) return;
    this.#held.delete(wish.name);
    this.#grant();
  }
}
