// lwa.fetch(): a request of the page with the access token.

import type { Session } from "../lwa";
import { fail } from "./errors";
import type { Settings } from "./options";
import { Request } from "./platform";
import { run } from "./running";

/** `token` gives a session whose access token may go to `target` and differs from `accessToken`. */
export const fetcher =
  (token: (given: Settings) => Promise<Session>) =>
  async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    let request: Request;
    let again: Request;
    try {
      // An answer about one person must not come out of the HTTP cache for the next one.
      request = new Request(input, {
        credentials: "omit",
        referrerPolicy: "no-referrer",
        cache: "no-store",
        ...init,
        redirect: "error",
      });
      again = request.clone(); // a body can be sent once
    } catch (error) {
      throw fail(
        "invalid_request",
        "lwa.fetch() cannot make a request of what it was given.",
        "Pass an address and options as fetch() takes them. A Request or a stream can be sent once.",
        error,
      );
    }
    const target = { target: request.url, signal: request.signal };
    const { accessToken } = await token(target);
    const { send } = await run();
    return send(request, again, accessToken, (accessToken) => token({ ...target, accessToken }));
  };
