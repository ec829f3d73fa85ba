// drive.mjs puppeteer|webdriverio: logs in to the demo site with one browser library, in each way
// that its entry offers.
import assert from "node:assert/strict";

const zoe = "Zoë O’Neil & Sons";
const name = process.argv[2];
const { start } = await import(`lwa-devserver/${name}`);
const amazon = await start();
const { page, open, click, shows, end } = await { puppeteer, webdriverio }[name]();

await open(`${amazon.site}/script.html`);
await click("#login");
await amazon.signIn(page, "Zoë");
await shows("#name", zoe);
await click("#logout");

await open(`${amazon.site}/redirect.html`);
await click("#login");
await amazon.signIn(page, "Jürgen"); // asks who it is, since Zoë is signed in at the fake Amazon
await shows("#name", "Jürgen Größ-Łukasik");
await click("#logout");

await amazon.reset();
await open(`${amazon.site}/script.html`);
await click("#login");
await amazon.cancel(page);
await shows("#error-code", "access_denied");

await open(`${amazon.site}/script.html`);
await click("#login");
await amazon.deny(page, "Zoë");
await shows("#error-code", "access_denied");

await amazon.fail("token", "invalid_grant", { times: 1 });
await open(`${amazon.site}/script.html`);
await click("#login");
await amazon.signIn(page, "Zoë");
await shows("#error-code", "invalid_grant");
assert.equal((await amazon.faults()).length, 0);

await open(`${amazon.site}/script.html`);
await click("#login");
await amazon.closeWindow(page);

await assert.rejects(amazon.signIn(page, "Zoë", { timeout: 100 }), /no window shows the fake Amazon.*provider: "http:/);
await assert.rejects(amazon.signIn(page, "Nobody"), /"Nobody" names nobody/);
await end();
await amazon.stop();

async function puppeteer() {
  const { default: library } = await import("puppeteer-core");
  const browser = await library.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
  const page = await browser.newPage();
  return {
    page,
    open: (address) => page.goto(address),
    click: (selector) => page.locator(selector).setTimeout(120_000).click(),
    shows: (selector, text) =>
      page.waitForFunction((s, t) => document.querySelector(s)?.textContent.includes(t), { timeout: 120_000 }, selector, text),
    end: () => browser.close(),
  };
}

async function webdriverio() {
  const { remote } = await import("webdriverio");
  const browser = await remote({
    logLevel: "error",
    waitforTimeout: 120_000,
    capabilities: {
      browserName: "chrome",
      "goog:chromeOptions": { binary: process.env.CHROMIUM, args: ["--headless", "--no-sandbox", "--disable-dev-shm-usage"] },
      "wdio:chromedriverOptions": { binary: process.env.CHROMEDRIVER },
    },
  });
  return {
    page: browser,
    open: (address) => browser.url(address),
    click: async (selector) => {
      const element = await browser.$(selector);
      await element.waitForClickable();
      await element.click();
    },
    shows: (selector, text) => browser.waitUntil(async () => (await browser.$(selector).getText()).includes(text)),
    end: () => browser.deleteSession(),
  };
}
