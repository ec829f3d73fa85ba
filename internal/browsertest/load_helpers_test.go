package browsertest_test

import (
	"context"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// promptness bounds the time until a page hears that the component cannot be had.
const promptness = 5 * time.Second

// promptly is outcomeOf within that time.
func promptly(tab *browsertest.Tab, promise string) browsertest.Outcome {
	tab.Helper()
	ctx, cancel := context.WithTimeout(tab.Context(), promptness)
	defer cancel()
	outcome, err := chromedp.Run(ctx, chromedp.Evaluate[browsertest.Outcome](fmt.Sprintf(
		`(%s).then((s) => ({ session: s && { accessToken: String(s) } }), (e) => ({ error: { ...e, name: e.name, message: e.message } }))`, promise),
		chromedp.EvalAwaitPromise))
	require.NoError(tab, err, "%s is not settled within %v", promise, promptness)
	return outcome
}

// unavailable checks that the component says why it cannot be had: from lwa.ready, from a click,
// whose window closes if one was opened, and from every other call, each in time.
func unavailable(tab *browsertest.Tab, code string, words ...string) {
	tab.Helper()
	check := func(what string, outcome browsertest.Outcome) {
		tab.Helper()
		require.NotNil(tab, outcome.Error, what)
		assert.Equal(tab, code, outcome.Error.Code, what)
		assert.Equal(tab, "LwaError", outcome.Error.Name, what)
		for _, word := range words {
			assert.Contains(tab, outcome.Error.Message+" "+outcome.Error.Hint, word, what)
		}
	}
	check("lwa.ready", promptly(tab, `lwa.ready`))
	n := browsertest.Eval[int](tab, `bench.outcomes.length`)
	tab.Click("#go")
	check("a click", promptly(tab, fmt.Sprintf(
		`new Promise((done, failed) => { const id = setInterval(() => bench.outcomes.length > %d && (clearInterval(id), failed(bench.errors.at(-1)))); })`, n)))
	awaits(tab, `opened.every((popup) => popup.closed)`)
	for _, promise := range []string{`lwa.token()`, `lwa.profile()`, `lwa.logout()`, `lwaLogin({ interactive: "never" })`} {
		check(promise, promptly(tab, promise))
	}
	assert.True(tab, browsertest.Eval[bool](tab, `lwa.session === null`))
	settled(tab, n+1)
}

// file is a file of the built component.
func file(b *browsertest.Bench, name string) []byte {
	b.Helper()
	content, err := fs.ReadFile(b.Component(), name)
	require.NoError(b, err)
	return content
}

// digestOf is the digest of a file as an integrity attribute has it.
func digestOf(content []byte) string {
	sum := sha512.Sum384(content)
	return "sha384-" + base64.StdEncoding.EncodeToString(sum[:])
}

// serving answers with this content.
func serving(contentType string, content []byte, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		_, _ = w.Write(content)
	}
}

// wasmRequests is how often the site was asked for lwa.wasm.
func wasmRequests(b *browsertest.Bench) (n int) {
	for _, r := range b.Seen() {
		if r.URL.Path == "/lwa/lwa.wasm" {
			n++
		}
	}
	return n
}

// cdn is another origin, of another site, that has the component's files.
type cdn struct {
	URL string
	// silent has it leave out the header that lets pages of other origins read a file.
	silent func(name string) bool

	mu    sync.Mutex
	asked []string
}

func newCDN(b *browsertest.Bench, silent func(name string) bool) *cdn {
	c := &cdn{silent: silent}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := path.Base(r.URL.Path)
		c.mu.Lock()
		c.asked = append(c.asked, name)
		c.mu.Unlock()
		if c.silent == nil || !c.silent(name) {
			w.Header().Set("Access-Control-Allow-Origin", "*")
		}
		w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
		w.Header().Set("Cache-Control", "no-store")
		http.ServeFileFS(w, r, b.Component(), name)
	}))
	b.Cleanup(server.CloseClientConnections)
	c.URL = server.URL
	return c
}

// requests is how often it was asked for a file.
func (c *cdn) requests(name string) (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, asked := range c.asked {
		if asked == name {
			n++
		}
	}
	return n
}

// tags include the component as dist/snippet.html does for a page with no other purpose than the
// login, from a place, with further attributes.
func tags(b *browsertest.Bench, place, attributes string) string {
	if !strings.Contains(attributes, "data-start") {
		attributes += ` data-start="eager"`
	}
	return fmt.Sprintf(`<script src="%s/lwa.js" integrity="%s" crossorigin defer data-client-id="%s" data-provider="%s" %s></script>
<link rel="modulepreload" href="%[1]s/lwa-run.js" integrity="%[6]s" crossorigin>
<link rel="preload" href="%[1]s/lwa.wasm" as="fetch" crossorigin>`,
		place, digestOf(file(b, "lwa.js")), browsertest.ClientID, b.Amazon, attributes, digestOf(file(b, "lwa-run.js")))
}

// withoutPreload leaves out the tag that asks for the wasm ahead of the script.
func withoutPreload(tags string) string { return tags[:strings.Index(tags, "<link")] }

// bothWays logs in on a page by popup and by redirect.
func bothWays(b *browsertest.Bench, tab *browsertest.Tab) {
	b.Helper()
	approved(b)
	tab.Ready()
	tab.Exec(`bench.options = { mode: "popup" }`)
	logIn(tab, 1)
	tab.Exec(`bench.options = { mode: "redirect", interactive: "always" }`)
	unmark(tab)
	tab.Click("#go")
	outcome := ready(tab)
	require.NotNil(tab, outcome.Session, "%+v", outcome.Error)
	assert.Equal(tab, zoe.Name, outcome.Session.Profile.Name)
	cleanAddress(tab)
}

// warnings loads a page, waits until the browser has looked for preloads that nothing used, and
// returns what it says of lwa.wasm. The page must preload /unused, so that there is something to
// wait for.
func warnings(tab *browsertest.Tab, address string) (about []string) {
	tab.Helper()
	tab.Do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		entries := cdp.Events(ctx, t, log.EntryAdded)
		if err := chromedp.Do(ctx, chromedp.Navigate(tab.App+address)); err != nil {
			return err
		}
		for e, err := range entries {
			if err != nil {
				return err
			}
			if strings.Contains(e.Entry.Text, "lwa.wasm") {
				about = append(about, e.Entry.Text)
			}
			if strings.Contains(e.Entry.Text, "/unused was preloaded") {
				return nil
			}
		}
		return ctx.Err()
	}))
	return about
}

// origins gathers the origins that a tab asks for anything from now on.
func origins(t testing.TB, tab *browsertest.Tab) (soFar func() []string) {
	var mu sync.Mutex
	var seen []string
	require.NoError(t, chromedp.Listen(tab.Context(), func(event any) {
		e, ok := event.(*network.EventRequestWillBeSent)
		if !ok || strings.HasPrefix(e.Request.URL, "data:") {
			return
		}
		scheme, rest, _ := strings.Cut(e.Request.URL, "://")
		host, _, _ := strings.Cut(rest, "/")
		mu.Lock()
		seen = append(seen, scheme+"://"+host)
		mu.Unlock()
	}))
	return func() []string {
		mu.Lock()
		defer mu.Unlock()
		sorted := slices.Sorted(slices.Values(seen))
		return slices.Compact(sorted)
	}
}
