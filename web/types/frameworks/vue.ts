// <lwa-login> in Vue's templates: the properties that its compiler checks them by.
import type {} from "lwa-wasm/login/vue";
import type { GlobalComponents } from "vue";

type Properties = InstanceType<GlobalComponents["lwa-login"]>["$props"];

export const accepted: Properties = { "client-id": "amzn1.application-oa2-client.mine", theme: "dark", "text-login": "Weiter mit Amazon" };
// @ts-expect-error there are three themes
export const refused: Properties = { theme: "green" };
