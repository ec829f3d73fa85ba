// npm oidc-provider judges the component.

import { after } from "node:test";
import { clientId } from "../web/test/lib/amazon.mjs";
import { callback } from "../web/test/lib/page.mjs";
import { logins } from "./lib/logins.mjs";
import { start, userId } from "./lib/oidc-provider.mjs";

const { origin, refused, close } = await start(callback);
after(close);

logins({
  origin, clientId, userId, issuer: origin,
  refuse(person, address, end) {
    refused.add(new URL(address).searchParams.get("state"));
    return person.visit(address, { end });
  },
  async enter(person, { verificationUri, userCode }) {
    const asked = await person.submit(await person.visit(verificationUri), { user_code: userCode });
    await person.submit(asked, { user_code: userCode, confirm: "yes" });
  },
});
