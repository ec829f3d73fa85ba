// The page of every bundler. Its address has the settings, so that one bundle serves every test.
import { lwa, lwaLogin } from "lwa-wasm";

const settings = Object.fromEntries(new URLSearchParams(location.search));
lwa.configure({ redirectUri: "/lwa/lwa-callback.html", mode: "popup", ...settings });
document.getElementById("login").onclick = () => {
  lwaLogin().then(
    ({ profile }) => (document.getElementById("hello").textContent = profile.name),
    ({ code, message, hint }) => (document.getElementById("hello").textContent = `${code}: ${message} ${hint}`),
  );
};
