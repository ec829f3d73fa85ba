package browsertest_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// judged is a test that ends when it is told to, and whose failures are kept.
type judged struct {
	testing.TB
	cleanups []func()
	failures []string
}

func (j *judged) Cleanup(f func()) { j.cleanups = append(j.cleanups, f) }
func (j *judged) Failed() bool     { return len(j.failures) > 0 }
func (j *judged) Errorf(format string, args ...any) {
	j.failures = append(j.failures, fmt.Sprintf(format, args...))
}

func (j *judged) end() {
	for n := len(j.cleanups) - 1; n >= 0; n-- {
		j.cleanups[n]()
	}
}

// TestAtEnd has tests end badly in each way that is looked for at the end of all of them.
func TestAtEnd(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil func(*browsertest.Tab)
		says  []string
	}{
		"nothing": {func(*browsertest.Tab) {}, nil},
		"leak": {
			func(tab *browsertest.Tab) { tab.Exec(`void (sessionStorage.note = lwa.session.accessToken)`) },
			[]string{"at the end, leak: tab 0: sessionStorage[note] holds an access token"},
		},
		"count": {
			func(tab *browsertest.Tab) {
				for range 2 {
					response, err := http.PostForm(tab.Amazon+"/auth/o2/token", url.Values{"grant_type": {"authorization_code"}, "code": {"sent-once-and-again"}})
					require.NoError(tab, err)
					response.Body.Close()
				}
			},
			[]string{"at the end, count: a code was sent 2 times"},
		},
		"no answer": {
			func(tab *browsertest.Tab) {
				tab.Exec(`window.setTimeout = (f, ms, ...given) => queueMicrotask(() => f(...given)); window.lwa = { token: () => new Promise(() => {}) }`)
			},
			[]string{"at the end, alive: no answer to lwa.token()"},
		},
		"a wrong answer": {
			func(tab *browsertest.Tab) {
				tab.Exec(`window.lwa = { token: () => Promise.reject(new TypeError("x")) }`)
			},
			[]string{"at the end, alive: not an LwaError: TypeError: x"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			j := &judged{TB: t}
			tab := approved(browsertest.New(j)).Open("/bench?mode=popup").Ready()
			logIn(tab, 1)
			c.spoil(tab)
			j.end()
			assert.Equal(t, c.says, j.failures)
		})
	}
}
