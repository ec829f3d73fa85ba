package doctor

import (
	"html"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
)

// inside matches the attributes of a tag.
const inside = `((?:\s(?:[^>"']|"[^"]*"|'[^']*')*)?)`

// tag is a tag of a page, such as <script> or <meta>. Its attributes are stored by lower-case
// name.
type tag struct {
	name       string
	attributes map[string]string
}

var (
	// Comments and complete scripts are matched first, so that a tag inside them does not count.
	// lwa-doctor.js has the same two patterns.
	tagPattern       = regexp.MustCompile(`(?is)<!--.*?-->|<(script)` + inside + `>.*?(?:</script|$)|<(meta|base|lwa-login)` + inside + `>`)
	attributePattern = regexp.MustCompile(`(?s)([^\s=>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?`)
)

// tagsOf finds the tags of a page.
func tagsOf(text string) (all []tag) {
	for _, m := range tagPattern.FindAllStringSubmatch(text, -1) {
		name := m[1] + m[3]
		if name == "" {
			continue
		}
		t := tag{strings.ToLower(name), map[string]string{}}
		for _, a := range attributePattern.FindAllStringSubmatch(m[2]+m[4], -1) {
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

// page has the parts of a page that matter for a login.
type page struct {
	url      *url.URL
	policies []policy
	scripts  []script // the scripts of the component, and Amazon's SDK
}

type script struct {
	tag
	url *url.URL
}

// kind returns the name of the file, or "sdk" for Amazon's own script.
func (s script) kind() string {
	if strings.HasSuffix(s.url.Hostname(), "assets.loginwithamazon.com") || strings.HasSuffix(s.url.Path, "/sdk/na/login1.js") {
		return "sdk"
	}
	return path.Base(s.url.Path)
}

// component has the files that contain the component.
var component = map[string]bool{"lwa.js": true, "lwa.mjs": true, "lwa-amazon.js": true}

func readPage(at *url.URL, headers []string, text string) page {
	p := page{url: at, policies: parsePolicies(headers)}
	base := at
	var login *url.URL // the address of lwa-login.js, which loads lwa.js from the same folder
	options := map[string]string{}
	for _, t := range tagsOf(text) {
		switch {
		case t.name == "base" && base == at && has(t.attributes, "href"):
			if u, err := at.Parse(strings.TrimSpace(t.attributes["href"])); err == nil {
				base = u
			}
		case t.name == "meta" && strings.EqualFold(t.attributes["http-equiv"], "content-security-policy"):
			one := parsePolicy(t.attributes["content"])
			p.policies = append(p.policies, one.inMeta())
		case t.name == "lwa-login" && len(options) == 0:
			for name, value := range t.attributes {
				options["data-"+name] = value
			}
		case t.name == "script" && has(t.attributes, "src"):
			u, err := base.Parse(strings.TrimSpace(t.attributes["src"]))
			if err != nil {
				continue
			}
			if path.Base(u.Path) == "lwa-login.js" {
				login = u
			}
			if s := (script{t, u}); component[s.kind()] || s.kind() == "sdk" {
				p.scripts = append(p.scripts, s)
			}
		}
	}
	if login != nil {
		p.adopt(login, options)
	}
	return p
}

// adopt adds the options of <lwa-login> to the tag of the component. If the page has no such tag,
// adopt adds one, as lwa-login.js does.
func (p *page) adopt(login *url.URL, options map[string]string) {
	at := slices.IndexFunc(p.scripts, func(s script) bool { return component[s.kind()] })
	if at < 0 {
		at = len(p.scripts)
		p.scripts = append(p.scripts, script{tag{"script", map[string]string{}}, login.ResolveReference(&url.URL{Path: "lwa.js"})})
	}
	for name, value := range options {
		if !has(p.scripts[at].attributes, name) {
			p.scripts[at].attributes[name] = value
		}
	}
}

// inMeta returns the policy without the directives that have no effect in a <meta> element.
func (p policy) inMeta() (rest policy) {
	for _, d := range p {
		if d.name != "sandbox" && d.name != "frame-ancestors" && d.name != "report-uri" {
			rest = append(rest, d)
		}
	}
	return rest
}

// setting returns the value of the data-… attribute with this name.
func (s script) setting(name string) string { return s.attributes["data-"+name] }
