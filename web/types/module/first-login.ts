import { lwa, lwaLogin } from "lwa-wasm";
lwa.configure({ clientId: "amzn1.application-oa2-client.…", redirectUri: "/lwa-callback.html" });
