// The playground of a page: the demo's own, with Amazon played in the page, and the course of the
// login as it happens.

import { play } from "./playground.js";

const { root } = document.documentElement.dataset;
const course = document.getElementById("course");
let begun = 0;

/** Marks where the login is, with the time since the click. */
function mark(item) {
  if (!item || item.hasAttribute("aria-current")) return;
  for (const other of course.children) other.removeAttribute("aria-current");
  item.setAttribute("aria-current", "step");
  if (begun) item.dataset.time = `${Math.round(performance.now() - begun)} ms`;
}

function follow(element) {
  for (const item of course.children) delete item.dataset.time;
  begun = 0;
  const look = () => {
    const { state } = element;
    if ((state === "window-open" || state === "busy") && !begun) begun = performance.now();
    if (state === "signed-in") mark(course.querySelector("[data-event=answer]"));
    mark([...course.children].find((item) => item.dataset.states?.split(" ").includes(state)));
  };
  new MutationObserver(look).observe(element, { attributes: true, attributeFilter: ["state"] });
  look();
}

await play({ always: { "demo-anywhere": "" }, load: () => import(new URL(`${root}lwa/lwa-login.js`, document.baseURI)), shown: follow });
