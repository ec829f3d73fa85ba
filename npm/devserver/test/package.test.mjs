// Run in a project that has the package installed: what it does without a browser. `node --test`.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { after, before, beforeEach, test } from "node:test";
import { promisify } from "node:util";
import { connect, ControlError, start } from "lwa-devserver";

const run = promisify(execFile);
let amazon;
before(
  async () => (amazon = await start({ redirectUris: ["http://localhost:5173/lwa-callback.html"] })),
);
after(() => amazon.stop());
beforeEach(() => amazon.reset());

test("start says where everything is, and connect finds it", async () => {
  const found = await connect(amazon.url);
  assert.deepEqual(
    [found.url, found.clientId, found.site],
    [amazon.url, amazon.clientId, amazon.site],
  );
  const page = await fetch(`${amazon.site}/lwa/lwa.wasm`);
  assert.equal(page.headers.get("content-type"), "application/wasm");
});

test("nobody is there", async () => {
  await assert.rejects(
    connect("http://127.0.0.1:1"),
    /No dev server answers at http:\/\/127.0.0.1:1. Start one/,
  );
});

test("people come and go", async () => {
  assert.equal((await amazon.person("Zoë")).email, "zoe@example.com");
  await assert.rejects(amazon.person("e"), /names nobody, or several. There are: Zoë/);
  const ada = await amazon.addPerson({ name: "Ada Lovelace" });
  assert.equal((await amazon.logIn("Ada")).profile.userId, ada.userId);
  await amazon.removePerson("Ada");
  assert.equal((await amazon.people()).length, 3);
  assert.equal((await amazon.setPeople([{ name: "One" }]))[0].name, "One");
});

test("applications and return addresses", async () => {
  const { redirectUris } = await amazon.addRedirectUris(["http://127.0.0.1:4321/any/path.html"]);
  assert.ok(
    redirectUris.includes("http://127.0.0.1:4321/any/path.html") &&
      redirectUris.includes("http://localhost:5173/lwa-callback.html"),
  );
  const shop = await amazon.setClient("amzn1.application-oa2-client.shop", {
    name: "Shop",
    redirectUris: ["http://localhost:3000/back"],
  });
  assert.equal(
    (await amazon.authorize("Zoë", { clientId: shop.clientId })).redirectUri,
    "http://localhost:3000/back",
  );
  await amazon.removeClient(shop.clientId);
  assert.ok(!(await amazon.clients()).some(({ clientId }) => clientId === shop.clientId));
  await assert.rejects(
    amazon.authorize("Zoë", { clientId: shop.clientId }),
    /has no return address/,
  );
  await assert.rejects(
    amazon.authorize("Zoë", { redirectUri: "http://localhost:9/other" }),
    /is not registered for Demo site/,
  );
});

test("a login without a browser, with its tokens", async () => {
  const { profile, accessToken, refreshToken, expiresAt } = await amazon.logIn("Zoë", {
    scope: "profile postal_code",
  });
  assert.equal(profile.postalCode, "98109-5210");
  assert.equal(refreshToken, undefined);
  assert.ok(Math.abs(expiresAt - Date.now() - 3600_000) < 60_000);
  assert.ok(
    (
      await amazon.journal({ endpoint: "profile", secrets: true })
    ).requests[0].headers.Authorization[0].includes(accessToken),
  );
  assert.ok(!JSON.stringify(await amazon.journal()).includes(accessToken));
  const settings = await amazon.set({ refreshToken: true, accessLife: "1m" });
  assert.equal(settings.accessLife, "1m0s");
  assert.ok((await amazon.logIn("Zoë")).refreshToken);
});

test("faults, once and until recovery", async () => {
  await amazon.fail("token", 503, { times: 1 });
  await assert.rejects(amazon.logIn("Zoë"), /answered with 503/);
  await amazon.logIn("Zoë");
  await amazon.fail("profile", { status: 200, body: "{}" });
  assert.equal((await amazon.logIn("Zoë")).profile.userId, undefined);
  await amazon.slow("token", "1ms");
  assert.deepEqual((await amazon.faults()).map(({ endpoint }) => endpoint).sort(), [
    "profile",
    "token",
  ]);
  await amazon.recover("profile");
  assert.ok((await amazon.logIn("Zoë")).profile.userId);
  await amazon.offline();
  await assert.rejects(amazon.logIn("Zoë"), /ECONNRESET|socket hang up/);
  await amazon.recover();
  await amazon.logIn("Zoë");
});

test("errors are those of the control interface", async () => {
  const wrong = await amazon.fail("tokens", 503).catch((error) => error);
  assert.ok(wrong instanceof ControlError);
  assert.deepEqual([wrong.code, wrong.status], ["unknown_endpoint", 400]);
  assert.match(wrong.message, /tokens.*Use one of authorize, token/);
});

test("time, revocation and televisions", async () => {
  const tokeninfo = async (token) =>
    (await fetch(`${amazon.url}/auth/o2/tokeninfo?access_token=${encodeURIComponent(token)}`))
      .status;
  const { accessToken } = await amazon.logIn("Zoë");
  assert.equal(await tokeninfo(accessToken), 200);
  await amazon.revoke({ person: "Zoë" });
  assert.equal(await tokeninfo(accessToken), 400);
  const second = (await amazon.logIn("Zoë")).accessToken;
  await amazon.advance("61m");
  assert.equal(await tokeninfo(second), 400);

  const form = (fields) => ({ method: "POST", body: new URLSearchParams(fields) });
  const pair = async () => {
    const asked = form({
      response_type: "device_code",
      client_id: amazon.clientId,
      scope: "profile",
    });
    return (await fetch(`${amazon.url}/auth/o2/create/codepair`, asked)).json();
  };
  const poll = async ({ user_code, device_code }) =>
    (
      await fetch(
        `${amazon.url}/auth/o2/token`,
        form({ grant_type: "device_code", user_code, device_code }),
      )
    ).status;
  const [allowed, denied] = [await pair(), await pair()];
  assert.equal((await amazon.devices()).length, 2);
  assert.equal((await amazon.approveDevice(allowed.user_code, "Zoë")).state, "allowed");
  assert.equal((await amazon.denyDevice(denied.user_code)).state, "denied");
  assert.deepEqual([await poll(allowed), await poll(denied)], [200, 400]);
});

test("the journal can be waited for, and emptied", async () => {
  await amazon.logIn("Zoë");
  const { requests, counts } = await amazon.journal({ endpoint: "token" });
  assert.equal(counts.codesRedeemed, 1);
  const next = amazon.journal({ endpoint: "token", after: requests[0].seq, wait: "30s" });
  await amazon.logIn("Zoë");
  assert.equal((await next).requests.length, 1);
  await amazon.clearJournal();
  assert.equal((await amazon.journal()).requests.length, 0);
});

test("a mistake in the flags is what start rejects with", async () => {
  await assert.rejects(start({ flags: ["-no-such-flag"] }), /unknown flag -no-such-flag/);
});

test("the command ends with its program, and by a signal", async () => {
  const program = 'import { start } from "lwa-devserver"; console.log((await start()).url)';
  const { stdout } = await run(process.execPath, ["--input-type=module", "-e", program]); // stops nothing
  await gone(stdout.trim());

  const command = spawn("node_modules/.bin/lwa-devserver", ["--port", "0", "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(createInterface(command.stdout), "line");
  command.kill("SIGTERM");
  assert.deepEqual(await once(command, "exit"), [0, null]);
  await gone(JSON.parse(line).amazon);
  await assert.rejects(
    run("node_modules/.bin/lwa-devserver", ["-port", "-1"]),
    ({ code, stderr }) => code === 2 && stderr.includes("-port -1"),
  );
});

/** Nobody answers there any more; a server needs a moment to end. */
async function gone(address) {
  while (await fetch(address).catch(() => undefined))
    await new Promise((resolve) => setTimeout(resolve, 20));
}

test("a page that goes on while it is pressed is pressed again", async () => {
  const { connect } = await import("lwa-devserver/puppeteer");
  const helpers = await connect(amazon.url);
  const pressed = [];
  const page = {
    browserContext: () => ({ pages: async () => [page] }),
    url: () => (pressed.length > 1 ? "http://localhost/" : `${amazon.url}/ap/signin`),
    isClosed: () => false,
    $eval: async () => "Cancel",
    async click(selector) {
      pressed.push(selector);
      if (pressed.length === 1) throw new Error("the node does not belong to the document");
    },
  };
  await helpers.cancel(page);
  assert.deepEqual(pressed, ["#cancel", "#cancel"]);
});
