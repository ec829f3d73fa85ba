package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// TestConfigPK11_TestDOM: on http://localhost, nobody is told to use http://localhost. jsdom and
// happy-dom have no isSecureContext; it is false in a page that an insecure one frames.
func TestConfigPK11_TestDOM(t *testing.T) {
	for value, want := range map[string]struct{ code, message, hint string }{
		"undefined": {"non_browser_environment", "not a browser page", "Test DOMs"},
		"false":     {"invalid_configuration", "http://localhost:", "frames it over https"},
	} {
		t.Run(value, func(t *testing.T) {
			b := parallel(t)
			tab := openWith(b, countOpens+`; Object.defineProperty(window, "isSecureContext", { value: `+value+` })`, "/bench?mode=popup")
			if value == "false" {
				tab.Expect(`console.error: lwa\.js: The page is served from http://localhost`)
			}
			outcome := ready(tab)
			tab.Click("#go")
			for _, e := range []*browsertest.Error{outcome.Error, tab.Outcome().Error, outcomeOf(tab, `lwa.token()`).Error, outcomeOf(tab, `lwa.device()`).Error} {
				require.NotNil(t, e)
				assert.Equal(t, want.code, e.Code)
				assert.Contains(t, e.Message, want.message)
				assert.Contains(t, e.Hint, want.hint)
				assert.NotContains(t, e.Hint, "use http://localhost")
			}
			assert.Zero(t, browsertest.Eval[int](tab, `opens`))
			assert.Zero(t, b.Fake.Counts().AuthorizeRequests)
		})
	}
}

// TestConfigProviderSlash: the option provider takes an address as address bars show it, and
// nothing that is more.
func TestConfigProviderSlash(t *testing.T) {
	b := parallel(t)
	approved(b)
	tab := b.Open("/bench?mode=popup&provider=" + b.Amazon + "/").Ready()
	logIn(tab, 1)
	for i, provider := range []string{b.Amazon + "//", b.Amazon + "/ap", b.Amazon + "/?", b.Amazon + "/#", "/", "https:///"} {
		outcome := outcomeOf(tab, `lwaLogin({ provider: "`+provider+`" })`)
		if assert.NotNil(t, outcome.Error, "%d %s", i, provider) {
			assert.Equal(t, "invalid_configuration", outcome.Error.Code, provider)
		}
	}
}
