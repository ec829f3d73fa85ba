import { spawn, type ChildProcessByStdio } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { binary } from "./binary.js";

/** How the dev server is started. */
export interface StartOptions {
  /** The port of the demo site; the fake Amazon takes the next one. Default 0: free ports. */
  port?: number;
  /**
   * Addresses that logins may return to, letter by letter, such as
   * `http://localhost:5173/lwa/lwa-callback.html`.
   */
  redirectUris?: string[];
  /** Further flags of the command: `lwa-devserver -h` lists them. */
  flags?: string[];
  /** Receives what the server prints, line by line: each request to the fake Amazon. */
  log?: (line: string) => void;
}

/** Where a dev server is. */
export interface Addresses {
  /** The release of the dev server. */
  version: string;
  /** The demo site. */
  site: string;
  /** The fake Amazon. */
  amazon: string;
  /** The client id that the demo site uses. */
  clientId: string;
}

/** A dev server that this program started. */
export interface Running extends Addresses {
  /** Ends it, and returns once it is gone. */
  stop(): Promise<void>;
}

/**
 * Starts the command, and returns once both of its servers listen. It ends with this program at the
 * latest.
 */
export async function run(options: StartOptions = {}): Promise<Running> {
  const given = (options.redirectUris ?? []).flatMap((uri) => ["-redirect-uri", uri]);
  const flags = [
    "-json",
    "-exit-with-stdin",
    "-port",
    String(options.port ?? 0),
    ...given,
    ...(options.flags ?? []),
  ];
  const server = spawn(binary(), flags, { stdio: ["pipe", "pipe", "pipe"] });
  const gone = new Promise<void>((resolve) => server.once("close", () => resolve()));
  const addresses = await firstLine(server, options.log);
  const parts = [server, server.stdin, server.stdout, server.stderr] as unknown as {
    ref(): void;
    unref(): void;
  }[];
  for (const part of parts) part.unref(); // a program that forgets to stop the server ends all the same
  const stop = () => {
    for (const part of parts) part.ref();
    server.stdin.end();
    return gone;
  };
  return { ...addresses, stop };
}

/** What the server prints once it listens; or why it never did. */
function firstLine(
  server: ChildProcessByStdio<Writable, Readable, Readable>,
  log?: (line: string) => void,
): Promise<Addresses> {
  return new Promise((resolve, reject) => {
    const last: string[] = [];
    const complaints = createInterface(server.stderr);
    complaints.on("line", (line) => {
      if (last.push(line) > 20) last.shift();
      log?.(line);
    });
    complaints.once("close", () =>
      reject(new Error(last.join("\n") || "The dev server ended before it listened.")),
    );
    createInterface(server.stdout).once("line", (line) => resolve(JSON.parse(line) as Addresses));
    server.once("error", reject);
  });
}
