package engines_test

import (
	"fmt"
	"net/http"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// sessions are scenarios of what is kept of a login.
var sessions = []scenario{
	{name: "persist: memory", core: true, want: "gone after a reload, gone in another tab", run: persist("memory")},
	{name: "persist: session", core: true, want: "kept after a reload, gone in another tab", run: persist("session")},
	{name: "persist: local", core: true, want: "kept after a reload, kept in another tab", run: persist("local")},
	{name: "logout", core: true, want: "gone", run: logout},
	{name: "two tabs", core: true, want: "heard", run: twoTabs},
	{name: "seals", cookies: true, want: "sealed", run: seals},
	{name: "renewal by two tabs at once", cookies: true, want: "renewed once", run: renewal},
	{name: "login that a renewal answers", run: renewedLogin},
	{name: "login after a refused renewal", run: refusedRenewal},
	{name: "back after a logout", core: true, cookies: true, want: "gone", run: backAfterLogout},
	{name: "back after a login", cookies: true, want: "kept", run: backAfterLogin},
	{name: "device", core: true, run: television},
}

// session is the page's session, as a word.
const session = `lwa.ready.then(() => lwa.session ? "kept" : "gone", () => "gone")`

func persist(where string) func(*visit) string {
	return func(v *visit) string {
		v.approve()
		path := "/bench?mode=popup&persist=" + where
		w := v.visitor(path).ready()
		w.logIn(1)
		w.open(path).ready()
		reloaded := eval[string](w, session)
		other := w.another(path).ready()
		return fmt.Sprintf("%s after a reload, %s in another tab", reloaded, eval[string](other, session))
	}
}

func logout(v *visit) string {
	v.approve()
	const path = "/bench?mode=popup&persist=local"
	w := v.visitor(path).ready()
	w.logIn(1)
	eval[any](w, `lwa.logout()`)
	assert.True(v, eval[bool](w, `lwa.session === null`))
	if !v.setup.bare {
		assert.Zero(v, eval[int](w, `Object.keys(localStorage).filter((key) => key.startsWith("lwa.1.session.")).length`))
	}
	w.open(path).ready()
	return eval[string](w, session)
}

// twoTabs logs in in one and out in the other. Each hears of it.
func twoTabs(v *visit) string {
	v.approve()
	w := v.visitor("/bench?mode=popup&persist=local").ready()
	other := w.another("/bench?mode=popup&persist=local").ready()
	w.logIn(1)
	if v.setup.bare {
		other.lingers()
		if eval[bool](other, `bench.events.length === 0`) {
			return "not heard"
		}
	}
	other.event("login")
	eval[any](other, `lwa.logout()`)
	w.event("logout")
	return "heard"
}

// vault is the record that is kept, and its key, as any script of the origin has them.
const vault = `(async () => {
	const name = "lwa.1.session." + %q;
	const key = await new Promise((resolve, reject) => {
		const opening = indexedDB.open("lwa.1", 1);
		opening.onerror = reject;
		opening.onsuccess = () => {
			const request = opening.result.transaction("keys").objectStore("keys").get(name);
			request.onsuccess = () => (opening.result.close(), resolve(request.result));
		};
	});
	const data = Uint8Array.from(atob(localStorage[name]), (c) => c.charCodeAt(0));
	const how = { name: "AES-GCM", iv: data.subarray(0, 12), additionalData: new TextEncoder().encode(name) };
	return {
		record: localStorage[name],
		opened: new TextDecoder().decode(await crypto.subtle.decrypt(how, key, data.subarray(12))).includes("Atza|"),
		readable: await crypto.subtle.exportKey("raw", key).then(() => true, () => false),
	};
})()`

// seals: what is kept says nothing to whoever copies it, and its key cannot be copied.
func seals(v *visit) string {
	v.approve()
	const path = "/bench?mode=popup&persist=local"
	w := v.visitor(path).ready()
	w.logIn(1)
	kept := eval[struct {
		Record           string
		Opened, Readable bool
	}](w, fmt.Sprintf(vault, browsertest.ClientID))
	for _, secret := range v.Fake.Secrets() {
		assert.NotContains(v, kept.Record, secret)
	}
	assert.True(v, kept.Opened, "the record opens by the key, here")
	assert.False(v, kept.Readable, "the key cannot be read")
	// Without its key the record is worth nothing, even here.
	w.do(`indexedDB.deleteDatabase("lwa.1")`)
	w.open(path + "&again").ready()
	if eval[string](w, session) == "gone" {
		return "sealed"
	}
	return "open"
}

// renewing has the fake Amazon hand out refresh tokens, each good for once.
func renewing(v *visit, change func(*fakeamazon.Faults)) {
	f := fakeamazon.Faults{AutoApprove: zoe.UserID, Refresh: true, Rotate: true}
	if change != nil {
		change(&f)
	}
	v.faults(f)
}

func renewal(v *visit) string {
	gate := make(chan struct{})
	renewing(v, func(f *fakeamazon.Faults) { f.RefreshGrant = fakeamazon.Fault{Gate: gate} })
	w := v.visitor("/bench?mode=popup&persist=local").ready()
	w.logIn(1)
	other := w.another("/bench?mode=popup&persist=local").ready()
	for _, page := range []*tab{w, other} {
		page.do(`window.asked = lwa.token({ minValidity: 3_600_001 })`)
	}
	close(gate)
	assert.Equal(v, eval[string](w, `asked`), eval[string](other, `asked`))
	return map[int]string{1: "renewed once"}[v.Fake.Counts().RefreshRequests]
}

// pressedWhileRenewing presses the button for a session whose token is over, while its renewal has
// no answer yet: its window opens, in case it is needed. Then comes the answer.
func pressedWhileRenewing(v *visit, answer fakeamazon.Fault) string {
	soon, gate := "1", make(chan struct{})
	answer.Gate = gate
	renewing(v, func(f *fakeamazon.Faults) { f.ExpiresIn, f.RefreshGrant = &soon, answer })
	w := v.visitor("/bench?mode=popup").ready()
	w.logIn(1)
	look[bool](w, `lwa.session === null || lwa.session.expiresAt < Date.now()`)
	p := w.popup("#go")
	close(gate)
	p.closed()
	return w.outcome(2)
}

// renewedLogin has the renewal succeed: nobody is asked.
func renewedLogin(v *visit) string {
	came := pressedWhileRenewing(v, fakeamazon.Fault{})
	assert.Equal(v, 1, v.Fake.Counts().AuthorizeRequests)
	return came
}

// refusedRenewal has the renewal refused: the window goes to Amazon.
func refusedRenewal(v *visit) string {
	v.expect("400", "/auth/o2/token")
	came := pressedWhileRenewing(v, fakeamazon.Fault{Status: http.StatusBadRequest, Body: `{"error":"invalid_grant"}`})
	assert.Equal(v, 2, v.Fake.Counts().AuthorizeRequests)
	return came
}

// two are pages of the site that keep a session in the same place, and have a history.
func (v *visit) two(where string) (first, next string) {
	first, next = "/first-"+where, "/next-"+where
	for _, path := range []string{first, next} {
		v.page(path, v.script(`data-mode="popup" data-persist="`+where+`"`))
	}
	return first, next
}

// backAfterLogout logs out on the next page, and goes back to one that may have been kept alive
// meanwhile.
func backAfterLogout(v *visit) string {
	v.approve()
	for _, where := range []string{"memory", "session", "local"} {
		first, next := v.two(where)
		w := v.visitor(first).ready()
		w.logIn(1)
		w.open(next).ready()
		eval[any](w, `lwa.logout()`)
		if came := w.back(first); came != "gone" {
			return came + " with persist " + where
		}
	}
	return "gone"
}

// back goes back, and says whether anybody is logged in there.
func (w *tab) back(to string) string {
	w.Helper()
	require.NoError(w, w.window.Back())
	return look[string](w, fmt.Sprintf(`location.pathname === %q && window.bench?.ready &&
		lwa.token().then(() => "kept", (e) => lwa.session ? "kept" : e.code === "login_required" ? "gone" : e.code)`, to))
}

// backAfterLogin logs in on the next page, and goes back.
func backAfterLogin(v *visit) string {
	v.approve()
	first, next := v.two("session")
	w := v.visitor(first).ready()
	w.open(next).ready()
	w.logIn(1)
	return w.back(first)
}

// television shows a code, which somebody types on a phone of their own.
func television(v *visit) string {
	v.faults(fakeamazon.Faults{PollInterval: time.Second})
	v.expect("400", "/auth/o2/token") // how Amazon says to wait
	tv := v.visitor("/bench?redirect-uri=-").ready()
	tv.do(`lwa.device().then((device) => { bench.code = device.userCode; void bench.keep(device.done); })`)
	code := look[string](tv, `bench.code ?? null`)
	if !v.setup.bare {
		phone := v.visitor(v.Amazon + "/us/code?cbl-code=" + code)
		phone.click("#continue")
		phone.signIn()
		phone.wait("#outcome")
	}
	return tv.outcome(1)
}
