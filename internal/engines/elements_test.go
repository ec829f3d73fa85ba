package engines_test

import (
	"fmt"
	"net/http"

	"github.com/stretchr/testify/assert"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// elements are scenarios of the optional files.
var elements = []scenario{
	{name: "drop-in for Amazon's SDK", core: true, run: dropIn},
	{name: "<lwa-login>", core: true, run: loginElement},
}

// serve serves a page of the site.
func (v *visit) serve(path, format string, args ...any) {
	v.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>A shop</title>`)
		fmt.Fprintf(w, format, args...)
	})
}

// dropIn is a page as it was written for Amazon's SDK.
func dropIn(v *visit) string {
	v.serve("/old", `<button id="go">Login with Amazon</button><p id="told"></p>
<script>window.onAmazonLoginReady = () => amazon.Login.setClientId(%q);
document.getElementById("go").onclick = () => amazon.Login.authorize({ scope: "profile" }, (answer) => {
	if (answer.error) return void (document.getElementById("told").textContent = answer.error);
	amazon.Login.retrieveProfile(answer.access_token, (profile) => { document.getElementById("told").textContent = profile.profile.Name; });
});</script>
<script src="/lwa/lwa-amazon.js#provider=%s"></script>`, browsertest.ClientID, v.Amazon)
	w := v.visitor("/old")
	w.enter("#go")
	if told := look[string](w, `document.getElementById("told").textContent || null`); told != zoe.Name {
		return told
	}
	return loggedIn
}

// loginElement logs in by the element's own button, and out.
func loginElement(v *visit) string {
	v.serve("/door", `<script src="/lwa/lwa-login.js" type="module"></script><main><lwa-login client-id="%s" provider="%s"></lwa-login></main>`,
		browsertest.ClientID, v.Amazon)
	w := v.visitor("/door")
	w.wait(`lwa-login[state="signed-out"]:not([untold])`)
	w.enter("lwa-login >> button.login")
	w.wait(`lwa-login[state="signed-in"]`)
	assert.Equal(v, zoe.Name, eval[string](w, `lwa.session.profile.name`))
	w.click("lwa-login >> button.logout")
	w.wait(`lwa-login[state="signed-out"]`)
	return loggedIn
}
