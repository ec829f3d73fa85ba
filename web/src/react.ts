// lwa-react.js: the login of the page for React.
"use client";

import type { Options } from "lwa-wasm";
import { useInsertionEffect, useSyncExternalStore } from "react";
import { configure, login, logout, read, unknown, watch } from "./page-login";

/** On a server, and while its page is hydrated, nobody is logged in yet. */
const atFirst = () => unknown;

export const useLwa = () => ({ ...useSyncExternalStore(watch, read, atFirst), login, logout });

/** Configures ahead of every effect of its children, which may log in. */
export function LwaProvider({
  options,
  children,
}: {
  options?: Options;
  children?: unknown;
}): unknown {
  useInsertionEffect(() => configure(options));
  return children;
}
