// A program that uses all of lwa-login.d.ts, as the package gives it.

import { lwa, type AuthorizationCode, type LwaError, type Session } from "lwa-wasm";
import { lwa as demo } from "lwa-wasm/demo";
import { LwaLogin, type LwaLoginAttributes, type LwaLoginState } from "lwa-wasm/login";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(...equal: Same<A, B> extends true ? [] : [never]) => equal;

const element = document.querySelector("lwa-login")!;
same<typeof element, LwaLogin>();
same<typeof element.state, LwaLoginState>();
same<typeof lwa, typeof demo>();
element.lwa = lwa;
element.clientId = "amzn1.application-oa2-client.mine";
element.theme = "dark";
element.scopeData = { postal_code: { essential: false } };
element.valueIs = "user-id";
element.addEventListener("login", ({ detail }) => same<typeof detail, Session>());
element.addEventListener("code", ({ detail }) => same<typeof detail, AuthorizationCode>());
element.addEventListener("logout", ({ detail }) => same<typeof detail, null>());
element.addEventListener("error", ({ detail }) => same<typeof detail, LwaError>());
element.addEventListener("cancel", ({ detail }) => same<typeof detail, null>());
element.addEventListener("keydown", ({ key }) => same<typeof key, string>());
const over: Promise<void>[] = [element.login(), element.login({ mode: "redirect" }), element.logout()];
const valid: boolean = element.checkValidity() && element.validity.valid;
element.cancel();
document.body.append(new LwaLogin());
const attributes: LwaLoginAttributes = { "client-id": "x", theme: "gold", "text-login": "Weiter mit Amazon", provider: "demo", "demo-anywhere": "" };
void [over, valid, attributes];

// @ts-expect-error: one of three
element.theme = "red";
// @ts-expect-error: read from the element, never set
element.state = "busy";
