// What every contestant's page runs once its library is there. window.contestant is {ready, login,
// logoutLocal}. Where a click is of no use at first, it has usable too, and where the library loads
// something later, rest.
const { contestant } = window;
const bench = (window.bench = {});
const button = document.getElementById("login");
const received = () => performance.getEntries().reduce((sum, entry) => sum + (entry.encodedBodySize ?? 0), 0);
bench.outcome = new Promise((resolve, reject) => {
  bench.attach = () => button.addEventListener("click", (event) => {
    const take = (session) => resolve({ origin: performance.timeOrigin, clicked: event.timeStamp, settled: performance.now(), session: !!session });
    contestant.login().then(take, reject);
  });
});
bench.loaded = (async () => {
  if (contestant.usable) await contestant.usable;
  bench.attach();
  const usable = performance.now(), bytes = received();
  await contestant.ready;
  return { usable, bytes, ready: performance.now() };
})();
// Settles when the page has loaded whatever it loads of itself, and has nothing to do.
bench.rest = async () => {
  await bench.loaded;
  if (document.readyState !== "complete") await new Promise((resolve) => addEventListener("load", resolve, { once: true }));
  await contestant.rest?.();
  for (let i = 0; i < 2; i++) await new Promise((resolve) => requestIdleCallback(resolve));
};
// The first paint, in milliseconds since the navigation began, and how far the layout shifted
// since.
bench.painted = async () => ({
  paint: (await first({ type: "paint" }, (entry) => entry.name === "first-contentful-paint")).startTime,
  shift: await shifted(),
});
bench.arrived = (file) => first({ type: "resource" }, (entry) => entry.name.endsWith(file));

// The first entry of a kind that has been there or will come.
function first(kind, wanted) {
  return new Promise((resolve) => {
    new PerformanceObserver((list, observer) => {
      const entry = list.getEntries().find(wanted);
      if (!entry) return;
      observer.disconnect();
      resolve(entry);
    }).observe({ ...kind, buffered: true });
  });
}

// Observers hear of past shifts in a task of their own, so an empty list means none after two
// frames.
async function shifted() {
  let sum = 0;
  const observer = new PerformanceObserver((list) => list.getEntries().forEach((entry) => (sum += entry.value)));
  observer.observe({ type: "layout-shift", buffered: true });
  for (let i = 0; i < 2; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
  observer.takeRecords().forEach((entry) => (sum += entry.value));
  return sum;
}
