package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/control"
)

func TestMistakesAreOneLine(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	_, port, err := net.SplitHostPort(taken.Addr().String())
	require.NoError(t, err)

	good, noWasm, noPage := buildDir(t), buildDir(t, "lwa.wasm"), buildDir(t, "lwa-callback.html")
	emptied := buildDir(t)
	require.NoError(t, os.Truncate(filepath.Join(emptied, "lwa.js"), 0))
	cases := []struct {
		name string
		args []string
		line string
	}{
		{"no build", []string{"-dir", filepath.Join(good, "no")}, "the folder " + filepath.Join(good, "no") + " is missing: run `make build`, or name another with -dir"},
		{"dir is a file", []string{"-dir", filepath.Join(good, "lwa.js")}, "the folder " + filepath.Join(good, "lwa.js") + " is missing: run `make build`, or name another with -dir"},
		{"no wasm", []string{"-dir", noWasm}, noWasm + "/lwa.wasm is missing: run `make build`"},
		{"no callback page", []string{"-dir", noPage}, noPage + "/lwa-callback.html is missing: run `make build`"},
		{"empty file", []string{"-dir", emptied}, emptied + "/lwa.js is empty or no file: run `make build`"},
		{"empty dir", []string{"-dir", ""}, "-dir is empty: name the folder of the built files, such as -dir build"},
		{"port in use", []string{"-dir", good, "-addr", "127.0.0.1:" + port}, "port " + port + " is in use: choose another with -addr 127.0.0.1:8090"},
		{"port of the fake in use", []string{"-dir", good, "-addr", "localhost:0", "-amazon-addr", "127.0.0.1:" + port}, "port " + port + " is in use: choose another with -amazon-addr 127.0.0.1:8090"},
		{"not our address", []string{"-dir", good, "-public", "-addr", "192.0.2.1:8080", "-url", "https://demo.example"}, "-addr 192.0.2.1:8080 is no address of this machine: try -addr localhost:8080"},
		{"argument", []string{"-dir", good, "build"}, `unexpected argument "build": everything is set by flags, see devserver -h`},
		{"unknown flag", []string{"-prot", "1"}, "unknown flag -prot: devserver -h lists all flags"},
		{"port and address", []string{"-port", "0", "-amazon-addr", "127.0.0.1:0"}, "-port sets both -addr and -amazon-addr: leave out -port, or these"},
		{"no port left for the fake", []string{"-port", "65535"}, "-port 65535 is no number from 0 to 65534: try -port 8080"},
		{"negative port", []string{"-port", "-1"}, "-port -1 is no number from 0 to 65534: try -port 8080"},
		{"flag without value", []string{"-addr"}, "flag -addr needs a value: see devserver -h"},
		{"bad duration", []string{"-code-life", "soon"}, `invalid value "soon" for flag -code-life: cannot be read: see devserver -h`},
		{"no duration", []string{"-code-life", "0s"}, `-code-life "0s" is no time at all: try "5m"`},
		{"no access life", []string{"-access-life", "-1m"}, `-access-life "-1m0s" is not in whole seconds: try "1m"`},
		{"part of a second", []string{"-pair-life", "1500ms"}, `-pair-life "1.5s" is not in whole seconds: try "1m"`},
		{"no interval", []string{"-poll-interval", "0s"}, `-poll-interval "0s" is not in whole seconds: try "5s"`},
		{"bad boolean", []string{"-public=maybe"}, `invalid boolean value "maybe" for -public: cannot be read: see devserver -h`},
		{"address without port", []string{"-addr", "localhost"}, `-addr "localhost" is not host:port: try -addr localhost:8080`},
		{"port too high", []string{"-amazon-addr", "127.0.0.1:70000"}, `-amazon-addr "127.0.0.1:70000" has no port from 0 to 65535: try -amazon-addr 127.0.0.1:8081`},
		{"port name", []string{"-addr", "localhost:http"}, `-addr "localhost:http" has no port from 0 to 65535: try -addr localhost:8080`},
		{"AS-32 every interface", []string{"-addr", ":8080"}, "-addr :8080 can be reached from other machines: use localhost:8080, or add -public if you mean it"},
		{"AS-32 every interface, fake", []string{"-amazon-addr", "0.0.0.0:8081"}, "-amazon-addr 0.0.0.0:8081 can be reached from other machines: use 127.0.0.1:8081, or add -public if you mean it"},
		{"AS-32 other machine", []string{"-addr", "192.0.2.1:8080"}, "-addr 192.0.2.1:8080 can be reached from other machines: use localhost:8080, or add -public if you mean it"},
		{"public without https", []string{"-public", "-addr", "192.0.2.1:8080"}, "-addr 192.0.2.1:8080 needs -url https://…: browsers run logins on https or localhost only"},
		{"url with path", []string{"-url", "https://demo.example/x"}, `-url "https://demo.example/x": write it as https://demo.example`},
		{"amazon url without https", []string{"-amazon-url", "http://demo.example"}, `-amazon-url "http://demo.example": http is for localhost only: use https`},
		{"redirect without host", []string{"-redirect-uri", "/lwa-callback.html"}, badRedirect("/lwa-callback.html", "must be a full URL with a host")},
		{"redirect with fragment", []string{"-redirect-uri", "http://localhost:5173/#/cb"}, badRedirect("http://localhost:5173/#/cb", "a fragment is not allowed")},
		{"redirect on http elsewhere", []string{"-redirect-uri", "http://shop.example/cb"}, badRedirect("http://shop.example/cb", "http is for localhost only: use https")},
		{"redirect with user", []string{"-redirect-uri", "http://me@localhost/cb"}, badRedirect("http://me@localhost/cb", "user information is not allowed")},
		{"redirect with wildcard", []string{"-redirect-uri", "http://localhost:5173/*"}, badRedirect("http://localhost:5173/*", "wildcards are not allowed")},
		{"no redirect", []string{"-redirect-uri", ""}, badRedirect("", "must be an ASCII URL, other characters percent-encoded")},
		{"two redirects in one", []string{"-redirect-uri", "http://localhost:1/a,http://localhost:2/b"}, `invalid value "http://localhost:1/a,http://localhost:2/b" for flag -redirect-uri: give each address a flag of its own: -redirect-uri a -redirect-uri b: see devserver -h`},
		{"fault without kind", []string{"-fault", "token"}, `invalid value "token" for flag -fault: want one of authorize, token, refresh, codepair, poll, profile, tokeninfo, page or all and what goes wrong there, such as token=500: see devserver -h`},
		{"fault elsewhere", []string{"-fault", "consent=500"}, `invalid value "consent=500" for flag -fault: want one of authorize, token, refresh, codepair, poll, profile, tokeninfo, page or all and what goes wrong there, such as token=500: see devserver -h`},
		{"unknown fault", []string{"-fault", "token=99"}, `invalid value "token=99" for flag -fault: there is no fault "99": use a status from 400 to 599, an error code such as invalid_grant, or one of html, broken, empty, huge, hang, hang-body, slow, reset, lost, nocors, redirect: see devserver -h`},
		{"two faults", []string{"-fault", "token=500", "-fault", "token=hang"}, `invalid value "token=hang" for flag -fault: token has the fault 500 already: see devserver -h`},
		{"slow without end", []string{"-fault", "token=slow:x"}, `invalid value "token=slow:x" for flag -fault: there is no fault "slow:x": slow takes a duration, such as slow:20s: see devserver -h`},
		{"coop", []string{"-coop", "yes"}, `-coop "yes" is none of its values: use one of same-origin, same-origin-allow-popups, noopener-allow-popups, unsafe-none`},
		{"coop-on alone", []string{"-coop-on", "consent"}, `-coop-on "consent" needs coop: set coop, too, such as "same-origin"`},
		{"coop-on", []string{"-coop", "same-origin", "-coop-on", "x"}, `-coop-on "x" is none of its values: use one of signin, consent, continue, error, redirect`},
		{"scope", []string{"-grant-scope", "openid"}, `-grant-scope "openid" is none of its values: use one of profile, profile:user_id, postal_code`},
		{"person", []string{"-auto-approve", "4"}, `-auto-approve "4" is nobody: use a number from 1 to 3`},
		{"expires-in", []string{"-expires-in", "{"}, `-expires-in "{" is not JSON: try "60" or "none"`},
		{"authorize-error", []string{"-authorize-error", "no"}, `-authorize-error "no" is none of ` + strings.Join(control.AuthorizeErrors, ", ")},
		{"fault that says nothing", []string{"-fault", "authorize=nocors"}, `invalid value "authorize=nocors" for flag -fault: kind "nocors" says nothing at authorize, which no script reads: use another kind, such as reset: see devserver -h`},
		{"control for everybody", []string{"-public", "-control"}, "-control is for this machine alone: leave out -public, or -control"},
		{"control behind a proxy", []string{"-control", "-amazon-url", "https://demo.example"}, "-control is for this machine alone: leave out -amazon-url https://demo.example, or -control"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			code, stdout, stderr := finished(t, c.args...)
			require.Equal(t, "devserver: "+c.line+"\n", stderr)
			require.Empty(t, stdout)
			require.Equal(t, exitUsage, code)
		})
	}
}

func badRedirect(value, why string) string {
	return fmt.Sprintf("invalid value %q for flag -redirect-uri: %s, such as http://localhost:5173/lwa-callback.html: see devserver -h", value, why)
}

func TestHelp(t *testing.T) {
	code, stdout, stderr := finished(t, "-h")
	require.Equal(t, exitOK, code)
	require.Empty(t, stderr)
	for _, want := range []string{
		"without an account", "http://localhost:8080", "Usage: devserver [flags]", "(default localhost:8080)", "(default 127.0.0.1:8081)",
		"(default build or dist, where one is here, and otherwise the release in this command)", "(default 5m0s)", "Examples:", "-addr host:port", "-fault endpoint=kind",
	} {
		require.Contains(t, strings.Join(strings.Fields(stdout), " "), want)
	}
	var o options
	newFlags(&o).VisitAll(func(f *flag.Flag) { require.Contains(t, stdout, "\n  -"+f.Name) })
	for _, k := range control.Kinds {
		require.Contains(t, stdout, "\n  "+k.Name+" ")
	}
	for _, line := range strings.Split(stdout, "\n") {
		require.LessOrEqual(t, len([]rune(line)), 84, line)
	}
}

// browser follows no redirects and keeps no cookies.
var browser = &http.Client{
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	Timeout:       20 * time.Second,
	Transport:     &http.Transport{DisableKeepAlives: true},
}

func get(t *testing.T, target string) (*http.Response, string) {
	t.Helper()
	res, err := browser.Get(target)
	require.NoError(t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return res, string(body)
}

func authorizeURL(p *process, callback string) string {
	return p.amazon + "/ap/oa?" + url.Values{
		"client_id": {demoClientID}, "redirect_uri": {callback}, "response_type": {"code"}, "scope": {"profile"}, "state": {"s"},
		"code_challenge": {"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"}, "code_challenge_method": {"S256"},
	}.Encode()
}

func exchange(p *process, code string) (*http.Response, error) {
	req, err := http.NewRequest("POST", p.amazon+"/auth/o2/token", strings.NewReader(url.Values{
		"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {p.site + callbackPath}, "client_id": {demoClientID},
		"code_verifier": {"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"},
	}.Encode()))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", p.site)
	return browser.Do(req)
}

func TestServes(t *testing.T) {
	p := start(t, "-auto-approve", "2")
	require.Regexp(t, `^http://localhost:[1-9]\d*$`, p.site)
	require.Regexp(t, `^http://127\.0\.0\.1:[1-9]\d*$`, p.amazon)
	require.Contains(t, p.greeting, "Zoë O’Neil & Sons · 山田 花子")
	require.Contains(t, p.greeting, p.site+callbackPath)

	res, _ := get(t, p.site+"/")
	require.Equal(t, http.StatusOK, res.StatusCode)
	require.Contains(t, res.Header.Get("Content-Security-Policy"), p.amazon)
	_, wasm := get(t, p.site+"/lwa/lwa.wasm")
	require.Equal(t, "/* lwa.wasm */", wasm)

	for _, origin := range []string{p.site, strings.Replace(p.site, "localhost", "127.0.0.1", 1)} {
		res, _ := get(t, authorizeURL(p, origin+callbackPath))
		require.Equal(t, http.StatusSeeOther, res.StatusCode)
		require.True(t, strings.HasPrefix(res.Header.Get("Location"), origin+callbackPath+"?code="))
	}
	res, _ = get(t, authorizeURL(p, p.site+callbackPath))
	target, err := url.Parse(res.Header.Get("Location"))
	require.NoError(t, err)
	require.Equal(t, p.amazon, target.Query().Get("iss"))
	answer, err := exchange(p, target.Query().Get("code"))
	require.NoError(t, err)
	defer answer.Body.Close()
	require.Equal(t, http.StatusOK, answer.StatusCode)
	require.Equal(t, p.site, answer.Header.Get("Access-Control-Allow-Origin"))
	p.waitLine("  amazon  POST /auth/o2/token 200 code redeemed")

	code, _ := p.stop(os.Interrupt)
	require.Equal(t, exitOK, code)
	require.Empty(t, p.stderr.String())
}

func TestFaultFlags(t *testing.T) {
	p := start(t, "-fault", "token=invalid_grant", "-fault", "profile=503", "-fault", "tokeninfo=redirect", "-coop", "same-origin", "-coop-on", "error", "-quiet")
	require.Contains(t, p.greeting, "token=invalid_grant profile=503 tokeninfo=redirect")
	res, err := exchange(p, "x")
	require.NoError(t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	require.Contains(t, string(body), `"error":"invalid_grant","error_description":"The server was told to fail"`)

	profile, _ := get(t, p.amazon+"/user/profile")
	require.Equal(t, http.StatusServiceUnavailable, profile.StatusCode)
	info, _ := get(t, p.amazon+"/auth/o2/tokeninfo")
	require.Equal(t, http.StatusTemporaryRedirect, info.StatusCode)
	require.Equal(t, p.site+"/", info.Header.Get("Location"))
	failed, _ := get(t, p.amazon+"/ap/oa")
	require.Equal(t, "same-origin", failed.Header.Get("Cross-Origin-Opener-Policy"))
	signin, _ := get(t, authorizeURL(p, p.site+callbackPath))
	require.Empty(t, signin.Header.Get("Cross-Origin-Opener-Policy"))
}

func TestDevices(t *testing.T) {
	p := start(t, "-auto-approve", "2", "-poll-interval", "2s", "-access-life", "1m", "-fault", "refresh=503")
	require.Contains(t, p.greeting, "Device codes  "+p.amazon+"/us/code\n")
	page, _ := get(t, p.amazon+"/us/code")
	require.Equal(t, http.StatusOK, page.StatusCode)

	post := func(path string, form url.Values, answer any) int {
		res, err := browser.PostForm(p.amazon+path, form)
		require.NoError(t, err)
		defer res.Body.Close()
		require.NoError(t, json.NewDecoder(res.Body).Decode(answer))
		return res.StatusCode
	}
	var pair struct {
		Device   string `json:"device_code"`
		User     string `json:"user_code"`
		Interval int
	}
	require.Equal(t, http.StatusOK, post("/auth/o2/create/codepair", url.Values{"response_type": {"device_code"}, "client_id": {demoClientID}, "scope": {"profile"}}, &pair))
	require.Equal(t, 2, pair.Interval)
	var tokens struct {
		Refresh   string `json:"refresh_token"`
		ExpiresIn int    `json:"expires_in"`
	}
	require.Equal(t, http.StatusOK, post("/auth/o2/token", url.Values{"grant_type": {"device_code"}, "device_code": {pair.Device}, "user_code": {pair.User}}, &tokens))
	require.Equal(t, 60, tokens.ExpiresIn)
	require.Equal(t, http.StatusServiceUnavailable, post("/auth/o2/token", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {tokens.Refresh}, "client_id": {demoClientID}}, &struct{}{}))
}

func TestEndsCleanly(t *testing.T) {
	for name, sig := range map[string]os.Signal{"SIGINT": os.Interrupt, "SIGTERM": syscall.SIGTERM} {
		t.Run(name+" with open connections", func(t *testing.T) {
			p := start(t, "-fault", "profile=hang-body")
			idle, err := net.Dial("tcp", strings.TrimPrefix(p.site, "http://"))
			require.NoError(t, err)
			defer idle.Close()
			hanging, err := browser.Get(p.amazon + "/user/profile") // sends headers, and a body without end
			require.NoError(t, err)
			defer hanging.Body.Close()
			code, took := p.stop(sig)
			require.Equal(t, exitOK, code, p.stderr.String())
			require.Less(t, took, 3*time.Second)
			require.Empty(t, p.stderr.String())
		})
	}
}

func TestPublic(t *testing.T) {
	p := start(t, "-public", "-addr", "0.0.0.0:0", "-amazon-addr", "[::]:0")
	require.Regexp(t, `^http://localhost:\d+$`, p.site)
	require.Regexp(t, `^http://127\.0\.0\.1:\d+$`, p.amazon)
	p.stop(os.Interrupt)
	require.Equal(t, 1, strings.Count(p.stderr.String(), "\n"))
	require.Contains(t, p.stderr.String(), "warning", "AS-32")
	require.Contains(t, p.stderr.String(), "development only", "AS-32")

	behind := start(t, "-public", "-addr", "0.0.0.0:0", "-url", "https://demo.example", "-auto-approve", "1")
	require.Contains(t, behind.greeting, "https://demo.example"+callbackPath)
}
