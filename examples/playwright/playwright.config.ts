import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";
import type { AmazonOptions } from "lwa-devserver/playwright";

const port = process.env.PORT ?? "3000";
const chromium = process.env.CHROMIUM ?? "/usr/bin/chromium"; // Debian's; without it, Playwright's own

export default defineConfig<{}, { amazonOptions: AmazonOptions }>({
  testDir: "tests",
  timeout: 120_000, // CI may be slow
  expect: { timeout: 30_000 },
  forbidOnly: Boolean(process.env.CI),
  use: {
    baseURL: `http://localhost:${port}`,
    launchOptions: existsSync(chromium) ? { executablePath: chromium } : {},
  },
  webServer: { command: "npm start", url: `http://localhost:${port}/`, env: { PORT: port } },
});
