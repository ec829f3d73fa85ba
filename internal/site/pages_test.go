package site

import (
	"html"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/web"
)

// demoPages are the pages with a login.
var demoPages = []string{
	"/index.html", "/popup.html", "/redirect.html", "/errors.html", "/site/home.html", "/site/orders.html", "/site/account.html",
	"/tv.html", "/script.html",
}

var (
	tagPattern    = regexp.MustCompile(`<[a-z][^>]*>`)
	scriptPattern = regexp.MustCompile(`(?s)<script([^>]*)>(.*?)</script>`)
	idPattern     = regexp.MustCompile(`\sid="([^"]*)"`)
	labelPattern  = regexp.MustCompile(`\saria-labelledby="([^"]*)"`)
	targetPattern = regexp.MustCompile(`\s(?:href|src)="([^"]*)"`)
	inlinePattern = regexp.MustCompile(`(?i)<style|\sstyle=|\son[a-z]+=|javascript:`)
	importPattern = regexp.MustCompile(`(?m)^import .* from "([^"]*)";$`)
	casePattern   = regexp.MustCompile(`data-case="([^"]*)"`)
	callPattern   = regexp.MustCompile(`<code>((?:lwaLogin|lwa\.)[^<]*)</code>`)
)

func pageText(t testing.TB, h http.Handler, path string) string {
	t.Helper()
	w := ask(t, h, http.MethodGet, path)
	require.Equal(t, http.StatusOK, w.Code, path)
	return w.Body.String()
}

// submatches returns the first group of each match.
func submatches(pattern *regexp.Regexp, text string) []string {
	var found []string
	for _, match := range pattern.FindAllStringSubmatch(text, -1) {
		found = append(found, match[1])
	}
	return found
}

func TestThePagesListedAreAllThereAre(t *testing.T) {
	t.Parallel()
	var found []string
	err := fs.WalkDir(web.Demo, "demo", func(name string, _ fs.DirEntry, err error) error {
		if name = strings.TrimPrefix(name, "demo"); path.Ext(name) == ".html" && name != "/"+partsFile && name != notFoundPage {
			found = append(found, name)
		}
		return err
	})
	require.NoError(t, err)
	assert.ElementsMatch(t, demoPages, found)
}

func TestPagesObeyTheirPolicy(t *testing.T) {
	t.Parallel()
	handler := newSite(t, testConfig())
	for _, page := range demoPages {
		t.Run(page, func(t *testing.T) {
			t.Parallel()
			text := pageText(t, handler, page)
			for _, tag := range tagPattern.FindAllString(text, -1) {
				assert.NotRegexp(t, inlinePattern, tag)
			}
			for _, script := range scriptPattern.FindAllStringSubmatch(text, -1) {
				assert.Contains(t, script[1], ` src="/`)
				assert.Empty(t, script[2], "no inline script")
			}
		})
	}
}

func TestPagesLoadTheComponentBeforeTheirOwnScript(t *testing.T) {
	t.Parallel()
	handler := newSite(t, testConfig())
	for _, page := range demoPages {
		t.Run(page, func(t *testing.T) {
			t.Parallel()
			scripts := submatches(scriptPattern, pageText(t, handler, page))
			require.Len(t, scripts, 2)
			assert.Contains(t, scripts[0], ` src="/lwa/lwa.js" defer data-client-id="amzn1.application-oa2-client.test"`)
			assert.Contains(t, scripts[0], ` data-provider="`+testProvider+`"`)
			assert.Contains(t, scripts[1], ` type="module"`)
		})
	}
}

func TestPagesHaveThePartsThatScriptsAndTestsUse(t *testing.T) {
	t.Parallel()
	common := []string{"main", "logout", "session", "session-title", "name"}
	login := []string{"login", "status", "error", "error-code", "error-message", "error-hint", "error-description"}
	details := []string{"email", "user-id", "postal-code", "scope", "expires"}
	question := []string{"unsure", "unsure-focus", "unsure-continue", "unsure-cancel"}
	handler := newSite(t, testConfig())
	for page, more := range map[string][][]string{
		"/script.html":       {login, details, question},
		"/popup.html":        {login, details, question, {"scope-profile", "scope-user-id", "scope-postal-code", "postal-code-optional", "call"}},
		"/redirect.html":     {login, details, {"address", "events"}},
		"/errors.html":       {login, question},
		"/site/home.html":    {login, question, {"greeting"}},
		"/site/orders.html":  {login, question, {"greeting", "orders"}},
		"/site/account.html": {login, details, question, {"greeting"}},
		"/tv.html":           {{"welcome", "demos", "missing"}},
	} {
		t.Run(page, func(t *testing.T) {
			t.Parallel()
			text := pageText(t, handler, page)
			ids := submatches(idPattern, text)
			assert.Subset(t, ids, common)
			for _, list := range more {
				assert.Subset(t, ids, list)
			}
			assert.Subset(t, ids, submatches(labelPattern, text), "every label exists")
			seen := make(map[string]bool)
			for _, id := range ids {
				assert.False(t, seen[id], "id %q twice", id)
				seen[id] = true
			}
		})
	}
}

func TestEveryAddressOnThePagesAnswers(t *testing.T) {
	t.Parallel()
	handler := newSite(t, testConfig())
	for _, page := range demoPages {
		for _, target := range submatches(targetPattern, pageText(t, handler, page)) {
			if strings.HasPrefix(target, "#") {
				continue
			}
			name, _, _ := strings.Cut(target, "?")
			assert.Equal(t, http.StatusOK, ask(t, handler, http.MethodGet, name).Code, "%s on %s", target, page)
		}
	}
}

func TestThePageOnScreenIsMarkedInTheNavigation(t *testing.T) {
	t.Parallel()
	handler := newSite(t, testConfig())
	for _, page := range demoPages {
		if page == "/tv.html" {
			continue // made for a remote control: the only navigation is a link back
		}
		link := page
		if page == "/index.html" {
			link = "/"
		}
		text := pageText(t, handler, page)
		assert.Equal(t, 1, strings.Count(text, `aria-current="page"`), page)
		assert.Contains(t, text, `<a href="`+link+`" aria-current="page">`)
	}
}

func TestSettingsAreEscaped(t *testing.T) {
	t.Parallel()
	config := testConfig()
	config.ClientID = `"><script>alert(1)</script>`
	config.People = []string{`<img src=x onerror=alert(1)>`, `"&'`, "{{.ClientID}}"}
	handler := newSite(t, config)
	for _, page := range demoPages {
		text := pageText(t, handler, page)
		assert.NotContains(t, text, "<script>", page)
		assert.NotContains(t, text, "<img src=x", page)
		assert.Contains(t, html.UnescapeString(text), `data-client-id="`+config.ClientID+`"`, page)
	}
	assert.Contains(t, html.UnescapeString(pageText(t, handler, "/")), "<b>"+config.People[0]+"</b>, <b>"+config.People[1]+"</b>, <b>{{.ClientID}}</b>.")
}

func TestWithoutPeopleThereIsNoHint(t *testing.T) {
	t.Parallel()
	config := testConfig()
	config.People = nil
	for _, page := range demoPages {
		assert.NotContains(t, pageText(t, newSite(t, config), page), "Sign in", page)
	}
}

func TestScriptsSetTextOnlyAndShowNoToken(t *testing.T) {
	t.Parallel()
	handler := newSite(t, testConfig())
	for _, script := range demoScripts(t) {
		text := pageText(t, handler, script)
		for _, word := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "accessToken", "console."} {
			assert.NotContains(t, text, word, script)
		}
		for _, name := range submatches(importPattern, text) {
			pageText(t, handler, path.Join(path.Dir(script), name))
		}
	}
}

// demoScripts returns the URL paths of the demo's scripts.
func demoScripts(t testing.TB) []string {
	t.Helper()
	var scripts []string
	err := fs.WalkDir(web.Demo, "demo", func(name string, _ fs.DirEntry, err error) error {
		if path.Ext(name) == ".js" {
			scripts = append(scripts, strings.TrimPrefix(name, "demo"))
		}
		return err
	})
	require.NoError(t, err)
	require.NotEmpty(t, scripts)
	return scripts
}

// Beside each button, errors.html must show the call that errors.js makes.
func TestTheErrorPageShowsTheCallsItMakes(t *testing.T) {
	t.Parallel()
	handler := newSite(t, testConfig())
	page, script := pageText(t, handler, "/errors.html"), pageText(t, handler, "/errors.js")
	cases, calls := submatches(casePattern, page), submatches(callPattern, page)
	require.NotEmpty(t, cases)
	require.Len(t, calls, len(cases), "one call beside each button")
	for i, name := range cases {
		line := regexp.MustCompile(`(?m)^  "` + regexp.QuoteMeta(name) + `": (.*)$`).FindString(script)
		assert.Contains(t, line, html.UnescapeString(calls[i]), "case %q", name)
	}
	assert.Equal(t, len(cases), strings.Count(script, `": () => `), "no case without a button")
}

func TestRenderRefusesMistakes(t *testing.T) {
	t.Parallel()
	parts := &fstest.MapFile{Data: []byte(`{{define "nav"}}nav{{end}}`)}
	for name, test := range map[string]struct{ file, body, want string }{
		"unknown field":  {"a.html", "{{.Nope}}", "Nope"},
		"unknown part":   {"a.html", `{{template "nope" .}}`, "nope"},
		"broken page":    {"a.html", "{{", "a.html"},
		"unknown kind":   {"a.exe", "x", `no content type for ".exe"`},
		"no ending":      {"Makefile", "x", "Makefile"},
		"bad inner page": {"site/a.html", "{{.Nope}}", "Nope"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			demo := fstest.MapFS{partsFile: parts, test.file: {Data: []byte(test.body)}}
			_, err := render(demo, testConfig())
			assert.ErrorContains(t, err, test.want)
		})
	}
}
