package browsertest_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// breakable makes one operation of both storages throw while window.broken names it.
const breakable = `{
	window.broken = %q;
	const check = (name) => { if (window.broken === name) throw new DOMException("no", "InvalidStateError"); };
	for (const name of ["getItem", "setItem", "removeItem", "key"]) {
		const own = Storage.prototype[name];
		Storage.prototype[name] = function (...args) { check(name); return own.apply(this, args); };
	}
	for (const [owner, name] of [[Storage.prototype, "length"], [window, "sessionStorage"], [window, "localStorage"]]) {
		const { get } = Object.getOwnPropertyDescriptor(owner, name);
		Object.defineProperty(owner, name, { configurable: true, get() { check(name); return get.call(this); } });
	}
}`

// TestSessionST06_BrokenStorage: storage fails in one way, from the start or later. No call is ever
// without a defined answer, a popup login works all the same, and once storage works again
// everything does.
func TestSessionST06_BrokenStorage(t *testing.T) {
	t.Parallel()
	for _, operation := range []string{"getItem", "setItem", "removeItem", "key", "length", "sessionStorage", "localStorage"} {
		t.Run(operation, func(t *testing.T) {
			b := approved(parallel(t))
			tab := openWith(b, fmt.Sprintf(breakable, operation), "/bench?mode=popup&persist=local").Ready()
			assert.Nil(t, ready(tab).Error)
			session := logIn(tab, 1)
			assert.Equal(t, session.AccessToken, outcomeOf(tab, `lwa.token()`).Session.AccessToken)
			notKept := operation == "setItem" || operation == "localStorage"
			if notKept {
				assert.Equal(t, []string{"login", "error"}, types(tab))
				assert.Equal(t, "storage_unavailable", errorEvent(tab, 2).Code)
			}
			assert.Nil(t, outcomeOf(tab, `lwa.logout()`).Error)
			noSession(tab)

			tab.Exec(`bench.options = { interactive: "always" }`)
			logIn(tab, 2)
			tab.Exec(`bench.options = { interactive: "always", mode: "redirect" }`)
			unmark(tab)
			tab.Click("#go")
			if operation == "setItem" || operation == "sessionStorage" {
				outcome := tab.Outcomes(3)[2]
				require.NotNil(t, outcome.Error)
				assert.Equal(t, "storage_unavailable", outcome.Error.Code)
			} else {
				outcome := ready(tab) // some of these lose the record or the answer; none may hang or fail undefined
				if outcome.Error != nil {
					assert.NotEqual(t, "internal_error", outcome.Error.Code)
				}
			}
			tab.Exec(`window.broken = ""; bench.options = { interactive: "always", mode: "popup" }`)
			logIn(tab, browsertest.Eval[int](tab, `bench.outcomes.length`)+1)
			tab.Exec(`sessionStorage.clear(); localStorage.clear()`)
		})
	}
}
