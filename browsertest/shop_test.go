package browsertest_test

import (
	"io"
	"net/http"
)

// shopClient is the client id of the shop, as in production.
const shopClient = "amzn1.application-oa2-client.0123456789abcdef0123456789abcdef"

// shopPage is the page of a site that has no code for tests.
const shopPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>A shop</title>
<link rel="icon" href="data:,">
<script src="/lwa/lwa.js" defer data-client-id="` + shopClient + `" data-scope="profile postal_code" data-persist="session"></script>
<script src="/shop.js" type="module"></script>
<button id="login">Login with Amazon</button>
<button id="logout" hidden>Log out</button>
<p id="hello"></p>
<p id="error" role="alert"></p>
<p id="code"></p>
`

const shopScript = `
const show = (session) => {
	hello.textContent = session ? "Hello " + session.profile.name : "";
	logout.hidden = !session;
	error.textContent = "";
};
const options = { mode: new URLSearchParams(location.search).get("mode") ?? "popup" };
if (options.mode === "ask") {
	options.mode = "popup";
	options.scopeData = { postal_code: { essential: false } };
}
login.onclick = () => {
	error.textContent = "";
	lwaLogin(options).catch((e) => { error.textContent = e.code; });
};
logout.onclick = () => lwa.logout();
for (const type of ["login", "renewed"]) lwa.addEventListener(type, (e) => show(e.detail));
for (const type of ["logout", "expired"]) lwa.addEventListener(type, () => show(null));
lwa.ready.then(show, (e) => { error.textContent = e.code; });
if (location.pathname === "/tv") {
	lwa.device().then((device) => {
		code.textContent = device.userCode;
		return device.done;
	}).catch((e) => { error.textContent = e.code; });
}
`

// shop returns the handler of the site.
func shop() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" && r.URL.Path != "/tv" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, shopPage)
	})
	mux.HandleFunc("/shop.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		_, _ = io.WriteString(w, shopScript)
	})
	return mux
}
