package browsertest_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// TestLoginSlots: the page's own content, in which what Amazon says is text.
func TestLoginSlots(t *testing.T) {
	b := parallel(t)
	hostile := fakeamazon.Person{UserID: zoe.UserID, Name: `<img src=x onerror="told.push('xss')">`, Email: `"><script>told.push("xss")</script>`, PostalCode: "<b>1</b>"}
	body, err := json.Marshal(map[string]string{"user_id": hostile.UserID, "name": hostile.Name, "email": hostile.Email, "postal_code": hostile.PostalCode})
	require.NoError(t, err)
	b.Fake.SetFaults(fakeamazon.Faults{Profile: fakeamazon.Fault{Body: string(body)}})
	d := enters(b, `<lwa-login client-id="{id}" provider="{amazon}" scope="profile postal_code">
<a slot="signed-out" href="#nowhere" id="go">Come in</a>
<p slot="busy">Wait</p>
<div slot="signed-in"><b data-lwa="name"></b><i data-lwa="email"></i><u data-lwa="userId"></u><s data-lwa="postalCode"></s><em data-lwa="accessToken">-</em><button data-lwa-do="logout" id="out">Leave</button></div>
<p slot="error">Sorry: <span data-lwa="message"></span></p></lwa-login></main>`)
	d.Expect("lwa-login: access_denied")
	d.shows("signed-out")
	seen := func(text string) bool {
		return strings.Contains(browsertest.Eval[string](d.Tab, `document.querySelector("lwa-login").innerText`), text)
	}
	assert.True(t, seen("Come in") && !seen("Wait") && !seen("Leave") && !seen("Sorry"))
	popup := d.Popup(func() { d.Click("#go") })
	d.shows("window-open")
	assert.True(t, seen("Wait") && !seen("Come in"))
	popup.Pick("Zoë")
	popup.Click("#cancel")
	d.shows("error")
	assert.Equal(t, "You are not logged in, and nothing was shared.", d.Text(`[data-lwa="message"]`))
	b.Fake.Forget()
	d.Popup(func() { d.Click("#go") }).SignIn("Zoë")
	d.shows("signed-in")
	for selector, want := range map[string]string{"b": hostile.Name, "i": hostile.Email, "u": hostile.UserID, "s": hostile.PostalCode, "em": "-"} {
		assert.Equal(t, want, d.Text("lwa-login "+selector))
	}
	assert.Zero(t, browsertest.Eval[int](d.Tab, `document.querySelectorAll("lwa-login img, lwa-login script").length`))
	assert.Equal(t, "", browsertest.Eval[string](d.Tab, `location.hash`), "the link leads nowhere else")
	d.Click("#out")
	d.shows("signed-out")
	assert.Equal(t, "", browsertest.Eval[string](d.Tab, `document.querySelector("lwa-login b").textContent`), "nothing of them stays")
	assert.NotContains(t, d.told(), "xss")
}

// TestLoginForm: what a form gets, what it demands, and that no address ever holds it.
func TestLoginForm(t *testing.T) {
	b := parallel(t)
	sent := make(chan string, 4)
	b.HandleFunc("/sent", func(w http.ResponseWriter, r *http.Request) {
		sent <- r.Method + " " + r.URL.RawQuery + r.PostFormValue("login")
		w.WriteHeader(http.StatusNoContent)
	})
	form := func(attributes, method string) door {
		d := enters(b, `<form action="/sent" `+method+`><input name="other" value="1"><lwa-login name="login" required client-id="{id}" provider="{amazon}" `+attributes+`></lwa-login><button id="send">Send</button></form></main>`)
		d.shows("signed-out")
		awaits(d.Tab, `document.querySelector("lwa-login").validationMessage === "Please log in first."`)
		assert.False(t, browsertest.Eval[bool](d.Tab, `document.forms[0].checkValidity()`))
		b.Fake.Forget()
		d.Popup(func() { d.push("login") }).SignIn("Zoë")
		d.shows("signed-in")
		assert.True(t, browsertest.Eval[bool](d.Tab, `document.forms[0].checkValidity()`))
		return d
	}
	data := func(d door) map[string]string {
		return browsertest.Eval[map[string]string](d.Tab, `Object.fromEntries(new FormData(document.forms[0]))`)
	}

	d := form(``, `method="post"`)
	token := browsertest.Eval[string](d.Tab, `lwa.session.accessToken`)
	assert.Equal(t, map[string]string{"other": "1", "login": token}, data(d))
	d.Click("#send")
	assert.Equal(t, "POST "+token, <-sent)
	d.push("logout")
	d.shows("signed-out")
	assert.Equal(t, map[string]string{"other": "1"}, data(d))

	d = form(``, ``)
	d.Expect("lwa-login: use method=")
	d.Click("#send")
	assert.Equal(t, "GET other=1", <-sent)

	d = form(`value-is="user-id"`, ``)
	assert.Equal(t, zoe.UserID, data(d)["login"])
	d.Click("#send")
	assert.Equal(t, "GET other=1&login="+zoe.UserID, <-sent)

	d = form(`hand-over`, `method="post"`)
	got := data(d)
	assert.Equal(t, []string{"code " + got["login"]}, d.told(), "for the server")
	assert.Len(t, got["login_verifier"], 43)
	assert.Equal(t, b.App+"/lwa/lwa-callback.html", got["login_redirect_uri"])
	d.Click("#send")
	assert.Equal(t, "POST "+got["login"], <-sent)
}

// TestLoginPseudo: with every text replaced by a longer one, no other is left, and nothing runs out
// of a narrow screen.
func TestLoginPseudo(t *testing.T) {
	b := parallel(t)
	attributes := ""
	for _, key := range []string{"login", "short", "logout", "hello", "done", "open", "unsure", "front", "here", "cancel", "busy", "expiring", "stay", "close", "refused", "network", "blocked", "framed", "setup", "failed", "offline", "unsupported", "required", "ended"} {
		attributes += ` text-` + key + `="[¡¡ ` + strings.Repeat(key+"ẋ ", 4) + ` !!]"`
	}
	d := styled(b, attributes, "en")
	l := browsertest.Look{Name: "narrow", Width: 320, Height: 600, Scheme: "light"}
	d.Dress(l)
	d.Go("/styled")
	walk(d, func(state string) {
		left := browsertest.Eval[[]string](d.Tab, `(() => {
			const walker = document.createTreeWalker(document.querySelector("lwa-login").shadowRoot, NodeFilter.SHOW_TEXT), left = [];
			for (let n; (n = walker.nextNode()); ) if (n.data.trim() && !/^(\[¡¡ [^]* !!\] ?)+$/.test(n.data)) left.push(n.data);
			return left;
		})()`)
		assert.Empty(t, left, state)
		d.Picture(l) // does not scroll sideways
	})
}

// TestLoginScriptOff: without its script the element is what the page wrote into it, in the size
// that it will have.
func TestLoginScriptOff(t *testing.T) {
	b := parallel(t)
	doorPage(b, "/off", `<!doctype html><html lang="en"><title>x</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/lwa/lwa-login.css"><lwa-login theme="dark"><button type="button">Login with Amazon</button></lwa-login></html>`)
	d := door{b.Blank()}
	d.Go("/off")
	assert.Equal(t, "Login with Amazon", d.Text("lwa-login"))
	box := `JSON.stringify([264, 46].map((side, i) => Math.round(document.querySelector("lwa-login").getBoundingClientRect()[["width", "height"][i]]) === side))`
	assert.Equal(t, "[true,true]", browsertest.Eval[string](d.Tab, box))
	d.Exec(`import("/lwa/lwa-login.js")`)
	d.shows("signed-out")
	assert.Equal(t, "[true,true]", browsertest.Eval[string](d.Tab, box))
	assert.Equal(t, 1, browsertest.Eval[int](d.Tab, `document.querySelector("lwa-login").shadowRoot.querySelectorAll(".login").length`))
}
