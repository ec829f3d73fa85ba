package browsertest

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestComplaintFavicon(t *testing.T) {
	const notFound = "Failed to load resource: the server responded with a status of 404 (Not Found)"
	for _, c := range []struct {
		Complaint
		favicon bool
	}{
		{Complaint{"network", notFound, "http://localhost:1/favicon.ico"}, true},
		{Complaint{"network", notFound, "http://127.0.0.1:1/favicon.ico?v=1"}, true},
		{Complaint{"security", "Loading the image 'http://localhost:1/favicon.ico' violates the following Content Security Policy directive: \"default-src 'none'\".", "http://localhost:1/"}, true},
		{Complaint{"network", notFound, "http://localhost:1/lwa/favicon.ico"}, false},
		{Complaint{"network", notFound, "http://localhost:1/favicon.ico.js"}, false},
		{Complaint{"network", notFound, "http://localhost:1/lwa.js?/favicon.ico"}, false},
		{Complaint{"network", notFound, "http://localhost:1/lwa.js#/favicon.ico"}, false},
		{Complaint{"network", notFound, "/favicon.ico"}, false},
		{Complaint{"security", "Loading the script 'http://localhost:1/x.js' violates /favicon.ico", "http://localhost:1/favicon.ico"}, false},
		{Complaint{"exception", "Error: http://localhost:1/favicon.ico", ""}, false},
		{Complaint{"console.error", "'http://localhost:1/favicon.ico'", "http://localhost:1/favicon.ico"}, false},
		{Complaint{"javascript", notFound, "http://localhost:1/favicon.ico"}, false},
	} {
		assert.Equal(t, c.favicon, c.Favicon(), c.String())
	}
}

// complaining opens a page that requests three missing files, the icon among them, writes to the
// console and throws.
func complaining(t *testing.T, options ...Option) *Tab {
	t.Helper()
	b := New(t, options...)
	missing := map[string]bool{"/favicon.ico": true, "/missing.png": true}
	b.HandleFunc("/minimal", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(`<!doctype html><title>Minimal</title><img src="/favicon.ico"><img src="/missing.png"><p id="done" hidden>done</p><script>
			console.warn("warned"); console.error("wrong");
			addEventListener("load", () => { document.getElementById("done").hidden = false; void Promise.reject(new Error("rejected")); throw new Error("thrown"); });
		</script>`))
	})
	for path := range missing {
		b.HandleFunc(path, http.NotFound)
	}
	tab := b.Blank()
	tab.Go("/minimal")
	tab.Wait("#done")
	require.Eventually(t, func() bool { return len(tab.Complaints()) >= 6 }, patience, patience/1000, "the browser reports each")
	return tab
}

func sources(complaints []Complaint) string {
	var all []string
	for _, c := range complaints {
		all = append(all, c.Source)
	}
	return strings.Join(all, " ")
}

// TestWhatFailsATest checks that a missing icon does not fail a test, and that other complaints
// do, unless the test or the bench excuses them.
func TestWhatFailsATest(t *testing.T) {
	t.Parallel()
	tab := complaining(t)
	found := sources(tab.failures())
	for _, source := range []string{"network", "console.warning", "console.error", "exception"} {
		assert.Contains(t, found, source)
	}
	assert.Equal(t, 1, strings.Count(found, "network"), "missing.png, and not the icon: %v", tab.Complaints())
	assert.Equal(t, 2, strings.Count(found, "exception"))
	tab.Expect(`missing\.png`).Expect(`^console\.`).Expect(`thrown`)
	assert.Equal(t, "exception", sources(tab.failures()))
	tab.Expect(`rejected`)
	assert.Empty(t, tab.failures())
}

// TestFailOn checks that a bench can fail for fewer complaints, and for more.
func TestFailOn(t *testing.T) {
	t.Parallel()
	only := complaining(t, FailOn(func(c Complaint) bool { return c.Source == "exception" && strings.Contains(c.Text, "thrown") }))
	assert.Equal(t, "exception", sources(only.failures()))
	only.Expect("thrown")
	assert.Empty(t, only.failures())

	strict := complaining(t, FailOn(func(Complaint) bool { return true }))
	assert.Len(t, strict.failures(), len(strict.Complaints()), "the icon too")
	strict.Expect(`.`)

	none := complaining(t, FailOn(func(Complaint) bool { return false }))
	assert.Empty(t, none.failures())
}
