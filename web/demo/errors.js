import { say, showError, start } from "./ui.js";

/**
 * Resolves once the last click no longer allows a page to open windows: five seconds in most
 * browsers.
 */
async function clickForgotten() {
  const pause = () => new Promise((done) => setTimeout(done, 250));
  for (let i = 0; i < 40 && navigator.userActivation?.isActive !== false; i++) await pause();
}

// Each case by the data-case of its button. What the page shows beside the button is what is called
// here.
const cases = {
  "region": () => lwaLogin({ region: "XX" }),
  "client-id": () => lwaLogin({ clientId: "" }),
  "option": () => lwaLogin({ client_id: "amzn1" }),
  "return-to": () => lwaLogin({ mode: "redirect", returnTo: "https://shop.example/" }),
  "scope": () => lwaLogin({ scope: "shoe_size" }),
  "timeout": () => lwaLogin({ timeout: 1 }),
  "abort": () => lwaLogin({ signal: AbortSignal.abort() }),
  "popup": () => clickForgotten().then(() => lwaLogin({ mode: "popup" })),
  "cancel": () => lwaLogin({ interactive: "always" }),
  "token": () => lwa.token(),
  "api": () => lwaLogin({ apiBase: "/no-such-path", interactive: "always" }),
};

for (const button of document.querySelectorAll("[data-case]")) {
  button.addEventListener("click", () => attempt(cases[button.dataset.case]));
}

/** Runs one case. A login that works after all is said to have worked. */
function attempt(run) {
  document.getElementById("error").hidden = true;
  say("Trying…");
  run().then(() => say("That worked: nothing to report."), showError);
}

start();
