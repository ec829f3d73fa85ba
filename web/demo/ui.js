// What the demo pages have in common: buttons in, session or error out. lwa.js has run by now: its
// script tag is deferred and stands before this module, and both run in the order of the page.

const element = (id) => document.getElementById(id);

/**
 * Sets the text of an element, if this page has it. Always as text: no value of Amazon's is ever
 * HTML.
 */
function write(id, text) {
  const target = element(id);
  if (target) target.textContent = text;
}

/** One line for everybody, screen readers included. */
export function say(text) {
  write("status", text);
}

/** Shows or hides what belongs to one state: data-when="in" or data-when="out". */
function toggle(signedIn) {
  for (const part of document.querySelectorAll("[data-when]")) {
    part.hidden = (part.dataset.when === "in") !== signedIn;
  }
}

/** The time of day a session ends. Amazon may not say. */
function endOf(session) {
  if (session.expiresAt === null) return "Amazon did not say";
  const end = new Date(session.expiresAt);
  const minutes = Math.max(0, Math.round((end - Date.now()) / 60_000));
  return `${end.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })}, in ${minutes} min`;
}

/**
 * Fills in the person's details. Only what was asked for and granted is there. The token is never
 * shown.
 */
function fill({ profile, scope }, end) {
  write("name", profile.name ?? "not shared");
  write("email", profile.email ?? "not shared");
  write("postal-code", profile.postalCode ?? "not shared");
  write("user-id", profile.userId);
  write("scope", scope);
  write("expires", end);
}

/** Shows the present session, or that there is none, and keeps the keyboard where something is. */
function render() {
  const { session } = lwa;
  const focused = document.activeElement;
  if (session) fill(session, endOf(session));
  toggle(session !== null);
  // The button just pressed may be gone now: go on with what took its place.
  if (focused?.closest("[hidden]")) element(session ? "session-title" : "login")?.focus();
}

/** Takes the last error and question away. */
function clear() {
  say("");
  element("error").hidden = true;
  hideQuestion();
}

/** Shows an LwaError: what happened, what to do, and Amazon's own words if there are any. */
export function showError(error) {
  say("");
  if (error.code !== "interaction_in_progress") hideQuestion();
  write("error-code", error.code);
  write("error-message", error.message);
  for (const name of ["hint", "description"]) {
    write(`error-${name}`, error[name]);
    element(`error-${name}`).parentElement.hidden = !error[name];
  }
  element("error").hidden = false;
}

/** Logs in. Call it inside a click, before any await: only then may a page open a window. */
export function login(options) {
  clear();
  say("Waiting for Amazon…");
  return lwaLogin(options).then(
    (session) => say(`Logged in as ${session.profile.name ?? session.profile.userId}.`),
    showError,
  );
}

function hideQuestion() {
  const panel = element("unsure");
  if (!panel || panel.hidden) return;
  const focused = panel.contains(document.activeElement);
  panel.hidden = true;
  if (focused) element(lwa.session ? "session-title" : "login")?.focus();
}

/** Nobody can tell whether Amazon's window is still open: the person decides. */
function ask({ detail: unsure }) {
  const panel = element("unsure");
  if (!panel) return;
  say("");
  element("unsure-focus").onclick = () => unsure.focus();
  element("unsure-continue").onclick = () => unsure.continueHere();
  element("unsure-cancel").onclick = () => unsure.cancel();
  panel.hidden = false;
}

/** Listens to what happens to the session, here, by redirect or in another tab. */
function listen() {
  lwa.addEventListener("login", () => { clear(); render(); });
  lwa.addEventListener("logout", () => { clear(); render(); say("Logged out here. You are still signed in at Amazon itself."); });
  lwa.addEventListener("expired", () => { clear(); render(); say("Your login has expired. Please log in again."); });
  lwa.addEventListener("error", (event) => showError(event.detail));
  lwa.addEventListener("unsure", ask);
}

/**
 * Brings a page to life. Each element with data-login logs in, with what options() returns then.
 * Resolves once it is known who is logged in.
 */
export async function start(options = () => ({})) {
  for (const button of document.querySelectorAll("[data-login]")) {
    button.addEventListener("click", () => login(options()));
  }
  element("logout").addEventListener("click", () => lwa.logout().catch(showError));
  listen();
  await lwa.ready.catch(showError);
  render();
  document.documentElement.dataset.ready = "yes";
}
