import { codes } from "lwa:tables";

/** Every rejection of this component: see LwaError in lwa.d.ts. */
export class LwaError extends Error {
  readonly code: string;
  readonly hint: string;
  readonly description: string;
  readonly status: number;

  constructor(fields: { code: string; message: string; hint: string; description?: string; status?: number }, cause?: unknown) {
    super(fields.message, cause === undefined ? undefined : { cause });
    this.code = fields.code;
    this.hint = fields.hint;
    this.description = fields.description ?? "";
    this.status = fields.status ?? 0;
  }
}
Object.defineProperty(LwaError.prototype, "name", { value: "LwaError", configurable: true });

/** An error of Go's table, with a better message and hint where the place that raises it knows one. */
export function fail(code: string, message?: string, hint?: string, cause?: unknown): LwaError {
  const [usual, advice] = codes[code];
  return new LwaError({ code, message: message ?? usual, hint: hint ?? advice }, cause);
}
