import { functionsOf } from "./functions.js";
import { AmazonWithPages } from "./windows.js";

export * from "./index.js";
export type { SignInOptions } from "./windows.js";

/** What is used of Puppeteer's `Page`. */
export interface PuppeteerPage {
  browserContext(): { pages(): Promise<PuppeteerPage[]> };
  url(): string;
  isClosed(): boolean;
  $eval(selector: string, read: (element: Element) => string): Promise<string>;
  click(selector: string): Promise<void>;
  close(): Promise<void>;
}

/** The fake Amazon for tests with Puppeteer. */
export class PuppeteerAmazon extends AmazonWithPages<PuppeteerPage, PuppeteerPage> {
  protected override async windows(page: PuppeteerPage): Promise<PuppeteerPage[]> {
    return [page, ...(await page.browserContext().pages())];
  }

  protected override async address(page: PuppeteerPage): Promise<string> {
    return page.isClosed() ? "" : page.url();
  }

  protected override text(page: PuppeteerPage, selector: string): Promise<string | undefined> {
    return page.$eval(selector, (element) => element.textContent ?? "").catch(() => undefined);
  }

  protected override press(page: PuppeteerPage, selector: string): Promise<void> {
    return page.click(selector);
  }

  protected override shut(page: PuppeteerPage): Promise<void> {
    return page.close();
  }
}

const functions = functionsOf(PuppeteerAmazon);

/** Starts a dev server of this program's own, on free ports, and returns its fake Amazon. */
export const start = functions.start;

/** Finds the fake Amazon of a dev server that runs already. Default: `http://127.0.0.1:8081`. */
export const connect = functions.connect;
