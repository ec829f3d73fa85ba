package browsertest_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/release"
)

// copies has a page run the lwa.mjs of a folder beside the lwa.js of its tag, as window.second,
// with the same settings.
func copies(tab *browsertest.Tab, folder, persist string) {
	tab.Helper()
	tab.Exec(`import("%s/lwa.mjs").then(({ lwa }) => {
		window.second = lwa;
		window.told = [];
		for (const type of ["login", "logout", "error"]) lwa.addEventListener(type, () => told.push(type));
		return lwa.configure({ clientId: %q, provider: %q, redirectUri: "/lwa/lwa-callback.html", persist: %q }).catch(() => {});
	})`, folder, browsertest.ClientID, tab.Amazon, persist)
}

// Two copies in one page hear of each other's logins and logouts, as two tabs do. The second one
// may be of another build: the release that the module carries, beside Go's.
func TestCopiesHear(t *testing.T) {
	t.Parallel()
	for _, folder := range []string{"/lwa", "/released"} {
		for _, persist := range []string{"session", "local"} {
			t.Run(folder[1:]+" "+persist, func(t *testing.T) {
				t.Parallel()
				b := approved(browsertest.New(t))
				b.Handle("/released/", http.StripPrefix("/released/", http.FileServerFS(release.Files())))
				tab := b.Open("/bench?mode=popup&persist=" + persist).Ready()
				copies(tab, folder, persist)
				logIn(tab, 1)
				awaits(tab, `told.join() === "login" && second.session.profile.userId === lwa.session.profile.userId`)
				tab.Exec(`second.logout()`)
				awaits(tab, `lwa.session === null && second.session === null && told.join() === "login,logout"`)
				noSession(tab)
			})
		}
	}
}

// A tab that is duplicated while it is at Amazon has the login's record twice. The answer is
// redeemed once.
func TestRedirectRD14_DuplicatedTab(t *testing.T) {
	t.Parallel()
	b := browsertest.New(t)
	tab := b.Open("/bench?mode=redirect").Ready()
	depart(tab)
	tab.Go(plainPage(b))
	copied := browsertest.Eval[string](tab, `JSON.stringify({ ...sessionStorage })`)
	require.Contains(t, copied, "lwa.1.login.")
	state := browsertest.Eval[string](tab, `JSON.parse(Object.entries(sessionStorage).find(([key]) => key.startsWith("lwa.1.login."))[1]).state`)
	other := tab.Another(plainPage(b))
	other.Exec(`Object.assign(sessionStorage, %s)`, copied)
	for _, page := range []*browsertest.Tab{tab, other} {
		page.Exec(`sessionStorage["lwa.1.answer"] = "?code=planted-code-of-the-answer&state=" + %q`, state)
	}
	tab.Expect(`400`)
	other.Expect(`400`)
	tab.Go("/bench?mode=redirect")
	other.Go("/bench?mode=redirect")
	codes := []string{
		browsertest.Eval[string](tab, `lwa.ready.then(() => "ready", (e) => e.code)`),
		browsertest.Eval[string](other, `lwa.ready.then(() => "ready", (e) => e.code)`),
	}
	slices.Sort(codes) // whichever page was first
	assert.Equal(t, "invalid_grant", codes[0], "the fake never issued that code")
	assert.Contains(t, []string{"missing_transaction", "ready"}, codes[1])
	assert.Equal(t, 1, b.Fake.Counts().TokenRequests)
}
