// lwa-trace.js records what the machine does, without secrets. The words of the protocol and of the
// page's settings stay as they are. Every other word is replaced, the same word always by the same
// letters. So devserver -replay can walk a trace, and a trace contains no name, token or address of
// a person.
//
// It is loaded late, and handles secrets: scripts of the page may have replaced every method by
// then. So it calls nothing but what lwa.js hands it, and works on texts by index.

import { effectNames, eventNames, traceNumbers, traceTexts, words } from "lwa:trace";
import { version } from "lwa:tables";
import type { TraceStep } from "../lwa";
import type { Recorder, Tools } from "./trace";

/** A trace keeps that many steps, and then the newest. */
const maxSteps = 500;
/** A step with a longer text is kept without its texts. */
const maxTold = 20_000;

type Table<T> = Record<string, T>;

const table = <T>(keys: ArrayLike<string>, value: T): Table<T> => {
  const made: Table<T> = { __proto__: null as never };
  for (let i = 0; i < keys.length; i++) made[keys[i]!] = value;
  return made;
};

const capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const smalls = "abcdefghijklmnopqrstuvwxyz";
const digits = table("0123456789", true);
const hex = table("0123456789abcdefABCDEF", true);
const inWord = table(capitals + smalls + "0123456789_-~*!$^`", true);
const inNumber = table("0123456789.eE+-", true);
const structural = table(' \t\r\n:,{}[]"', true);
/** Members of JSON whose numbers tell nothing of a person. */
const counts: Table<true> = {
  __proto__: null as never,
  ...{ expires_in: true, exp: true, iat: true, interval: true, lifetime: true, since: true },
  ...{
    at: true,
    mono: true,
    timeout: true,
    minValidity: true,
    width: true,
    height: true,
    area: true,
  },
};
/** Settings that hold an address of the site's own. */
const places = ["redirectUri", "apiBase", "provider", "origin"] as const;

/** A word as Amazon may write it, too: ServerError is server_error. */
function plain(word: string): string {
  let out = "";
  for (let i = 0; i < word.length; i++) {
    const c = word[i]!;
    if (c !== "_") out += small[c] ?? c;
  }
  return out;
}

const small: Table<string> = { __proto__: null as never };
for (let i = 0; i < 26; i++) small[capitals[i]!] = smalls[i]!;

const part = (text: string, from: number, to: number): string => {
  let out = "";
  for (let i = from; i < to; i++) out += text[i];
  return out;
};

/** Makes a recorder. Two of them share no words. */
export function record({ parse, stringify, decode }: Tools): Recorder {
  let steps: unknown[] = [];
  const open = table(words, true);
  for (let i = 0; i < words.length; i++) open[plain(words[i]!)] = true;
  const hidden: Table<string> = { __proto__: null as never };
  let names = 0;
  /** A machine begins, at the first start or after a crash. */
  let begins = false;

  /** Another word is as long, since parsers look at lengths, and is no percent-escape. */
  const hideWord = (word: string): string => {
    if (open[plain(word)]) return word;
    let other = hidden[word];
    if (!other) {
      other = "";
      for (let n = ++names; n; n >>= 4) other = "ghijklmnopqrstuv"[n & 15] + other;
      while (other.length < word.length) other = "x" + other;
      hidden[word] = other;
    }
    return other;
  };

  /** Hides each run of letters and digits, and of what is not ASCII. */
  const hideWords = (text: string): string => {
    let out = "";
    for (let i = 0, end = 0; i < text.length; i = end) {
      end = i + 1;
      if (text[i]! > "\x7f") {
        while (end < text.length && text[end]! > "\x7f") end++;
        out += "é";
      } else if (inWord[text[i]!]) {
        while (end < text.length && inWord[text[end]!]) end++;
        out += hideWord(part(text, i, end));
      } else out += text[i];
    }
    return out;
  };

  /**
   * One name or value of a form. Its escapes are decoded first; the separators in it are escaped
   * again.
   */
  const hidePart = (text: string): string => {
    let spaced = "";
    for (let i = 0; i < text.length; i++) spaced += text[i] === "+" ? " " : text[i];
    let value;
    try {
      value = decode(spaced);
    } catch {
      return hideOdd(text);
    }
    value = hide(value);
    let out = "";
    for (let i = 0; i < value.length; i++)
      out += inWord[value[i]!] || value[i] === "." ? value[i] : escaped(value[i]!);
    return out;
  };

  const escaped = (c: string): string => {
    if (c > "\x7f") return "%C3%A9";
    for (let n = 0; n < 128; n++)
      if (ascii[n] === c) return "%" + "01234567"[n >> 4] + "0123456789ABCDEF"[n & 15];
    return "";
  };

  /**
   * A part that is no form, and stays none: octets that are no UTF-8, and percent signs of no
   * escape.
   */
  const hideOdd = (text: string): string => {
    let out = "";
    for (let i = 0, from = 0; i <= text.length; i++) {
      const octet = text[i] === "%" && text[i + 1]! > "7" && hex[text[i + 1]!] && hex[text[i + 2]!];
      if (!octet && i < text.length) continue;
      out += hideWords(part(text, from, i)) + (octet ? "%FF" : "");
      from = i + 3;
    }
    return out;
  };

  const hideForm = (text: string): string => {
    let out = "";
    for (let i = 0, from = 0; i <= text.length; i++) {
      const c = text[i];
      if (c !== undefined && c !== "?" && c !== "&" && c !== "=" && c !== "#") continue;
      out += hidePart(part(text, from, i)) + (c ?? "");
      from = i + 1;
    }
    return out;
  };

  /** Works on the text of the JSON, so that what is odd about it stays odd. */
  const hideJSON = (text: string): string => {
    let out = "";
    let name = "";
    for (let i = 0, end = 0; i < text.length; i = end) {
      end = i + 1;
      if (text[i] === '"') {
        while (end < text.length && text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
        const value = unquoted(part(text, i + 1, end));
        const closed = end < text.length;
        end++;
        let after = end;
        while (text[after] === " ") after++;
        if (closed && text[after] === ":") out += stringify(hideWords((name = value)));
        else if (counts[name] && isNumber(value, digits)) out += '"' + value + '"';
        else {
          const quoted = stringify(hide(value));
          out += closed ? quoted : part(quoted, 0, quoted.length - 1);
        }
      } else if (structural[text[i]!]) out += text[i];
      else {
        while (end < text.length && !structural[text[end]!]) end++;
        const word = part(text, i, end);
        if (word === "true" || word === "false" || word === "null") out += word;
        else if (isNumber(word, inNumber)) out += counts[name] ? word : "0";
        else out += hideWords(word);
      }
    }
    return out;
  };

  const isNumber = (text: string, of: Table<boolean>): boolean => {
    for (let i = 0; i < text.length; i++) if (!of[text[i]!]) return false;
    return text.length > 0 && text.length < 31;
  };

  /** The text that a JSON string stands for. One that stands for none is taken as it is written. */
  const unquoted = (content: string): string => {
    try {
      return parse('"' + content + '"') as string;
    } catch {
      return content;
    }
  };

  const hide = (text: string): string => {
    let i = 0;
    while (text[i] === " ") i++;
    if (text[i] === "{" || text[i] === "[") return hideJSON(text);
    if (text[0] === "?") return hideForm(text);
    while (inWord[text[i]!] || text[i] === ".") i++;
    return i > 0 && text[i] === "=" ? hideForm(text) : hideWords(text);
  };

  /** The words of the site's own addresses stay. */
  const learn = (options: string) => {
    const settings: Table<unknown> = { __proto__: null, ...(parse(options) as object) } as never;
    for (let p = 0; p < places.length; p++) {
      const address = settings[places[p]!];
      if (typeof address !== "string") continue;
      for (let i = 0, from = 0; i <= address.length; i++) {
        const c = address[i];
        if (c !== undefined && inWord[c]) continue;
        if (i > from) open[plain(part(address, from, i))] = true;
        from = i + 1;
        if (c === "?" || c === "#") break;
      }
    }
  };

  /** A step as Go tells it: see internal/flow/trace.go. */
  const keep = (given: any[], cut: boolean): void => {
    let at = 0;
    const next = () => given[at++];
    const event: Table<any> = { __proto__: null as never };
    for (; at < traceNumbers.length; ) event[traceNumbers[at]!] = next();
    for (let i = 0; i < traceTexts.length; i++) event[traceTexts[i]!] = next();
    if (event.call && event.text[0] === "{") learn(event.text);

    const step: Table<unknown> = { __proto__: null as never, event: eventNames[event.kind] };
    if (begins) step.begins = !(begins = false);
    if (cut) step.cut = true;
    for (const name in event) {
      const value = event[name];
      if (name === "kind" || name === "entries") continue;
      if (typeof value === "number")
        (value || name === "mono" || name === "wall") && (step[name] = value);
      else if (value && !cut) step[name] = hide(value);
    }
    const entries: unknown[] = [];
    for (let i = 0; i < event.entries; i++)
      entries[i] = { area: next(), key: hide(next()), text: hide(next()) };
    if (event.entries && !cut) step.entries = entries;
    const effects: string[] = [];
    while (at < given.length) {
      let effect = effectNames[next()]!;
      if (typeof given[at] === "string") effect += " " + hideWords(next());
      effects[effects.length] = effect;
    }
    add(step, effects);
  };

  /** The machine ran before the trace began, with these settings. */
  const keepBefore = (options: string): void => {
    learn(options);
    add({ event: eventNames[1], before: true, mono: 0, wall: 0, text: hide(options) }, []);
  };

  const add = (step: Table<unknown>, effects: string[]): void => {
    step.effects = effects;
    steps[steps.length] = { ...step };
    if (steps.length > maxSteps) drop();
  };

  /** Drops the oldest step. Nobody can walk on from the next one. */
  const drop = () => {
    const rest: unknown[] = [{ ...(steps[1] as object), cut: true }];
    for (let i = 2; i < steps.length; i++) rest[i - 1] = steps[i];
    steps = rest;
  };

  return (lines) => {
    let line = "";
    for (let i = 0; i < lines.length; i++) {
      if (lines[i] !== "\n") {
        line += lines[i];
        continue;
      }
      if (line[0] === "{") keepBefore(line);
      else if (line === "[]") begins = true;
      else keep(parse(line) as any[], line.length > maxTold);
      line = "";
    }
    const copy: unknown[] = [];
    for (let i = 0; i < steps.length; i++) copy[i] = steps[i];
    return { trace: 1, version, steps: copy as TraceStep[] };
  };
}

/** The characters of ASCII by number. */
const ascii: string[] = (() => {
  const all: string[] = [];
  for (let n = 0; n < 128; n++) all[n] = String.fromCharCode(n);
  return all;
})();
