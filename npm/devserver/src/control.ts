import { send } from "./http.js";

/** An error answer of the control interface. `code` is stable; docs/control.md lists them. */
export class ControlError extends Error {
  override name = "ControlError";
  constructor(
    readonly code: string,
    message: string,
    /** What to change. */
    readonly hint: string,
    readonly status: number,
  ) {
    super(hint ? `${message} ${hint}` : message);
  }
}

/**
 * Sends one request to the control interface of the dev server whose fake Amazon is at `amazon`,
 * and returns its answer.
 */
export async function ask<T>(
  amazon: string,
  method: string,
  path: string,
  body?: object,
): Promise<T> {
  const changes = method !== "GET";
  const address = `${amazon}/control/v1${path}`;
  const answer = await send(
    method,
    address,
    changes ? { "Content-Type": "application/json" } : {},
    changes ? JSON.stringify(body ?? {}) : "",
  ).catch((cause: Error) => {
    throw new Error(
      `No dev server answers at ${amazon}. Start one with start(), or with: npx lwa-devserver`,
      { cause },
    );
  });
  const read = parsed(answer.text);
  if (answer.status < 300 && read) return read as T;
  if (!read?.error)
    throw new Error(
      `${address} was answered with ${answer.status}: the dev server there has no control interface.`,
    );
  throw new ControlError(read.error.code, read.error.message, read.error.hint ?? "", answer.status);
}

function parsed(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
