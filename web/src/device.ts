// lwa.device(): the object that its caller keeps while the person logs in on a phone or computer.
// lwa.d.ts has the contract.

import type { LwaDevice } from "./device-element";
import * as core from "./core";
import type { Settings } from "./options";
import {
  AbortController,
  CustomEvent,
  defineProperty,
  EventTarget,
  freeze,
  keys,
  Promise,
  stringify,
} from "./platform";

export class DeviceLogin extends EventTarget {
  declare readonly verificationUriWithCode: string;
  readonly cancel: () => void;

  constructor(
    pair: Record<string, unknown>,
    readonly done: Promise<unknown>,
    end: AbortController,
  ) {
    super();
    for (const name of keys(pair))
      defineProperty(this, name, { value: pair[name], enumerable: true });
    this.cancel = () => end.abort();
    freeze(this);
  }

  /** Draws with lwa-device.js, if the page has loaded it. The code is not part of lwa.js. */
  get qr(): SVGSVGElement | undefined {
    return (customElements.get("lwa-device") as typeof LwaDevice | undefined)?.qr(
      this.verificationUriWithCode,
    );
  }
}

/** Resolves with the code to show. Rejects if Amazon gave none. */
export function deviceLogin(settings: Settings, signal?: AbortSignal): Promise<DeviceLogin> {
  return new Promise((resolve, reject) => {
    const end = new AbortController();
    let login: DeviceLogin;
    const told = (name: string, detail: unknown) => {
      if (name === "pair")
        resolve((login = new DeviceLogin(detail as Record<string, unknown>, done, end)));
      else queueMicrotask(() => login.dispatchEvent(new CustomEvent(name)));
    };
    const done = core.call("device", stringify(settings), settings.timeout, signal, {
      told,
      cancel: end.signal,
    });
    done.catch(reject); // no effect once resolved; also keeps `done` from being reported as unhandled
  });
}
