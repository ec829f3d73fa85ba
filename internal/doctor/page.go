package doctor

import (
	"html"
	"net/url"
	"path"
	"regexp"
	"strings"
)

// tag is a <script>, <meta> or <base> of a page, its attributes by lower-case
// name.
type tag struct {
	name       string
	attributes map[string]string
}

var (
	// Comments come first, and scripts with what they hold, so that a tag inside
	// either is none. lwa-doctor.js has the same two patterns.
	tagPattern       = regexp.MustCompile(`(?is)<!--.*?-->|<(script|meta|base)((?:\s(?:[^>"']|"[^"]*"|'[^']*')*)?)>(?:[^<]*</script)?`)
	attributePattern = regexp.MustCompile(`(?s)([^\s=>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?`)
)

// tagsOf finds the tags of a page.
func tagsOf(text string) (all []tag) {
	for _, m := range tagPattern.FindAllStringSubmatch(text, -1) {
		if m[1] == "" {
			continue
		}
		t := tag{strings.ToLower(m[1]), map[string]string{}}
		for _, a := range attributePattern.FindAllStringSubmatch(m[2], -1) {
			if name := strings.ToLower(a[1]); !has(t.attributes, name) {
				t.attributes[name] = html.UnescapeString(a[2] + a[3] + a[4])
			}
		}
		all = append(all, t)
	}
	return all
}

func has(attributes map[string]string, name string) bool {
	_, ok := attributes[name]
	return ok
}

// page is what the HTML of a page says.
type page struct {
	url      *url.URL
	policies []policy
	scripts  []script // those of the component, Amazon's SDK among them
}

type script struct {
	tag
	url *url.URL
}

// kind is the name of the component's file, or "sdk" for Amazon's own script.
func (s script) kind() string {
	if strings.HasSuffix(s.url.Hostname(), "assets.loginwithamazon.com") || strings.HasSuffix(s.url.Path, "/sdk/na/login1.js") {
		return "sdk"
	}
	return path.Base(s.url.Path)
}

// component are the files that hold the component.
var component = map[string]bool{"lwa.js": true, "lwa.mjs": true, "lwa-amazon.js": true}

func readPage(at *url.URL, headers []string, text string) page {
	p := page{url: at, policies: parsePolicies(headers)}
	base := at
	for _, t := range tagsOf(text) {
		switch {
		case t.name == "base" && base == at && has(t.attributes, "href"):
			if u, err := at.Parse(strings.TrimSpace(t.attributes["href"])); err == nil {
				base = u
			}
		case t.name == "meta" && strings.EqualFold(t.attributes["http-equiv"], "content-security-policy"):
			one := parsePolicy(t.attributes["content"])
			p.policies = append(p.policies, one.inMeta())
		case t.name == "script" && has(t.attributes, "src"):
			u, err := base.Parse(strings.TrimSpace(t.attributes["src"]))
			if err != nil {
				continue
			}
			if s := (script{t, u}); component[s.kind()] || s.kind() == "sdk" {
				p.scripts = append(p.scripts, s)
			}
		}
	}
	return p
}

// inMeta leaves out what has no effect in a <meta> element.
func (p policy) inMeta() (rest policy) {
	for _, d := range p {
		if d.name != "sandbox" && d.name != "frame-ancestors" && d.name != "report-uri" {
			rest = append(rest, d)
		}
	}
	return rest
}

// settings are the data-… attributes of the tag.
func (s script) setting(name string) string { return s.attributes["data-"+name] }
