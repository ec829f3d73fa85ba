// Keeps what comes of logins: window.outcomes and window.events, shown in #outcome and #events with their number. It is run
// before the component and after it.
"use strict";
if (!window.bench) {
  // A busy machine takes seconds to open a database. Pages that keep a session wait for as long as that takes, and do not give
  // it up after 3 s as others do, unless that is what a test looks at.
  if (/persist=(session|local)/.test(location.search) && !window.impatient) {
    const later = setTimeout;
    window.setTimeout = (f, ms, ...given) => later(f, ms === 3000 && given[0] === null ? 30_000 : ms, ...given);
  }
  window.bench = { options: undefined, outcomes: [], errors: [], events: [], violations: [] };
  addEventListener("securitypolicyviolation", (e) => bench.violations.push(`${e.violatedDirective} ${e.blockedURI}`));
  const plain = (e) => (bench.errors.push(e), e instanceof LwaError
    ? { name: e.name, code: e.code, message: e.message, hint: e.hint, description: e.description, status: e.status }
    : { foreign: String(e) });
  const show = (id, list) => {
    const element = document.getElementById(id);
    element.textContent = JSON.stringify(list);
    element.dataset.count = String(list.length);
  };
  bench.keep = (promise) => promise.then((session) => ({ session }), (e) => ({ error: plain(e) })).then((outcome) => {
    bench.outcomes.push(outcome);
    show("outcome", bench.outcomes);
    return outcome;
  });
  bench.attach = () => {
    bench.attach = () => {};
    for (const type of ["login", "code", "logout", "expiring", "renewed", "expired", "accountchanged", "unsure", "error"]) {
      lwa.addEventListener(type, (e) => {
        if (type === "unsure") bench.unsure = e.detail;
        bench.events.push({ type, detail: type === "error" ? plain(e.detail) : type === "unsure" ? null : e.detail });
        show("events", bench.events);
      });
    }
    document.getElementById("go").addEventListener("click", () => bench.keep(lwaLogin(bench.options)));
    lwa.ready.then(
      (session) => (bench.ready = { session }),
      (e) => (bench.ready = { error: plain(e) }),
    ).then(() => (document.documentElement.dataset.ready = "yes"));
  };
  // As soon as the component's script has run: its wasm may come before the next script does, and have something to tell.
  document.addEventListener("load", () => window.lwa?.version && document.getElementById("go") && bench.attach(), true);
} else {
  bench.attach();
}
