package wordpress

import (
	"net/http"
	"strings"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

func tampered(s *stack) {
	s.as(zoe.UserID)
	v := s.visitor()
	good := v.proof()
	for name, body := range map[string]fields{
		"code":                 good.with("code", "AN"+good["code"].(string)),
		"verifier":             good.with("code_verifier", strings.Repeat("A", 52)),
		"return address":       good.with("redirect_uri", s.URL+"/elsewhere"),
		"no verifier":          good.with("code_verifier", nil),
		"list for a text":      good.with("code", []string{"x"}),
		"too long":             good.with("code", strings.Repeat("x", 5000)),
		"the browser's word":   fields{"user_id": zoe.UserID, "email": zoe.Email, "profile": fields{"user_id": zoe.UserID}},
		"a token where a code": fields{"access_token": v.token()},
	} {
		r := v.post("login", body.with("ticket", v.ticket()))
		assert.Contains(s, []int{http.StatusForbidden, http.StatusBadRequest}, r.Status, "%s: %s", name, r.Text)
		assert.Empty(s, r.Pass, name)
	}
	for name, change := range map[string]func(*fakeamazon.Faults){
		"aud":           func(f *fakeamazon.Faults) { f.Audience = "amzn1.application-oa2-client.other" },
		"two people":    func(f *fakeamazon.Faults) { f.ProfileUser = "amzn1.account.OTHER" },
		"nobody":        func(f *fakeamazon.Faults) { f.TokenInfoUser = "amzn1.account.OTHER" },
		"no user_id":    func(f *fakeamazon.Faults) { f.Profile = fakeamazon.Fault{Body: `{"email":"zoe@example.com"}`} },
		"list as id":    func(f *fakeamazon.Faults) { f.Profile = fakeamazon.Fault{Body: `{"user_id":["` + zoe.UserID + `"]}`} },
		"aud as number": func(f *fakeamazon.Faults) { f.TokenInfo = fakeamazon.Fault{Body: `{"aud":0,"user_id":"x"}`} },
	} {
		s.as(zoe.UserID, change)
		r := v.logIn()
		assert.Equal(s, http.StatusForbidden, r.Status, "%s: %s", name, r.Text)
	}
	s.as(zoe.UserID)
	ticket := v.ticket()
	for name, bad := range map[string]string{
		"none": "", "another's": s.visitor().ticket(), "later": "9" + ticket, "cut": ticket[:len(ticket)-1], "letters": "x.y.z",
	} {
		r := v.post("login", v.proof().with("ticket", bad))
		assert.Contains(s, []int{http.StatusForbidden, http.StatusBadRequest}, r.Status, "%s: %s", name, r.Text)
	}
	assert.Equal(s, []string{""}, s.users())
	r := v.post("login", v.proof().with("ticket", ticket))
	assert.Equal(s, http.StatusOK, r.Status, "the ticket itself is good: %s", r.Text)
	answer := v.enter(r.Pass[:len(r.Pass)-2])
	assert.Equal(s, http.StatusForbidden, answer.StatusCode)
	assert.Empty(s, v.who())
}

func replayed(s *stack) {
	s.as(zoe.UserID)
	v := s.visitor()
	body := v.proof().with("ticket", v.ticket())
	r := v.post("login", body)
	require.Equal(s, http.StatusOK, r.Status, r.Text)
	assert.Equal(s, http.StatusForbidden, v.post("login", body).Status, "the whole request")
	assert.Equal(s, http.StatusForbidden, v.post("login", body.with("ticket", v.ticket())).Status, "the code")
	assert.Equal(s, http.StatusForbidden, v.post("login", v.proof().with("ticket", body["ticket"])).Status, "the ticket")

	thief := s.visitor()
	thief.ticket()
	assert.Equal(s, http.StatusForbidden, thief.enter(r.Pass).StatusCode, "the pass, in another browser")
	assert.Empty(s, thief.who())
	v.origin = "https://evil.example"
	assert.Equal(s, http.StatusForbidden, v.enter(r.Pass).StatusCode, "the pass, from a form of another site")
	v.origin = ""
	require.Equal(s, http.StatusSeeOther, v.enter(r.Pass).StatusCode)
	assert.Equal(s, "zoe-oneil-sons", v.who())
	v.get("/wp-login.php?loggedout=true")
	fresh := s.visitor()
	fresh.client.Jar = v.client.Jar
	assert.Equal(s, http.StatusForbidden, fresh.enter(r.Pass).StatusCode, "the pass, again")
	s.set(`'exchange' => 'token'`)
	token := v.token()
	used := v.ticket()
	require.Equal(s, http.StatusOK, v.post("login", fields{"ticket": used, "access_token": token}).Status)
	assert.Equal(s, http.StatusForbidden, v.post("login", fields{"ticket": used, "access_token": token}).Status)
}

func otherSites(s *stack) {
	s.as(zoe.UserID)
	v := s.visitor()
	body := v.proof().with("ticket", v.ticket())
	v.origin = "https://evil.example"
	for _, route := range []string{"ticket", "login", "password", "account", "session"} {
		r := v.post(route, body.with("pending", "x").with("password", "x"))
		assert.Equal(s, http.StatusForbidden, r.Status, route)
		assert.Empty(s, r.Header.Get("Access-Control-Allow-Origin"), route)
		assert.Empty(s, r.Header.Get("Access-Control-Allow-Credentials"), route)
		assert.Contains(s, r.Header.Get("Cache-Control"), "no-store", route)
	}
	answer, _ := v.do(http.MethodOptions, "/wp-json/lwa/v1/login", "", "")
	assert.Empty(s, answer.Header.Get("Access-Control-Allow-Origin"))
	v.origin = ""
	assert.Equal(s, http.StatusOK, v.post("login", body).Status, "nothing was touched")
	// On https, no other host of the domain can set the cookie that a ticket is bound to.
	assert.Equal(s, "__Host-lwa_wasm_browser", s.eval(`$_SERVER['HTTPS'] = 'on'; Lwa_Wasm_Gate::ticket(); echo implode( ',', array_keys( $_COOKIE ) );`))
}

func targets(s *stack) {
	s.as(zoe.UserID)
	for wanted, want := range map[string]string{
		s.URL + "/shop/?a=b":                 s.URL + "/shop/?a=b",
		"/shop/":                             "/shop/",
		"":                                   s.URL + "/",
		"https://evil.example/":              s.URL + "/",
		"//evil.example/":                    s.URL + "/",
		`/\evil.example/`:                    "/evil.example/", // a path of this site
		"javascript:alert(1)":                s.URL + "/",
		"http://localhost@evil.example/":     s.URL + "/",
		"https://evil.example/\r\nX-Evil: 1": s.URL + "/",
	} {
		v := s.visitor()
		r := v.post("login", v.proof().with("ticket", v.ticket()).with("redirect_to", wanted))
		require.Equal(s, http.StatusOK, r.Status, r.Text)
		answer := v.enter(r.Pass)
		require.Equal(s, http.StatusSeeOther, answer.StatusCode)
		assert.Equal(s, want, answer.Header.Get("Location"), wanted)
		assert.Contains(s, answer.Header.Get("Cache-Control"), "no-cache")
		assert.Empty(s, answer.Header.Get("X-Evil"))
	}
}

func limits(s *stack) {
	s.person("zoe", zoe.Email, "right")
	s.as(zoe.UserID)
	v := s.visitor()
	r := v.logIn()
	require.Equal(s, "lwa_wasm_link", r.Code, r.Text)
	s.eval(`update_option( 'test_limits', 1 );`)
	var last reply
	for range 6 {
		last = v.post("password", fields{"ticket": v.ticket(), "pending": r.Data.Pending, "password": "wrong"})
	}
	assert.Equal(s, http.StatusTooManyRequests, last.Status, last.Text)
	last = v.post("password", fields{"ticket": v.ticket(), "pending": r.Data.Pending, "password": "right"})
	assert.Equal(s, http.StatusTooManyRequests, last.Status, "guessing ends, even when it is right")
	for range 45 {
		last = v.post("ticket", fields{})
	}
	assert.Equal(s, http.StatusTooManyRequests, last.Status)
	assert.Equal(s, "There were too many attempts. Wait a few minutes, then try again.", last.Message)
	assert.Equal(s, []string{"zoe subscriber  " + zoe.Email}, s.users())
}
