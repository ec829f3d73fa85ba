import { createElement as h, StrictMode } from "react";
import { hydrateRoot } from "react-dom/client";
import { app } from "./app.js";
import { options } from "./src/options";

hydrateRoot(document.getElementById("root"), h(StrictMode, null, app(options)));
