package wordpress

import (
	"net/http"
	"regexp"
	"strings"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

func sameAddress(s *stack) {
	v := s.visitor()
	s.as(zoe.UserID)
	require.Equal(s, http.StatusOK, v.logIn().Status)
	require.Equal(s, "zoe-oneil-sons", v.who())

	other := s.visitor()
	s.as(zoe.UserID, func(f *fakeamazon.Faults) {
		f.ProfileUser, f.TokenInfoUser = "amzn1.account.OTHER", "amzn1.account.OTHER"
	})
	r := other.logIn()
	assert.Equal(s, http.StatusForbidden, r.Status, r.Text)
	assert.Equal(s, "lwa_wasm_other", r.Code)
	assert.Empty(s, other.who())
	assert.Len(s, s.users(), 1)

	// The database finds a user_id that differs in case, or by a space, the same. It is not.
	s.as(zoe.UserID, func(f *fakeamazon.Faults) {
		f.ProfileUser, f.TokenInfoUser = strings.ToLower(zoe.UserID), strings.ToLower(zoe.UserID)
	})
	r = other.logIn()
	assert.Equal(s, "lwa_wasm_other", r.Code, r.Text)
	assert.Empty(s, other.who())

	tab := s.loginTab()
	tab.Click(button)
	tab.Wait(problem)
	assert.Contains(s, tab.Text(problem), "belongs to another Amazon account")
}

func linkByPassword(s *stack) {
	s.person("zoe", zoe.Email, `it's "right" \o/`)
	tab := s.loginTab()
	byPopup(tab, "Zoë")
	tab.Wait(".lwa-wasm-input")
	assert.Equal(s, []string{"zoe subscriber  " + zoe.Email}, s.users(), "an address opens nothing")
	s.keep(tab, "wordpress-password")
	give := func(password string) {
		tab.Exec(`document.querySelector(".lwa-wasm-input").value = %q`, password)
		tab.Click(".lwa-wasm-link")
	}
	give("wrong")
	tab.Wait(problem)
	assert.Contains(s, tab.Text(problem), "not the password")
	assert.Equal(s, []string{"zoe subscriber  " + zoe.Email}, s.users())
	give(`it's "right" \o/`)
	tab.Wait("body.home, body.blog, body.error404")
	assert.Equal(s, []string{"zoe subscriber " + zoe.UserID + " " + zoe.Email}, s.users())

	again := s.visitor()
	s.as(zoe.UserID)
	require.Equal(s, http.StatusOK, again.logIn().Status, "only once")
	assert.Equal(s, "zoe", again.who())

	// What is known before the password is for the browser that brought it, and only while the
	// setting asks for passwords.
	s.person("hanako", hanako.Email, "hanako-pass")
	s.as(hanako.UserID)
	v := s.visitor()
	r := v.logIn()
	require.Equal(s, "lwa_wasm_link", r.Code, r.Text)
	thief := s.visitor()
	body := fields{"pending": r.Data.Pending, "password": "hanako-pass"}
	assert.Equal(s, http.StatusForbidden, thief.post("password", body.with("ticket", thief.ticket())).Status)
	assert.Equal(s, http.StatusForbidden, v.post("password", body.with("ticket", v.ticket()).with("pending", r.Data.Pending+"A")).Status)
	s.set(`'existing' => 'refuse'`)
	assert.Equal(s, http.StatusForbidden, v.post("password", body.with("ticket", v.ticket())).Status)
	assert.Equal(s, "lwa_wasm_exists", v.logIn().Code)
	s.set(`'existing' => 'password'`)
	require.Equal(s, http.StatusOK, v.post("password", body.with("ticket", v.ticket())).Status)
}

func profilePage(s *stack) {
	s.person("zoe", "elsewhere@example.com", "zoe-pass")
	tab := s.Open(s.URL + "/wp-login.php")
	logInByPassword(tab, "zoe", "zoe-pass")
	tab.Wait("#wpadminbar")
	tab.Go(s.URL + "/wp-admin/profile.php")
	tab.Wait(button)
	byPopup(tab, "Zoë")
	tab.Wait("#lwa-wasm-linked")
	assert.Equal(s, []string{"zoe subscriber " + zoe.UserID + " elsewhere@example.com"}, s.users())
	s.as(zoe.UserID)
	v := s.visitor()
	require.Equal(s, http.StatusOK, v.logIn().Status)
	assert.Equal(s, "zoe", v.who())

	// Somebody else cannot have the same person, nor can a request without the nonce link anything.
	s.person("other", "other@example.com", "other-pass")
	other := s.visitor()
	other.form("/wp-login.php", map[string][]string{"log": {"other"}, "pwd": {"other-pass"}})
	require.Equal(s, "other", other.who())
	assert.Equal(s, http.StatusUnauthorized, other.post("account", other.proof().with("ticket", other.ticket())).Status)
	other.nonce = "0123456789"
	answer, _ := other.do(http.MethodPost, "/wp-json/lwa/v1/account", "application/json", "{}")
	assert.Equal(s, http.StatusForbidden, answer.StatusCode, "a wrong nonce")
	_, page := other.get("/wp-admin/profile.php")
	nonce := regexp.MustCompile(`var lwaWasm = .*"nonce":"(\w+)"`).FindStringSubmatch(page)
	require.NotNil(s, nonce, "the profile page has a nonce")
	other.nonce = nonce[1]
	r := other.post("account", other.proof().with("ticket", other.ticket()))
	assert.Equal(s, "lwa_wasm_taken", r.Code, r.Text)

	// Unlink: not for somebody else, not without its nonce, and then by the button.
	id := s.eval(`echo get_user_by( 'login', 'zoe' )->ID;`)
	other.form("/wp-admin/user-edit.php", map[string][]string{"action": {"update"}, "user_id": {id}, "lwa_wasm_do_unlink": {"1"}})
	assert.Contains(s, strings.Join(s.users(), "\n"), zoe.UserID)
	tab.Click(`button[name="lwa_wasm_do_unlink"]`)
	tab.Wait(button)
	assert.NotContains(s, strings.Join(s.users(), "\n"), zoe.UserID)
	s.set(`'register' => 'closed'`)
	assert.Equal(s, "lwa_wasm_closed", s.visitor().logIn().Code)
}

func closed(s *stack) {
	s.set(`'register' => 'closed'`)
	tab := s.loginTab()
	byPopup(tab, "Zoë")
	tab.Wait(problem)
	assert.Contains(s, tab.Text(problem), "takes no new members")
	s.set(`'register' => 'site'`)
	s.eval(`update_option( 'users_can_register', 0 );`)
	s.as(zoe.UserID)
	assert.Equal(s, "lwa_wasm_closed", s.visitor().logIn().Code, "as the whole site")
	assert.Equal(s, []string{""}, s.users())
	s.set(`'register' => 'open'`)
	assert.Equal(s, http.StatusOK, s.visitor().logIn().Status)
	s.set(`'register' => 'closed'`)
	assert.Equal(s, http.StatusOK, s.visitor().logIn().Status, "who is here already logs in")
}
