import { codes } from "lwa:tables";
import { defineProperty } from "./platform";

/** Every rejection of this component: see LwaError in lwa.d.ts. */
export class LwaError extends Error {
  readonly code: string;
  readonly hint: string;
  readonly description: string;
  readonly status: number;

  /** Where message and hint are missing or "", the table's own are right. */
  constructor(
    fields: {
      code: string;
      message?: string;
      hint?: string;
      description?: string;
      status?: number;
    },
    cause?: unknown,
  ) {
    const [message, hint] = codes[fields.code] ?? codes.internal_error;
    super(fields.message || message, cause === undefined ? undefined : { cause });
    this.code = fields.code;
    this.hint = fields.hint || hint;
    this.description = fields.description ?? "";
    this.status = fields.status ?? 0;
  }
}
defineProperty(LwaError.prototype, "name", { value: "LwaError", configurable: true });

/** An error of Go's table, with a better message and hint where the place that raises it knows one. */
export function fail(code: string, message?: string, hint?: string, cause?: unknown): LwaError {
  return new LwaError({ code, message, hint }, cause);
}

/** What was thrown, if it is ours, and otherwise an error of that code. Whoever threw it may have laid traps in it. */
export function toError(thrown: unknown, code: string, message?: string, hint?: string): LwaError {
  try {
    if (thrown instanceof LwaError) return thrown;
  } catch {
    // a proxy
  }
  return fail(code, message, hint, thrown);
}
