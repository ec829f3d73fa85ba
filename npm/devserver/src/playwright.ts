import { test as base } from "@playwright/test";
import {
  connect,
  start,
  type Client,
  type PlaywrightAmazon,
  type StartOptions,
} from "./playwright-core.js";

export { expect } from "@playwright/test";
export * from "./playwright-core.js";

/**
 * What the fixtures are told, by `use: { amazonOptions: { … } }` in the configuration or `test.use`
 * in a file.
 */
export interface AmazonOptions extends StartOptions {
  /**
   * Use the dev server that runs at this address of its fake Amazon, and start none: then let one
   * worker run at a time.
   */
  url?: string;
  /** Answer what pages ask of Amazon itself. Default true. */
  intercept?: boolean;
  /**
   * The only application that may log in, with its return addresses. Default: whatever a login
   * names is registered.
   */
  client?: Pick<Client, "clientId" | "redirectUris">;
}

/**
 * Playwright's `test` with the fixture `amazon`: a fake Amazon of this worker, as fresh for each
 * test.
 */
export const test = base.extend<
  { amazon: PlaywrightAmazon },
  { amazonOptions: AmazonOptions; amazonServer: PlaywrightAmazon }
>({
  amazonOptions: [{}, { scope: "worker", option: true }],

  amazonServer: [
    async ({ amazonOptions: { url, flags = [], ...options } }, use) => {
      const amazon = url
        ? await connect(url)
        : await start({ ...options, flags: ["-no-iss", ...flags] });
      await use(amazon);
      await amazon.stop();
    },
    { scope: "worker" },
  ],

  amazon: async (
    { amazonServer: amazon, amazonOptions: { intercept = true, client }, context },
    use,
    info,
  ) => {
    await amazon.reset();
    if (client) await amazon.setClient(client.clientId, { redirectUris: client.redirectUris });
    if (intercept) await amazon.intercept(context, { register: !client });
    await use(amazon);
    if (info.status !== info.expectedStatus) {
      await info.attach("what the fake Amazon was asked", {
        contentType: "application/json",
        body: JSON.stringify(await amazon.journal(), null, 2),
      });
    }
  },
});
