package doctor

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strings"

	"github.com/lwa-wasm/lwa/internal/loopback"
)

// Options say what to examine.
type Options struct {
	// URL is the page with the login button.
	URL string
	// Releases have lwa.js, lwa-run.js, lwa.wasm and lwa-callback.html of some builds. The files
	// of a site must match one of them. Without a release, the files of the site are only
	// compared with each other.
	Releases []fs.FS
	// Callback and APIBase override the settings of the page's script tag. They may be empty.
	Callback, APIBase string
	// Transport sends the requests. Default: http.DefaultTransport.
	Transport http.RoundTripper
}

// APIHosts are Amazon's API hosts by region, as internal/lwa has them.
var APIHosts = map[string]string{"NA": "api.amazon.com", "EU": "api.amazon.co.uk", "FE": "api.amazon.co.jp"}

// ErrUsage is wrapped by errors of [Check] if the URL cannot be the address of a page.
var ErrUsage = errors.New("no address of a page")

// examination is one run of [Check].
type examination struct {
	*Report
	o Options
	*client
	ctx     context.Context
	page    page
	answer  *answer // to the request for the page
	tag     *script // the tag that loads the component
	script  *answer
	returns *url.URL // the return address
	wasm    *url.URL
	runs    *url.URL // lwa-run.js
	carrier *answer  // the script that has the digest of lwa.wasm
	api     *url.URL
}

// Check examines a site from outside. It sends only GET requests, and only to the host of the
// address, with and without "www.".
func Check(ctx context.Context, o Options) (*Report, error) {
	at, err := url.Parse(strings.TrimSpace(o.URL))
	if err != nil || at.Host == "" || at.User != nil || at.Scheme != "http" && at.Scheme != "https" {
		return nil, ErrUsage
	}
	at.Fragment, at.RawQuery, at.ForceQuery = "", "", false
	if at.Path == "" {
		at.Path = "/"
	}
	r := &Report{values: Values{"asked": plain(at)}}
	e := &examination{Report: r, o: o, ctx: ctx, client: newClient(at.Host, o.Transport, &r.Steps)}
	e.run(at)
	r.sort()
	return r, nil
}

func (e *examination) run(at *url.URL) {
	e.answer = e.get(e.ctx, at)
	at = e.answer.url
	e.settle(at, nil)
	if !e.answer.good() {
		e.find("page_unreachable", Values{"status": e.answer.why()})
		return
	}
	if e.answer.hops > 0 {
		e.find("page_redirected", nil)
	}
	if !secure(at) {
		e.find("origin_insecure", nil)
	}
	e.well("origin", nil)
	e.page = readPage(at, e.answer.header.Values("Content-Security-Policy"), string(e.answer.body))
	e.tag = e.component()
	e.settle(at, e.tag)
	e.well("amazon", nil)
	e.examineScript()
	e.examineTag()
	e.well("tag", nil)
	e.examineWasm()
	e.examineCallback()
	e.examinePolicies()
	e.examineClock()
	e.examineAPI()
}

// settle determines the addresses: those that the options or the tag name, or the defaults.
func (e *examination) settle(at *url.URL, tag *script) {
	named := func(given, attribute, fallback string, base *url.URL) *url.URL {
		if given == "" && tag != nil {
			given = tag.setting(attribute)
		}
		if given != "" {
			base = at
		} else {
			given = fallback
		}
		if u, err := base.Parse(given); err == nil {
			return u
		}
		return at
	}
	home := at.ResolveReference(&url.URL{Path: "/lwa/lwa.js"})
	if tag != nil {
		home = tag.url
	}
	e.returns = named(e.o.Callback, "redirect-uri", "lwa-callback.html", home)
	e.wasm = named("", "wasm-url", "lwa.wasm", home)
	e.runs = home.ResolveReference(&url.URL{Path: partFile, RawQuery: home.RawQuery})
	region, provider, base := "", "", e.o.APIBase
	if tag != nil {
		region, provider = tag.setting("region"), tag.setting("provider")
		if base == "" {
			base = tag.setting("api-base")
		}
	}
	host, ok := APIHosts[region]
	if !ok {
		host = APIHosts["NA"]
	}
	e.api = &url.URL{Scheme: "https", Host: host}
	if u, err := url.Parse(provider); err == nil && u.Host != "" {
		e.api = u
	}
	if base != "" {
		e.api = named(base, "", "", at)
	}
	e.o.APIBase = base
	e.Page, e.Callback = plain(at), plain(e.returns)
	dir := path.Dir(home.Path)
	if !strings.HasSuffix(dir, "/") {
		dir += "/"
	}
	for name, value := range map[string]string{
		"page": plain(at), "origin": at.Scheme + "://" + at.Host, "host": at.Hostname(), "path": at.EscapedPath(),
		"callback": plain(e.returns), "dir": dir, "dirPattern": strings.ReplaceAll(regexp.QuoteMeta(dir), "/", `\/`),
		"api": strings.TrimSuffix(plain(e.api), "/"), "apiHost": host, "wanted": e.wantedCallback(at, dir),
	} {
		e.values[name] = value
	}
}

// wantedCallback returns a return address that can work on the origin of the page.
func (e *examination) wantedCallback(at *url.URL, dir string) string {
	if sameOrigin(e.returns, at) {
		return plain(e.returns)
	}
	return at.Scheme + "://" + at.Host + dir + "lwa-callback.html"
}

// component returns the first script tag that loads the component, or nil.
func (e *examination) component() *script {
	for i, s := range e.page.scripts {
		if component[s.kind()] {
			return &e.page.scripts[i]
		}
	}
	return nil
}

func secure(u *url.URL) bool {
	return u.Scheme == "https" || loopback.Is(u.Hostname())
}

// release returns the contents of a file in each release.
func (e *examination) release(name string) (all [][]byte) {
	for _, r := range e.o.Releases {
		if content, err := fs.ReadFile(r, name); err == nil {
			all = append(all, content)
		}
	}
	return all
}
