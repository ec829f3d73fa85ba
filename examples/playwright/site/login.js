const $ = (id) => document.getElementById(id);

function show(session) {
  $("name").textContent = session?.profile.name ?? "";
  $("place").textContent = session?.profile.postalCode ?? "";
  $("problem").textContent = "";
  $("gave-up").hidden = true;
  $("hello").hidden = $("logout").hidden = !session;
  $("login").hidden = $("leave").hidden = Boolean(session);
}

function fail(error) {
  show(lwa.session);
  $("problem").textContent = `${error.code}: ${error.message}`;
}

lwa.addEventListener("login", ({ detail }) => show(detail));
lwa.addEventListener("logout", () => show(null));
lwa.addEventListener("expired", () => show(null));
lwa.addEventListener("unsure", ({ detail }) => {
  $("gave-up").hidden = false;
  $("gave-up").onclick = detail.cancel;
});
lwa.ready.then(show, fail);
$("login").onclick = () => lwaLogin().catch(fail);
$("leave").onclick = () => lwaLogin({ mode: "redirect" }).catch(fail);
$("logout").onclick = () => lwa.logout().catch(fail);
