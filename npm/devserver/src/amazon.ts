import { ask } from "./control.js";
import { authorize, logIn, type Code, type Login, type LoginOptions } from "./login.js";

/** Somebody who can sign in. */
export interface Person {
  userId: string;
  name: string;
  email: string;
  postalCode: string;
}

/** A registered application. */
export interface Client {
  clientId: string;
  name: string;
  redirectUris: string[];
  origins: string[];
  device: boolean;
}

/** Where a fault happens. */
export type Endpoint =
  | "authorize"
  | "token"
  | "refresh"
  | "codepair"
  | "poll"
  | "profile"
  | "tokeninfo"
  | "all";

/** The exact answer to send. */
export interface RawAnswer {
  status?: number;
  contentType?: string;
  body?: string;
}

/**
 * What goes wrong: a status from 400 to 599, a kind or error code of docs/control.md such as
 * `"hang"`, or an exact answer.
 */
export type Failure = number | (string & {}) | RawAnswer;

/** A fault that waits for its requests. */
export interface Fault {
  endpoint: Endpoint;
  kind?: string;
  answer?: RawAnswer;
  times?: number;
}

/** How logins go: the members of docs/control.md. */
export interface Settings {
  /** A person in whose name logins are answered at once, without pages. `""`: people decide. */
  autoApprove: string;
  /** What is granted whatever was asked for. `""`: as asked for. */
  grantScope: string;
  refreshToken: boolean;
  rotate: boolean;
  accessLife: string;
  codeLife: string;
  pairLife: string;
  pollInterval: string;
  expiresIn: string;
  coop: string;
  coopOn: string;
  noIss: boolean;
  lenient: boolean;
}

/** A request to the fake Amazon. Secrets are `"…"`. */
export interface Asked {
  seq: number;
  time: string;
  endpoint: string;
  method: string;
  path: string;
  origin?: string;
  query: Record<string, string[]>;
  form: Record<string, string[]>;
  headers?: Record<string, string[]>;
  status: number;
  note: string;
  done: boolean;
}

/** What the fake Amazon was asked. */
export interface Journal {
  requests: Asked[];
  counts: Record<string, number>;
}

/** Which part of the journal. */
export interface JournalOptions {
  /** Only requests with a greater `seq`. */
  after?: number;
  /** Only requests of this endpoint. */
  endpoint?: Endpoint | "page" | "preflight" | "other";
  /** Wait for such a request, at most that long, such as `"5s"`. */
  wait?: string;
  /** With codes, tokens and headers. */
  secrets?: boolean;
}

/** A code that waits on a television. */
export interface Device {
  userCode: string;
  clientId: string;
  scope: string;
  state: "waiting" | "allowed" | "denied";
  expires: string;
}

/**
 * The fake Amazon of a dev server. Each method is one request to its control interface, and has
 * taken effect when it returns.
 */
export class Amazon {
  /** The value for `provider` or `data-provider`. */
  readonly url: string;
  /** The value for `clientId` or `data-client-id`. */
  readonly clientId: string;
  /** The demo site. */
  readonly site: string;
  readonly #end: () => Promise<void>;

  constructor(
    where: { url: string; clientId: string; site: string },
    end: () => Promise<void> = async () => {},
  ) {
    this.url = where.url;
    this.clientId = where.clientId;
    this.site = where.site;
    this.#end = end;
  }

  /** Ends the dev server, if `start` started it. */
  stop(): Promise<void> {
    return this.#end();
  }

  /** `await using amazon = await start()` stops it at the end of the block. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  /** Makes everything as it was when the dev server started: call it before each test. */
  async reset(): Promise<void> {
    await this.ask("POST", "/reset");
  }

  /** Who can sign in. */
  async people(): Promise<Person[]> {
    return (await this.ask<{ people: Person[] }>("GET", "/people")).people;
  }

  /** Adds a person. Only the name is needed. */
  addPerson(person: Partial<Person> & { name: string }): Promise<Person> {
    return this.ask("POST", "/people", person);
  }

  /** Replaces everyone. */
  async setPeople(people: (Partial<Person> & { name: string })[]): Promise<Person[]> {
    return (await this.ask<{ people: Person[] }>("PUT", "/people", { people })).people;
  }

  /** Removes a person and their tokens. */
  async removePerson(who: string): Promise<void> {
    await this.ask("DELETE", `/people/${encodeURIComponent((await this.person(who)).userId)}`);
  }

  /** The person of that user id, or the only one with that part of a name. */
  async person(who: string): Promise<Person> {
    const people = await this.people();
    const found =
      people.find(({ userId }) => userId === who) ??
      only(people.filter(({ name }) => name.includes(who)));
    if (!found)
      throw new Error(
        `"${who}" names nobody, or several. There are: ${people.map(({ name }) => name).join(", ")}.`,
      );
    return found;
  }

  /**
   * Registers return addresses of an application, letter by letter: any path on any port of
   * localhost.
   */
  addRedirectUris(redirectUris: string[], clientId = this.clientId): Promise<Client> {
    return this.ask("POST", `/clients/${encodeURIComponent(clientId)}/redirect-uris`, {
      redirectUris,
    });
  }

  /** Registers an application, or replaces it. */
  setClient(clientId: string, client: Partial<Omit<Client, "clientId">>): Promise<Client> {
    return this.ask("PUT", `/clients/${encodeURIComponent(clientId)}`, client);
  }

  /** The registered applications. */
  async clients(): Promise<Client[]> {
    return (await this.ask<{ clients: Client[] }>("GET", "/clients")).clients;
  }

  /** Removes an application. */
  async removeClient(clientId: string): Promise<void> {
    await this.ask("DELETE", `/clients/${encodeURIComponent(clientId)}`);
  }

  /**
   * Makes an endpoint fail: `fail("token", 503)`, `fail("profile", "hang")`; with `times`, only
   * that often.
   */
  fail(endpoint: Endpoint, failure: Failure, { times }: { times?: number } = {}): Promise<Fault> {
    const what = typeof failure === "object" ? { answer: failure } : { kind: String(failure) };
    return this.ask("POST", "/faults", {
      endpoint,
      ...what,
      ...(times === undefined ? {} : { times }),
    });
  }

  /** Breaks each connection to Amazon, until `recover()`. */
  offline(): Promise<Fault> {
    return this.fail("all", "reset");
  }

  /** Makes answers come late, by a duration such as `"2s"`. */
  slow(endpoint: Endpoint, by: string): Promise<Fault> {
    return this.fail(endpoint, `slow:${by}`);
  }

  /** Removes the faults of one endpoint, or all of them. */
  async recover(endpoint?: Endpoint): Promise<void> {
    await this.ask("DELETE", endpoint ? `/faults/${endpoint}` : "/faults");
  }

  /** The faults that wait for their requests. */
  async faults(): Promise<Fault[]> {
    return (await this.ask<{ faults: Fault[] }>("GET", "/faults")).faults;
  }

  /** Changes how logins go, and returns all settings. */
  set(settings: Partial<Settings> = {}): Promise<Settings> {
    return this.ask("PATCH", "/settings", settings);
  }

  /**
   * Moves the fake Amazon's clock forward, such as by `"1h"`: tokens and codes of before run out.
   * The browser has its own clock.
   */
  async advance(by: string): Promise<void> {
    await this.ask("POST", "/clock", { advance: by });
  }

  /** What the fake Amazon was asked, oldest first. */
  journal(options: JournalOptions = {}): Promise<Journal> {
    const query = new URLSearchParams();
    if (options.after !== undefined) query.set("after", String(options.after));
    if (options.endpoint) query.set("endpoint", options.endpoint);
    if (options.wait) query.set("wait", options.wait);
    if (options.secrets) query.set("secrets", "1");
    return this.ask("GET", query.size ? `/journal?${query}` : "/journal");
  }

  /** Empties the journal. */
  async clearJournal(): Promise<void> {
    await this.ask("DELETE", "/journal");
  }

  /** The codes that wait on televisions. */
  async devices(): Promise<Device[]> {
    return (await this.ask<{ devices: Device[] }>("GET", "/devices")).devices;
  }

  /** Is the phone of a person who allows the code of a television. */
  approveDevice(userCode: string, who: string): Promise<Device> {
    return this.ask("POST", `/devices/${encodeURIComponent(userCode)}`, {
      decision: "allow",
      person: who,
    });
  }

  /** Is the phone of a person who refuses it. */
  denyDevice(userCode: string): Promise<Device> {
    return this.ask("POST", `/devices/${encodeURIComponent(userCode)}`, { decision: "deny" });
  }

  /** Ends tokens, as if the person had removed the application in their account. */
  async revoke(
    options: { what?: "access" | "refresh" | "all"; person?: string } = {},
  ): Promise<void> {
    await this.ask("POST", "/revoke", options);
  }

  /** Signs everyone out of the fake Amazon: the next login shows the page with all people again. */
  async signOut(): Promise<void> {
    await this.ask("POST", "/sign-out");
  }

  /**
   * Logs a person in without a browser, and returns what a page would have: for tests of your
   * server, or of a component.
   */
  logIn(who: string, options: LoginOptions = {}): Promise<Login> {
    return logIn(this, who, options);
  }

  /**
   * Has a person allow a login, and returns what your server redeems: as a page with `handOver`
   * sends it.
   */
  authorize(who: string, options: LoginOptions = {}): Promise<Code> {
    return authorize(this, who, options);
  }

  /** Any request of docs/control.md, by its path below `/control/v1`. */
  ask<T = unknown>(
    method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
    path: string,
    body?: object,
  ): Promise<T> {
    return ask<T>(this.url, method, path, body);
  }
}

function only<T>(list: T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined;
}
