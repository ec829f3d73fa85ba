package browsertest_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/sick"
)

// unwell serves a site with several faults.
func unwell(b *browsertest.Bench, codes ...string) {
	s := healthy(b, "shop")
	for _, c := range sick.Cases {
		for _, code := range codes {
			if c.Code == code {
				c.Apply(s)
			}
		}
	}
	serve(b, s)
}

const examined = `html[data-state="done"] #findings > *`

// TestDoctorPage examines a page of the site by keyboard alone, under the site's own strict policy,
// and copies the report.
func TestDoctorPage(t *testing.T) {
	b := calm(t)
	unwell(b, "wasm_type", "callback_policy", "coop_isolates")
	tab := b.Blank()
	tab.Go("/lwa/lwa-doctor.html#/shop/")
	tab.Wait(examined)
	assert.Equal(t, "/shop/", browsertest.Eval[string](tab, `document.querySelector("#page").value`))
	tab.Exec(`window.written = ""; navigator.clipboard.writeText = async (text) => { written = text; }`)
	for _, code := range []string{"wasm_type", "callback_policy", "coop_isolates"} {
		assert.NotEmpty(t, tab.Text(fmt.Sprintf(`[data-code="%s"] figure`, code)), code)
	}
	assert.Equal(t, "callback_policy", browsertest.Eval[string](tab, `document.querySelector("#findings > *").dataset.code`), "what is worst comes first")

	reach := func(id string) {
		for range 60 {
			tab.Do(chromedp.KeyEvent(kb.Tab))
			if browsertest.Eval[string](tab, `document.activeElement.id`) == id {
				return
			}
		}
		t.Fatalf("Tab never reaches #%s", id)
	}
	reach("go")
	tab.Exec(`window.before = document.querySelector("#findings").firstChild`)
	tab.Do(chromedp.KeyEvent(kb.Enter))
	tab.Exec(`new Promise((done) => { const id = setInterval(() => { if (document.querySelector("#findings").firstChild !== before) { clearInterval(id); done(); } }, 20); })`)
	tab.Wait(examined)
	assert.Contains(t, tab.Text("#status"), "/shop/: ")
	assert.Contains(t, browsertest.Eval[string](tab, `[...document.querySelectorAll("[data-code]")].map((e) => e.dataset.code).join(" ")`), "callback_stuck", "a window was opened")
	reach("host")
	tab.Do(chromedp.KeyEvent("n")) // nginx
	assert.Equal(t, "nginx", browsertest.Eval[string](tab, `document.querySelector("#host").value`))
	assert.Zero(t, browsertest.Eval[int](tab, `[...document.querySelectorAll('[data-host="Apache"]')].filter((e) => e.checkVisibility()).length`))
	assert.NotZero(t, browsertest.Eval[int](tab, `[...document.querySelectorAll('[data-host="nginx"]')].filter((e) => e.checkVisibility()).length`))
	reach("copy")
	tab.Do(chromedp.KeyEvent(kb.Enter))
	report := browsertest.Eval[string](tab, "written")
	assert.True(t, strings.HasPrefix(report, "# lwa.js "), report)
	assert.Contains(t, report, "## broken: callback_policy")
	assert.Contains(t, report, "Apache:", "whoever gets the report may host otherwise")
	assert.NotContains(t, report, "?")
	for _, c := range tab.Complaints() {
		assert.NotContains(t, c, "lwa-doctor.html", "the page obeys every policy")
	}
}

// TestDoctorScreens takes pictures of the page: SCREENS=folder keeps them.
func TestDoctorScreens(t *testing.T) {
	dir := os.Getenv("SCREENS")
	if dir == "" {
		dir = t.TempDir()
	}
	b := calm(t)
	unwell(b, "wasm_type", "callback_policy", "coop_isolates", "wasm_cached")
	for _, l := range browsertest.Looks {
		tab := b.Blank()
		tab.Dress(l)
		tab.Go("/lwa/lwa-doctor.html#/shop/")
		tab.Wait(examined)
		tab.Exec(`{ const host = document.querySelector("#host"); host.value = "nginx"; host.dispatchEvent(new Event("change")); }`)
		take(t, tab, dir, l, "doctor")
		tab.Go(sick.Path)
		take(t, tab, dir, l, "doctor-sick")
	}
}
