// A clock that stands still until a test moves it, and the timers that hang on it.

/**
 * Resolves after everything that is due now has run: promises, and what Node does in the background
 * for them.
 */
const turn = () => new Promise((resolve) => setImmediate(resolve));

export class Clock {
  mono = 1000;
  wall = Date.UTC(2026, 0, 1);
  #timers = new Map();
  #last = 0;
  #busy = 0;

  /** Counts a promise of the platform as work, so that idle() waits for it. */
  busy(promise) {
    this.#busy++;
    const over = () => void this.#busy--;
    promise.then(over, over);
    return promise;
  }

  /** Calls f in a later turn, as a browser dispatches an event. */
  later(f) {
    this.busy(turn()).then(f);
  }

  setTimeout = (f, ms = 0, ...args) => {
    const id = ++this.#last;
    this.#timers.set(id, { f, at: this.mono + Math.max(0, ms), args });
    if (!(ms > 0)) this.later(() => this.#fire(id)); // no time has to pass for this one
    return id;
  };

  clearTimeout = (id) => void this.#timers.delete(id);

  /** The delays of the timers that run, in milliseconds from now. */
  get waiting() {
    return [...this.#timers.values()].map(({ at }) => at - this.mono).sort((a, b) => a - b);
  }

  /** Waits until nothing more happens by itself. */
  async idle() {
    for (let quiet = 0; quiet < 4; quiet++) {
      await turn();
      if (this.#busy > 0) quiet = -1;
    }
  }

  /**
   * Lets time pass. Each timer runs at its own time, and what follows from it runs before the next.
   */
  async pass(ms) {
    await this.idle();
    const end = this.mono + ms;
    for (;;) {
      const [id, next] = [...this.#timers].reduce((a, b) => (!a || b[1].at < a[1].at ? b : a), undefined) ?? [];
      if (!next || next.at > end) break;
      this.#move(Math.max(0, next.at - this.mono));
      this.#fire(id);
      await this.idle();
    }
    this.#move(end - this.mono);
  }

  #fire(id) {
    const timer = this.#timers.get(id);
    this.#timers.delete(id);
    timer?.f(...timer.args);
  }

  /** Time passes and no timer runs: the machine sleeps. */
  sleep(ms) {
    this.#move(ms);
  }

  #move(ms) {
    this.mono += ms;
    this.wall += ms;
  }
}
