import { lwa, lwaLogin, type LwaError } from "lwa-wasm";

lwa.configure({ clientId: "amzn1.application-oa2-client.0123456789abcdef0123456789abcdef", redirectUri: "/lwa-callback.html" });

/** Puts a login into an element of the page. */
export function account(parent: HTMLElement): void {
  const button = document.createElement("button");
  const status = document.createElement("p");
  button.textContent = "Login with Amazon";
  status.setAttribute("role", "status");
  parent.append(button, status);
  button.onclick = async () => {
    try {
      const { profile } = await lwaLogin();
      button.hidden = true;
      status.textContent = `Hello ${profile.name}`;
    } catch (error) {
      status.textContent = (error as LwaError).code === "user_cancelled" ? "" : (error as LwaError).message;
    }
  };
}
