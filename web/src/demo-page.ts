// lwa-demo.html plays Amazon's sign-in and consent. It refuses a login unless a page of this origin
// with lwa-demo.js has opened it, and it redirects to this origin only. It also approves codes of
// lwa.device(), without that condition, but only codes of this browser.

import { answered, encode, faults, people, random, ticket, waiting } from "./demo-people";
import { isOwn } from "./origin";

const request = new URLSearchParams(location.search);
history.replaceState(null, "", location.pathname);

const element = <E extends HTMLElement>(id: string) => document.getElementById(id) as E;

function show(id: string): void {
  for (const section of document.querySelectorAll("section")) section.hidden = section.id !== id;
}

/** Returns the redirect URI, if it is of this origin. */
function target(): URL | undefined {
  try {
    const url = new URL(request.get("redirect_uri")!);
    return isOwn(url) ? url : undefined;
  } catch {
    return undefined;
  }
}

function admitted(): boolean {
  try {
    return sessionStorage.getItem(ticket) !== null;
  } catch {
    return false;
  }
}

/** Shows the people and the faults. Calls `allow` with the choice, or `cancel`. */
function ask(
  allow: (user: string, fault: string) => void,
  cancel: () => void,
  scope: string,
): void {
  element("asked").textContent = scope ? `The page asks for: ${scope.split(" ").join(", ")}` : "";
  element("people").replaceChildren(
    ...people.map(({ user_id, name, email }, index) => {
      const input = Object.assign(document.createElement("input"), {
        type: "radio",
        name: "person",
        value: user_id,
        checked: index === 0,
      });
      const text = document.createElement("span");
      text.append(
        Object.assign(document.createElement("b"), {
          textContent: name ?? "Somebody without a name",
        }),
        Object.assign(document.createElement("small"), {
          textContent: email ?? "Amazon tells their id alone",
        }),
      );
      const label = document.createElement("label");
      label.append(input, text);
      return label;
    }),
  );
  const select = element<HTMLSelectElement>("fault");
  select.replaceChildren(...Object.entries(faults).map(([value, text]) => new Option(text, value)));
  element("choice").onsubmit = (event) => {
    event.preventDefault();
    allow(new FormData(event.target as HTMLFormElement).get("person") as string, select.value);
  };
  element("cancel").onclick = cancel;
  show("consent");
}

function authorize(): void {
  const back = target();
  if (!admitted() || !back || window.top !== window) return show("idle");
  const answer = (members: Record<string, string>) => {
    for (const [name, value] of Object.entries({ ...members, state: request.get("state") ?? "" }))
      back.searchParams.set(name, value);
    location.replace(back.href);
  };
  const scope = request.get("scope") ?? "";
  ask(
    (user, fault) => {
      if (answered.includes(fault))
        return answer({ error: fault, error_description: "Chosen in the demo" });
      const code = encode({
        user,
        scope,
        client: request.get("client_id"),
        fault,
        redirect: request.get("redirect_uri"),
        challenge: request.get("code_challenge"),
        once: random(),
      });
      answer({ code, scope });
    },
    () => answer({ error: "access_denied", error_description: "Cancelled in the demo" }),
    scope,
  );
}

/** Lets the person type the code that lwa.device() shows in another page of this browser. */
function pair(): void {
  const typed = element<HTMLInputElement>("typed");
  typed.value = request.get("cbl-code") ?? "";
  element("pair").onsubmit = (event) => {
    event.preventDefault();
    const place = waiting(typed.value.trim().toUpperCase());
    if (localStorage.getItem(place) === null)
      return void (element("wrong").textContent = "No page of this browser shows that code.");
    const end = (said: string) => (localStorage.setItem(place, said), show("done"));
    ask(
      (user) => end(user),
      () => end("cancel"),
      "",
    );
  };
  show("code");
}

if (request.get("response_type") === "code") authorize();
else if (request.has("cbl-code") || !location.search) pair();
