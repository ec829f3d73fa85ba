import { renderToString } from "vue/server-renderer";
import { app } from "./app.js";

process.stdout.write(await renderToString(app({ clientId: "amzn1.application-oa2-client.f00" })));
