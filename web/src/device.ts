// lwa.device(): a login by code.

import * as core from "./core";
import type { DeviceLogin } from "./device-login";
import type { Settings } from "./options";
import { AbortController, CustomEvent, Promise, stringify } from "./platform";

export type { DeviceLogin };

/** Resolves with the code to show. Rejects if Amazon gave none. */
export function deviceLogin(settings: Settings, signal?: AbortSignal): Promise<DeviceLogin> {
  return new Promise((resolve, reject) => {
    const end = new AbortController();
    let login: DeviceLogin;
    const told: core.Tells = (name, detail, Login) => {
      if (name === "pair")
        resolve((login = new Login(detail as Record<string, unknown>, done, end)));
      else queueMicrotask(() => login.dispatchEvent(new CustomEvent(name)));
    };
    const done = core.call("device", stringify(settings), settings.timeout, signal, {
      told,
      cancel: end.signal,
    });
    done.catch(reject); // no effect once resolved; also keeps `done` from being reported as unhandled
  });
}
