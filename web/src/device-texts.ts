// The texts of <lwa-device>. An attribute replaces a text: text-start="Mit einem Code anmelden".

export const texts = {
  start: "Sign in with a code",
  asking: "Getting a code…",
  waiting: "Sign in on your phone",
  scan: "Scan the picture with your phone’s camera, or open",
  type: "and type this code:",
  left: "The code is good for {time}",
  picture: "QR code of {address} with the code in it",
  again: "Get a new code",
  cancel: "Cancel",
  expired: "The code has expired",
  refused: "Signing in was refused",
  error: "That did not work",
  retry: "Try again",
  hello: "Hello {name}",
  done: "You are signed in",
};

export type Text = keyof typeof texts;

/** Returns a text, with values in place of the {names} in it. */
export type Say = (text: Text, values?: Record<string, string>) => string;

export const attributes = Object.keys(texts).map((name) => `text-${name}`);

export function sayingFor(host: Element): Say {
  return (text, values = {}) =>
    (host.getAttribute(`text-${text}`) ?? texts[text]).replace(
      /\{(\w+)\}/g,
      (whole, name) => values[name] ?? whole,
    );
}

/** Formats milliseconds as minutes and seconds: 9:05. */
export function clock(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/**
 * Splits a code into groups that are easy to read: of three characters up to a length of six, of
 * four beyond. A code with hyphens is split there.
 */
export function groups(code: string): string[] {
  if (code.includes("-")) return [code];
  const size = code.length > 6 ? 4 : 3;
  return code.length <= 4 ? [code] : (code.match(new RegExp(`.{1,${size}}`, "g")) ?? []);
}
