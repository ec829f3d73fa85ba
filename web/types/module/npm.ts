import { lwa, lwaLogin } from "lwa-wasm";

lwa.configure({ clientId: "amzn1.application-oa2-client.…", redirectUri: "/lwa-callback.html" });
document.querySelector("button")!.onclick = async () => {
  const { profile } = await lwaLogin(); // before any other await of the click
  console.log(profile.userId, profile.name);
};
