import { functionsOf } from "./functions.js";
import { AmazonWithPages } from "./windows.js";

export * from "./index.js";
export type { SignInOptions } from "./windows.js";

/** What is used of WebdriverIO's `browser`. */
export interface WebdriverBrowser {
  getWindowHandle(): Promise<string>;
  getWindowHandles(): Promise<string[]>;
  switchToWindow(handle: string): Promise<unknown>;
  getUrl(): Promise<string>;
  closeWindow(): Promise<unknown>;
  $(selector: string): {
    isDisplayed(): Promise<boolean>;
    getProperty(name: string): Promise<unknown>;
    click(): Promise<unknown>;
  };
}

/** A window of that browser. */
interface Window {
  browser: WebdriverBrowser;
  handle: string;
}

/**
 * The fake Amazon for tests with WebdriverIO. Afterwards the browser is in the window of before.
 */
export class WebdriverAmazon extends AmazonWithPages<WebdriverBrowser, Window> {
  protected override async windows(browser: WebdriverBrowser): Promise<Window[]> {
    return (await browser.getWindowHandles()).map((handle) => ({ browser, handle }));
  }

  protected override async address(window: Window): Promise<string> {
    return (await within(window, (browser) => browser.getUrl())) ?? "";
  }

  protected override text(window: Window, selector: string): Promise<string | undefined> {
    return within(window, async (browser) => {
      const element = browser.$(selector);
      return (await element.isDisplayed())
        ? String(await element.getProperty("textContent"))
        : undefined;
    });
  }

  protected override async press(window: Window, selector: string): Promise<void> {
    await within(window, (browser) => browser.$(selector).click());
  }

  protected override async shut(window: Window): Promise<void> {
    await within(window, (browser) => browser.closeWindow());
  }
}

/** Does something in a window and comes back. Where the window is gone, it does nothing. */
async function within<T>(
  { browser, handle }: Window,
  act: (browser: WebdriverBrowser) => Promise<T>,
): Promise<T | undefined> {
  const before = await browser.getWindowHandle();
  if (before === handle) return act(browser);
  if (!(await browser.getWindowHandles()).includes(handle)) return undefined;
  await browser.switchToWindow(handle);
  try {
    return await act(browser);
  } finally {
    await browser.switchToWindow(before);
  }
}

const functions = functionsOf(WebdriverAmazon);

/** Starts a dev server of this program's own, on free ports, and returns its fake Amazon. */
export const start = functions.start;

/** Finds the fake Amazon of a dev server that runs already. Default: `http://127.0.0.1:8081`. */
export const connect = functions.connect;
