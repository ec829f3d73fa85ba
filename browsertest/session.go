package browsertest

import (
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

// Session is who is logged in on a page.
type Session struct {
	// UserID is there always, the others as far as they were granted.
	UserID, Name, Email, PostalCode string
	// Scope is what was granted.
	Scope string
	// ExpiresAt is when the access token runs out, zero where nobody knows.
	ExpiresAt time.Time
	// AccessToken is the token, and State the site's own text.
	AccessToken, State string
}

// settled is the session once lwa.ready has settled, null where nobody is logged in, and "none" where the page has no lwa.
const settled = `new Promise((done) => {
	const tell = () => window.lwa ? lwa.ready.catch(() => {}).then(() => done(lwa.session)) : done("none");
	document.readyState === "complete" ? tell() : addEventListener("load", tell, { once: true });
})`

// loggedIn waits until somebody is logged in. A page without lwa is one on the way, at Amazon or the callback page.
const loggedIn = `new Promise((done) => {
	const look = () => lwa.session ? done(lwa.session) : lwa.addEventListener("login", look, { once: true });
	const tell = () => window.lwa?.ready.catch(() => {}).then(look);
	document.readyState === "complete" ? tell() : addEventListener("load", tell, { once: true });
})`

// Session is the page's session now, or nil where nobody is logged in. It needs window.lwa, which lwa.js makes; a page that
// imports the module can make one for its tests: window.lwa = lwa.
func (tab *Tab) Session() *Session {
	tab.Helper()
	return tab.session(settled)
}

// WaitSession waits until somebody is logged in on the page, also where a redirect leads to it, and returns the session.
func (tab *Tab) WaitSession() *Session {
	tab.Helper()
	return tab.session(loggedIn)
}

// session runs an expression for a session, again where the page went on meanwhile.
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

// movedOn reports whether an expression was lost since its page is gone.
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

// WaitEnd waits until nobody is logged in on the page: after a logout, or when the session ran out.
func (tab *Tab) WaitEnd() {
	tab.Helper()
	tab.Exec(`new Promise((done) => {
		const look = () => lwa.session || done();
		for (const type of ["logout", "expired"]) lwa.addEventListener(type, look);
		lwa.ready.catch(() => {}).then(look);
	})`)
}
