// A person with a browser that has cookies and no scripts: enough for the pages of an authorization
// server.

export class Person {
  #cookies = new Map();

  /**
   * Goes to an address and follows redirects until one leads below `end`. Returns that address, or
   * the text of the page where it stops.
   */
  async visit(address, { end, ...init } = {}) {
    for (let hops = 0; hops < 20; hops++) {
      if (end && address.startsWith(end)) return { back: new URL(address) };
      const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
      const response = await fetch(address, { redirect: "manual", ...init, headers: { "sec-fetch-site": "none", ...init.headers, ...(cookie && { cookie }) } });
      for (const line of response.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
        if (value) this.#cookies.set(name, value);
        else this.#cookies.delete(name);
      }
      const to = response.headers.get("location");
      if (!to) return { status: response.status, address, page: await response.text() };
      address = new URL(to, address).href;
      init = {};
    }
    throw new Error(`${address}: redirects without end`);
  }

  /** Sends the form of a page, as it stands, with these fields besides. */
  submit({ address, page }, fields = {}, { end } = {}) {
    const form = /<form[^>]*>/.exec(page);
    if (!form) throw new Error(`no form at ${address}: ${page}`);
    const body = new URLSearchParams();
    for (const [tag] of page.matchAll(/<input[^>]*>/g)) {
      const { name, value, type } = attributes(tag);
      if (name && type === "hidden") body.set(name, value ?? "");
    }
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    return this.visit(new URL(attributes(form[0]).action ?? "", address).href, { end, method: "POST", body, headers: { origin: new URL(address).origin, "sec-fetch-site": "same-origin" } });
  }
}

function attributes(tag) {
  const found = {};
  for (const [, name, quoted, single, bare] of tag.matchAll(/([a-z-]+)=(?:"([^"]*)"|'([^']*)'|([^\s>]+))/g)) {
    found[name] = (quoted ?? single ?? bare).replace(/&#34;/g, '"').replace(/&#39;/g, "'").replace(/&#43;/g, "+").replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
  }
  return found;
}
