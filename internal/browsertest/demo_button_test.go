package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// TestPlayground: the page of the button shows the tag of what is chosen, and logs in with each that plays Amazon.
func TestPlayground(t *testing.T) {
	b := parallel(t)
	d := door{b.Open("/button.html").Ready()}
	d.Expect("lwa-login: ")
	choose := func(name, value string) {
		d.Exec(`{ const { elements } = document.getElementById("choices"); elements[%q].value = %q; elements[%q].dispatchEvent(new Event("change", { bubbles: true })); }`, name, value, name)
	}
	d.shows("signed-out")
	choose("theme", "dark")
	choose("lang", "de")
	d.shows("signed-out")
	d.Popup(func() { d.push("login") }).SignIn("Zoë")
	d.shows("signed-in")
	assert.Equal(t, "Hallo "+zoe.Name, d.part("name"))
	assert.Contains(t, d.Text("#tag"), "client-id=\""+browsertest.ClientID)
	assert.Contains(t, d.Text("#tag"), `theme="dark"`)
	d.push("logout")
	d.shows("signed-out")

	choose("against", "demo")
	d.shows("signed-out")
	assert.Equal(t, "<lwa-login\n  theme=\"dark\"\n  lang=\"de\"\n  provider=\"demo\"></lwa-login>", d.Text("#tag"))
	agree(d.Popup(func() { d.push("login") }), "Ada", "")
	d.shows("signed-in")
	assert.Equal(t, "Event: login Ada Ngoma", d.Text("#told"))

	choose("against", "nobody")
	for _, state := range []string{"signed-out", "window-open", "unsure", "busy", "signed-in", "expiring", "error", "offline", "unsupported"} {
		choose("state", state)
		d.shows(state)
	}
}
