package browsertest_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

func profile(f fakeamazon.Fault) fakeamazon.Faults { return fakeamazon.Faults{Profile: f} }

// TestPR08HostileProfile logs in as somebody whose profile is an attack: the API gives plain text,
// the demo shows it so.
func TestPR08HostileProfile(t *testing.T) {
	t.Parallel()
	name := `<img src=x onerror="alert(1)"><script>alert(2)</script>` + "\u202e"
	hostile, err := json.Marshal(map[string]any{
		"user_id": people[0].UserID, "name": name, "email": []string{"a@example.com"}, "postal_code": map[string]any{"toString": "x"},
		"__proto__": map[string]any{"admin": true}, "constructor": "x", "accessToken": "x",
	})
	require.NoError(t, err)
	faults := auto(profile(fakeamazon.Fault{Body: string(hostile)}))

	t.Run("PR-08 in the demo", func(t *testing.T) {
		b := browsertest.New(t)
		b.Fake.SetFaults(faults)
		tab := b.Open("/popup.html")
		tab.Click("#login")
		tab.Wait("#session:not([hidden])")
		assert.Contains(t, browsertest.Eval[string](tab, `document.getElementById("session").textContent`), name)
		assert.Zero(t, browsertest.Eval[int](tab, `document.querySelectorAll("#session img, #session script").length`))
	})
}
