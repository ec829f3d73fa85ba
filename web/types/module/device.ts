// A program that uses all of lwa-device.d.ts, as the package gives it.

import { lwa, type LwaError, type Session } from "lwa-wasm";
import { LwaDevice, qr } from "lwa-wasm/device";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(...equal: Same<A, B> extends true ? [] : [never]) => equal;

const element = document.querySelector("lwa-device")!;
same<typeof element, LwaDevice>();
same<typeof element.state, "idle" | "asking" | "waiting" | "expired" | "refused" | "error" | "done">();
element.lwa = lwa;
element.addEventListener("login", ({ detail }) => same<typeof detail, Session>());
element.addEventListener("error", ({ detail }) => same<typeof detail, LwaError>());
element.addEventListener("cancel", ({ detail }) => same<typeof detail, null>());
element.addEventListener("keydown", ({ key }) => same<typeof key, string>());
const over: Promise<void> = element.start();
const picture: SVGSVGElement = qr("https://amazon.com/us/code?cbl-code=A1B2C3", "Scan me");
element.cancel();
document.body.append(new LwaDevice(), picture);
void over;

// @ts-expect-error: read from the element, never set
element.state = "done";
// @ts-expect-error: a text is needed
qr();
