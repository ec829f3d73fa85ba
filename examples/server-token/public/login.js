import { lwa, lwaLogin } from "./lwa/lwa.mjs";

const button = document.getElementById("login");
const problem = document.getElementById("problem");

function fail(error) {
  problem.textContent = error.code === "user_cancelled" ? "" : error.message;
}

/**
 * Gives the server the token, to ask Amazon about it. The session comes as a cookie that no script
 * can read.
 */
async function present({ accessToken }) {
  const answer = await fetch("/login", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ accessToken }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  location.reload();
}

// Of a popup, and of the redirect that it becomes where no window can be had.
lwa.addEventListener("login", ({ detail }) => present(detail).catch(fail));
lwa.addEventListener("error", ({ detail }) => fail(detail));
lwa.configure({ ...button.dataset }).catch(fail);

// In the click, before any await: browsers open windows only there. A token that the server did not
// take is not used again.
button.onclick = () => lwaLogin({ interactive: "always" }).catch(fail);
