package doctor

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

func (e *examination) examinePolicies() {
	for _, p := range e.page.policies {
		e.examinePolicy(p)
	}
	value, _, _ := strings.Cut(e.answer.header.Get("Cross-Origin-Opener-Policy"), ";")
	switch strings.TrimSpace(value) {
	case "same-origin":
		e.find("coop_isolates", nil)
	case "noopener-allow-popups":
		e.find("coop_noopener", nil)
	}
	e.well("policy", nil)
}

// want is one request that a policy must admit.
type want struct {
	code       string
	url        *url.URL // nil stands for compiling WebAssembly
	name       string   // the directive to add if there is none
	directives []string // the first of these that the policy has decides
	source     string   // the source to add
}

func (e *examination) examinePolicy(p policy) {
	mended := p
	var found []string
	values := map[string]Values{}
	for _, w := range e.wants() {
		d := p.get(w.directives...)
		if e.admits(d, w) {
			continue
		}
		mended = mended.admitting(w.name, mended.get(w.directives...), w.source)
		found = append(found, w.code)
		values[w.code] = Values{"directive": d.name}
		if w.url != nil {
			values[w.code]["file"] = plain(w.url)
		}
	}
	if missing := p.lacks("allow-scripts", "allow-same-origin", "allow-popups", "allow-popups-to-escape-sandbox"); missing != nil {
		mended = mended.admitting("sandbox", p.get("sandbox"), missing...)
		found = append(found, "policy_sandbox")
		values["policy_sandbox"] = Values{"names": strings.Join(missing, ", ")}
	}
	for _, code := range found {
		values[code]["policy"] = mended.String()
		e.find(code, values[code])
	}
}

// wants returns the requests of a login.
func (e *examination) wants() (all []want) {
	if e.tag != nil {
		all = append(all, want{"policy_script", e.tag.url, "script-src", []string{"script-src-elem", "script-src", "default-src"}, e.sourceOf(e.tag.url)})
	}
	return append(all,
		want{"policy_wasm", nil, "script-src", []string{"script-src", "default-src"}, "'wasm-unsafe-eval'"},
		want{"policy_wasm_file", e.wasm, "connect-src", []string{"connect-src", "default-src"}, e.sourceOf(e.wasm)},
		want{"policy_api", e.api, "connect-src", []string{"connect-src", "default-src"}, e.sourceOf(e.api)})
}

func (e *examination) sourceOf(u *url.URL) string {
	if sameOrigin(u, e.page.url) {
		return "'self'"
	}
	return u.Scheme + "://" + u.Host
}

func (e *examination) admits(d *directive, w want) bool {
	if w.url == nil {
		return d == nil || d.has("'wasm-unsafe-eval'") || d.has("'unsafe-eval'")
	}
	r := request{url: w.url, self: e.page.url}
	if w.code == "policy_script" {
		r.nonce, r.integrity = has(e.tag.attributes, "nonce"), e.tag.attributes["integrity"]
	}
	return d.allows(r)
}

// examineAPI requests the path where the site forwards API requests. If the page uses Amazon's
// hosts, nothing is requested: only a browser can find out whether these hosts answer this page.
func (e *examination) examineAPI() {
	if e.o.APIBase == "" {
		return
	}
	if !sameOrigin(e.api, e.page.url) {
		e.find("api_forward_elsewhere", nil)
		return
	}
	a := e.get(e.ctx, e.api.JoinPath("auth/o2/tokeninfo"))
	if a.err != nil || !isAPI(a.status, a.body) {
		why := a.why()
		if a.err == nil {
			why = fmt.Sprintf("%s, %s", why, named(a.contentType()))
		}
		e.find("api_forward", Values{"status": why})
		return
	}
	if len(a.header.Values("Set-Cookie")) > 0 {
		e.find("api_forward_cookies", nil)
	}
	e.well("api", nil)
}

// isAPI reports whether this is the answer of the API host to a request without a token: an error
// in JSON.
func isAPI(status int, body []byte) bool {
	var said struct {
		Error string `json:"error"`
	}
	return slices.Contains([]int{http.StatusBadRequest, http.StatusUnauthorized}, status) && json.Unmarshal(body, &said) == nil && said.Error != ""
}
