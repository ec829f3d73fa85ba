// The shell's side of the TinyGo bridge; jsbridge/value_tinygo.go is the other side. Every
// JavaScript operation runs inside the one try of `op`, since TinyGo survives no exception. Values
// that Go holds stay here, under a number.

import { TextDecoder, TextEncoder, Uint8Array } from "./platform";
import { Op, types, typeThrown } from "./wire.gen";
import { world } from "./world";

export class Go {
  readonly importObject: WebAssembly.Imports;
  readonly run: (instance: WebAssembly.Instance) => Promise<void>;

  constructor() {
    // Create these here, not when the script loads: test environments import the script, and have
    // neither class.
    const encoder = new TextEncoder();
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    let memory: WebAssembly.Memory;
    let enter: () => void;
    let args: unknown[] = [];
    let bytes = new Uint8Array();
    /**
     * A call trapped. Whatever is still on the stack belongs to a dead instance, and must not go
     * on.
     */
    let dead: unknown;
    const call = (...given: unknown[]) => {
      args = given;
      try {
        enter();
      } catch (error) {
        throw (dead = error);
      }
    };
    // The page may give anything: op catches what happens.
    const values: any[] = [undefined, world, call];
    const free: number[] = [];

    const keep = (value: unknown) => {
      const id = free.pop() ?? values.length;
      values[id] = value;
      return id;
    };
    const write = (at: number, value: unknown) => {
      const view = new DataView(memory.buffer);
      const type = Math.max(
        0,
        (types as readonly string[]).indexOf(value === null ? "null" : typeof value),
      );
      view.setUint32(at, type, true);
      view.setFloat64(at + 8, type > 3 ? keep(value) : Number(value), true);
    };
    const read = (at: number) => {
      const view = new DataView(memory.buffer);
      const number = view.getFloat64(at + 8, true);
      const text = () => new Uint8Array(memory.buffer, number, view.getUint32(at + 4, true));
      switch (types[view.getUint32(at, true)]) {
        case "null":
          return null;
        case "boolean":
          return number === 1;
        case "number":
          return number;
        case "string":
          return decoder.decode(text());
        case "object":
          return values[number];
        case "bytes":
          return text();
      }
    };
    /**
     * The operations that Go can ask for; args is interpreted below. Any: Go names the member, and
     * op catches what is thrown.
     */
    const ops: Record<Exclude<Op, Op.args>, (...operands: any[]) => unknown> = {
      [Op.get]: (object, name) => object[name],
      [Op.set]: (object, name, value) => void (object[name] = value),
      [Op.call]: (object, name, ...rest) => object[name](...rest),
      [Op.new]: (object, _, ...rest) => new object(...rest),
      [Op.open]: (object) =>
        (bytes = typeof object === "string" ? encoder.encode(object) : object).length,
      [Op.take]: (_, __, into) => into.set(bytes),
    };
    const op = (code: Op, at: number, n: number): void => {
      const given: unknown[] = [];
      try {
        for (let i = 0; i < n; i++) {
          if (code !== Op.args) given[i] = read(at + 16 * i);
          else write(at + 16 * i, args[i]);
        }
        if (code !== Op.args) write(at, ops[code](...given));
      } catch {
        new DataView(memory.buffer).setUint32(at, typeThrown, true);
      }
      if (dead) throw dead;
    };
    const release = (id: number) => {
      values[id] = undefined;
      free.push(id);
    };
    this.importObject = { lwa: { op, release } };
    this.run = async (instance) => {
      const exports = instance.exports as unknown as {
        memory: WebAssembly.Memory;
        enter(): void;
        _initialize(): void;
        start(): void;
      };
      ({ memory, enter } = exports);
      exports._initialize();
      exports.start();
      await new Promise(() => {});
    };
  }
}
