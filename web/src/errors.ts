import { codes } from "lwa:tables";
import { defineProperty } from "./platform";

export { codes };

/** Every rejection of this component: see LwaError in lwa.d.ts. */
export class LwaError extends Error {
  declare readonly code: string;
  declare readonly hint: string;
  declare readonly description: string;
  declare readonly status: number;

  /** If message or hint is missing or "", the table's own text is used. */
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

/** An error of Go's table. The place that raises it may give a better message and hint. */
export function fail(code: string): LwaError;
export function fail(
  code: string,
  message: string | undefined,
  hint: string | undefined,
  cause?: unknown,
): LwaError;
export function fail(code: string, message?: string, hint?: string, cause?: unknown): LwaError {
  return new LwaError({ code, message, hint }, cause);
}

/**
 * The thrown value, if it is an LwaError; otherwise an error with that code. The value may be
 * hostile: reading it may throw.
 */
export function toError(thrown: unknown, code: string, message?: string, hint?: string): LwaError {
  try {
    if (thrown instanceof LwaError) return thrown;
  } catch {
    // a proxy
  }
  return fail(code, message, hint, thrown);
}
