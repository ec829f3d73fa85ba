import { createElement as h, StrictMode } from "react";
import { createRoot, hydrateRoot } from "react-dom/client";
import { app } from "./app.js";
import { options } from "./src/options";

// Something else of the page knows who is logged in already.
const early = document.createElement("div");
const known = new Promise((done) => new MutationObserver(() => early.querySelector("button") && done()).observe(early, { childList: true, subtree: true }));
createRoot(early).render(app(options));
await known;
hydrateRoot(document.getElementById("root"), h(StrictMode, null, app(options)));
