// The object that the caller of lwa.device() keeps while the person logs in on a phone or computer.
// lwa.d.ts has the contract.

import type { LwaDevice } from "./device-element";
import { defineProperty, EventTarget, freeze, keys } from "./platform";

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
