import { createApp } from "vue";
import { app, page } from "./app.js";
import { options } from "./src/options";

// Something else of the page knows who is logged in already.
const early = document.createElement("div");
const known = new Promise((done) => new MutationObserver(() => early.querySelector("button") && done()).observe(early, { childList: true, subtree: true }));
createApp(page(options)).mount(early);
await known;
app(options).mount("#root");
