// The forward for apiBase, as a function of the host.
// Netlify: netlify/edge-functions/amazon-api.js
// Cloudflare Pages: functions/amazon-api/[[path]].js

// For region EU https://api.amazon.co.uk, for FE https://api.amazon.co.jp.
const api = "https://api.amazon.com";

const methods = { "/auth/o2/token": "POST", "/auth/o2/create/codepair": "POST", "/auth/o2/tokeninfo": "GET", "/user/profile": "GET" };

/**
 * Four requests, with nothing of the browser's in them but the form, or the token, and its name.
 */
export default async function forward(request) {
  const { pathname, search } = new URL(request.url);
  const path = pathname.slice("/amazon-api".length);
  if (methods[path] !== request.method) return answer("", 404, "text/plain");
  const headers = { "user-agent": request.headers.get("user-agent") ?? "" };
  const form = request.method === "POST";
  if (form) headers["content-type"] = request.headers.get("content-type") ?? "";
  const token = path === "/user/profile" && request.headers.get("x-amz-access-token"); // as lwa.fetch() sends it
  if (token) headers["x-amz-access-token"] = token;
  const { body, status, headers: theirs } = await fetch(api + path + (form ? "" : search), {
    method: request.method,
    headers,
    body: form ? await request.text() : undefined,
    redirect: "manual",
  });
  return answer(body, status, theirs.get("content-type") ?? "");
}

/**
 * Amazon's cookies and its Strict-Transport-Security are not for your host, and what it says is
 * data, never a page.
 */
function answer(body, status, type) {
  return new Response(body, {
    status,
    headers: {
      "Content-Type": type,
      "Cache-Control": "no-store",
      "Content-Security-Policy": "default-src 'none'; sandbox",
      "X-Content-Type-Options": "nosniff",
    },
  });
}

export const config = { path: "/amazon-api/*" }; // for Netlify
export const onRequest = ({ request }) => forward(request); // for Cloudflare
