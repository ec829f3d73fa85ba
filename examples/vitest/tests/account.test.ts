// @vitest-environment happy-dom
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { lwaLogin } from "lwa-wasm";
import { start, type Amazon } from "lwa-devserver";
import { account } from "../src/account";

// No DOM of a test runner opens windows, so lwaLogin() is replaced. What it returns comes from the
// fake Amazon.
vi.mock("lwa-wasm", () => ({ lwa: { configure() {} }, lwaLogin: vi.fn() }));

let amazon: Amazon;
beforeAll(async () => {
  amazon = await start();
});
afterAll(() => amazon.stop());
beforeEach(async () => {
  document.body.replaceChildren();
  await amazon.reset();
});

test("greets who has logged in", async () => {
  vi.mocked(lwaLogin).mockImplementation((() => amazon.logIn("Zoë")) as unknown as typeof lwaLogin);
  account(document.body);
  document.querySelector("button")!.click();
  await vi.waitFor(() => expect(document.querySelector("p")!.textContent).toBe("Hello Zoë O’Neil & Sons"));
  expect(document.querySelector("button")!.hidden).toBe(true);
});

test("says what went wrong, but not that somebody changed their mind", async () => {
  const fails = (code: string, message: string) => vi.mocked(lwaLogin).mockRejectedValueOnce(Object.assign(new Error(message), { code }));
  account(document.body);
  const status = document.querySelector("p")!;
  fails("network_error", "A request to Amazon failed before there was an answer.");
  document.querySelector("button")!.click();
  await vi.waitFor(() => expect(status.textContent).toContain("A request to Amazon failed"));
  fails("user_cancelled", "The person closed the login window, or gave up.");
  document.querySelector("button")!.click();
  await vi.waitFor(() => expect(status.textContent).toBe(""));
});
