import { renderToString } from "react-dom/server";
import { app } from "./app.js";

process.stdout.write(renderToString(app({ clientId: "amzn1.application-oa2-client.f00" })));
