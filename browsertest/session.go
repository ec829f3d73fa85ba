package browsertest

import (
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

// Session is the session of a page.
type Session struct {
	// UserID is always set. The others are set if the scope was granted.
	UserID, Name, Email, PostalCode string
	// Scope is the granted scope.
	Scope string
	// ExpiresAt is when the access token expires. It is zero if that is unknown.
	ExpiresAt time.Time
	// AccessToken is the access token. State is the text that the site passed to the login.
	AccessToken, State string
}

// settled evaluates to the session once lwa.ready has settled: null if nobody is logged in,
// "none" if the page has no window.lwa.
const settled = `new Promise((done) => {
	const tell = () => window.lwa ? lwa.ready.catch(() => {}).then(() => done(lwa.session)) : done("none");
	document.readyState === "complete" ? tell() : addEventListener("load", tell, { once: true });
})`

// loggedIn waits until somebody is logged in. It waits forever on a page without window.lwa, such
// as the page of Amazon or the callback page: a redirect login leaves such a page.
const loggedIn = `new Promise((done) => {
	const look = () => lwa.session ? done(lwa.session) : lwa.addEventListener("login", look, { once: true });
	const tell = () => window.lwa?.ready.catch(() => {}).then(look);
	document.readyState === "complete" ? tell() : addEventListener("load", tell, { once: true });
})`

// Session returns the current session of the page, or nil if nobody is logged in. It needs
// window.lwa, which lwa.js sets. A page that imports the module can set it for its tests:
// window.lwa = lwa.
func (tab *Tab) Session() *Session {
	tab.Helper()
	return tab.session(settled)
}

// WaitSession waits until somebody is logged in on the page, also during a redirect login, and
// returns the session.
func (tab *Tab) WaitSession() *Session {
	tab.Helper()
	return tab.session(loggedIn)
}

// session evaluates an expression that returns a session. If the page navigates meanwhile, it
// evaluates the expression again.
func (tab *Tab) session(expression string) *Session {
	tab.Helper()
	ctx, cancel := tab.within()
	defer cancel()
	for {
		found, err := chromedp.Run(ctx, chromedp.Evaluate[any](expression, chromedp.EvalAwaitPromise))
		if err != nil && ctx.Err() == nil && movedOn(err) {
			if err = chromedp.Do(ctx, chromedp.WaitReady(chromedp.CSS("body"))); err == nil {
				continue
			}
		}
		if err != nil {
			tab.Fatalf("browsertest: nobody is logged in by window.lwa: %v\n%s", err, tab.state())
		}
		switch found := found.(type) {
		case map[string]any:
			return sessionOf(found)
		case string:
			tab.Fatalf("browsertest: the page has no window.lwa: a page that imports the module can make one for its tests, window.lwa = lwa\n%s", tab.state())
		}
		return nil
	}
}

// movedOn reports whether an evaluation failed because the page has navigated.
func movedOn(err error) bool {
	for _, text := range []string{"context was destroyed", "Cannot find context", "navigated", "context with specified id", "Promise was collected"} {
		if strings.Contains(err.Error(), text) {
			return true
		}
	}
	return false
}

func sessionOf(found map[string]any) *Session {
	profile, _ := found["profile"].(map[string]any)
	text := func(in map[string]any, name string) string { value, _ := in[name].(string); return value }
	s := &Session{
		UserID: text(profile, "userId"), Name: text(profile, "name"), Email: text(profile, "email"), PostalCode: text(profile, "postalCode"),
		Scope: text(found, "scope"), AccessToken: text(found, "accessToken"), State: text(found, "state"),
	}
	if at, ok := found["expiresAt"].(float64); ok {
		s.ExpiresAt = time.UnixMilli(int64(at))
	}
	return s
}

// WaitEnd waits until nobody is logged in on the page, after a logout or because the session has
// expired.
func (tab *Tab) WaitEnd() {
	tab.Helper()
	tab.Exec(`new Promise((done) => {
		const look = () => lwa.session || done();
		for (const type of ["logout", "expired"]) lwa.addEventListener(type, look);
		lwa.ready.catch(() => {}).then(look);
	})`)
}
