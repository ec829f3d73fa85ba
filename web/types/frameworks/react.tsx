// <lwa-login> in JSX, as a project writes it.
import type {} from "lwa-wasm/login/react";
import { useRef } from "react";
import type { LwaLogin } from "lwa-wasm/login";

export function Door() {
  const door = useRef<LwaLogin>(null);
  return (
    <lwa-login ref={door} client-id="amzn1.application-oa2-client.mine" theme="dark" hand-over className="door" text-login="Weiter mit Amazon">
      <span slot="signed-in" data-lwa="name" />
    </lwa-login>
  );
}

export const Refused = () => (
  <>
    {/* @ts-expect-error there are three themes */}
    <lwa-login theme="green" />
    {/* @ts-expect-error there is no such tag */}
    <lwa-logout />
  </>
);
