#!/usr/bin/env node
// lwa-devserver: runs the dev server's command with the given flags until it ends.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { binary } from "./binary.js";

function main(): void {
  const server = spawn(binary(), process.argv.slice(2), { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => server.kill(signal));
  server.on("error", fail);
  server.on("exit", (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal!];
  });
}

function fail(error: Error): void {
  console.error(`lwa-devserver: ${error.message}`);
  process.exitCode = 1;
}

try {
  main();
} catch (error) {
  fail(error as Error);
}
