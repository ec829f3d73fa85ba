import type { BrowserContext, Page, Route } from "@playwright/test";
import { ControlError } from "./control.js";
import { functionsOf } from "./functions.js";
import { AmazonWithPages } from "./windows.js";

export * from "./index.js";
export type { SignInOptions } from "./windows.js";

/** Amazon's own addresses: the page that a login opens, and the API. */
const loginPage =
  /^https:\/\/(www\.amazon\.com|eu\.account\.amazon\.com|apac\.account\.amazon\.com)\/ap\/oa\b/;
const api = /^https:\/\/api(\.sandbox)?\.amazon\.(com|co\.uk|co\.jp)\//;

/** The fake Amazon for tests with Playwright. */
export class PlaywrightAmazon extends AmazonWithPages<Page, Page> {
  /**
   * Has the fake Amazon answer what the pages of a browser context ask of Amazon itself, so that a
   * site can be tested as it is, with its own client id and without `provider`. What its logins
   * name, client id and return address, is registered, unless `register` is false. Start the dev
   * server with the flag `-no-iss`, since Amazon sends no `iss`; `test` does.
   */
  async intercept(context: BrowserContext, { register = true } = {}): Promise<void> {
    await context.route(loginPage, (route) => this.#toSignIn(route, register));
    await context.route(api, (route) => this.#toApi(route));
  }

  async #toSignIn(route: Route, register: boolean): Promise<void> {
    const { pathname, search, searchParams } = new URL(route.request().url());
    if (register)
      await this.#register(
        searchParams.get("client_id") ?? "",
        searchParams.get("redirect_uri") ?? "",
      );
    await route.fulfill({ status: 302, headers: { location: this.url + pathname + search } });
  }

  async #register(clientId: string, redirectUri: string): Promise<void> {
    try {
      const known = (await this.clients()).some((client) => client.clientId === clientId);
      if (known) await this.addRedirectUris([redirectUri], clientId);
      else await this.setClient(clientId, { redirectUris: [redirectUri], device: true });
    } catch (error) {
      if (!(error instanceof ControlError)) throw error; // what cannot be registered, the fake Amazon's page says better
    }
  }

  async #toApi(route: Route): Promise<void> {
    const { pathname, search } = new URL(route.request().url());
    try {
      await route.fulfill({
        response: await route.fetch({
          url: this.url + pathname + search,
          maxRedirects: 0,
          timeout: 0,
        }),
      });
    } catch {
      await route.abort("connectionreset").catch(() => {}); // a fault of the fake Amazon, or the page is gone
    }
  }

  protected override async windows(page: Page): Promise<Page[]> {
    const opened: Page[] = [];
    for (const other of page.context().pages()) {
      if ((await other.opener()) === page) opened.push(other);
    }
    return [page, ...opened];
  }

  protected override async address(page: Page): Promise<string> {
    return page.isClosed() ? "" : page.url();
  }

  protected override async text(page: Page, selector: string): Promise<string | undefined> {
    const element = page.locator(selector).first();
    return (await element.isVisible())
      ? ((await element.textContent({ timeout: 1000 })) ?? "")
      : undefined;
  }

  protected override press(page: Page, selector: string): Promise<void> {
    return page.locator(selector).first().click({ timeout: 10_000 });
  }

  protected override shut(page: Page): Promise<void> {
    return page.close();
  }
}

const functions = functionsOf(PlaywrightAmazon);

/** Starts a dev server of this program's own, on free ports, and returns its fake Amazon. */
export const start = functions.start;

/** Finds the fake Amazon of a dev server that runs already. Default: `http://127.0.0.1:8081`. */
export const connect = functions.connect;
