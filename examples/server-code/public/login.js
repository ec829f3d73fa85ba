import { lwa, lwaLogin } from "./lwa/lwa.mjs";

const button = document.getElementById("login");
const problem = document.getElementById("problem");

function fail(error) {
  problem.textContent = error.code === "user_cancelled" ? "" : error.message;
}

/**
 * Gives the server what it needs to redeem the code, once. The session comes as a cookie that no
 * script can read.
 */
async function handOver({ code, codeVerifier, redirectUri }) {
  const answer = await fetch("/login", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ code, codeVerifier, redirectUri }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  location.reload();
}

// Of a popup, and of the redirect that it becomes where no window can be had.
lwa.addEventListener("code", ({ detail }) => handOver(detail).catch(fail));
lwa.addEventListener("error", ({ detail }) => fail(detail));
lwa.configure({ ...button.dataset }).catch(fail);

// In the click, before any await: browsers open windows only there.
button.onclick = () => lwaLogin({ handOver: true }).catch(fail);
