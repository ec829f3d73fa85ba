// build.mjs NAME: bundles app/ into out/, or serves it and says where, as the bundler does it
// without any configuration of ours.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { resolve } from "node:path";

const out = resolve("out");
const entry = resolve("app/main.js");

/** The page, for bundlers that begin with a script. */
function page(change = (html) => html) {
  mkdirSync(out, { recursive: true });
  writeFileSync("out/index.html", change(readFileSync("app/index.html", "utf8")));
}
const plain = (html) => html.replace('type="module"', "defer");
const beside = () => copyFileSync("node_modules/lwa-wasm/lwa.wasm", "out/lwa.wasm");

const vite = (name) => async () => {
  const { build } = await import(name);
  await build({ root: "app", configFile: false, logLevel: "warn", build: { outDir: out, emptyOutDir: true } });
};
const viteDev = (name) => async () => {
  const { createServer } = await import(name);
  const server = await createServer({ root: "app", configFile: false, logLevel: "warn", server: { port: 0 } });
  await server.listen();
  server.printUrls();
  console.log(server.resolvedUrls.local[0]);
};
const packed = (mode) => ({ mode, entry, performance: false, output: { path: out, filename: "main.js" } });
const pack = (name) => async () => {
  const { default: compiler } = await import(name);
  page(plain);
  await new Promise((done, failed) =>
    compiler(packed("production"), (error, stats) => {
      if (error || stats.hasErrors() || stats.hasWarnings()) failed(error ?? new Error(stats.toString()));
      else done();
    }));
};
const packDev = (name, serverName, Server) => async () => {
  const [{ default: compiler }, server] = await Promise.all([import(name), import(serverName)]);
  page(plain);
  await new (Server(server))({ port: "auto", host: "localhost", static: out, open: false }, compiler(packed("development"))).start();
};
const rollup = (format) => async () => {
  const { rollup } = await import("rollup");
  const { nodeResolve } = await import("@rollup/plugin-node-resolve");
  const bundle = await rollup({ input: entry, plugins: [nodeResolve({ browser: true })] });
  await bundle.write({ file: "out/main.js", format, name: "site" });
  page(format === "es" ? undefined : plain);
  beside();
};
const esbuild = (format) => async () => {
  const { build } = await import("esbuild");
  await build({ entryPoints: [entry], bundle: true, minify: true, outfile: "out/main.js", format, logLevel: "error" });
  page(format === "esm" ? undefined : plain);
  beside();
};

/** A server that says where it is, on a port of its own choice. */
const say = (port) => console.log(`http://localhost:${port}/`);
const astro = (how) => async () => {
  const astro = await import("astro");
  const server = await astro[how]({ root: "astro", outDir: out, logLevel: "warn", devToolbar: { enabled: false }, server: { port: 0 } });
  if (server) say(server.address.port);
};

const ways = {
  vite8: vite("vite"),
  vite7: vite("vite7"),
  "vite8-dev": viteDev("vite"),
  "vite7-dev": viteDev("vite7"),
  webpack: pack("webpack"),
  rspack: pack("@rspack/core"),
  "webpack-dev": packDev("webpack", "webpack-dev-server", (m) => m.default),
  "rspack-dev": packDev("@rspack/core", "@rspack/dev-server", (m) => m.RspackDevServer),
  astro: astro("build"),
  "astro-dev": astro("dev"),
  "rollup-es": rollup("es"),
  "rollup-iife": rollup("iife"),
  "esbuild-esm": esbuild("esm"),
  "esbuild-iife": esbuild("iife"),
  async "esbuild-dev"() {
    const { context } = await import("esbuild");
    page();
    beside();
    const made = await context({ entryPoints: [entry], bundle: true, outfile: "out/main.js", format: "esm" });
    say((await made.serve({ servedir: out, port: 0 })).port);
  },
  async parcel() {
    await (await parcel({ mode: "production" })).run();
  },
  async "parcel-dev"() {
    const port = await free();
    const made = await parcel({ mode: "development", serveOptions: { port, host: "localhost" }, hmrOptions: null, shouldDisableCache: true });
    await made.watch((error, { type } = {}) => (type === "buildSuccess" ? say(port) : console.error(error)));
  },
};
async function parcel(options) {
  const { Parcel } = await import("@parcel/core");
  return new Parcel({ entries: "app/index.html", defaultConfig: "@parcel/config-default", defaultTargetOptions: { distDir: out }, ...options });
}
/** A port that nobody listens on. */
const free = () =>
  new Promise((found) => {
    const server = createServer().listen(0, "localhost", () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });

await ways[process.argv[2]]();
