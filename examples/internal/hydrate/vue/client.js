import { app } from "./app.js";
import { options } from "./src/options";

app(options).mount("#root");
