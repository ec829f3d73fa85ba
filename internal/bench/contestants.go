package bench

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"

	"github.com/lwa-wasm/lwa/internal/bench/report"
	"github.com/lwa-wasm/lwa/internal/lwa"
)

// contestant is a library with the page that uses it.
type contestant struct {
	report.Contestant
	variant  string // its place on the site where that is not its id: see [peers]
	clientID string
	callback string            // path of the redirect URI; "" is the origin alone
	files    map[string][]byte // by name below the contestant's own folder of the site
	packed   map[string][]byte // brotli forms, by the same names
}

// ours are the builds of lwa.js, by the flag that names their folder.
var ours = []struct{ id, name, run string }{
	{"tinygo", "lwa.js (TinyGo)", "make dist"},
	{"go", "lwa.js (Go)", "make build"},
}

// peers are the JavaScript libraries: what is bundled, and what belongs to it. A variant is the
// same library in other settings, and takes part in one line only.
var peers = []struct {
	id, variant, name, npm string
	callback               string
	bundles                map[string]string // file to entry
	pages                  map[string]string // file to what its head loads
}{
	{"oidc", "", "oidc-client-ts", "oidc-client-ts", "callback.html",
		map[string]string{"app.js": "oidc.js"}, map[string]string{"callback.html": "app.js"}},
	{"auth0", "", "auth0-spa-js", "@auth0/auth0-spa-js", "",
		map[string]string{"app.js": "auth0.js"}, nil},
	{"msal", "", "msal-browser", "@azure/msal-browser", "callback.html",
		map[string]string{"app.js": "msal.js", "callback.js": "msal-callback.js"}, map[string]string{"callback.html": "callback.js"}},
	{"oidc", "oidc-profile", "oidc-client-ts", "oidc-client-ts", "callback.html",
		map[string]string{"app.js": "oidc-profile.js"}, map[string]string{"callback.html": "app.js"}},
}

// contestants gathers those whose folder the configuration names, ours first. provider is the
// origin of the fake Amazon.
func contestants(c Config, provider string) ([]*contestant, error) {
	var all []*contestant
	folders := map[string]string{"tinygo": c.TinyGo, "go": c.Go}
	for _, o := range ours {
		if folders[o.id] == "" {
			continue
		}
		one, err := component(o.id, o.name, folders[o.id], provider)
		if err == nil && o.id == "tinygo" {
			err = compiledByTinyGo(os.DirFS(folders[o.id]))
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s is not in %s: run %s, or leave it out with -%s \"\" (%w)", o.name, folders[o.id], o.run, o.id, err)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	if c.Peers == "" {
		return all, nil
	}
	for i := range peers {
		one, err := peer(c.Peers, i, provider)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// component is a build of lwa.js: its files as they lie in a folder, in the form of the .br beside
// them where there is one.
func component(id, name, folder, provider string) (*contestant, error) {
	one := &contestant{
		Contestant: report.Contestant{ID: id, Name: name, Version: lwa.Version, Ours: true},
		clientID:   clientPrefix + id,
		callback:   "lwa/lwa-callback.html",
		files:      map[string][]byte{},
		packed:     map[string][]byte{},
	}
	dir := os.DirFS(folder)
	for _, file := range []string{"lwa.js", "lwa-run.js", "lwa.wasm", "lwa-callback.html"} {
		content, err := fs.ReadFile(dir, file)
		if err != nil {
			return nil, err
		}
		one.files[path.Join("lwa", file)] = content
		packed, err := fs.ReadFile(dir, file+".br")
		if err == nil {
			one.packed[path.Join("lwa", file)] = packed
		} else if !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	head, err := componentHead(dir, id, one.clientID, provider)
	if err != nil {
		return nil, err
	}
	for file, attributes := range map[string]string{autoPage: "", keptPage: ` data-persist="local"`, intentPage: ` data-start="intent"`, eagerPage: ` data-start="eager"`} {
		tags := strings.Replace(head.script, " data-client-id", attributes+" data-client-id", 1)
		if file == eagerPage {
			tags += head.preload
		}
		if one.files[file], err = render(name, tags, componentGlue); err != nil {
			return nil, err
		}
	}
	return one, nil
}

// compiledByTinyGo refuses a release that Go has compiled, as it does where TinyGo is not to be
// had.
func compiledByTinyGo(dir fs.FS) error {
	text, err := fs.ReadFile(dir, "manifest.json")
	if err != nil {
		return err
	}
	var manifest struct{ BuiltWith map[string]string }
	if err := json.Unmarshal(text, &manifest); err != nil {
		return fmt.Errorf("manifest.json: %w", err)
	}
	if manifest.BuiltWith["tinygo"] == "" {
		return errors.New("this release is compiled by Go: build it where TinyGo is to be had, or leave it out with -tinygo \"\"")
	}
	return nil
}

// head is what a site owner is told to write: the snippet that comes with every build.
type head struct {
	script  string
	preload string // for a page whose only purpose is the login
}

// snippet has the script's tag, and the preload tag in a comment.
var snippet = regexp.MustCompile(`(?s)^(<script .*?</script>\n)<!--.*?(<link .*>\n)-->\n$`)

func componentHead(dir fs.FS, id, clientID, provider string) (head, error) {
	text, err := fs.ReadFile(dir, "snippet.html")
	if err != nil {
		return head{}, err
	}
	const placeholder = `data-client-id="amzn1.application-oa2-client.…"`
	parts := snippet.FindStringSubmatch(string(text))
	if parts == nil || !strings.Contains(parts[1], placeholder) {
		return head{}, fmt.Errorf("the snippet is not a script with %s and a comment with a preload tag", placeholder)
	}
	fill := strings.NewReplacer(
		`"/lwa/`, `"/`+id+`/lwa/`, placeholder, fmt.Sprintf("data-client-id=%q data-provider=%q", clientID, provider),
	).Replace
	return head{script: fill(parts[1]), preload: fill(parts[2])}, nil
}

// The pages of lwa.js. Peers have the first alone.
const (
	autoPage   = "index.html"
	eagerPage  = "eager.html"  // starts the WebAssembly with the page
	intentPage = "intent.html" // starts it when somebody is about to click
	keptPage   = "kept.html"   // keeps its session for the next visit
)

// page is one of the pages of lwa.js, or the only one of a peer.
func (c *contestant) page(file string) string {
	if c.Ours {
		return file
	}
	return autoPage
}

// componentGlue offers lwa.js as pages/page.js wants it. It is at rest when the WebAssembly has
// arrived and answers.
const componentGlue = `window.contestant = {
  ready: lwa.ready,
  login: () => lwaLogin(),
  logoutLocal: () => lwa.logout(),
  rest: () => bench.arrived("/lwa.wasm").then(() => lwa.token()).catch(() => {}),
};
`

// without is the page that has no login.
func without() (*contestant, error) {
	content, err := render("no login", "", "window.contestant = { ready: Promise.resolve() };\n")
	return &contestant{
		Contestant: report.Contestant{ID: "none", Name: "no login", Baseline: true},
		files:      map[string][]byte{autoPage: content}, packed: map[string][]byte{},
	}, err
}

func peer(folder string, i int, provider string) (*contestant, error) {
	p := peers[i]
	number, err := version(folder, p.npm)
	if err != nil {
		return nil, err
	}
	one := &contestant{
		Contestant: report.Contestant{ID: p.id, Name: p.name, Version: number},
		variant:    p.variant,
		callback:   p.callback,
		files:      map[string][]byte{},
		packed:     map[string][]byte{},
	}
	one.clientID = clientPrefix + one.place()
	for file, entry := range p.bundles {
		one.files[file], err = bundle(folder, entry, map[string]string{"PROVIDER": provider, "CLIENT_ID": one.clientID})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.name, err)
		}
	}
	for file, script := range p.pages {
		one.files[file] = bare(p.name, scriptTag(one.place(), script))
	}
	one.files[autoPage], err = render(p.name, scriptTag(one.place(), "app.js"), "")
	return one, err
}

func scriptTag(place, file string) string {
	return fmt.Sprintf(`<script src="/%s/%s" defer></script>`, place, file)
}

// redirectURI is where the authorization server sends its answer.
func (c *contestant) redirectURI(origin string) string {
	if c.callback == "" {
		return origin
	}
	return origin + "/" + c.place() + "/" + c.callback
}

// place is the contestant's folder on the site.
func (c *contestant) place() string {
	if c.variant != "" {
		return c.variant
	}
	return c.ID
}

// longName names the variant too.
func (c *contestant) longName() string {
	if c.variant != "" {
		return c.Name + ", which asks for the profile"
	}
	return c.Name
}

// clientPrefix and a contestant's place make its client id: of the length of a real one.
const clientPrefix = "amzn1.application-oa2-client.000000000000000000000000000"
