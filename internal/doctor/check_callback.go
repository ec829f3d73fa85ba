package doctor

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"regexp"
	"strings"
)

// probe is a query. A return address must not lose it in a redirect.
const probe = "lwa-doctor=1"

var (
	oursPattern   = regexp.MustCompile(`nonce=["']?lwa["'\s>]`)
	scriptPattern = regexp.MustCompile(`(?is)<script[^>]*\snonce=["']?lwa["']?[^>]*>(.*?)</script>`)
)

func (e *examination) examineCallback() {
	own := fileValues(e.returns)
	if !sameOrigin(e.returns, e.page.url) {
		e.find("callback_elsewhere", own)
		return
	}
	asked := *e.returns
	asked.RawQuery, asked.Fragment = probe, ""
	a := e.get(e.ctx, &asked)
	if a.hops > 0 && a.err == nil {
		own["final"], own["wanted"] = plain(a.url), plain(a.url)
		code := "callback_redirected"
		if a.url.RawQuery != probe {
			code = "callback_query_lost"
		}
		e.find(code, own)
	}
	if !e.reached(a, "callback_unreachable", own) {
		return
	}
	text := string(a.body)
	script := scriptPattern.FindStringSubmatch(text)
	switch {
	case !oursPattern.MatchString(text) || !strings.Contains(text, "data-say"):
		e.find("callback_app_shell", own)
		return
	case script == nil || strings.TrimSpace(script[1]) == "" || len(readPage(e.returns, nil, text).policies) == 0:
		e.find("callback_damaged", own)
	case e.differs("lwa-callback.html", a.body):
		e.find("callback_changed", own)
	}
	if t := a.contentType(); t != "text/html" && (t != "" || nosniff(a)) {
		own["type"] = named(t)
		e.find("callback_type", own)
	}
	e.callbackHeaders(a.header, script, own)
	e.well("callback", own)
}

func (e *examination) callbackHeaders(h http.Header, script []string, own Values) {
	framed := h.Get("X-Frame-Options") == ""
	forbidden, sandboxed := false, false
	for _, p := range parsePolicies(h.Values("Content-Security-Policy")) {
		framed = framed && p.get("frame-ancestors") == nil
		d := p.get("script-src-elem", "script-src", "default-src")
		forbidden = forbidden || d != nil && !d.allowsInline(script)
		sandboxed = sandboxed || len(p.lacks("allow-scripts", "allow-same-origin")) > 0
	}
	for _, c := range []struct {
		found bool
		code  string
	}{
		{forbidden, "callback_policy"}, {sandboxed, "callback_sandboxed"}, {framed, "callback_framed"},
		{!strings.Contains(strings.ToLower(strings.Join(h.Values("Cache-Control"), ",")), "no-store"), "callback_cached"},
	} {
		if c.found {
			e.find(c.code, own)
		}
	}
}

// allowsInline reports whether the directive admits the inline script of the callback page: by
// the nonce, by the hash, or since it admits all inline scripts.
func (d *directive) allowsInline(script []string) bool {
	inline, strict := false, false
	hash := ""
	if script != nil {
		sum := sha256.Sum256([]byte(script[1]))
		hash = "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	for _, v := range d.values {
		lower := strings.ToLower(v)
		switch {
		case v == "'nonce-lwa'" || v == hash:
			return true
		case lower == "'unsafe-inline'":
			inline = true
		case strings.HasPrefix(lower, "'nonce-") || strings.HasPrefix(lower, "'sha") || lower == "'strict-dynamic'":
			strict = true
		}
	}
	return inline && !strict
}

// lacks returns those flags that the sandbox of the policy does not have. If the policy has no
// sandbox, it returns none.
func (p policy) lacks(flags ...string) (missing []string) {
	d := p.get("sandbox")
	if d == nil {
		return nil
	}
	for _, flag := range flags {
		if !d.has(flag) {
			missing = append(missing, flag)
		}
	}
	return missing
}
