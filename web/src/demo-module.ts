// lwa-demo.js is lwa.js for design and first steps. lwa-demo.html plays Amazon in the browser: nothing is
// sent to a server, and the people are not real.

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

/** Why the demo does not run here. Only a tag of the page can allow it, never an address. */
function refusal(): LwaError | undefined {
  if (typeof window === "undefined") return undefined; // the component refuses by itself
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

/** The options of a call, whose provider is the page itself. */
function local(options: unknown): Settings {
  const why = refusal();
  if (why) throw why;
  return options && typeof options === "object"
    ? { ...options, provider: location.origin }
    : (options as Settings); // which the component refuses
}

const real = { configure: lwa.configure, login: lwa.login, device: lwa.device, fetch: lwa.fetch };

Object.assign(lwa, {
  demo: true,
  configure(options: object) {
    try {
      return real.configure.call(lwa, local({ clientId: client, ...options }));
    } catch (error) {
      lwa.ready = Promise.reject(error);
      lwa.ready.catch(() => {}); // nobody has to take it
      return lwa.ready;
    }
  },
  // Not by an async function: the window opens inside the click.
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
  Object.assign(window, { lwa, lwaLogin, LwaError }); // lwa.js, further down, leaves them alone
  begin(import.meta.url, () => local({ clientId: client, ...settings }));
  if (!refusal()) showMark();
}

export { lwa, lwaLogin, LwaError };
