import { LwaProvider, useLwa } from "lwa-wasm/react";
import { createElement as h } from "react";

function Account() {
  const { session, ready, login, logout } = useLwa();
  if (!ready) return h("p", { role: "status" }, "One moment…");
  if (!session) return h("button", { id: "login", onClick: login }, "Login with Amazon");
  return h("div", null, h("p", { id: "hello" }, session.profile.name, " ", session.profile.email), h("button", { id: "logout", onClick: logout }, "Log out"));
}

export const app = (options) => h(LwaProvider, { options }, h("main", null, h(Account), h(Account)));
