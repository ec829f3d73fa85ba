import { Amazon } from "./amazon.js";

/** How a person signs in. */
export interface SignInOptions {
  /** Optional scopes that the person unticks, such as `["postal_code"]`. */
  without?: string[];
  /** Milliseconds to wait for each page of the fake Amazon. Default 30,000. */
  timeout?: number;
}

/**
 * An Amazon that also knows its own pages in a browser. `Page` is what a test holds of its page,
 * `Window` one window of the browser. There is one algorithm for every library, over five small
 * methods. It looks again and again instead of waiting for events: WebDriver has none, and a window
 * may close at any moment.
 */
export abstract class AmazonWithPages<Page, Window> extends Amazon {
  /** The window of the page, and those that it may have opened. */
  protected abstract windows(page: Page): Promise<Window[]>;
  protected abstract address(window: Window): Promise<string>;
  /** The text of an element, once it is visible. */
  protected abstract text(window: Window, selector: string): Promise<string | undefined>;
  protected abstract press(window: Window, selector: string): Promise<void>;
  protected abstract shut(window: Window): Promise<void>;

  /**
   * Signs a person in and allows what the page asked for, in the popup or, after a redirect, in the
   * page itself. Click the button of your page before. Returns once the window is on its way back.
   */
  async signIn(page: Page, who: string, options: SignInOptions = {}): Promise<void> {
    const window = await this.#upToConsent(page, who, options);
    for (const scope of options.without ?? [])
      await this.#press(window, `input[name="grant"][value="${scope}"]`, options);
    await this.#press(window, "#allow", options);
    await this.#gone(window, options);
  }

  /** Signs a person in, who then refuses what the page asked for. */
  async deny(page: Page, who: string, options: SignInOptions = {}): Promise<void> {
    const window = await this.#upToConsent(page, who, options);
    await this.#press(window, "#cancel", options);
    await this.#gone(window, options);
  }

  /** Presses “Cancel” before anyone has signed in. */
  async cancel(page: Page, options: SignInOptions = {}): Promise<void> {
    const window = await this.#find(page, options);
    await this.#press(window, "#cancel", options);
    await this.#gone(window, options);
  }

  /** Closes the popup, as a person does who gives up. */
  async closeWindow(page: Page, options: SignInOptions = {}): Promise<void> {
    await this.shut(await this.#find(page, options));
  }

  async #upToConsent(page: Page, who: string, options: SignInOptions): Promise<Window> {
    const person = await this.person(who);
    const window = await this.#find(page, options);
    const button = `button.person[value="${person.userId}"]`;
    const shown = await this.#until(
      options,
      `the fake Amazon's page shows nobody named "${person.name}"`,
      async () => {
        const problem = await this.text(window, '[data-page="error"] #problem');
        if (problem) throw new Refused(problem);
        return (await this.text(window, button)) ?? (await this.text(window, ".self .name"));
      },
    );
    if (shown.trim() === person.name && !(await this.text(window, button))) return window; // signed in before
    if (!(await this.text(window, button))) await this.#press(window, "#other-person", options);
    await this.#press(window, button, options);
    return window;
  }

  /** The window that shows a page of the fake Amazon. */
  #find(page: Page, options: SignInOptions): Promise<Window> {
    const missing = `no window shows the fake Amazon: click the login button before, and let your page have provider: "${this.url}"`;
    return this.#until(options, missing, async () => {
      for (const window of await this.windows(page)) {
        if (await this.#isHere(window)) return window;
      }
      return undefined;
    });
  }

  async #isHere(window: Window): Promise<boolean> {
    return (await this.address(window)).startsWith(`${this.url}/`);
  }

  /**
   * Presses an element once it is there. The page may go on between the look and the press: then it
   * looks again.
   */
  async #press(window: Window, selector: string, options: SignInOptions): Promise<void> {
    let failed: unknown;
    const pressed = async () => {
      if ((await this.text(window, selector)) === undefined) return undefined;
      failed = await this.press(window, selector).then(
        () => undefined,
        (error) => error,
      );
      // A window that has closed, or left, was pressed.
      return failed && (await this.#isHere(window).catch(() => false)) ? undefined : true;
    };
    await this.#until(options, `the fake Amazon's page has no ${selector}`, pressed).catch(
      (error) => {
        throw failed ?? error;
      },
    );
  }

  async #gone(window: Window, options: SignInOptions): Promise<void> {
    await this.#until(options, "the window still shows the fake Amazon", async () => {
      return (await this.#isHere(window).catch(() => false)) ? undefined : true;
    });
  }

  async #until<T>(
    { timeout = 30_000 }: SignInOptions,
    otherwise: string,
    look: () => Promise<T | undefined>,
  ): Promise<T> {
    for (
      const end = Date.now() + timeout;
      ;
      await new Promise((resolve) => setTimeout(resolve, 25))
    ) {
      const seen = await look().catch((error) => {
        if (error instanceof Refused) throw error; // anything else is a window between two pages
        return undefined;
      });
      if (seen !== undefined) return seen;
      if (Date.now() > end) throw new Error(`After ${timeout} ms, ${otherwise}.`);
    }
  }
}

/** What the fake Amazon's error page says: the request of the page is wrong. */
class Refused extends Error {}
