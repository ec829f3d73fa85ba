// Serves the site, with the component from the npm package below /lwa/.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";

const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".wasm": "application/wasm" };

const server = createServer(async ({ url }, response) => {
  const { pathname } = new URL(url, "http://localhost");
  const path = pathname === "/" ? "/index.html" : pathname;
  const folder = path.startsWith("/lwa/") ? new URL("./node_modules/lwa-wasm/", import.meta.url) : new URL("./site/", import.meta.url);
  try {
    const body = await readFile(new URL(path.split("/").pop(), folder));
    response.writeHead(200, { "Content-Type": types[extname(path)] ?? "application/octet-stream" }).end(body);
  } catch {
    response.writeHead(404).end();
  }
});
server.listen(process.env.PORT ?? 3000, "localhost");
