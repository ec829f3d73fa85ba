// What lwa-react.js and lwa-vue.js use of the frameworks, which are no dependencies of this repository.

declare module "react" {
  export function useInsertionEffect(effect: () => void): void;
  export function useSyncExternalStore<T>(
    watch: (notify: () => void) => () => void,
    read: () => T,
    onServer: () => T,
  ): T;
}

declare module "vue" {
  export function onMounted(f: () => void): void;
  export function onScopeDispose(f: () => void): void;
  export function shallowRef<T>(value: T): { value: T };
}
