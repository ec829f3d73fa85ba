// For jest and vitest, in jsdom and happy-dom: importing does no harm, and every call says why it
// cannot work.
import { lwa, lwaLogin, LwaError } from "lwa-wasm";

test("the package in a test environment", async () => {
  expect(lwa.version).toMatch(/^\d/);
  expect(lwa.session).toBe(null);
  for (const call of [() => lwaLogin(), () => lwa.token(), () => lwa.profile(), () => lwa.configure({ clientId: "amzn1.application-oa2-client.f00" })]) {
    const error = await call().catch((e) => e);
    expect(error).toBeInstanceOf(LwaError);
    expect(error.code).not.toBe("internal_error");
  }
});

test("the element in a test environment", async () => {
  expect(await import("lwa-wasm/device")).toHaveProperty("LwaDevice");
});
