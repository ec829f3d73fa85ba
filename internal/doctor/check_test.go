package doctor_test

import (
	"context"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/doctor"
	"github.com/lwa-wasm/lwa/internal/sick"
)

// release returns a minimal build. Its callback page is the real one, with a short script.
func release(t *testing.T) fs.FS {
	t.Helper()
	page, err := os.ReadFile("../../web/src/lwa-callback.html")
	require.NoError(t, err)
	wasm := []byte("\x00asm\x01\x00\x00\x00")
	run := []byte(`export default()=>{const integrity="` + doctor.Digest384(wasm) + `"}`)
	return fstest.MapFS{
		"lwa.js":            {Data: []byte(`"use strict";const file="lwa-run.js",integrity="` + doctor.Digest384(run) + `";` + strings.Repeat(" ", 2000))},
		"lwa-run.js":        {Data: run},
		"lwa.wasm":          {Data: wasm},
		"lwa-callback.html": {Data: []byte(strings.NewReplacer("{{script}}", "sha256-x", "></script>", ">main()</script>").Replace(string(page)))},
	}
}

// named returns a transport that connects to this server, whatever host the address names.
func named(server *httptest.Server) http.RoundTripper {
	return &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, server.Listener.Addr().String())
	}}
}

func examine(t *testing.T, handler http.Handler, o doctor.Options) *doctor.Report {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	o.Transport, o.Releases = named(server), append(o.Releases, release(t))
	report, err := doctor.Check(t.Context(), o)
	require.NoError(t, err)
	return report
}

func site(t *testing.T) *sick.Site {
	t.Helper()
	s, err := sick.New(release(t), "", "")
	require.NoError(t, err)
	return s
}

const home = "http://localhost:8080/"

func notFine(r *doctor.Report) []string {
	return append(r.Codes(doctor.Broken), r.Codes(doctor.Warn)...)
}

// TestCheckWell checks that a site set up as in docs/hosting.md has no findings, and that each
// topic that a terminal can examine says so.
func TestCheckWell(t *testing.T) {
	t.Parallel()
	report := examine(t, site(t), doctor.Options{URL: home})
	assert.Empty(t, notFine(report), report.Text())
	assert.Equal(t, []string{"origin", "amazon", "tag", "script", "wasm", "callback", "policy", "clock"}, report.Codes(doctor.OK))
	assert.False(t, report.Broken())
}

// TestCheckFaults provokes each fault by itself. The report must have exactly this finding.
func TestCheckFaults(t *testing.T) {
	t.Parallel()
	for _, c := range sick.Cases {
		t.Run(c.Code, func(t *testing.T) {
			t.Parallel()
			s := site(t)
			c.Apply(s)
			report := examine(t, s, doctor.Options{URL: home})
			assert.ElementsMatch(t, append([]string{c.Code}, c.Also...), notFine(report), report.Text())
			_, fault, _ := doctor.Find(c.Code)
			assert.Contains(t, report.Codes(fault.Severity), c.Code)
			for _, f := range report.Findings {
				assert.NotRegexp(t, `\{(page|origin|callback|file|api|status|type|names|final|directive|policy|dir|path|wanted|minutes|days)\}`, f.What, "a value is missing")
				for _, l := range f.Mend {
					assert.NotRegexp(t, `\{(page|origin|callback|file|api|apiHost|keep|digest|policy|dir|dirPattern|path|wanted|host|names)\}`, l.Lines, "a value is missing")
				}
			}
		})
	}
}

// TestCheckOutside provokes the faults that only a terminal can find, or that need a host other
// than loopback.
func TestCheckOutside(t *testing.T) {
	t.Parallel()
	covered := map[string]bool{}
	for _, c := range sick.Cases {
		covered[c.Code] = true
	}
	for code, run := range map[string]func(*testing.T) *doctor.Report{
		"origin_insecure": func(t *testing.T) *doctor.Report {
			return examine(t, site(t), doctor.Options{URL: "http://shop.example/"})
		},
		"page_redirected": func(t *testing.T) *doctor.Report {
			s := site(t)
			s.Files["/login"] = &sick.File{Location: "/"}
			return examine(t, s, doctor.Options{URL: "http://localhost:8080/login"})
		},
		"api_forward_cookies": func(t *testing.T) *doctor.Report {
			s := site(t)
			s.Files[sick.API].Header = map[string]string{"Set-Cookie": "session-id=of-amazon"}
			return examine(t, s, doctor.Options{URL: home, APIBase: "/amazon-api"})
		},
	} {
		covered[code] = true
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			report := run(t)
			assert.Equal(t, []string{code}, notFine(report), report.Text())
		})
	}
	for _, topic := range doctor.Topics {
		for _, f := range topic.Faults {
			assert.Equal(t, f.In&doctor.Terminal != 0, covered[f.Code], "%s: each fault that a terminal finds is provoked", f.Code)
		}
	}
}

// TestCheckForward checks that there is no finding if the site forwards API requests correctly.
func TestCheckForward(t *testing.T) {
	t.Parallel()
	report := examine(t, site(t), doctor.Options{URL: home, APIBase: "/amazon-api"})
	assert.Empty(t, notFine(report))
	assert.Contains(t, report.Codes(doctor.OK), "api")
}

// TestCheckSafe checks that only GET requests are sent, only to the named host, without the
// query. No text of the site reaches the terminal unescaped.
func TestCheckSafe(t *testing.T) {
	t.Parallel()
	var asked []*http.Request
	s := site(t)
	s.AddToTag(`data-redirect-uri="/x` + "\x1b[31m`\u202e" + `?token=secret2"`)
	s.Files["/start"] = &sick.File{Location: "/"}
	s.Files["/away"] = &sick.File{Location: "http://169.254.169.254/latest"}
	watched := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r)
		s.ServeHTTP(w, r)
	})
	report := examine(t, watched, doctor.Options{URL: "http://localhost:8080/start?code=secret1&state=secret3#secret4"})
	text := report.Text()
	assert.NotContains(t, text, "secret")
	assert.NotContains(t, text, "\x1b")
	assert.NotContains(t, text, "\u202e")
	for _, r := range asked {
		assert.Equal(t, http.MethodGet, r.Method)
		assert.Equal(t, "localhost:8080", r.Host)
		assert.Empty(t, r.Header["Cookie"])
		assert.NotContains(t, r.URL.RawQuery, "secret1")
	}
	asked = nil
	away := examine(t, watched, doctor.Options{URL: "http://localhost:8080/away"})
	assert.Equal(t, []string{"page_unreachable"}, notFine(away))
	assert.Len(t, asked, 1, "another host is not asked")
	assert.Contains(t, away.Text(), "redirects to another host: http://169.254.169.254/latest")
}

// TestCheckHostile checks that endless answers, redirect loops and invalid compression end the
// request with an error.
func TestCheckHostile(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		serve http.HandlerFunc
		want  string
	}{
		"endless": {func(w http.ResponseWriter, _ *http.Request) {
			block := make([]byte, 1<<20)
			for range 20 {
				if _, err := w.Write(block); err != nil {
					return
				}
			}
		}, "too long"},
		"circular": {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusFound) }, "circles"},
		"no gzip": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write([]byte("plain"))
		}, "it is no gzip"},
		"cut off": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = w.Write([]byte("short"))
		}, "unexpected EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			report := examine(t, c.serve, doctor.Options{URL: home})
			assert.Equal(t, []string{"page_unreachable"}, notFine(report))
			assert.Contains(t, report.Text(), c.want)
		})
	}
}

func TestCheckRefusesAddresses(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"", "shop.example", "ftp://shop.example", "javascript:alert(1)", "https://", "https://me:pw@shop.example/", "http://[", "/login"} {
		_, err := doctor.Check(t.Context(), doctor.Options{URL: address})
		assert.ErrorIs(t, err, doctor.ErrUsage, address)
	}
}

// TestTable checks that codes are unique, that every mend exists and is used, and that mends name
// known hosts only.
func TestTable(t *testing.T) {
	t.Parallel()
	seen, used := map[string]bool{}, map[string]bool{}
	for _, topic := range doctor.Topics {
		assert.False(t, seen[topic.Name], topic.Name)
		seen[topic.Name] = true
		used[topic.Mend] = true
		for _, f := range topic.Faults {
			assert.False(t, seen[f.Code], f.Code)
			seen[f.Code] = true
			used[f.Mend] = true
			assert.True(t, strings.HasSuffix(f.What, "."), f.Code)
			assert.NotZero(t, f.In, f.Code)
		}
	}
	for key, all := range doctor.Mends {
		assert.True(t, used[key], key)
		for _, l := range all {
			assert.Contains(t, doctor.Hosts, l.Host)
			assert.NotEmpty(t, l.Lines)
		}
	}
	for key := range used {
		assert.True(t, key == "" || len(doctor.Mends[key]) > 0, key)
	}
	assert.Equal(t, []string{"nginx", "Apache", "Netlify", "Cloudflare", "CloudFront"}, doctor.Servers)
}
