import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { start, type Amazon } from "lwa-devserver";
import { whose } from "../src/whose";

let amazon: Amazon;
let ours: { api: string; clientId: string };
beforeAll(async () => {
  amazon = await start();
  ours = { api: amazon.url, clientId: amazon.clientId };
});
afterAll(() => amazon.stop());
beforeEach(() => amazon.reset());

test("knows whose token it is", async () => {
  const { accessToken, profile } = await amazon.logIn("花子");
  expect(await whose(accessToken, ours)).toBe(profile.userId);
});

test("refuses a token that was made for another application", async () => {
  const other = await amazon.setClient("amzn1.application-oa2-client.other", { redirectUris: ["http://localhost:3000/back"] });
  const { accessToken } = await amazon.logIn("Zoë", { clientId: other.clientId });
  await expect(whose(accessToken, ours)).rejects.toThrow("none of ours");
});

test("refuses a token that has run out, or was taken back", async () => {
  const { accessToken: old } = await amazon.logIn("Zoë");
  await amazon.advance("1h");
  await expect(whose(old, ours)).rejects.toThrow("none of ours");
  const { accessToken } = await amazon.logIn("Zoë");
  expect(await whose(accessToken, ours)).toBeTruthy();
  await amazon.revoke({ person: "Zoë" });
  await expect(whose(accessToken, ours)).rejects.toThrow("none of ours");
});

test("does not blame the token when Amazon is down", async () => {
  const { accessToken } = await amazon.logIn("Zoë");
  await amazon.fail("tokeninfo", 503, { times: 1 });
  await expect(whose(accessToken, ours)).rejects.toThrow("try again later");
  expect(await whose(accessToken, ours)).toBeTruthy();
});
