// A router for two pages. Any other does as well.

import { useSyncExternalStore } from "react";

function subscribe(notify: () => void): () => void {
  addEventListener("popstate", notify);
  return () => removeEventListener("popstate", notify);
}

export function usePath(): string {
  return useSyncExternalStore(subscribe, () => location.pathname);
}

export function go(path: string): void {
  history.pushState(null, "", path);
  dispatchEvent(new PopStateEvent("popstate"));
}
