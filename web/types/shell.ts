// The shell has the members that the declarations promise, and no others.

import { Login } from "../src/amazon";
import * as element from "../src/device-element";
import * as examined from "../src/doctor";
import * as loginElement from "../src/login-element";
import * as module from "../src/module";
import type * as declared from "../lwa";
import type * as device from "../lwa-device";
import type * as doctor from "../lwa-doctor";
import type * as login from "../lwa-login";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(...equal: Same<A, B> extends true ? [] : [never]) => equal;

same<Exclude<keyof typeof Login, "__proto__">, keyof typeof amazon.Login>();
same<keyof typeof Login.Region, keyof typeof amazon.Login.Region>();
same<keyof typeof module, keyof typeof declared>();
same<keyof typeof element, keyof typeof device>();
same<Exclude<keyof element.LwaDevice, `${string}Callback`>, keyof device.LwaDevice>(); // the browser calls those
same<keyof typeof loginElement, "LwaLogin">();
same<Exclude<keyof loginElement.LwaLogin, `${string}Callback`>, Exclude<keyof login.LwaLogin, keyof login.LwaLoginLook | keyof login.LwaLoginOptions>>();
same<keyof typeof module.lwa | "doctor", keyof declared.Lwa>(); // lwa-doctor.js adds itself
same<keyof InstanceType<typeof module.LwaError>, keyof declared.LwaError>();
same<keyof typeof examined, keyof typeof doctor>();
same<keyof Awaited<ReturnType<typeof examined.doctor>>, keyof doctor.DoctorReport>();
same<keyof NonNullable<Parameters<typeof examined.doctor>[0]>, keyof doctor.DoctorOptions>();
