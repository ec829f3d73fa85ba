// Everything a page with one button needs is in ui.js: read that file next.
import { start } from "./ui.js";

start();
