// lwa-vue.js: the login of the page for Vue.

import type { Options } from "lwa-wasm";
import { onMounted, onScopeDispose, shallowRef } from "vue";
import { configure, login, logout, read, unknown, watch } from "./page-login";

/**
 * Until the component is mounted nobody is logged in yet, as on the server whose page it may
 * hydrate.
 */
export function useLwa(options?: Options) {
  configure(options);
  const session = shallowRef(unknown.session);
  const ready = shallowRef(unknown.ready);
  const error = shallowRef(unknown.error);
  const copy = () =>
    void ({ session: session.value, ready: ready.value, error: error.value } = read());
  let stop = () => {};
  onMounted(() => {
    stop = watch(copy);
    copy();
  });
  onScopeDispose(() => stop());
  return { session, ready, error, login, logout };
}
