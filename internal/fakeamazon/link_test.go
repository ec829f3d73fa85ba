package fakeamazon

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// enterCode opens the page for user codes and sends a code.
func (b *bench) enterCode(typed string) reply {
	b.t.Helper()
	return b.post("/ap/code", with(b.get("/us/code").hidden(b.t), "code", typed))
}

// follow follows the redirect after a form.
func (b *bench) follow(res reply) reply {
	b.t.Helper()
	require.Equal(b.t, http.StatusSeeOther, res.Status, res.Body)
	return b.get(res.Header.Get("Location"))
}

// deviceConsent goes through the pages up to the consent page.
func (b *bench) deviceConsent(p devicePair) reply {
	b.t.Helper()
	return b.signIn(b.follow(b.enterCode(p.userCode)), b.people[0].UserID)
}

func TestLink(t *testing.T) {
	b := newBench(t)
	p := b.pair("scope", "profile postal_code")
	require.Contains(t, b.get("/us/code").Body, `data-page="code"`)
	signin := b.follow(b.enterCode(" " + strings.ToLower(p.userCode[:3]) + "-" + p.userCode[3:]))
	require.Contains(t, signin.Body, `data-page="signin"`)
	require.Contains(t, signin.Body, "Test shop")

	consent := b.signIn(signin, b.people[1].UserID)
	for _, want := range []string{`data-page="consent"`, "Test shop", `id="user-code" class="code">` + p.userCode + "<", "Compare the code", scopeWords["profile"], scopeWords["postal_code"], b.people[1].Name} {
		require.Contains(t, consent.Body, want, "DV-14")
	}
	require.NotContains(t, consent.Body, "you return to")
	b.poll(p).requireError(t, 400, "authorization_pending")

	done := b.post("/ap/consent", with(consent.hidden(t), "decision", "allow"))
	require.Equal(t, http.StatusOK, done.Status)
	require.Contains(t, done.Body, `data-page="done"`)
	require.Contains(t, done.Body, "Device connected")
	b.clock.Advance(5 * time.Second)
	require.Equal(t, b.people[1].UserID, b.profile(b.poll(p).member(t, "access_token")).json(t)["user_id"])
}

func TestLinkDecisions(t *testing.T) {
	const voluntary = `{"profile":{"essential":false},"postal_code":{"essential":false}}`
	cases := []struct {
		name  string
		form  url.Values
		page  string
		scope string // "" means access_denied
	}{
		{"cancel", url.Values{"decision": {"cancel"}, "grant": {"profile"}}, "Not connected", ""},
		{"everything deselected", url.Values{"decision": {"allow"}}, "Not connected", ""},
		{"one selected", url.Values{"decision": {"allow"}, "grant": {"postal_code"}}, "Device connected", "postal_code"},
		{"both selected", url.Values{"decision": {"allow"}, "grant": {"profile", "postal_code"}}, "Device connected", "profile postal_code"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			p := b.pair("scope", "profile postal_code", "scope_data", voluntary)
			consent := b.deviceConsent(p)
			require.Equal(t, 2, strings.Count(consent.Body, `type="checkbox"`))
			for name, list := range consent.hidden(t) {
				c.form[name] = list
			}
			require.Contains(t, b.post("/ap/consent", c.form).Body, "<h1>"+c.page)
			res := b.poll(p)
			if c.scope == "" {
				res.requireError(t, 400, "access_denied")
				return
			}
			access, ok := b.store.token(res.member(t, "access_token"), b.clock.Now())
			require.True(t, ok)
			require.Equal(t, c.scope, access.scope)
		})
	}
	t.Run("cancel ahead of signing in", func(t *testing.T) {
		b := newBench(t)
		p := b.pair()
		signin := b.follow(b.enterCode(p.userCode))
		require.Contains(t, b.post("/ap/consent", with(signin.hidden(t), "decision", "cancel")).Body, "Not connected")
		b.poll(p).requireError(t, 400, "access_denied")
	})
}

func TestLinkAsksEachTime(t *testing.T) {
	b := newBench(t)
	first := b.deviceConsent(b.pair())
	b.post("/ap/consent", with(first.hidden(t), "decision", "allow"))
	p := b.pair()
	again := b.follow(b.enterCode(p.userCode))
	require.Contains(t, again.Body, `data-page="consent"`, "signed in already, but the code is to be compared")
	require.Contains(t, again.Body, p.userCode, "DV-14")
	other := b.get("/ap/signin?arb=" + again.hidden(t).Get("arb"))
	require.Contains(t, other.Body, `data-page="signin"`)
	require.Contains(t, b.signIn(other, b.people[2].UserID).Body, b.people[2].Name)
}

func TestLinkPrefilled(t *testing.T) {
	b := newBench(t)
	p := b.pair()
	page := b.get("/us/code?cbl-code=" + p.userCode)
	require.Contains(t, page.Body, ` value="`+p.userCode+`"`)
	require.Contains(t, page.Body, `data-page="code"`, "AS-31 a link alone leads no further")
	b.poll(p).requireError(t, 400, "authorization_pending")
	for query, want := range map[string]string{
		"":                                     ` name="code" value="" `,
		"?cbl-code=%zz":                        ` name="code" value="" `,
		"?cbl-code=" + strings.Repeat("A", 65): ` name="code" value="" `,
		"?cbl-code=%22%3E%3Cscript%3E":         ` value="&#34;&gt;&lt;script&gt;"`,
	} {
		require.Contains(t, b.get("/us/code"+query).Body, want, query)
	}
}

func TestLinkWrongCode(t *testing.T) {
	b := newBench(t)
	p, used, denied := b.pair(), b.allowedPair(), b.pair()
	b.poll(used)
	require.NoError(t, b.Deny(denied.userCode))
	for name, c := range map[string]struct{ typed, problem string }{
		"empty": {"", "Type the code"}, "only spaces": {" - ", "Type the code"},
		"unknown": {"<b>", "No device waits"}, "used": {used.userCode, "No device waits"}, "denied": {denied.userCode, "No device waits"},
	} {
		t.Run(name, func(t *testing.T) {
			res := b.enterCode(c.typed)
			require.Equal(t, http.StatusBadRequest, res.Status)
			require.Contains(t, res.Body, `data-page="code"`)
			require.Contains(t, res.Body, c.problem)
			require.Contains(t, res.Body, `role="alert"`)
			require.NotContains(t, res.Body, "<b>")
			require.Contains(t, b.follow(b.post("/ap/code", with(res.hidden(t), "code", p.userCode))).Body, `data-page="signin"`, "the same page can try again")
		})
	}
	b.clock.Advance(10 * time.Minute)
	require.Contains(t, b.enterCode(p.userCode).Body, "No device waits", "expired")
}

func TestLinkGuessing(t *testing.T) {
	b := newBench(t)
	p := b.pair()
	for range maxGuesses {
		b.newBrowser() // dropping cookies does not help
		require.Equal(t, http.StatusBadRequest, b.enterCode("AAYJHL").Status)
		b.clock.Advance(time.Second)
	}
	res := b.enterCode(p.userCode)
	require.Equal(t, http.StatusTooManyRequests, res.Status, "AS-31 not even the right one")
	require.Contains(t, res.Body, "Too many wrong codes: try again in 10 minutes.")
	require.Equal(t, "590", res.Header.Get("Retry-After"))
	b.clock.Advance(guessPause - 11*time.Second)
	require.Contains(t, b.enterCode(p.userCode).Body, "try again in a minute.")
	b.clock.Advance(time.Second)
	fresh := b.pair()
	require.Contains(t, b.follow(b.enterCode(fresh.userCode)).Body, `data-page="signin"`, "forgiven")

	for range maxGuesses - 1 {
		b.enterCode("AAYJHL")
	}
	require.Equal(t, http.StatusSeeOther, b.enterCode(fresh.userCode).Status)
	b.enterCode("AAYJHL")
	require.Equal(t, http.StatusTooManyRequests, b.enterCode(fresh.userCode).Status, "AS-31 a right code makes up for nothing")

	other, pause := b.store.guess("192.0.2.7", fresh.userCode, b.clock.Now())
	require.NotNil(t, other, "another address may")
	require.Zero(t, pause)
	require.Equal(t, "192.0.2.1", addressOf(&http.Request{RemoteAddr: "192.0.2.1:1234"}))
	require.Equal(t, "pipe", addressOf(&http.Request{RemoteAddr: "pipe"}))
}

func TestLinkForgery(t *testing.T) {
	cases := []struct {
		name   string
		tamper func(b *bench, v url.Values) reply
	}{
		{"AS-23 no anti-forgery token", func(b *bench, v url.Values) reply { return b.post("/ap/code", with(v, "token")) }},
		{"AS-23 another browser", func(b *bench, v url.Values) reply { b.newBrowser(); return b.post("/ap/code", v) }},
		{"AS-23 repeated code", func(b *bench, v url.Values) reply { return b.post("/ap/code", with(v, "code", v.Get("code"), "x")) }},
		{"AS-23 half an hour later", func(b *bench, v url.Values) reply { b.clock.Advance(pendingLife + 1); return b.post("/ap/code", v) }},
		{"AS-23 straight to allow", func(b *bench, v url.Values) reply { return b.post("/ap/consent", with(v, "decision", "allow")) }},
		{"AS-23 code for a web login", func(b *bench, v url.Values) reply {
			return b.post("/ap/code", with(b.authorize().hidden(b.t), "code", v.Get("code")))
		}},
		{"AS-23 allow without a code", func(b *bench, v url.Values) reply {
			b.post("/ap/signin", with(v, "user_id", b.people[0].UserID))
			return b.post("/ap/consent", with(v, "decision", "allow"))
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			p := b.pair()
			c.tamper(b, with(b.get("/us/code").hidden(t), "code", p.userCode)).requirePage(t)
			require.Len(t, b.store.pairs, 1)
			for _, pair := range b.store.pairs {
				require.Equal(t, pairWaiting, pair.state)
			}
			require.Empty(t, b.store.consents)
		})
	}
	t.Run("AS-23 GET", func(t *testing.T) {
		require.Equal(t, http.StatusMethodNotAllowed, newBench(t).get("/ap/code").Status)
	})
	t.Run("pages ahead of the code lead back to it", func(t *testing.T) {
		b := newBench(t)
		arb := "?arb=" + b.get("/us/code").hidden(t).Get("arb")
		require.Contains(t, b.get("/ap/signin"+arb).Body, `data-page="code"`)
		require.Contains(t, b.get("/ap/consent"+arb).Body, `data-page="code"`)
	})
}

func TestLinkAllowsWhatWasShown(t *testing.T) {
	b := newBench(t)
	one, two := b.pair(), b.pair()
	code := b.get("/us/code").hidden(t)
	first := b.signIn(b.follow(b.post("/ap/code", with(code, "code", one.userCode))), b.people[0].UserID)
	b.post("/ap/code", with(code, "code", two.userCode)).requirePage(t) // in another tab, which still shows the previous page
	retyped := first.hidden(t)
	require.Contains(t, b.follow(b.post("/ap/code", with(retyped, "code", two.userCode))).Body, two.userCode)
	b.post("/ap/consent", with(retyped, "decision", "allow")).requirePage(t)
	for _, p := range []devicePair{one, two} {
		b.poll(p).requireError(t, 400, "authorization_pending") // AS-31: no form was accepted for a device that the page did not show
	}
	require.Empty(t, b.store.consents)
}

func TestLinkTooLate(t *testing.T) {
	for name, happens := range map[string]func(b *bench, p devicePair){
		"expired":           func(b *bench, _ devicePair) { b.clock.Advance(10 * time.Minute) },
		"decided elsewhere": func(b *bench, p devicePair) { require.NoError(b.t, b.Deny(p.userCode)) },
		"code given to another pair": func(b *bench, p devicePair) {
			b.clock.Advance(10 * time.Minute)
			b.SetFaults(Faults{UserCode: p.userCode})
			require.Equal(b.t, p.userCode, b.pair().userCode)
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			p := b.pair()
			consent := b.deviceConsent(p)
			happens(b, p)
			res := b.post("/ap/consent", with(consent.hidden(t), "decision", "allow"))
			res.requirePage(t)
			require.Contains(t, res.Body, "This code has expired, or was decided about already")
			for _, pair := range b.store.pairs {
				require.NotEqual(t, pairAllowed, pair.state)
			}
			require.Empty(t, b.store.consents)
		})
	}
}

func TestLinkPages(t *testing.T) {
	const evil = `"><script>alert(1)</script>`
	b := newBench(t)
	b.SetFaults(Faults{UserCode: evil, COOP: "same-origin", COOPOn: []string{"code", "done"}})
	p := b.pair()
	require.Equal(t, evil, p.userCode)
	code := b.enterCode("AAYJHL")
	consent := b.deviceConsent(p)
	done := b.post("/ap/consent", with(consent.hidden(t), "decision", "allow"))
	for name, page := range map[string]reply{"code": code, "consent": consent, "done": done} {
		t.Run(name, func(t *testing.T) {
			require.Contains(t, page.Body, "Development stand-in, not Amazon.", "AS-32")
			require.NotContains(t, page.Body, "<script", "AS-25")
			policy := page.Header.Get("Content-Security-Policy")
			require.Contains(t, policy, "form-action 'self';", "a device has no site to return to")
			require.Contains(t, policy, "frame-ancestors 'none'", "AS-22")
			require.Equal(t, "no-store", page.Header.Get("Cache-Control"), "AS-27")
			require.Equal(t, name != "consent", page.Header.Get("Cross-Origin-Opener-Policy") == "same-origin")
		})
	}
	require.Contains(t, b.get("/").Body, `href="/us/code"`)
	log := strings.Join(*b.logs, "\n")
	for _, secret := range append(b.Secrets(), evil, "arb=") {
		require.NotContains(t, log, secret)
	}
	for _, want := range []string{"200 code pair issued", "400 page: No device waits with this code", "200 device allowed"} {
		require.Contains(t, log, want)
	}
}

func TestLinkRace(t *testing.T) {
	b := newBench(t)
	p := b.pair()
	require.False(t, b.store.link("gone", b.store.waiting(p.userCode, b.clock.Now()), ""))
}

func TestDeviceStoreForgetsTheOld(t *testing.T) {
	b := newBench(t)
	b.pair()
	b.enterCode("AAYJHL")
	b.clock.Advance(11 * time.Minute)
	b.authorize()
	require.Empty(t, b.store.pairs)
	require.Empty(t, b.store.guesses)
}
