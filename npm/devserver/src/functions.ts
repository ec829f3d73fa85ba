import type { Amazon } from "./amazon.js";
import { ask } from "./control.js";
import { run, type StartOptions } from "./start.js";

/** A class of Amazon: the entries for browser libraries have one each that knows their pages. */
type Kind<A extends Amazon> = new (
  where: { url: string; clientId: string; site: string },
  end?: () => Promise<void>,
) => A;

/** The functions of an entry that make its kind of Amazon. */
export function functionsOf<A extends Amazon>(kind: Kind<A>) {
  return {
    start: async (options?: StartOptions): Promise<A> => {
      const server = await run(options);
      return new kind(
        { url: server.amazon, clientId: server.clientId, site: server.site },
        server.stop,
      );
    },
    connect: async (url = "http://127.0.0.1:8081"): Promise<A> => {
      const at = new URL(url).origin;
      const found = await ask<{ amazon: string; clientId: string; site?: string }>(at, "GET", "/");
      return new kind({ url: found.amazon, clientId: found.clientId, site: found.site ?? "" });
    },
  };
}
