package main

import (
	"html"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/lwa"
)

// TestRedirectURIFlag logs in from a page of another server. Without the flag, the error page of
// the fake Amazon names the flag. With the flag, the login works, including CORS.
func TestRedirectURIFlag(t *testing.T) {
	const callback, other = "http://localhost:5173/lwa-callback.html", "http://127.0.0.1:3000/auth/callback"
	p := start(t, "-auto-approve", "1")
	_, page := get(t, authorizeURL(p, callback))
	m := regexp.MustCompile(`<code id="flag">(.*?)</code>`).FindStringSubmatch(page)
	require.NotNil(t, m, page)
	flags := strings.Split(html.UnescapeString(m[1]), " ")
	require.Equal(t, []string{"-redirect-uri", callback}, flags)

	p = start(t, append(flags, "-auto-approve", "1", "-redirect-uri", other, "-redirect-uri", callback)...)
	require.Contains(t, p.greeting, callback+"\n")
	for _, uri := range []string{callback, other, p.site + callbackPath} {
		res, body := get(t, authorizeURL(p, uri))
		require.Equal(t, http.StatusSeeOther, res.StatusCode, body)
		target, err := url.Parse(res.Header.Get("Location"))
		require.NoError(t, err)
		require.True(t, strings.HasPrefix(target.String(), uri+"?code="))
		req, err := http.NewRequest("POST", p.amazon+"/auth/o2/token", strings.NewReader(url.Values{
			"grant_type": {"authorization_code"}, "code": {target.Query().Get("code")}, "redirect_uri": {uri}, "client_id": {demoClientID},
			"code_verifier": {"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"},
		}.Encode()))
		require.NoError(t, err)
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Origin", target.Scheme+"://"+target.Host)
		answer, err := browser.Do(req)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		require.Equal(t, http.StatusOK, answer.StatusCode)
		require.Equal(t, target.Scheme+"://"+target.Host, answer.Header.Get("Access-Control-Allow-Origin"))
	}
	res, _ := get(t, authorizeURL(p, callback+"/"))
	require.Equal(t, http.StatusBadRequest, res.StatusCode, "letter by letter")
}

// asHost sends a request with the Host header of another host.
func asHost(t *testing.T, method, target, host string) (status int, body string) {
	t.Helper()
	r, err := http.NewRequest(method, target, nil)
	require.NoError(t, err)
	r.Host = host
	res, err := browser.Do(r)
	require.NoError(t, err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return res.StatusCode, string(text)
}

// TestForeignHosts checks that neither server answers a web site that resolves its name to this
// machine.
func TestForeignHosts(t *testing.T) {
	own := start(t)
	for _, server := range []struct {
		base          string
		named, strict []string
		paths         []string
	}{
		{own.site, nil, []string{"demo.example", "localhost:5173"}, []string{"/", "/lwa/lwa.js", "/lwa/lwa.wasm", "/lwa/lwa-callback.html", "/nothing"}},
		{own.amazon, []string{strings.TrimPrefix(own.site, "http://")}, []string{"demo.example", "localhost:5173"}, []string{"/", "/us/code", "/ap/oa", "/ap/signin", "/auth/o2/token", "/auth/o2/tokeninfo", "/user/profile", "/auth/o2/create/codepair"}},
	} {
		at, err := url.Parse(server.base)
		require.NoError(t, err)
		for _, path := range server.paths {
			for _, host := range append(server.strict, "evil.example", "evil.example:"+at.Port(), "localhost.evil.example:"+at.Port(), "127.0.0.1:1", "0.0.0.0:"+at.Port()) {
				for _, method := range []string{"GET", "POST", "OPTIONS"} {
					status, body := asHost(t, method, server.base+path, host)
					require.Equal(t, http.StatusMisdirectedRequest, status, "AS-32 %s %s %s", method, host, path)
					require.Contains(t, body, "-amazon-url")
				}
			}
			for _, host := range append(server.named, "localhost:"+at.Port(), "127.0.0.1:"+at.Port(), "[::1]:"+at.Port(), "LOCALHOST.:"+at.Port()) {
				status, _ := asHost(t, "GET", server.base+path, host)
				require.NotEqual(t, http.StatusMisdirectedRequest, status, "%s %s", host, path)
			}
		}
	}
}

// TestNamedHosts checks which hosts a server accepts because of its flags.
func TestNamedHosts(t *testing.T) {
	for _, c := range []struct {
		origin, addr string
		want         []string
	}{
		{"", "localhost:8080", nil},
		{"", "127.0.0.1:8081", nil},
		{"", "0.0.0.0:8080", nil},
		{"", ":8080", nil},
		{"https://demo.example", "0.0.0.0:8080", []string{"demo.example"}},
		{"https://demo.example:8443", "dev.lan:8080", []string{"demo.example", "dev.lan"}},
		{"http://localhost:9000", "localhost:8080", []string{"localhost:9000"}},
	} {
		require.Equal(t, c.want, namedHosts(c.origin, c.addr), c)
	}
}

// TestFindBuild searches folders with various builds.
func TestFindBuild(t *testing.T) {
	const embedded = "the release " + lwa.Version + " in this command"
	for _, c := range []struct {
		name         string
		dirs         map[string]string
		given        string
		dir, mistake string
	}{
		{"after make build", map[string]string{"build": buildDir(t)}, "", "build", ""},
		{"after make dist", map[string]string{"dist": buildDir(t)}, "", "dist", ""},
		{"after both", map[string]string{"build": buildDir(t), "dist": buildDir(t)}, "", "build", ""},
		{"build holds something else", map[string]string{"build": t.TempDir(), "dist": buildDir(t)}, "", "dist", ""},
		{"folders of another project", map[string]string{"build": t.TempDir(), "dist": buildDir(t, "lwa.wasm")}, "", embedded, ""},
		{"neither", nil, "", embedded, ""},
		{"-dir wins", map[string]string{"build": buildDir(t), "other": buildDir(t)}, "other", "other", ""},
		{"-dir wins, and is wrong", map[string]string{"build": buildDir(t)}, "dist", "", "the folder dist is missing: run `make build`, or name another with -dir"},
		{"-dir wins, and broke off", map[string]string{"build": buildDir(t, "lwa.wasm")}, "build", "", "build/lwa.wasm is missing: run `make build`"},
	} {
		t.Run(c.name, func(t *testing.T) {
			cwd := t.TempDir()
			for name, from := range c.dirs {
				require.NoError(t, os.Rename(from, filepath.Join(cwd, name)))
			}
			t.Chdir(cwd)
			files, name, err := findBuild(c.given)
			if c.mistake != "" {
				require.EqualError(t, err, c.mistake)
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.dir, name)
			text, err := fs.ReadFile(files, "lwa.js")
			require.NoError(t, err)
			require.Equal(t, c.dir == embedded, len(text) > 1000)
		})
	}
}

// TestCopiedOrigins passes origins as the command prints them and as address bars show them.
func TestCopiedOrigins(t *testing.T) {
	o, err := parseOptions([]string{"-url", "http://localhost:5173/", "-amazon-url", "https://amazon.demo.example/"})
	require.NoError(t, err)
	require.Equal(t, "http://localhost:5173 https://amazon.demo.example", o.url+" "+o.amazonURL)
	for _, bad := range []string{"http://localhost:5173//", "http://localhost:5173/x/", "/", "https://", "https:///"} {
		_, err := parseOptions([]string{"-url", bad})
		require.ErrorContains(t, err, "-url", bad)
	}
}

// TestServesDist runs the command in a folder where only make dist was run.
func TestServesDist(t *testing.T) {
	cwd := t.TempDir()
	require.NoError(t, os.Rename(buildDir(t), filepath.Join(cwd, "dist")))
	cmd := exec.CommandContext(t.Context(), binary, "-addr", "localhost:0", "-amazon-addr", "127.0.0.1:0")
	cmd.Dir = cwd
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	var said strings.Builder
	for b := make([]byte, 1); !strings.Contains(said.String(), "Ctrl-C ends it."); {
		_, err := out.Read(b)
		require.NoError(t, err, said.String())
		said.Write(b)
	}
	require.Regexp(t, `(?m)^Serves +dist$`, said.String())
}
