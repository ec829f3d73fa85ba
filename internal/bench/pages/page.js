// What every contestant's page runs once its library is there. window.contestant is {ready, login, logoutLocal} and, where
// a click is of no use at first, usable.
const { contestant } = window;
const bench = (window.bench = {});
const button = document.getElementById("login");
bench.outcome = new Promise((resolve, reject) => {
  bench.attach = () => button.addEventListener("click", (event) => {
    const take = (session) => resolve({ origin: performance.timeOrigin, clicked: event.timeStamp, settled: performance.now(), session: !!session });
    contestant.login().then(take, reject);
  });
});
bench.loaded = (async () => {
  if (contestant.usable) await contestant.usable;
  bench.attach();
  const usable = performance.now();
  await contestant.ready;
  return { usable, ready: performance.now() };
})();
