package main

import (
	"net/http/httptest"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/sick"
)

// TestCheck examines a site that is broken, and one with a warning only. Both sites have the
// files of the given folder.
func TestCheck(t *testing.T) {
	t.Parallel()
	dir := buildDir(t)
	serve := func(change func(*sick.Site)) *httptest.Server {
		site, err := sick.New(os.DirFS(dir), "", "")
		require.NoError(t, err)
		change(site)
		server := httptest.NewServer(site)
		t.Cleanup(server.Close)
		return server
	}
	server := serve(func(*sick.Site) {})

	// The callback page of this build is not a real one, so the check reports that another page
	// is served in its place.
	code, out, errs := finished(t, "-dir", dir, "-check", server.URL+"/?code=secret")
	assert.Equal(t, exitWrong, code)
	assert.Empty(t, errs)
	assert.Contains(t, out, "GET "+server.URL+"/lwa/lwa-callback.html: 200 text/html\n")
	assert.Contains(t, out, "\nbroken  callback_app_shell\n")
	assert.Contains(t, out, `navigateFallbackDenylist: [/^\/lwa\//]`)
	assert.Contains(t, out, "Allowed Return URLs: "+server.URL+"/lwa/lwa-callback.html\n")
	assert.NotContains(t, out, "secret")

	changed := serve(func(site *sick.Site) {
		site.Files[sick.Callback].Body = []byte(`<meta http-equiv="Content-Security-Policy" content="default-src 'none'"><p data-say><script nonce="lwa">main()</script>`)
	})
	code, out, _ = finished(t, "-dir", dir, "-check", changed.URL)
	assert.Equal(t, exitOK, code, out)
	assert.Contains(t, out, "\nwarn    callback_changed\n")
}

func TestCheckMistakes(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		{"-check", ""}, {"-check", "shop.example"}, {"-check", "ftp://shop.example"}, {"-check", "https://me:secret@shop.example/"},
		{"-check-callback", "/x"}, {"-check", "https://shop.example", "-dir", "missing"},
	} {
		code, out, errs := finished(t, args...)
		assert.Equal(t, exitUsage, code, args)
		assert.Empty(t, out)
		assert.Regexp(t, `^devserver: [^\n]+\n$`, errs)
		assert.NotContains(t, errs, "secret")
	}
}
