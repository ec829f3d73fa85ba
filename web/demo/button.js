// The page of the button: the playground, with the fake Amazon of this site.

import { play } from "./playground.js";

const { clientId, provider } = document.querySelector("script[data-provider]").dataset;

await play({ component: window.lwa, tag: { "client-id": clientId, provider }, load: () => import("/lwa/lwa-login.js") });
document.documentElement.dataset.ready = "yes";
