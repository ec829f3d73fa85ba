// What <lwa-device> says. Each text is replaced by an attribute of its name: text-start="Mit einem Code anmelden".

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

/** Gives a text, with values in the place of {names}. */
export type Say = (text: Text, values?: Record<string, string>) => string;

export const attributes = Object.keys(texts).map((name) => `text-${name}`);

export function sayingFor(host: Element): Say {
  return (text, values = {}) =>
    (host.getAttribute(`text-${text}`) ?? texts[text]).replace(
      /\{(\w+)\}/g,
      (whole, name) => values[name] ?? whole,
    );
}

/** Minutes and seconds, as clocks write them: 9:05. */
export function clock(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** A code in groups that are easy to read over: of three up to six characters, of four beyond. One with hyphens has its own. */
export function groups(code: string): string[] {
  if (code.includes("-")) return [code];
  const size = code.length > 6 ? 4 : 3;
  return code.length <= 4 ? [code] : (code.match(new RegExp(`.{1,${size}}`, "g")) ?? []);
}
