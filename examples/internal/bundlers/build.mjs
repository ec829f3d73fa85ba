// build.mjs NAME: bundles app/ into out/, or serves it and says where, as the bundler does it without any configuration of ours.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
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
const pack = (name) => async () => {
  const { default: compiler } = await import(name);
  page(plain);
  await new Promise((done, failed) =>
    compiler({ mode: "production", entry, performance: false, output: { path: out, filename: "main.js" } }, (error, stats) => {
      if (error || stats.hasErrors() || stats.hasWarnings()) failed(error ?? new Error(stats.toString()));
      else done();
    }));
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

const ways = {
  vite8: vite("vite"),
  vite7: vite("vite7"),
  "vite8-dev": viteDev("vite"),
  "vite7-dev": viteDev("vite7"),
  webpack: pack("webpack"),
  rspack: pack("@rspack/core"),
  "rollup-es": rollup("es"),
  "rollup-iife": rollup("iife"),
  "esbuild-esm": esbuild("esm"),
  "esbuild-iife": esbuild("iife"),
  async parcel() {
    const { Parcel } = await import("@parcel/core");
    await new Parcel({ entries: "app/index.html", defaultConfig: "@parcel/config-default", mode: "production", defaultTargetOptions: { distDir: out } }).run();
  },
};
await ways[process.argv[2]]();
