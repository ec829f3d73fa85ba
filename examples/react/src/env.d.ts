interface ImportMetaEnv {
  readonly VITE_LWA_CLIENT_ID: string;
  /** Development and tests: the origin of a fake Amazon. */
  readonly VITE_LWA_PROVIDER?: string;
}
