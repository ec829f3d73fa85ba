// The entries take what the libraries give out: this file is compiled, not run.
import type { Page } from "puppeteer-core";
import type { Browser } from "webdriverio";
import type { PuppeteerAmazon } from "lwa-devserver/puppeteer";
import type { WebdriverAmazon } from "lwa-devserver/webdriverio";

export const inPuppeteer = (amazon: PuppeteerAmazon, page: Page) => amazon.signIn(page, "Zoë", { without: ["postal_code"] });
export const inWebdriver = (amazon: WebdriverAmazon, browser: Browser) => amazon.closeWindow(browser);
