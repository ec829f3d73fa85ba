package doctor

import (
	"net/url"
	"slices"
	"strings"
)

// directive is one directive of a policy: its name, and its values as written.
type directive struct {
	name   string
	values []string
}

// policy is one Content-Security-Policy.
type policy []directive

// parsePolicies reads the values of headers and of <meta> elements.
func parsePolicies(texts []string) (all []policy) {
	for _, text := range texts {
		for one := range strings.SplitSeq(text, ",") {
			if p := parsePolicy(one); len(p) > 0 {
				all = append(all, p)
			}
		}
	}
	return all
}

// parsePolicy parses one policy. If a directive is repeated, the first one counts (CSP 3 §2.2.1).
func parsePolicy(text string) (p policy) {
	for part := range strings.SplitSeq(text, ";") {
		words := strings.Fields(part)
		if len(words) == 0 {
			continue
		}
		if name := strings.ToLower(words[0]); p.get(name) == nil {
			p = append(p, directive{name, words[1:]})
		}
	}
	return p
}

func (p policy) get(names ...string) *directive {
	for _, name := range names {
		for i := range p {
			if p[i].name == name {
				return &p[i]
			}
		}
	}
	return nil
}

// request is a request that a policy may admit or block.
type request struct {
	url       *url.URL
	self      *url.URL
	nonce     bool   // the element has a nonce
	integrity string // of the element
}

// allows reports whether the directive admits the request. A nil directive admits all.
func (d *directive) allows(r request) bool {
	if d == nil {
		return true
	}
	strict := d.has("'strict-dynamic'") && strings.HasPrefix(d.name, "script-src")
	for _, source := range d.values {
		lower := strings.ToLower(source)
		switch {
		case strings.HasPrefix(lower, "'nonce-"):
			if r.nonce {
				return true
			}
		case strings.HasPrefix(lower, "'sha"):
			if r.integrity != "" && strings.Contains(" "+r.integrity+" ", " "+strings.Trim(source, "'")+" ") {
				return true
			}
		case strict:
		case lower == "'self'":
			if sameOrigin(r.url, r.self) {
				return true
			}
		case matches(lower, source, r):
			return true
		}
	}
	return false
}

func (d *directive) has(source string) bool {
	for _, v := range d.values {
		if strings.EqualFold(v, source) {
			return true
		}
	}
	return false
}

// matches reports whether an address matches a host source or a scheme source (CSP 3 §6.7.2).
func matches(lower, source string, r request) bool {
	scheme := r.url.Scheme
	if lower == "*" {
		return scheme == "http" || scheme == "https" || scheme == r.self.Scheme
	}
	if strings.HasSuffix(lower, ":") {
		return schemeFits(strings.TrimSuffix(lower, ":"), scheme)
	}
	if strings.HasPrefix(lower, "'") {
		return false
	}
	want, rest, ok := strings.Cut(source, "://")
	if !ok {
		want, rest = r.self.Scheme, source
	}
	if !schemeFits(strings.ToLower(want), scheme) {
		return false
	}
	hostPort, path, hasPath := strings.Cut(rest, "/")
	host, port, hasPort := strings.Cut(strings.ToLower(hostPort), ":")
	name := strings.ToLower(r.url.Hostname())
	if suffix, wild := strings.CutPrefix(host, "*"); wild {
		if !strings.HasSuffix(name, suffix) || name == strings.TrimPrefix(suffix, ".") {
			return false
		}
	} else if host != name {
		return false
	}
	if have := portOf(r.url); port != "*" && (hasPort && port != have && !(port == "80" && have == "443") || !hasPort && have != "80" && have != "443") {
		return false
	}
	path = "/" + path
	if !hasPath || path == "/" {
		return true
	}
	if strings.HasSuffix(path, "/") {
		return strings.HasPrefix(r.url.EscapedPath(), path)
	}
	return r.url.EscapedPath() == path
}

// schemeFits reports whether a source with the scheme want admits the scheme have: http admits
// https, too.
func schemeFits(want, have string) bool {
	return want == have || want == "http" && have == "https"
}

func portOf(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	return map[string]string{"http": "80", "https": "443"}[u.Scheme]
}

func sameOrigin(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) && portOf(a) == portOf(b)
}

// admitting returns the policy with sources added to the directive from. If from is nil or
// default-src, the sources go into a directive called name.
func (p policy) admitting(name string, from *directive, sources ...string) (changed policy) {
	values := sources
	if from != nil {
		values = append(slices.Clone(from.values), sources...)
		if from.name != "default-src" {
			name = from.name
		}
	}
	values = slices.DeleteFunc(values, func(v string) bool { return strings.EqualFold(v, "'none'") })
	done := false
	for _, d := range p {
		if d.name == name {
			d, done = directive{name, values}, true
		}
		changed = append(changed, d)
	}
	if !done {
		changed = append(changed, directive{name, values})
	}
	return changed
}

// String returns the policy in a form to paste. It replaces nonces by a placeholder and leaves
// out the directives for reports: the server of the site generates those.
func (p policy) String() string {
	var out []string
	for _, d := range p {
		if d.name == "report-uri" || d.name == "report-to" {
			continue
		}
		words := []string{d.name}
		for _, v := range d.values {
			if strings.HasPrefix(strings.ToLower(v), "'nonce-") {
				v = "'nonce-…'"
			}
			if v = withoutQuery(v); v != "" {
				words = append(words, v)
			}
		}
		out = append(out, strings.Join(words, " "))
	}
	return strings.Join(out, "; ")
}

func withoutQuery(address string) string {
	address, _, _ = strings.Cut(address, "?")
	return address
}
