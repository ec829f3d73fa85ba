// Whether the script brings lwa.wasm along. Here it does not; enclosed-text.ts is in the place of
// this in lwa.one.js.

/** The file of this release as the script has it, or undefined. */
export const enclosed = async (): Promise<ArrayBuffer | undefined> => undefined;
