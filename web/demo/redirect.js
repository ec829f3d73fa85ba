import { start } from "./ui.js";

/** Adds a line to the list of what happened. */
function note(text) {
  const line = document.createElement("li");
  line.textContent = text;
  document.getElementById("events").append(line);
}

function showAddress() {
  const own = location.search + location.hash;
  document.getElementById("address").textContent = own || "(no query, no fragment)";
}

showAddress();
addEventListener("hashchange", showAddress);

// Two ways to learn of a redirect login. The event comes only for a new login …
lwa.addEventListener("login", (event) => {
  note(`Event “login”, with the state “${event.detail.state}”.`);
});

// … and ready always settles: with the session, with null when nobody is logged in, or with what
// went wrong.
lwa.ready.then(
  (session) => note(session ? "lwa.ready gave a session." : "lwa.ready gave null: nobody is logged in."),
  (error) => note(`lwa.ready failed with ${error.code}.`),
);

// The state stays in this browser and comes back with the session.
start(() => ({ mode: "redirect", state: "basket-7" }));
