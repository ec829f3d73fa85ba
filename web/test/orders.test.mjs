// Calls, answers, faults, storage failures, crashes of the instance and jumps of time, in random
// orders, through the real shell and the real wasm. docs/fuzzing.md says how to run it for longer,
// and how to run one order again.

import test from "node:test";
import { after, end, now } from "./lib/invariants.mjs";
import { order, World } from "./lib/orders.mjs";

const { ORDERS_SECONDS = "6", ORDERS_SEED, ORDERS_STEPS } = process.env;

/** An exception or rejection that nobody took is a fault of the order that runs. */
let stray;
process.on("unhandledRejection", (error) => (stray ??= error));
process.on("uncaughtException", (error) => (stray ??= error));

/** The seed that runs, for an order after which Node has nothing left to do. */
let running;
process.on("exit", () => running !== undefined && console.error(`The order of ORDERS_SEED=${running} hangs`));

/** Runs an order. Returns what is wrong with it, and after how many steps. */
async function run(seed, steps) {
  stray = undefined;
  running = seed;
  let done = 0;
  try {
    const world = await World.start(seed);
    for (const step of steps) {
      done++;
      await world.run(step);
      now(world);
      if (stray) throw stray;
    }
    await end(world);
    await after(world);
    if (stray) throw stray;
  } catch (error) {
    return { error, done };
  } finally {
    running = undefined;
  }
}

/**
 * The same fault with as few steps as can be found: first what comes after it goes, then each piece
 * that it does without.
 */
async function shrink(seed, steps, { error, done }) {
  let least = steps.slice(0, done);
  const fails = async (some) => (await run(seed, some))?.error.message === error.message;
  if (!(await fails(least))) least = steps;
  for (let size = Math.ceil(least.length / 2); size >= 1; size = size > 1 ? Math.ceil(size / 2) : 0) {
    for (let at = 0; at < least.length; ) {
      const without = [...least.slice(0, at), ...least.slice(at + size)];
      if (await fails(without)) least = without;
      else at += size;
    }
  }
  return least;
}

async function check(seed, steps) {
  const wrong = await run(seed, steps);
  if (!wrong) return;
  const least = await shrink(seed, steps, wrong);
  throw new Error(`${wrong.error.stack}\nThe order: ORDERS_SEED=${seed} ORDERS_STEPS='${JSON.stringify(least)}'`);
}

test("whatever happens in whatever order: promises settle, codes are used once, nothing leaks, nothing is left", async (t) => {
  if (ORDERS_STEPS) return check(Number(ORDERS_SEED), JSON.parse(ORDERS_STEPS));
  const until = performance.now() + Number(ORDERS_SECONDS) * 1000;
  let seed = Number(ORDERS_SEED ?? 1);
  let steps = 0;
  const first = seed;
  do {
    const all = order(seed);
    await check(seed, all);
    steps += all.length;
    seed++;
  } while (performance.now() < until && !(ORDERS_SEED && ORDERS_SECONDS === "0"));
  t.diagnostic(`${seed - first} orders of ${steps} steps, from seed ${first}`);
});
