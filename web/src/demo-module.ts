// lwa-demo.js is lwa.js for design and first steps. lwa-demo.html plays Amazon in the browser:
// nothing is sent to a server, and the people are not real.

import { begin, lwa, lwaLogin, LwaError } from "./api";
import { showMark } from "./demo-mark";
import { admit, detour, page } from "./demo-popup";
import { serve } from "./demo-server";
import { fail } from "./errors";
import { fromAttributes, type Settings } from "./options";
import { isLoopback, isOwn } from "./origin";
import { world } from "./world";

const client = "amzn1.application-oa2-client.demo";

// A page may have elements named like members of document.
const querySelectorAll = globalThis.Document?.prototype.querySelectorAll;
const select = (selector: string) =>
  [...querySelectorAll.call(document, selector)] as HTMLScriptElement[];

/**
 * Returns why the demo must not run here. On other hosts than loopback, a tag of the page must
 * allow it.
 */
function refusal(): LwaError | undefined {
  if (typeof window === "undefined") return undefined; // on a server, the component itself rejects
  if (
    !isLoopback(location.hostname) &&
    !select("script[data-demo-anywhere], lwa-login[demo-anywhere]").length
  ) {
    return fail(
      "invalid_configuration",
      `The demo does not run on ${location.hostname}: anybody could log in as anybody.`,
      "Take lwa-demo.js away; on a site for trying things, say data-demo-anywhere on the script tag, or demo-anywhere on <lwa-login>.",
    );
  }
  if (!isOwn(new URL(page))) {
    return fail(
      "invalid_configuration",
      "lwa-demo.js comes from another origin.",
      "Put lwa-demo.js and lwa-demo.html on your own origin.",
    );
  }
}

/** Returns the options of a call, with the origin of the page as the provider. */
function local(options: unknown): Settings {
  const why = refusal();
  if (why) throw why;
  return options && typeof options === "object"
    ? { ...options, provider: location.origin }
    : (options as Settings); // the component rejects these
}

const real = { configure: lwa.configure, login: lwa.login, device: lwa.device, fetch: lwa.fetch };

Object.assign(lwa, {
  demo: true,
  configure(options: object) {
    try {
      return real.configure.call(lwa, local({ clientId: client, ...options }));
    } catch (error) {
      lwa.ready = Promise.reject(error);
      lwa.ready.catch(() => {}); // no page has to handle it
      return lwa.ready;
    }
  },
  // Without await: browsers open windows only in a click.
  login: (options: unknown = {}) => {
    try {
      return real.login.call(lwa, local(options));
    } catch (error) {
      return Promise.reject(error);
    }
  },
  device: async (options: unknown = {}) => real.device.call(lwa, local(options)),
  fetch: async (input: RequestInfo | URL, init?: RequestInit) =>
    serve(input, init, page, await lwa.token()) ?? real.fetch.call(lwa, input, init),
});

if (typeof window !== "undefined") {
  const { leave } = world;
  world.leave = (url: string) => (admit(), leave(detour(url)));
  const tags = select("script[src]").filter(({ src }) =>
    /\/lwa(-demo)?\.js$/.test(new URL(src, location.href).pathname),
  );
  const settings = Object.assign(
    {},
    ...tags.map(({ dataset: { provider: _, ...rest } }) => fromAttributes(rest)),
  );
  Object.assign(window, { lwa, lwaLogin, LwaError }); // a lwa.js of the page keeps them
  begin(import.meta.url, () => local({ clientId: client, ...settings }));
  if (!refusal()) showMark();
}

export { lwa, lwaLogin, LwaError };
