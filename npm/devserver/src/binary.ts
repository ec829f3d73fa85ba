import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * The command for this machine: from the folder of this package, where it was packed with all of
 * them, or from its own package.
 */
export function binary(): string {
  const platform = `${process.platform}-${process.arch}`;
  const name = process.platform === "win32" ? "lwa-devserver.exe" : "lwa-devserver";
  const packed = fileURLToPath(new URL(`./platforms/${platform}/${name}`, import.meta.url));
  if (existsSync(packed)) return packed;
  try {
    return fileURLToPath(import.meta.resolve(`@lwa-devserver/${platform}/${name}`));
  } catch {
    throw new Error(
      `lwa-devserver has no command for ${platform}, or its package @lwa-devserver/${platform} is not installed. ` +
        "Install again without --omit=optional, on the machine that runs it.",
    );
  }
}
