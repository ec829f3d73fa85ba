// The component under test: the files of the build that LWA_BUILD names, and the bundles of single
// modules that the Go test package writes into LWA_MODULES.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import vm from "node:vm";

const folder = (name) => {
  const dir = process.env[name];
  if (!dir) throw new Error(`${name} is not set: run these tests with go test ./web/test`);
  return dir;
};

const scripts = new Map();

function scriptOf(file) {
  if (!scripts.has(file)) {
    const importModuleDynamically = (name) => import(new URL(name, pathToFileURL(file)));
    scripts.set(file, new vm.Script(readFileSync(file, "utf8"), { filename: file, importModuleDynamically }));
  }
  return scripts.get(file);
}

/** A script of the build: lwa-amazon.js, lwa.one.js. */
export const built = (name) => scriptOf(join(folder("LWA_BUILD"), name));

/**
 * lwa.js, for one page: what it imports runs in the page, too. `arrives` settles when a file has
 * been loaded.
 */
export function script(name, window, arrives, changed = (text) => text) {
  const load = async (url) => {
    const file = join(folder("LWA_BUILD"), new URL(url, "https://shop.example/lwa/").pathname.split("/").at(-1));
    if (!file.endsWith("lwa-run.js")) return import(pathToFileURL(file)); // lwa-trace.js wants nothing of the page
    const module = new vm.SourceTextModule(changed(source("lwa-run.js")), { context: window, identifier: url, importModuleDynamically: load });
    await module.link(() => {});
    await module.evaluate();
    return module;
  };
  const file = join(folder("LWA_BUILD"), name);
  return new vm.Script(source(name), { filename: file, importModuleDynamically: (url) => arrives(load(url), url) });
}

const texts = new Map();

/** The text of a file of the build. */
export function source(name) {
  if (!texts.has(name)) texts.set(name, readFileSync(join(folder("LWA_BUILD"), name), "utf8"));
  return texts.get(name);
}

/** A module of the shell as a script: its exports are the global "exported". */
export const bundled = (name) => scriptOf(join(folder("LWA_MODULES"), `${name}.js`));

const bytes = readFileSync(join(folder("LWA_BUILD"), "lwa.wasm"));

/** lwa.wasm, as a fetch delivers it. */
export const wasm = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);

/** What fetch gives for a file with these bytes. No Response, for that would copy them. */
export const file = (bytes = wasm, status = 200) => ({ raw: true, ok: status < 300, status, arrayBuffer: async () => bytes });

let module;
/**
 * The compiled lwa.wasm. Compiling takes longer than most tests, so all tests of a file share it.
 */
export const compiled = () => (module ??= WebAssembly.compile(wasm));

/**
 * A script of the build as a browser reads it that was told another encoding; undefined where it is
 * no script then.
 */
export function spoiled(name, encoding) {
  const text = new TextDecoder(encoding).decode(readFileSync(join(folder("LWA_BUILD"), name)));
  try {
    return new vm.Script(text, { filename: `${name} as ${encoding}` });
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
