// Which hosts are this machine, and which addresses are the page's own.

/**
 * Whether a host, as URL and location have it, is this machine for every browser. Browsers trust
 * such a page as they trust https. internal/loopback has the same rule for the development servers,
 * internal/lwa for the component; one file of hosts tests all three.
 */
export const isLoopback = (hostname: string): boolean =>
  /^(([\w-]+\.)*localhost|127(\.\d+){3}|\[::1])$/.test(hostname);

/**
 * Whether an address is on the page's own origin. A blob: address says that it is, and is none that
 * a server answers.
 */
export const isOwn = (url: URL): boolean => url.href.startsWith(location.origin + "/");
