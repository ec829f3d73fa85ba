// github.com/ory/fosite judges the component: judges_test.go has its server, and starts this file.

import { clientId } from "../web/test/lib/amazon.mjs";
import { logins } from "./lib/logins.mjs";

logins({
  origin: process.env.JUDGE, clientId, userId: "amzn1.account.JUDGE",
  refuse: (person, address, end) => person.visit(address, { end, headers: { "x-person": "refuses" } }),
});
