package wordpress

import (
	"net/http"
	"strings"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// byPopup logs in by the button of the page.
func byPopup(tab *browsertest.Tab, person string) {
	tab.Helper()
	tab.Popup(func() { tab.Click(button) }).SignIn(person)
}

func firstAndSecond(s *stack) {
	tab := s.loginTab()
	tab.Dress(desktop)
	s.keep(tab, "wordpress-login")
	byPopup(tab, "Zoë")
	tab.Wait("body.home, body.blog, body.error404")
	want := []string{"zoe-oneil-sons subscriber " + zoe.UserID + " " + zoe.Email}
	assert.Equal(s, want, s.users())
	assert.Equal(s, zoe.Name, s.eval(`echo html_entity_decode( get_users( array( 'exclude' => array( 1 ) ) )[0]->display_name, ENT_QUOTES );`))
	tab.Go(s.URL + "/wp-admin/profile.php")
	tab.Wait("#lwa-wasm-linked")
	assert.Equal(s, "zoe-oneil-sons", browsertest.Eval[string](tab, `document.getElementById("user_login").value`))
	assert.Empty(s, browsertest.Eval[string](tab, `document.cookie.match(/lwa_wasm|wordpress_logged_in/)?.[0] ?? ""`), "no script reads a cookie that counts")

	second := s.loginTab()
	s.Fake.Forget()
	byPopup(second, "Zoë")
	second.Wait("body.home, body.blog, body.error404")
	assert.Equal(s, want, s.users(), "the second login finds the account")
	requests := s.Fake.Counts()
	assert.Positive(s, requests.CodesRedeemed)
	for _, r := range s.Fake.Requests() {
		asksDoctor := r.URL == "/auth/o2/tokeninfo" // from the settings page, without a token
		if !strings.HasPrefix(r.URL, "/ap/") && !strings.HasPrefix(r.URL, "/favicon") && !asksDoctor {
			assert.Contains(s, r.Header.Get("User-Agent"), "WordPress", "the browser redeems nothing: "+r.URL)
		}
	}
}

func byRedirect(s *stack) {
	tab := s.loginTab()
	tab.Exec(`window.open = () => null`)
	tab.Click(button)
	tab.SignIn("Zoë")
	tab.Wait("body.home, body.blog, body.error404")
	assert.Len(s, s.users(), 1)
	assert.Contains(s, s.users()[0], zoe.UserID)
}

func byToken(s *stack) {
	s.set(`'exchange' => 'token'`)
	tab := s.loginTab()
	byPopup(tab, "Zoë")
	tab.Wait("body.home, body.blog, body.error404")
	assert.Contains(s, s.users()[0], zoe.UserID)

	// A token of another client, as any site may have got it from its own visitor.
	v := s.visitor()
	s.as(hanako.UserID, func(f *fakeamazon.Faults) { f.Audience = "amzn1.application-oa2-client.other" })
	r := v.post("login", fields{"ticket": v.ticket(), "access_token": v.token()})
	assert.Equal(s, http.StatusForbidden, r.Status, r.Text)
	s.as(hanako.UserID)
	r = v.post("login", v.proof().with("ticket", v.ticket()))
	assert.Equal(s, http.StatusBadRequest, r.Status, "the settings say what the browser hands over")
	assert.Len(s, s.users(), 1)
}

func role(s *stack) {
	s.set(`'role' => 'contributor'`)
	s.as(zoe.UserID)
	require.Equal(s, http.StatusOK, s.visitor().logIn().Status)
	assert.Contains(s, s.users()[0], " contributor ")
	// A role that has power by now, whoever chose it, is given to nobody.
	s.set(`'role' => 'administrator'`)
	s.as(hanako.UserID)
	require.Equal(s, http.StatusOK, s.visitor().logIn().Status)
	assert.Contains(s, strings.Join(s.users(), "\n"), "amazon  "+hanako.UserID)
}

func cancelled(s *stack) {
	tab := s.loginTab()
	popup := tab.Popup(func() { tab.Click(button) })
	popup.Wait("button.person")
	popup.Click("#cancel")
	tab.Wait(problem)
	assert.Equal(s, "You did not agree at Amazon. Press the button to try again.", tab.Text(problem))
	byPopup(tab, "Zoë")
	tab.Wait("body.home, body.blog, body.error404")
}

func down(s *stack) {
	s.as(zoe.UserID)
	reset := fakeamazon.Fault{Reset: true}
	faults := []func(*fakeamazon.Faults){
		func(f *fakeamazon.Faults) { f.Token = reset },
		func(f *fakeamazon.Faults) { f.Token = fakeamazon.Fault{Status: 503} },
		func(f *fakeamazon.Faults) { f.Token = fakeamazon.Fault{Body: "<p>Sorry", ContentType: "text/html"} },
		func(f *fakeamazon.Faults) { f.Token = fakeamazon.Fault{Body: `"text"`} },
		func(f *fakeamazon.Faults) { f.Token = fakeamazon.Fault{HugeBody: 1 << 20} },
		func(f *fakeamazon.Faults) { f.Token = fakeamazon.Fault{Redirect: s.URL + "/", RedirectStatus: 307} },
		func(f *fakeamazon.Faults) { f.TokenInfo = reset },
		func(f *fakeamazon.Faults) { f.TokenInfo = fakeamazon.Fault{Body: "[]"} },
		func(f *fakeamazon.Faults) { f.Profile = fakeamazon.Fault{Status: 500} },
	}
	for i, fault := range faults {
		v := s.visitor()
		body := v.proof()
		s.as(zoe.UserID, fault)
		r := v.post("login", body.with("ticket", v.ticket()))
		assert.Contains(s, []int{http.StatusBadGateway, http.StatusForbidden}, r.Status, "%d: %s", i, r.Text)
		assert.NotContains(s, r.Text, body["code"])
		s.as(zoe.UserID)
	}
	assert.Equal(s, []string{""}, s.users())
	s.Fake.SetFaults(fakeamazon.Faults{Token: reset})
	tab := s.loginTab()
	byPopup(tab, "Zoë")
	tab.Wait(problem)
	assert.Equal(s, "Amazon does not answer at the moment. Log in with your password, or try again later.", tab.Text(problem))

	// The site's own REST API is off for visitors: what the other plug-in says helps nobody.
	s.eval(`update_option( 'test_no_rest', 1 );`)
	s.as(zoe.UserID)
	off := s.loginTab()
	off.Click(button)
	off.Wait(problem)
	assert.Equal(s, "This site does not answer as it should. Reload the page, and try again.", off.Text(problem))
}
