import { test, expect } from "lwa-devserver/playwright";

// The site is tested as it is, with its own client id: what its pages ask of Amazon, the fake
// Amazon answers.

test.beforeEach(({ page }) => page.goto("/"));

test("logs in by popup, and out", async ({ page, amazon }) => {
  await page.click("#login");
  await amazon.signIn(page, "Zoë");
  await expect(page.locator("#hello")).toHaveText("Hello Zoë O’Neil & Sons 98109-5210");
  await page.click("#logout");
  await expect(page.locator("#login")).toBeVisible();
});

test("logs in by redirect", async ({ page, amazon }) => {
  await page.click("#leave");
  await amazon.signIn(page, "花子");
  await expect(page.locator("#hello")).toContainText("山田 花子");
  await expect(page).toHaveURL("/");
});

test("asks again who has signed in before", async ({ page, amazon }) => {
  for (const who of ["Zoë", "Zoë", "Jürgen"]) {
    await page.click("#login");
    await amazon.signIn(page, who);
    await expect(page.locator("#hello")).toContainText(who);
    await page.click("#logout");
  }
});

test("does without what the person keeps back", async ({ page, amazon }) => {
  await page.click("#login");
  await amazon.signIn(page, "Zoë", { without: ["postal_code"] });
  await expect(page.locator("#hello")).toHaveText("Hello Zoë O’Neil & Sons ");
});

test("says so when the person cancels or refuses", async ({ page, amazon }) => {
  await page.click("#login");
  await amazon.cancel(page);
  await expect(page.locator("#problem")).toContainText("access_denied");
  await page.reload();
  await page.click("#login");
  await amazon.deny(page, "Zoë");
  await expect(page.locator("#problem")).toContainText("access_denied");
});

test("notices, or asks, when the person closes the window", async ({ page, amazon }) => {
  await page.click("#login");
  await amazon.closeWindow(page);
  const cancelled = page.locator("#problem", { hasText: "user_cancelled" });
  const question = page.locator("#gave-up"); // where the browser cannot tell
  await expect(cancelled.or(question)).toBeVisible();
  if (await question.isVisible()) await question.click();
  await expect(cancelled).toBeVisible();
});

test("says so when Amazon fails, and works when it is back", async ({ page, amazon }) => {
  await amazon.fail("token", 503);
  await page.click("#login");
  await amazon.signIn(page, "Zoë");
  await expect(page.locator("#problem")).toContainText("server_error");

  await amazon.recover();
  await amazon.fail("profile", "reset", { times: 1 });
  await page.click("#login");
  await amazon.signIn(page, "Zoë");
  await expect(page.locator("#problem")).toContainText("network_error");

  await page.click("#login");
  await amazon.signIn(page, "Zoë");
  await expect(page.locator("#hello")).toBeVisible();
});

test("shows nobody once the session is over", async ({ page, amazon }) => {
  await page.clock.install();
  await page.reload();
  await amazon.set({ accessLife: "10m" });
  await page.click("#login");
  await amazon.signIn(page, "Zoë");
  await expect(page.locator("#hello")).toBeVisible();
  await page.clock.fastForward("11:00");
  await expect(page.locator("#login")).toBeVisible();
});

test("sends Amazon what it should", async ({ page, amazon }) => {
  await page.click("#login");
  await amazon.signIn(page, "Zoë");
  await expect(page.locator("#hello")).toBeVisible();
  const { requests, counts } = await amazon.journal({ endpoint: "authorize" });
  expect(requests[0]?.query.scope).toEqual(["profile postal_code"]);
  expect(counts.codesRedeemed).toBe(1);
});

test("knows who was added", async ({ page, amazon }) => {
  await amazon.addPerson({ name: "Ada Lovelace", email: "ada@example.com" });
  await page.click("#login");
  await amazon.signIn(page, "Ada");
  await expect(page.locator("#name")).toHaveText("Ada Lovelace");
});
