// A television: four arrows, Enter and Back. <lwa-device> logs people in; this page shows who they
// are. The login is kept (data-persist="local" on the script tag), so that nobody has to fetch
// their phone every evening.

const device = document.querySelector("lwa-device");
const element = (id) => document.getElementById(id);

/** Shows who is there, and gives the remote control something to press. */
function show() {
  const { session } = lwa;
  element("name").textContent = session?.profile.name ?? "you";
  for (const part of document.querySelectorAll("[data-when]")) {
    part.hidden = (part.dataset.when === "in") !== (session !== null);
  }
  (session ? element("logout") : device).focus();
}

/** Up and down on the page. Within the element, the arrows are its own business. */
function move(event) {
  const step = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[event.key];
  if (!step || event.defaultPrevented) return;
  const stops = [element("demos"), device, element("logout")].filter((stop) => !stop.closest("[hidden]"));
  event.preventDefault();
  stops[stops.indexOf(document.activeElement) + step]?.focus();
}

/** An optional file: pages without a television do without it. */
await import("/lwa/lwa-device.js").catch(() => { element("missing").hidden = false; });

addEventListener("keydown", move);
element("logout").addEventListener("click", () => lwa.logout());
lwa.addEventListener("login", show);
for (const type of ["logout", "expired"]) {
  lwa.addEventListener(type, () => { device.cancel(); show(); });
}
await lwa.ready.catch(() => null); // without it, the button of the element says what is wrong
show();
document.documentElement.dataset.ready = "yes";
