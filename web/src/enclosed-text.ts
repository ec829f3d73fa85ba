// lwa.wasm as a text inside the script. Each octet is one character, moved on by 35, so that most
// take one byte in UTF-8.

import { shift, text } from "lwa:wasm";
import { isOurs } from "./load";
import { Uint8Array } from "./platform";

/**
 * The file, unless the text was spoiled: by a page or a server that says the script is in another
 * encoding than UTF-8.
 */
export async function enclosed(): Promise<ArrayBuffer | undefined> {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i) - shift;
  if (await isOurs(bytes.buffer)) return bytes.buffer;
}
