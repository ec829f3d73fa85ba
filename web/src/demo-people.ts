// What the two parts of the demo share: lwa-demo.js in the page, which plays Amazon's API, and
// lwa-demo.html, which plays its pages. Codes and tokens contain all data, so nothing has to be
// stored.

export interface Person {
  user_id: string;
  name?: string;
  email?: string;
  postal_code?: string;
}

export const people: Person[] = [
  {
    user_id: "amzn1.account.DEMO.ADA",
    name: "Ada Ngoma",
    email: "ada@example.com",
    postal_code: "98109-5210",
  },
  {
    user_id: "amzn1.account.DEMO.ZOE",
    name: "Zoë O’Neil & Sons",
    email: "zoe@example.com",
    postal_code: "SW1A 1AA",
  },
  {
    user_id: "amzn1.account.DEMO.WANG",
    name: "王小明",
    email: "wang@example.com",
    postal_code: "100-0001",
  },
  {
    user_id: "amzn1.account.DEMO.LONG",
    name: "Maximiliane Konstantinopolska-Wolfeschlegelsteinhausen",
    email: "maximiliane.konstantinopolska@subdomain.example.com",
    postal_code: "12345",
  },
  { user_id: "amzn1.account.DEMO.NOBODY" },
];

/**
 * The faults that a person can choose. Amazon's page or its API has the fault, or the token expires
 * early.
 */
export const faults: Record<string, string> = {
  "": "Nothing goes wrong",
  short: "The login ends after 30 seconds",
  server_error: "Amazon’s server fails",
  temporarily_unavailable: "Amazon is overloaded",
  unauthorized_client: "The site is not registered for this",
  invalid_grant: "The code is refused",
  network: "The network is gone",
  page: "A captive portal answers in the place of Amazon",
  stranger: "The token belongs to another site",
};

/** The faults that are errors of Amazon's page. The others happen in the API. */
export const answered = ["server_error", "temporarily_unavailable", "unauthorized_client"];

/** The data in a code or a token. */
export interface Grant {
  user: string;
  scope: string;
  client: string;
  fault: string;
  redirect?: string;
  challenge?: string;
  /** When a token expires, in milliseconds since 1970. */
  end?: number;
  once: string;
}

export const encode = (grant: object) =>
  btoa(JSON.stringify(grant)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");

export function decode(text: string): Grant | undefined {
  try {
    return JSON.parse(atob(text.replace(/-/g, "+").replace(/_/g, "/")));
  } catch {
    return undefined;
  }
}

export const random = () => crypto.getRandomValues(new Uint32Array(2)).join("");

/**
 * The key in sessionStorage that lwa-demo.js sets. Without this entry, lwa-demo.html refuses
 * logins.
 */
export const ticket = "lwa:demo";

/**
 * The key in localStorage for a code of lwa.device(). The value is "", or the decision once there
 * is one.
 */
export const waiting = (code: string) => `lwa:demo:${code}`;
