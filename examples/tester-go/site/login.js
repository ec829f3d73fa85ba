const $ = (id) => document.getElementById(id);

function show(session) {
  $("hello").textContent = session ? `Hello ${session.profile.name}` : "";
  $("problem").textContent = "";
  $("hello").hidden = $("logout").hidden = !session;
  $("login").hidden = Boolean(session);
}

const fail = (error) => {
  if (error.code !== "user_cancelled") $("problem").textContent = error.message;
};

for (const type of ["login", "renewed"]) lwa.addEventListener(type, ({ detail }) => show(detail));
for (const type of ["logout", "expired"]) lwa.addEventListener(type, () => show(null));
$("login").onclick = () => lwaLogin().catch(fail);
$("logout").onclick = () => lwa.logout();
lwa.ready.then(show, fail);
