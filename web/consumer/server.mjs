// The package on a server: importing it does no harm, and every call says where it belongs.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

void globalThis.Request; // Node defines a symbol of its own when this is first read
const before = Reflect.ownKeys(globalThis);
const { lwa, lwaLogin, LwaError, ...rest } = await import("lwa-wasm");
assert.deepEqual(Reflect.ownKeys(globalThis), before, "no globals");
assert.deepEqual(rest, {}, "no other exports");
const device = await import("lwa-wasm/device");
assert.deepEqual(Object.keys(device).sort(), ["LwaDevice", "qr"]);
assert.deepEqual(Reflect.ownKeys(globalThis), before, "no globals of the element's either");

assert.equal(await lwa.ready, null);
assert.equal(lwa.session, null);
const calls = { lwaLogin, login: () => lwa.login(), token: () => lwa.token(), profile: () => lwa.profile(), logout: () => lwa.logout(), configure: () => lwa.configure({}) };
for (const [name, call] of Object.entries(calls)) {
  await assert.rejects(call(), (error) => error instanceof LwaError && error.code === "non_browser_environment", name);
}

// What is packed is what is named, without the compressed forms; what is exported is there, under
// its name.
const file = (subpath) => fileURLToPath(import.meta.resolve(`lwa-wasm/${subpath}`));
const { version, exports, files } = JSON.parse(readFileSync(file("package.json"), "utf8"));
assert.equal(lwa.version, version);
assert.deepEqual(readdirSync(dirname(file("package.json"))).sort(), [...files, "README.md", "package.json"].sort());
const loaded = Object.keys(exports).filter((subpath) => exports[subpath] === subpath);
assert.ok(loaded.includes("./lwa.wasm") && loaded.includes("./lwa-callback.html"));
for (const subpath of loaded) assert.ok(existsSync(file(subpath.slice(2))), subpath);
