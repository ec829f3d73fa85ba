// The doctor's own page, lwa-doctor.html. It is built by script, with a constructed style sheet, so
// that it works under a policy without inline scripts and styles.

import { hosts, servers } from "lwa:doctor";
import style from "lwa:doctor.css";
import type { DoctorOptions, DoctorReport } from "./doctor-check";
import { summary, type Finding } from "./doctor-report";
import { isOwn } from "./origin";

type Examine = (options: DoctorOptions) => Promise<DoctorReport>;
type Child = Node | string;

const labels: Record<Finding["severity"], string> = {
  broken: "Broken",
  warn: "Look at",
  ok: "Fine",
};

function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const key of Object.keys(attributes)) element.setAttribute(key, attributes[key]);
  element.append(...children);
  return element;
}

export function mount(examine: Examine): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  document.adoptedStyleSheets = [sheet];
  new View(examine);
}

class View {
  #report?: DoctorReport;
  readonly #page = make("input", {
    id: "page",
    name: "page",
    value: start(),
    autocomplete: "off",
    spellcheck: "false",
    "aria-describedby": "hint",
  });
  readonly #callback = make("input", {
    id: "callback",
    name: "callback",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: "as the page says",
  });
  readonly #go = make("button", { id: "go", type: "submit" }, "Examine");
  readonly #status = make("p", { id: "status", role: "status" });
  readonly #host = make(
    "select",
    { id: "host" },
    make("option", { value: "" }, "every host"),
    ...servers.map((host) => make("option", { value: host }, host)),
  );
  readonly #copy = make("button", { id: "copy", type: "button" }, "Copy report");
  readonly #print = make("button", { id: "print", type: "button" }, "Print");
  readonly #tools = make("div", { id: "tools", hidden: "" });
  readonly #list = make("div", { id: "findings" });
  #turn = 0;

  constructor(readonly examine: Examine) {
    const field = (input: HTMLElement, text: string) =>
      make("div", { class: "field" }, make("label", { for: input.id }, text), input);
    const form = make(
      "form",
      {},
      field(this.#page, "Page with the login button"),
      field(this.#callback, "Return address"),
      this.#go,
    );
    this.#tools.append(
      make("label", { for: "host" }, "Lines for ", this.#host),
      this.#copy,
      this.#print,
    );
    const main = make(
      "main",
      {},
      make(
        "header",
        {},
        make("h1", {}, "Doctor"),
        make(
          "p",
          {},
          "What is wrong with Login with Amazon on this site, and the lines that mend it.",
        ),
      ),
      form,
      make(
        "p",
        { id: "hint" },
        "Examine opens a small window for a moment: it shows whether the return address answers as it should.",
      ),
      this.#status,
      this.#tools,
      this.#list,
    );
    document.body.replaceChildren(main);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#run({ popup: true });
    });
    this.#host.addEventListener("change", () => this.#filter());
    this.#copy.addEventListener("click", () => void copy(this.#report?.markdown ?? "", this.#copy));
    this.#print.addEventListener("click", () => window.print());
    void this.#run({ popup: false });
  }

  async #run(options: DoctorOptions): Promise<void> {
    const turn = ++this.#turn;
    const running = this.examine({
      ...options,
      page: this.#page.value,
      ...(this.#callback.value && { redirectUri: this.#callback.value }),
    });
    document.documentElement.dataset.state = "busy";
    this.#status.textContent = "Examining…";
    const report = await running.catch((error: unknown) => String(error));
    if (turn !== this.#turn) return;
    document.documentElement.dataset.state = "done";
    if (typeof report === "string") return void (this.#status.textContent = report);
    this.#report = report;
    this.#host.value = report.host;
    this.#status.textContent = `${report.page}: ${summary(report.findings)}`;
    this.#tools.hidden = false;
    this.#list.replaceChildren(...report.findings.map(card));
    this.#filter();
  }

  /**
   * Shows the lines for the chosen host. The lines for the page and for Amazon's console always
   * stay.
   */
  #filter(): void {
    const chosen = this.#host.value;
    for (const block of this.#list.querySelectorAll<HTMLElement>("[data-host]")) {
      block.hidden =
        !!chosen && servers.includes(block.dataset.host!) && block.dataset.host !== chosen;
    }
  }
}

/** Returns the path to examine: from the fragment, else from the referrer, else "/". */
function start(): string {
  const named = decodeURIComponent(location.hash.slice(1));
  if (named.startsWith("/")) return named;
  try {
    const from = new URL(document.referrer);
    if (isOwn(from) && from.pathname !== location.pathname) return from.pathname;
  } catch {
    // there is no referrer
  }
  return "/";
}

function card(f: Finding): HTMLElement {
  const summary = make(
    "summary",
    {},
    make("span", { class: "mark" }, labels[f.severity]),
    make("span", { class: "what" }, f.what),
    make("code", {}, f.code),
  );
  const body = hosts.filter((host) => f.mend[host]).map((host) => lines(host, f.mend[host]));
  if (!body.length)
    return make(
      "article",
      { class: `finding ${f.severity}`, "data-code": f.code },
      make("div", { class: "summary" }, ...summary.childNodes),
    );
  const details = make(
    "details",
    { class: `finding ${f.severity}`, "data-code": f.code },
    summary,
    ...body,
  );
  details.open = f.severity !== "ok" || f.code === "amazon";
  return details;
}

function lines(host: string, text: string): HTMLElement {
  const button = make(
    "button",
    { type: "button", "aria-label": `Copy the lines for ${host}` },
    "Copy",
  );
  button.addEventListener("click", () => void copy(text, button));
  return make(
    "figure",
    { "data-host": host },
    make("figcaption", {}, host, button),
    make("pre", { tabindex: "0" }, make("code", {}, text)),
  );
}

async function copy(text: string, button: HTMLElement): Promise<void> {
  const before = button.dataset.label ?? button.textContent!;
  button.dataset.label = before;
  button.textContent = await navigator.clipboard.writeText(text).then(
    () => "Copied",
    () => (select(text), "Copy it from below"),
  );
  setTimeout(() => (button.textContent = before), 2000);
}

/** Selects the text, for browsers that do not let pages write to the clipboard. */
function select(text: string): void {
  const area = make("textarea", { readonly: "", rows: "12", "aria-label": "Report" });
  area.value = text;
  document.querySelector("main")!.append(area);
  area.focus();
  area.select();
}
