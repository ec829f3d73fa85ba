// What <lwa-login> contributes to the form that it is in.

import type { AuthorizationCode, Session } from "../lwa";

/** A session, or what a login with `handOver` gives. */
export type Login = Partial<Pick<Session, "accessToken" | "profile">> &
  Partial<Pick<AuthorizationCode, "code" | "codeVerifier" | "redirectUri">>;

export class FormPart {
  #value: string | FormData | null = null;
  #secret = false;

  constructor(
    readonly host: Element,
    readonly internals: ElementInternals,
  ) {}

  /** Sets the login, or none. `complaint` is the validation message of a form that requires one. */
  set(login: Login | null, complaint: string, anchor: HTMLElement): void {
    this.#value = login && this.#of(login);
    this.internals.setFormValue(this.#value);
    const missing = !this.#value && this.host.hasAttribute("required");
    this.internals.setValidity(
      missing ? { valueMissing: true } : {},
      missing ? complaint : "",
      anchor,
    );
  }

  #of(login: Login): string | FormData | null {
    const kind = this.host.getAttribute("value-is") ?? (login.code ? "code" : "token");
    this.#secret = kind !== "user-id";
    if (kind === "user-id") return login.profile?.userId ?? null;
    if (kind !== "code") return login.accessToken ?? null;
    const name = this.host.getAttribute("name");
    if (!login.code || !name) return null;
    const data = new FormData();
    data.append(name, login.code);
    data.append(`${name}_verifier`, login.codeVerifier!);
    data.append(`${name}_redirect_uri`, login.redirectUri!);
    return data;
  }

  /**
   * Leaves the value out of a form that is sent by GET: its values become part of an address, where
   * no token and no code may be.
   */
  guard(event: SubmitEvent): void {
    const { form } = this.internals;
    if (event.target !== form || event.defaultPrevented || !this.#secret || !this.#value) return;
    // Inputs hide the properties of the form that have their names.
    const method =
      event.submitter?.getAttribute("formmethod") ??
      Element.prototype.getAttribute.call(form, "method");
    if (method?.toLowerCase() === "post") return;
    console.error('lwa-login: use method="post"');
    this.internals.setFormValue(null);
    setTimeout(() => this.internals.setFormValue(this.#value));
  }
}
