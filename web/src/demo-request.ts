// Replaces request.ts in lwa-demo.js: requests to Amazon's API are answered in the page.

import { serve } from "./demo-server";
import { page } from "./demo-popup";
import { clearTimeout, setTimeout } from "./platform";
import { type Asked, request as send, type Told } from "./request";
import { Failure } from "./wire.gen";

export function request(asked: Asked, tell: (...told: Told) => void): () => void {
  const played = serve(asked.url, { body: asked.body }, page, asked.token);
  if (!played) return send(asked, tell);
  let over = false;
  const done = (...told: Told) => {
    if (over) return;
    end();
    tell(...told);
  };
  const end = () => {
    over = true;
    clearTimeout(timer);
  };
  const timer = setTimeout(done, asked.ms, "failed", Failure.late);
  void (async () => {
    try {
      const response = await played;
      done("answered", {
        status: response.status,
        contentType: response.headers.get("content-type"),
        retryAfter: 0,
        text: await response.text(),
      });
    } catch {
      done("failed", Failure.network);
    }
  })();
  return end;
}
