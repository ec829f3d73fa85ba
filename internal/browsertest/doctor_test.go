package browsertest_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/chromedp"
	"github.com/evanw/esbuild/pkg/api"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/doctor"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
	"github.com/lwa-wasm/lwa/internal/sick"
)

// diagnosis is what lwa.doctor() resolves with.
type diagnosis struct {
	Version, Page, RedirectURI, Host, Markdown string
	Broken, Warnings                           int
	Findings                                   []symptom
}

// symptom is one of its findings.
type symptom struct {
	Topic, Code, What string
	Severity          doctor.Severity
	Mend              map[string]string
}

// get is the finding with that code.
func (d *diagnosis) get(code string) symptom {
	for _, f := range d.Findings {
		if f.Code == code {
			return f
		}
	}
	return symptom{}
}

// codes are those that are not fine.
func (d *diagnosis) codes() (all []string) {
	for _, f := range d.Findings {
		if f.Severity != doctor.OK {
			all = append(all, f.Code)
		}
	}
	return all
}

// fine are the topics that are.
func (d *diagnosis) fine() (all []string) {
	for _, f := range d.Findings {
		if f.Severity == doctor.OK {
			all = append(all, f.Code)
		}
	}
	return all
}

// said is a finding by its words and lines.
func said(what string, lines map[string]string) string {
	text, _ := json.Marshal(lines)
	return what + "\n" + string(text)
}

// diagnose has the doctor examine a site from the tab's page.
func diagnose(tab *browsertest.Tab, options string) *diagnosis {
	tab.Helper()
	d := browsertest.Eval[diagnosis](tab, `import("/lwa/lwa-doctor.js").then((m) => m.doctor(`+options+`))`)
	assert.NotEmpty(tab, d.Findings)
	return &d
}

// calm is a bench on which sick sites may complain.
func calm(t *testing.T) *browsertest.Bench {
	t.Helper()
	t.Parallel()
	return browsertest.New(t, browsertest.FailOn(func(c browsertest.Complaint) bool { return c.Source == "exception" }))
}

// healthy is a site that is well, on the bench.
func healthy(b *browsertest.Bench, name string) *sick.Site {
	b.Helper()
	s, err := sick.New(b.Component(), "/"+name, b.Amazon)
	require.NoError(b, err)
	return s
}

func serve(b *browsertest.Bench, s *sick.Site) {
	for _, path := range s.Paths() {
		b.Handle(path, s)
	}
}

// outside are the topics that a browser and a terminal examine alike.
var outside = []string{"origin", "amazon", "tag", "script", "wasm", "callback", "policy", "clock"}

// TestDoctorFaults: a browser finds each fault, and says of every topic that a terminal examines
// too what that says, word by word, with the same lines to paste.
func TestDoctorFaults(t *testing.T) {
	b := calm(t)
	tab := b.Open("/bench").Ready()
	for _, c := range append(slices.Clone(sick.Cases), sick.Case{Code: "well", Apply: func(*sick.Site) {}}) {
		s := healthy(b, c.Code)
		c.Apply(s)
		serve(b, s)
		d := diagnose(tab, fmt.Sprintf(`{ page: "/%s/?code=secret#secret", popup: false }`, c.Code))
		report, err := doctor.Check(t.Context(), doctor.Options{URL: b.App + "/" + c.Code + "/", Releases: []fs.FS{b.Component()}})
		require.NoError(t, err)
		want := append([]string{c.Code}, c.Also...)
		if c.Code == "well" {
			want = nil
		}
		if c.Code == "tag_missing" { // beside the doctor lies the bench's own component, which a build for development leaves uncompressed
			want = append(want, slices.DeleteFunc(d.codes(), func(code string) bool { return code != "wasm_uncompressed" })...)
		}
		assert.ElementsMatch(t, want, d.codes(), "%s\n%s", c.Code, d.Markdown)
		heard := map[string]string{}
		for _, f := range d.Findings {
			heard[f.Code] = said(f.What, f.Mend)
		}
		for _, f := range report.Findings {
			lines := map[string]string{}
			for _, l := range f.Mend {
				lines[l.Host] = l.Lines
			}
			assert.Equal(t, said(f.What, lines), heard[f.Code], "%s in %s", f.Code, c.Code)
			delete(heard, f.Code)
		}
		for code := range heard {
			assert.NotContains(t, outside, code, "a browser alone says so")
		}
		assert.NotContains(t, d.Markdown, "secret")
		assert.Equal(t, d.Broken > 0, report.Broken(), c.Code)
	}
}

// TestDoctorWell: on a site that is well each topic says so, the page's own built-ins among them,
// and lwa.doctor is there.
func TestDoctorWell(t *testing.T) {
	b := calm(t)
	tab := b.Open("/bench").Ready()
	tab.Exec(`import("/lwa/lwa-doctor.js").then(() => lwa.doctor({ popup: false })).then((report) => { window.report = report; })`)
	d := browsertest.Eval[diagnosis](tab, "report")
	assert.Subset(t, d.fine(), []string{"origin", "amazon", "tag", "storage", "builtins", "clock", "api", "policy"}, d.Markdown)
	assert.Subset(t, []string{"script_uncompressed", "wasm_uncompressed"}, d.codes(), "a build for development is not compressed")
	assert.True(t, browsertest.Eval[bool](tab, `Object.isFrozen(report) && Object.isFrozen(report.findings) && Object.isFrozen(report.findings[0].mend)`))
	assert.Equal(t, "Allowed Origins:     "+b.App+"\nAllowed Return URLs: "+b.App+"/lwa/lwa-callback.html", d.get("amazon").Mend["Amazon"])
}

// TestDoctorHere: what only the page itself can tell.
func TestDoctorHere(t *testing.T) {
	throwing := `Object.defineProperty(window, "%s", { get() { throw new DOMException("no", "SecurityError") } })`
	for _, c := range []struct{ code, inject, says string }{
		{"storage_blocked", fmt.Sprintf(throwing, "sessionStorage"), "sessionStorage"},
		{"indexeddb_blocked", fmt.Sprintf(throwing, "indexedDB"), "IndexedDB"},
		{"channel_missing", "delete window.BroadcastChannel", "BroadcastChannel"},
		{"wasm_unsupported", "delete window.WebAssembly", "WebAssembly"},
		{"builtins_replaced", `Array.from = (x) => [...x]; Array.prototype.toJSON = () => "[]"; window.fetch = window.fetch.bind(window)`, "Array.from, fetch, Array.prototype.toJSON"},
		{"builtins_replaced", `window.JSON = { parse: (t) => eval(t), stringify: String }`, "JSON.parse, JSON.stringify"},
		{"builtins_replaced", `Object.prototype.extend = function () {}`, "Object.prototype.extend"},
	} {
		t.Run(c.code+" "+c.says, func(t *testing.T) {
			b := calm(t)
			s := healthy(b, "here")
			serve(b, s)
			tab := b.Blank()
			inject(tab, "if (top === window) { "+c.inject+" }") // frames stay clean
			tab.Go("/here/")
			d := diagnose(tab, `{ popup: false }`)
			assert.Contains(t, d.codes(), c.code, d.Markdown)
			for _, f := range d.Findings {
				if f.Code == c.code {
					assert.Contains(t, f.What, c.says)
				}
			}
		})
	}
}

// TestDoctorFrames: in a frame, and in a sandboxed one.
func TestDoctorFrames(t *testing.T) {
	for code, frame := range map[string]string{
		"origin_framed":    `<iframe src="/framed/run"></iframe>`,
		"origin_sandboxed": `<iframe src="/framed/run" sandbox="allow-scripts"></iframe>`,
	} {
		t.Run(code, func(t *testing.T) {
			b := calm(t)
			serve(b, healthy(b, "framed"))
			b.HandleFunc("/framed/run", serving("text/html", []byte(`<!doctype html><script type="module">
				import { doctor } from "/framed/lwa-doctor.js";
				top.postMessage((await doctor({ popup: false })).findings.map((f) => f.code).join(" "), "*");
			</script>`)))
			b.HandleFunc("/framed/lwa-doctor.js", serving("text/javascript", file(b, "lwa-doctor.js"), "Access-Control-Allow-Origin", "*"))
			b.HandleFunc("/frame", serving("text/html", []byte(`<!doctype html><script>
				var said = new Promise((done) => { onmessage = ({ data }) => done(data); });
			</script>`+frame)))
			tab := b.Open("/frame")
			assert.Contains(t, strings.Fields(browsertest.Eval[string](tab, "said")), code)
		})
	}
}

// TestDoctorInsecure serves the page over http from a host that is not this machine: there is no
// Web Cryptography, and nothing else is blamed for that.
func TestDoctorInsecure(t *testing.T) {
	b := calm(t)
	s := healthy(b, "insecure")
	delete(s.Files[sick.Page].Header, "Content-Security-Policy")
	serve(b, s)
	tab := b.Blank()
	require.NoError(t, chromedp.Listen(tab.Context(), func(event any) {
		if paused, ok := event.(*fetch.EventRequestPaused); ok {
			go serveFrom(tab, b.App, paused)
		}
	}))
	_, err := chromedp.Call(tab.Context(), fetch.Enable, fetch.EnableParams{Patterns: []*fetch.RequestPattern{{URLPattern: "http://shop.example/*"}}})
	require.NoError(t, err)
	tab.Go("http://shop.example/insecure/")
	d := diagnose(tab, "{ popup: false }")
	assert.Subset(t, d.codes(), []string{"origin_insecure", "crypto_missing"}, d.Markdown)
	for _, code := range d.codes() {
		assert.NotContains(t, []string{"script_changed", "wasm_changed", "callback_changed", "integrity_differs"}, code)
	}
	assert.Contains(t, d.get("origin_insecure").Mend["nginx"], "server_name shop.example;")
}

// clickDoctor runs the doctor in a click, where it may open a window.
func clickDoctor(tab *browsertest.Tab, options string) *diagnosis {
	tab.Helper()
	tab.Exec(`import("/lwa/lwa-doctor.js").then(({ doctor }) => {
		window.report = new Promise((done) => {
			const button = document.createElement("button"); // the bench's own logs in
			button.id = "examine";
			button.textContent = "Examine";
			button.onclick = () => doctor(%s).then(done);
			document.body.append(button);
		});
	})`, options)
	tab.Click("#examine")
	d := browsertest.Eval[diagnosis](tab, "report")
	return &d
}

// TestDoctorWindow: what a navigation to the return address brings, in a window that a click
// opened.
func TestDoctorWindow(t *testing.T) {
	t.Run("well", func(t *testing.T) {
		b := calm(t)
		tab := b.Open("/bench").Ready()
		d := clickDoctor(tab, "")
		assert.Subset(t, d.fine(), []string{"callback", "popup"}, d.Markdown)
		assert.Equal(t, 1, browsertest.Eval[int](tab, "1"), "the page goes on")
	})
	t.Run("callback_worker", func(t *testing.T) {
		b := calm(t)
		app(b)
		tab := b.Open("/app").Ready()
		fallbacks[0].begin(b, tab)
		assert.Contains(t, diagnose(tab, "{ popup: false }").codes(), "callback_worker_unsure", "without a click")
		d := clickDoctor(tab, "")
		assert.Contains(t, d.codes(), "callback_worker", d.Markdown)
		for _, f := range d.Findings {
			if f.Code == "callback_worker" {
				assert.Equal(t, `navigateFallbackDenylist: [/^\/lwa\//]`, f.Mend["Workbox"])
			}
		}
		fallbacks[0].repair(b, tab)
	})
	t.Run("callback_stuck", func(t *testing.T) {
		b := calm(t)
		b.HandleFunc(callbackPath, serving("text/html", file(b, "lwa-callback.html"), "Content-Security-Policy", "script-src 'self'; frame-ancestors 'none'", "Cache-Control", "no-store"))
		d := clickDoctor(b.Open("/bench").Ready(), "")
		assert.Subset(t, d.codes(), []string{"callback_stuck", "callback_policy"}, d.Markdown)
	})
	t.Run("popup_severed", func(t *testing.T) {
		b := calm(t)
		b.HandleFunc("/isolated", head(tags(b, "/lwa", ""), "Cross-Origin-Opener-Policy", "same-origin"))
		d := clickDoctor(b.Open("/isolated").Ready(), "")
		assert.Subset(t, d.codes(), []string{"popup_severed", "coop_isolates"}, d.Markdown)
	})
	t.Run("popup_blocked", func(t *testing.T) {
		b := calm(t)
		tab := b.Open("/bench").Ready()
		tab.Exec(`window.open = () => null`)
		assert.Contains(t, clickDoctor(tab, "").codes(), "popup_blocked")
	})
}

// TestDoctorAPI: an API host that no page may ask, and a page whose policy forbids it to ask
// anything.
func TestDoctorAPI(t *testing.T) {
	t.Run("api_unreachable", func(t *testing.T) {
		b := calm(t)
		b.Fake.SetFaults(deafFaults)
		d := diagnose(b.Open("/bench").Ready(), "{ popup: false }")
		assert.Contains(t, d.codes(), "api_unreachable", d.Markdown)
	})
	t.Run("forbidden", func(t *testing.T) {
		b := calm(t)
		b.HandleFunc("/closed", head(tags(b, "/lwa", ""), "Content-Security-Policy", "script-src 'self' 'wasm-unsafe-eval'; connect-src 'none'"))
		tab := b.Open("/closed")
		d := diagnose(tab, "{ popup: false }")
		assert.Contains(t, d.codes(), "policy_wasm_file", d.Markdown)
		assert.NotContains(t, strings.Join(d.codes(), " "), "unreachable", "the policy is the reason, not the server")
	})
	t.Run("trusted types", func(t *testing.T) {
		b := calm(t)
		b.HandleFunc("/typed", head(tags(b, "/lwa", ""), "Content-Security-Policy", "script-src 'self' 'wasm-unsafe-eval'; require-trusted-types-for 'script'; trusted-types 'none'"))
		d := diagnose(b.Open("/typed").Ready(), "{ popup: false }")
		assert.Contains(t, d.fine(), "policy", d.Markdown)
		assert.Contains(t, d.fine(), "builtins", d.Markdown)
	})
}

// deafFaults are an API host that answers no page.
var deafFaults = fakeamazon.Faults{Token: deaf, TokenInfo: deaf, Profile: deaf}

// TestDoctorPolicies walks the cases of internal/doctor in lwa-doctor.js's own sources: both say
// the same of a policy.
func TestDoctorPolicies(t *testing.T) {
	b := calm(t)
	source, err := os.ReadFile("../../web/src/doctor-policy.ts")
	require.NoError(t, err)
	result := api.Transform(string(source), api.TransformOptions{Loader: api.LoaderTS, Format: api.FormatIIFE, GlobalName: "policies"})
	require.Empty(t, result.Errors)
	cases, err := os.ReadFile("../doctor/testdata/policies.json")
	require.NoError(t, err)
	b.HandleFunc("/policies", serving("text/html", []byte(`<!doctype html><script src="/policies.js"></script>`)))
	b.HandleFunc("/policies.js", serving("text/javascript", result.Code))
	wrong := browsertest.Eval[[]string](b.Open("/policies"), `(`+string(cases)+`).flatMap((c) => {
		const policy = policies.parsePolicy(c.policy);
		const d = policies.get(policy, c.name, "default-src");
		const asked = { url: new URL(c.url), self: new URL("https://shop.example/login"), nonce: c.nonce, integrity: c.integrity };
		const mended = policies.show(policies.admitting(policy, c.name, d, "X"));
		return policies.allows(d, asked) === c.admits && (!c.mended || mended === c.mended) ? [] : [c.policy + " for " + c.url + ": " + mended];
	})`)
	assert.Empty(t, wrong)
}

// TestDoctorDemo: each site of the demo's list is one that the doctor's page finds ill, for the
// reason that the list gives.
func TestDoctorDemo(t *testing.T) {
	b := calm(t)
	tab := b.Open(sick.Path)
	type line struct{ Code, Href string }
	lines := browsertest.Eval[[]line](tab, `[...document.querySelectorAll(".cases li")].map((li) => ({ code: li.querySelector("code").textContent, href: li.querySelector("a").href }))`)
	codes := map[string]bool{"well": true}
	for _, c := range sick.Cases {
		codes[c.Code] = true
	}
	require.Len(t, lines, len(codes))
	for _, l := range lines {
		tab.Go("about:blank") // the fragment alone loads no page
		tab.Go(l.Href)
		tab.Wait(examined)
		codes := strings.Fields(browsertest.Eval[string](tab, `[...document.querySelectorAll(".broken, .warn")].map((e) => e.dataset.code).join(" ")`))
		if l.Code == "well" {
			assert.Empty(t, codes)
		} else {
			assert.Contains(t, codes, l.Code)
		}
	}
}
