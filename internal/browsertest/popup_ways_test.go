package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

const (
	// throwingChannel is what Firefox does while cookies are blocked.
	throwingChannel = `window.BroadcastChannel = class { constructor() { throw new DOMException("The operation is insecure.", "SecurityError"); } };`
	missingChannel  = `delete window.BroadcastChannel;`
	// throwingStorage is what every browser does where a page may keep nothing.
	throwingStorage = `for (const name of ["sessionStorage", "localStorage", "indexedDB"]) {
		Object.defineProperty(window, name, { get() { throw new DOMException("The operation is insecure.", "SecurityError"); } });
	}`
	lostOpener = `window.opener = null;`
	stays      = `window.close = () => {};`
)

// TestPopupWays: each way from the callback page to its opener fails in turn. As long as one is
// left, the login succeeds and the window closes.
func TestPopupWays(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ page, callback string }{
		"the callback page's channel throws":     {"", throwingChannel},
		"the callback page has no channel":       {"", missingChannel},
		"the page's channel throws":              {throwingChannel, ""},
		"cookies are blocked":                    {throwingChannel + throwingStorage, throwingChannel + throwingStorage},
		"there are no channels":                  {missingChannel, missingChannel},
		"a channel cannot be posted to":          {"", `BroadcastChannel.prototype.postMessage = () => { throw new TypeError(); };`},
		"storage throws":                         {"", throwingStorage},
		"storage is null":                        {"", `Object.defineProperty(window, "sessionStorage", { value: null });`},
		"the opener is gone":                     {"", lostOpener},
		"the opener cannot be posted to":         {"", `Object.defineProperty(window, "opener", { get() { throw new TypeError(); } });`},
		"the address cannot be cleaned":          {"", `history.replaceState = () => { throw new DOMException("too many", "SecurityError"); };`},
		"keys of other scripts are in the store": {"", `for (const key of ["length", "key", "lwa.1.login.", "lwa.1.login.x.y", "__proto__"]) sessionStorage.setItem(key, "null");`},
	} {
		t.Run(name, func(t *testing.T) {
			b := parallel(t)
			tab := openWith(b, c.page, "/bench?mode=popup").Ready()
			popup := tab.Popup(func() { tab.Click("#go") })
			inject(popup, c.callback)
			popup.SignIn("Zoë")
			outcome := tab.Outcome()
			require.NotNil(t, outcome.Session, "%+v", outcome.Error)
			popup.WaitClosed()
			assert.Equal(t, 1, b.Fake.Counts().TokenRequests)
			assert.Nil(t, outcomeOf(tab, `lwa.logout()`).Error)
		})
	}
}

// TestPopupWays_Acknowledged: a window that does not close says that the person is back, whichever
// way it heard so.
func TestPopupWays_Acknowledged(t *testing.T) {
	t.Parallel()
	for name, callback := range map[string]string{"by a message": throwingChannel, "over the channel": lostOpener} {
		t.Run(name, func(t *testing.T) {
			b := parallel(t)
			tab := b.Open("/bench?mode=popup").Ready()
			popup := tab.Popup(func() { tab.Click("#go") })
			inject(popup, callback+stays)
			popup.SignIn("Zoë")
			popup.Wait(`html[data-state="done"] #done`)
			clean(t, popup)
			require.NotNil(t, tab.Outcome().Session)
		})
	}
}

// TestPopupWays_None: nothing leads from the window to its page. It says what the person can do.
func TestPopupWays_None(t *testing.T) {
	b := parallel(t)
	tab := b.Open("/bench?mode=popup").Ready()
	popup := tab.Popup(func() { tab.Click("#go") })
	inject(popup, hasty+throwingChannel+throwingStorage+lostOpener)
	popup.SignIn("Zoë")
	popup.Wait(`html[data-state="alone"] #alone`)
	assert.Contains(t, popup.Text("#alone"), "Allow cookies")
	clean(t, popup)
	assert.Zero(t, b.Fake.Counts().TokenRequests)
}

// TestPopupWays_Bare: the server's redirect dropped the query of the answer. The window says so at
// once.
func TestPopupWays_Bare(t *testing.T) {
	b := parallel(t)
	tab := b.Open("/bench?mode=popup").Ready()
	popup := tab.Popup(func() { tab.Click("#go") })
	popup.Wait("button.person")
	send(popup, b.App+callbackPath)
	popup.Wait(`html[data-state="bare"] #bare`)
	assert.Contains(t, popup.Text("#bare"), "drops the query")
	assert.False(t, browsertest.Eval[bool](popup, `document.getElementById("stuck").checkVisibility()`))
}
