(ahead) => {
  const { setTimeout: later, clearTimeout: never, clearInterval: noMore, Date: RealDate, Promise } = globalThis;
  const mono = performance.now.bind(performance);
  const now = () => RealDate.now() + ahead;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, given, newTarget) => Reflect.construct(target, given.length ? given : [now()], newTarget),
    apply: () => new RealDate(now()).toString(),
    get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
  });
  const start = ahead; // performance.now() starts at 0 with each page
  performance.now = () => mono() + ahead - start;

  // What is due once is kept, so that it can come early; what repeats is left to the browser.
  const waiting = new Map();
  globalThis.setTimeout = (f, delay = 0, ...given) => {
    const run = () => {
      if (!waiting.delete(id)) return;
      if (typeof f === "function") f.apply(globalThis, given);
      else (0, eval)(String(f));
    };
    const id = later(run, delay);
    waiting.set(id, { due: mono() + ahead + (Number(delay) || 0), run });
    return id;
  };
  globalThis.clearTimeout = (id) => (waiting.delete(id), never(id));
  globalThis.clearInterval = (id) => (waiting.delete(id), noMore(id));

  // As after a sleep of the machine: each timer that became due comes once, in the order of their
  // times.
  const move = async (by) => {
    const end = mono() + ahead + by;
    const due = [...waiting].filter(([, timer]) => timer.due <= end).sort(([, a], [, b]) => a.due - b.due);
    for (const [id, timer] of due) {
      ahead += Math.max(0, timer.due - mono() - ahead);
      never(id);
      timer.run();
      await new Promise((done) => later(done)); // what it asked for at once
    }
    ahead += Math.max(0, end - mono() - ahead);
  };
  Object.defineProperty(globalThis, Symbol.for("browsertest clock"), { value: move });
}
