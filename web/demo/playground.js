// The playground of <lwa-login>: attributes by choice, the tag that has them, and each state
// without anybody behind it. The demo's page and the documentation use it.

/** Attributes that have their value without being written. */
const usual = { theme: "gold", size: "medium", text: "login-with-amazon", lang: "en", mode: "" };

function chosen(choices) {
  const { against, state: _, ...attributes } = Object.fromEntries(new FormData(choices));
  for (const [name, value] of Object.entries(usual)) if (attributes[name] === value) delete attributes[name];
  return { against, state: choices.elements.state.value, attributes }; // a disabled control is in no FormData
}

/** A component with nobody behind it. */
function puppet() {
  const lwa = new EventTarget();
  const session = { profile: { userId: "amzn1.account.PLAY", name: "Ada Ngoma" } };
  const never = () => new Promise(() => {});
  return Object.assign(lwa, {
    version: "0", session: null, ready: Promise.resolve(null), configure() {}, token: () => Promise.reject(new Error("none")),
    login: () => new Promise((_, refuse) => { lwa.refuse = (code) => refuse(Object.assign(new Error("Shown by choice."), { code, hint: "" })); }),
    logout: never, tell: (type, detail) => lwa.dispatchEvent(new CustomEvent(type, { detail })),
    enter: () => lwa.tell("login", (lwa.session = session)),
  });
}

/** Brings an element of a puppet into a state. */
const scenes = {
  "signed-out"() {},
  "window-open": (element) => void element.login(),
  unsure: (element, lwa) => (void element.login(), lwa.tell("unsure", { focus() {}, continueHere() {}, cancel() {} })),
  busy: (element) => void element.login({ mode: "redirect" }),
  "signed-in": (_, lwa) => lwa.enter(),
  expiring: (_, lwa) => (lwa.enter(), lwa.tell("expiring", null)),
  error: (element, lwa) => (void element.login(), lwa.refuse("access_denied")),
  offline: (element, lwa) => (void element.login(), lwa.refuse("no_network_connectivity")),
  unsupported: (element, lwa) => (void element.login(), lwa.refuse("wasm_nonexistent")),
};

/** The tag as a page has it. */
function written(attributes) {
  const text = Object.entries(attributes).map(([name, value]) => `\n  ${name}="${value}"`).join("");
  return `<lwa-login${text}></lwa-login>`;
}

/**
 * Brings the playground of a page to life: #choices, #stage, #told and #tag.
 *
 * `load` defines the element. `component` is that of the page, for logins against the fake Amazon,
 * and `tag` the attributes that a page needs for them. `always` are attributes that the element
 * gets and the tag does not show. `shown` hears of each new element.
 */
export async function play({ load, component, tag = {}, always = {}, shown = () => {} }) {
  const choices = document.getElementById("choices");
  const stage = document.getElementById("stage");
  const show = () => {
    const { against, state, attributes } = chosen(choices);
    choices.elements.state.disabled = against !== "nobody";
    if (against === "demo") attributes.provider = "demo";
    const element = document.createElement("lwa-login");
    for (const [name, value] of Object.entries({ ...always, ...attributes })) element.setAttribute(name, value);
    const lwa = against === "nobody" ? puppet() : against === "fake" ? component : undefined;
    if (lwa) element.lwa = lwa;
    stage.replaceChildren(element);
    shown(element);
    if (against === "nobody") scenes[state](element, lwa);
    document.getElementById("tag").textContent = written(against === "fake" ? { ...tag, ...attributes } : attributes);
  };
  for (const type of ["login", "logout", "error", "cancel"]) {
    stage.addEventListener(type, ({ detail }) => {
      document.getElementById("told").textContent = `Event: ${type} ${detail?.profile?.name ?? detail?.code ?? ""}`;
    });
  }
  await load();
  await component?.ready.catch(() => null);
  choices.addEventListener("change", show);
  show();
}
