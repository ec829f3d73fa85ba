package fakeamazon

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestPagesFlow(t *testing.T) {
	b := newBench(t)
	first := b.authorize("scope", "profile postal_code")
	require.Equal(t, http.StatusOK, first.Status)
	require.Contains(t, first.Body, `data-page="signin"`)
	require.Contains(t, first.Body, "Test shop")
	for _, p := range b.people {
		require.Contains(t, first.Body, p.UserID)
	}

	consent := b.signIn(first, b.people[0].UserID)
	require.Contains(t, consent.Body, `data-page="consent"`)
	require.Contains(t, consent.Body, scopeWords["profile"])
	require.Contains(t, consent.Body, "98109-5210")
	b.post("/ap/consent", with(consent.hidden(t), "decision", "allow")).location(t)

	again := b.authorize("scope", "profile")
	require.Contains(t, again.Body, `data-page="continue"`, "nothing new is asked for")
	require.NotEmpty(t, b.post("/ap/consent", with(again.hidden(t), "decision", "allow")).location(t).Get("code"))

	more := b.authorize("scope", "profile profile:user_id")
	require.Contains(t, more.Body, `data-page="consent"`, "a new scope is asked for")

	other := b.get("/ap/signin?arb=" + more.hidden(t).Get("arb"))
	require.Contains(t, other.Body, `data-page="signin"`)
	asOther := b.signIn(other, b.people[1].UserID)
	require.Contains(t, asOther.Body, b.people[1].Name)
	require.Contains(t, asOther.Body, `data-page="consent"`)

	b.Forget()
	require.Contains(t, b.authorize().Body, `data-page="signin"`)
}

func TestPagesReload(t *testing.T) {
	b := newBench(t)
	arb := "?arb=" + b.authorize().hidden(t).Get("arb")
	require.Contains(t, b.get("/ap/consent"+arb).Body, `data-page="signin"`, "nobody is signed in yet")
	require.Contains(t, b.get("/ap/signin"+arb).Body, `data-page="signin"`)
	b.get("/ap/consent").requirePage(t)
	b.get("/ap/signin?arb=%zz").requirePage(t)
	b.newBrowser()
	b.get("/ap/signin" + arb).requirePage(t)
}

func TestPagesCancel(t *testing.T) {
	b := newBench(t)
	page := b.authorize()
	got := b.post("/ap/consent", with(page.hidden(t), "decision", "cancel")).location(t)
	require.Equal(t, "access_denied", got.Get("error"))
	require.Equal(t, testState, got.Get("state"))
	require.NotContains(t, got, "code")
	require.Zero(t, b.Counts().CodesIssued)
}

func TestPagesVoluntaryScopes(t *testing.T) {
	const both = `{"profile":{"essential":false},"postal_code":{"essential":false},"alexa:all":{"productID":"x"}}`
	cases := []struct {
		name, data string
		selected   []string
		want       string // granted scope; "" means access_denied
	}{
		{"essential by default", "", nil, "profile postal_code"},
		{"essential stated", `{"postal_code":{"essential":true}}`, nil, "profile postal_code"},
		{"voluntary left out", `{"postal_code":{"essential":false}}`, nil, "profile"},
		{"voluntary selected", `{"postal_code":{"essential":false}}`, []string{"postal_code"}, "profile postal_code"},
		{"only one left", both, []string{"postal_code"}, "postal_code"},
		{"not asked for", `{"postal_code":{"essential":false}}`, []string{"profile:user_id"}, "profile"},
		{"all left out", both, nil, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			page := b.signIn(b.authorize("scope", "profile postal_code", "scope_data", c.data), b.people[0].UserID)
			require.Equal(t, strings.Count(c.data, `"essential":false`), strings.Count(page.Body, `type="checkbox"`))
			form := with(with(page.hidden(t), "decision", "allow"), "grant", c.selected...)
			got := b.post("/ap/consent", form).location(t)
			if c.want == "" {
				require.Equal(t, "access_denied", got.Get("error"))
				return
			}
			require.Equal(t, c.want, got.Get("scope"))
		})
	}
}

func TestPagesForgery(t *testing.T) {
	cases := []struct {
		name   string
		tamper func(b *bench, v url.Values) reply
	}{
		{"AS-23 no anti-forgery token", func(b *bench, v url.Values) reply { return b.post("/ap/consent", with(v, "token")) }},
		{"AS-23 wrong anti-forgery token", func(b *bench, v url.Values) reply {
			return b.post("/ap/consent", with(v, "token", "x"+v.Get("token")[1:]))
		}},
		{"AS-23 token of another login", func(b *bench, v url.Values) reply {
			other := b.authorize("state", "other").hidden(b.t)
			return b.post("/ap/consent", with(v, "token", other.Get("token")))
		}},
		{"AS-23 another browser", func(b *bench, v url.Values) reply { b.newBrowser(); return b.post("/ap/consent", v) }},
		{"AS-23 approval by GET", func(b *bench, v url.Values) reply { return b.get("/ap/consent?" + v.Encode()) }},
		{"AS-23 parameters in the query", func(b *bench, v url.Values) reply { return b.post("/ap/consent?"+v.Encode(), url.Values{}) }},
		{"AS-23 repeated parameter", func(b *bench, v url.Values) reply {
			return b.post("/ap/consent", with(v, "decision", "cancel", "allow"))
		}},
		{"AS-23 no decision", func(b *bench, v url.Values) reply { return b.post("/ap/consent", with(v, "decision")) }},
		{"AS-23 JSON", func(b *bench, v url.Values) reply { return b.postRaw("/ap/consent", "application/json", v.Encode()) }},
		{"AS-23 plain text", func(b *bench, v url.Values) reply { return b.postRaw("/ap/consent", "text/plain", v.Encode()) }},
		{"AS-23 sent by another site", func(b *bench, v url.Values) reply { return b.postFrom("cross-site", v) }},
		{"AS-23 sent by a neighbour", func(b *bench, v url.Values) reply { return b.postFrom("same-site", v) }},
		{"AS-23 after half an hour", func(b *bench, v url.Values) reply { b.clock.Advance(pendingLife + 1); return b.post("/ap/consent", v) }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			page := b.signIn(b.authorize(), b.people[0].UserID)
			res := c.tamper(b, with(page.hidden(t), "decision", "allow"))
			require.Empty(t, res.Header.Get("Location"))
			require.Zero(t, b.Counts().CodesIssued)
		})
	}
	t.Run("AS-23 consent without sign-in", func(t *testing.T) {
		b := newBench(t)
		b.post("/ap/consent", with(b.authorize().hidden(t), "decision", "allow")).requirePage(t)
	})
	t.Run("AS-23 sign-in as nobody", func(t *testing.T) {
		b := newBench(t)
		b.post("/ap/signin", with(b.authorize().hidden(t), "user_id", "amzn1.account.NOBODY")).requirePage(t)
	})
	t.Run("AS-23 the form works once", func(t *testing.T) {
		b := newBench(t)
		v := with(b.signIn(b.authorize(), b.people[0].UserID).hidden(t), "decision", "allow")
		b.postFrom("same-origin", v).location(t)
		b.post("/ap/consent", v).requirePage(t)
		require.Equal(t, 1, b.Counts().CodesIssued)
	})
	t.Run("AS-23 two tabs do not disturb each other", func(t *testing.T) {
		b := newBench(t)
		one, two := b.authorize("state", "one"), b.authorize("state", "two")
		two = b.signIn(two, b.people[1].UserID)
		one = b.signIn(one, b.people[0].UserID)
		require.Equal(t, "two", b.post("/ap/consent", with(two.hidden(t), "decision", "allow")).location(t).Get("state"))
		require.Equal(t, "one", b.post("/ap/consent", with(one.hidden(t), "decision", "allow")).location(t).Get("state"))
	})
}

func (b *bench) postFrom(site string, v url.Values) reply {
	b.t.Helper()
	req, err := http.NewRequest("POST", b.url+"/ap/consent", strings.NewReader(v.Encode()))
	require.NoError(b.t, err)
	req.Header.Set("Content-Type", formType)
	req.Header.Set("Sec-Fetch-Site", site)
	return b.do(req)
}

func TestPagesAfterPost(t *testing.T) {
	b := newBench(t)
	page := b.authorize()
	signedIn := b.post("/ap/signin", with(page.hidden(t), "user_id", b.people[0].UserID))
	require.Equal(t, http.StatusSeeOther, signedIn.Status, "AS-24")
	consent := b.get(signedIn.Header.Get("Location"))
	require.Equal(t, http.StatusSeeOther, b.post("/ap/consent", with(consent.hidden(t), "decision", "allow")).Status, "AS-24")
}

func TestProtectiveHeaders(t *testing.T) {
	b := newBench(t)
	signin := b.authorize()
	consent := b.signIn(signin, b.people[0].UserID)
	allowed := b.post("/ap/consent", with(consent.hidden(t), "decision", "allow"))
	answers := map[string]reply{
		"sign-in page": signin, "consent page": consent, "redirect": allowed, "continue page": b.authorize(),
		"error page": b.get("/ap/oa"), "home": b.get("/"), "style": b.get("/ap/style.css"), "404": b.get("/nothing"), "405": b.post("/ap/oa", nil),
		"token": b.token(allowed.location(t).Get("code")), "token error": b.token("x"), "profile error": b.get("/user/profile"), "tokeninfo error": b.get("/auth/o2/tokeninfo"),
	}
	for name, res := range answers {
		t.Run("AS-27 "+name, func(t *testing.T) {
			require.Equal(t, "no-store", res.Header.Get("Cache-Control"))
			require.Equal(t, "no-referrer", res.Header.Get("Referrer-Policy"))
			require.Equal(t, "nosniff", res.Header.Get("X-Content-Type-Options"))
		})
		t.Run("AS-22 "+name, func(t *testing.T) {
			policy := res.Header.Get("Content-Security-Policy")
			require.Equal(t, "DENY", res.Header.Get("X-Frame-Options"))
			require.Contains(t, policy, "default-src 'none'")
			require.Contains(t, policy, "frame-ancestors 'none'")
			require.NotContains(t, policy, "unsafe")
			require.NotContains(t, policy, "script-src")
		})
		t.Run("AS-21 never credentials, "+name, func(t *testing.T) {
			require.NotContains(t, res.Header, "Access-Control-Allow-Credentials")
		})
	}
	require.Contains(t, signin.Header.Get("Content-Security-Policy"), "form-action 'self' "+testOrigin+";")
	require.Equal(t, "http:", cspSource("http://[::1]:8080"))
}

func TestCookies(t *testing.T) {
	b := newBench(t)
	page := b.authorize()
	all := page.Header.Values("Set-Cookie")
	all = append(all, b.post("/ap/signin", with(page.hidden(t), "user_id", b.people[0].UserID)).Header.Values("Set-Cookie")...)
	require.Len(t, all, 2)
	for _, cookie := range all {
		require.Contains(t, cookie, "; HttpOnly; SameSite=Lax")
		require.Contains(t, cookie, "; Path=/ap")
	}
	require.Contains(t, all[1], "fake-amazon-session-8081=")
}

func TestPagesEscape(t *testing.T) {
	const evil = `"'><script>alert(1)</script><img src=x onerror=alert(1)>&amp;{{.}}`
	people := []Person{{UserID: "amzn1.account." + evil, Name: evil, Email: evil, PostalCode: evil}}
	s, err := New(Config{People: people, Clients: []Client{{ID: `x"'><script>`, Name: evil, RedirectURIs: []string{testCallback}}}})
	require.NoError(t, err)
	b := newBench(t)
	b.Server = s
	quoted := regexp.MustCompile(`="[^"<>']*"`) // removes quoted values; text that breaks out of the quotes remains
	forbidden := regexp.MustCompile(`(?i)<(script|img)|<[^>]*\bonerror`)
	check := func(t *testing.T, target string) {
		r, err := http.NewRequest("GET", "http://127.0.0.1:8081"+target, nil)
		require.NoError(t, err)
		body := s.serve(r).Body
		require.Empty(t, forbidden.FindString(quoted.ReplaceAllString(body, "")), body)
	}
	for _, name := range []string{"client_id", "redirect_uri", "state", "scope", "scope_data", "response_type", "code_challenge", "language", "x"} {
		t.Run("AS-25 "+name, func(t *testing.T) {
			check(t, "/ap/oa?"+authorizeValues("client_id", `x"'><script>`, name, evil).Encode())
			check(t, "/ap/oa?"+authorizeValues(name, "javascript:alert(1)").Encode())
		})
	}
	t.Run("AS-25 arb", func(t *testing.T) { check(t, "/ap/signin?arb="+url.QueryEscape(evil)) })
	t.Run("AS-25 home", func(t *testing.T) { check(t, "/") })
	t.Run("AS-25 no page has a script", func(t *testing.T) {
		entries, err := pageFiles.ReadDir("pages")
		require.NoError(t, err)
		for _, e := range entries {
			text, err := pageFiles.ReadFile("pages/" + e.Name())
			require.NoError(t, err)
			require.NotRegexp(t, `(?i)<script|\son[a-z]+=|style="|https?://`, string(text), e.Name())
		}
	})
}

func TestPagesSayWhatTheyAre(t *testing.T) {
	b := newBench(t)
	signin := b.authorize()
	for name, res := range map[string]reply{"sign-in": signin, "consent": b.signIn(signin, b.people[0].UserID), "error": b.get("/ap/oa"), "home": b.get("/")} {
		t.Run("AS-32 "+name, func(t *testing.T) {
			require.Contains(t, res.Body, "Development stand-in, not Amazon.")
			require.Contains(t, res.Body, "For development only")
		})
	}
}

func TestErrorPageNamesTheValue(t *testing.T) {
	b := newBench(t)
	res := b.authorize("redirect_uri", "https://shop.example/cb?x=1")
	require.Contains(t, res.Body, `<code id="register">https://shop.example/cb?x=1</code>`)
	require.Contains(t, res.Body, "Allowed Return URLs")
	require.Contains(t, res.Body, "not registered for Test shop")
}

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{"zoë": "Z", "山田 花子": "山", `<b>"O'Neil"`: "B", "": "·", "!?": "·"} {
		require.Equal(t, want, Person{Name: name}.Initial(), name)
	}
}

func TestStoreForgetsTheOld(t *testing.T) {
	b := newBench(t)
	b.access()
	b.authorize()
	b.clock.Advance(25 * time.Hour)
	b.authorize()
	require.Len(t, b.store.pendings, 1)
	require.Empty(t, b.store.codes)
	require.Empty(t, b.store.tokens)
	require.Empty(t, b.store.signedIn)
}
