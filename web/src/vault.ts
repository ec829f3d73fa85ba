// Seals what is kept of a session, so that a copy of the storage is worth nothing elsewhere:
// AES-GCM, with a key that the browser keeps in IndexedDB and gives to no script. Whatever fails
// gives nothing; the wasm knows what that means.

import {
  assign,
  btoa,
  decrypt,
  encrypt,
  generateKey,
  indexedDB,
  Promise,
  setTimeout,
  TextDecoder,
  TextEncoder,
  Uint8Array,
} from "./platform";
import { vaultName, vaultStore, type Vault } from "./wire.gen";
import { world } from "./world";

/**
 * A blocked database never answers. After this many milliseconds the wasm stops waiting and gets
 * null.
 */
const patience = 3000;

const vault: Vault = {
  /**
   * The nonce precedes the ciphertext, both in base64. A text is bound to the key under which it is
   * kept.
   */
  seal: (name, text) =>
    within("sealed", 0, async () => {
      const iv = world.random(12)!;
      const data = await encrypt(
        algorithm(name, iv),
        await keyOf(name, await freshKey()),
        new TextEncoder().encode(text),
      );
      return btoa(String.fromCharCode(...iv, ...new Uint8Array(data)));
    }),
  unseal: (name, sealed, id) =>
    within("unsealed", id, async () => {
      const bytes = Uint8Array.from(atob(sealed), (c) => c.charCodeAt(0));
      const data = await decrypt(
        algorithm(name, bytes.subarray(0, 12)),
        await keyOf(name),
        bytes.subarray(12),
      );
      return new TextDecoder().decode(data);
    }),
  /** Nothing that was sealed under that name can be read after this. */
  wipe: (name) => void store((keys) => keys.delete(name)).catch(() => {}),
};
assign(world, vault);

const algorithm = (name: string, iv: BufferSource) => ({
  __proto__: null,
  name: "AES-GCM",
  iv,
  additionalData: new TextEncoder().encode(name),
});

const freshKey = () =>
  generateKey({ __proto__: null, name: "AES-GCM", length: 256 } as AesKeyGenParams, false, [
    "encrypt",
    "decrypt",
  ]);

/** The key of that name. If two tabs make one at the same time, both end up with the first. */
const keyOf = (name: string, fresh?: CryptoKey): Promise<CryptoKey> =>
  store((keys) => {
    const found = keys.get(name);
    found.onsuccess = () => {
      try {
        if (fresh) found.result ?? keys.add(fresh, name);
      } catch {
        keys.transaction.abort(); // some browsers keep no keys in a private window
      }
    };
    return found;
  }).then((found) => found ?? fresh);

/**
 * Runs one transaction on the keys. Resolves with the result of the request, once everything is
 * written.
 */
function store<T>(ask: (keys: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(vaultName, 1);
    opening.onerror = reject;
    opening.onupgradeneeded = () => opening.result.createObjectStore(vaultStore);
    opening.onsuccess = () => {
      const db = opening.result;
      db.onversionchange = () => db.close();
      const transaction = db.transaction(vaultStore, "readwrite");
      const request = ask(transaction.objectStore(vaultStore));
      transaction.oncomplete = () => (db.close(), resolve(request.result));
      transaction.onabort = transaction.onerror = reject;
    };
  });
}

/** Tells the wasm the outcome: undefined if it failed, null if it took too long. */
async function within(
  name: "sealed" | "unsealed",
  id: number,
  work: () => Promise<string>,
): Promise<void> {
  const { enter } = world;
  const late = new Promise<null>((resolve) => setTimeout(resolve, patience, null));
  let text: string | null | undefined;
  try {
    text = await Promise.race([work(), late]);
  } catch {
    // no key, or none for this text
  }
  enter(name, id, text);
}
