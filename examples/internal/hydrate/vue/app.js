import { useLwa } from "lwa-wasm/vue";
import { createSSRApp, h } from "vue";

const account = (options) => ({
  setup() {
    const { session, ready, login, logout } = useLwa(options);
    return () => {
      if (!ready.value) return h("p", { role: "status" }, "One moment…");
      if (!session.value) return h("button", { id: "login", onClick: login }, "Login with Amazon");
      const { name, email } = session.value.profile;
      return h("div", [h("p", { id: "hello" }, `${name} ${email}`), h("button", { id: "logout", onClick: logout }, "Log out")]);
    };
  },
});

export function page(options) {
  const one = account(options);
  return { render: () => h("main", [h(one), h(one)]) };
}

export const app = (options) => createSSRApp(page(options));
