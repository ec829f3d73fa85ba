package browsertest_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// amazonAPI is the host that the configurations name in the policy of pages. The fake Amazon takes
// its place.
const amazonAPI = "https://api.amazon.com"

// pagePolicy is what the configurations send with a site's pages.
const pagePolicy = "script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' " + amazonAPI + "; frame-ancestors 'none'"

// hostRule is what a host sends with the paths that a pattern matches.
type hostRule struct {
	pattern string // "*" stands for anything
	headers map[string]string
}

func (r *hostRule) matches(path string) bool {
	pattern := strings.ReplaceAll(regexp.QuoteMeta(r.pattern), `\*`, `.*`)
	return regexp.MustCompile("^" + pattern + "$").MatchString(path)
}

// headersFile reads docs/hosting/_headers. All rules that match a path apply to it.
func headersFile(t *testing.T) (rules []hostRule) {
	t.Helper()
	text, err := os.ReadFile("../../docs/hosting/_headers")
	require.NoError(t, err)
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\n")
		name, value, isHeader := strings.Cut(strings.TrimSpace(line), ": ")
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "/"):
			rules = append(rules, hostRule{line, map[string]string{}})
		default:
			require.True(t, isHeader, line)
			rules[len(rules)-1].headers[name] = value
		}
	}
	return rules
}

// cloudFront reads the behaviours of docs/hosting/cloudfront.yaml. The first one that matches a
// path applies to it.
func cloudFront(t *testing.T) (rules []hostRule) {
	t.Helper()
	text, err := os.ReadFile("../../docs/hosting/cloudfront.yaml")
	require.NoError(t, err)
	type behaviour struct {
		PathPattern string `yaml:"PathPattern"`
		Policy      string `yaml:"ResponseHeadersPolicyId"`
	}
	var template struct {
		Resources map[string]yaml.Node `yaml:"Resources"`
	}
	require.NoError(t, yaml.Unmarshal(text, &template))
	policy := func(name string) map[string]string {
		var p struct {
			Properties struct {
				ResponseHeadersPolicyConfig struct {
					SecurityHeadersConfig struct {
						ContentSecurityPolicy struct {
							ContentSecurityPolicy string `yaml:"ContentSecurityPolicy"`
						} `yaml:"ContentSecurityPolicy"`
						ReferrerPolicy struct {
							ReferrerPolicy string `yaml:"ReferrerPolicy"`
						} `yaml:"ReferrerPolicy"`
					} `yaml:"SecurityHeadersConfig"`
				} `yaml:"ResponseHeadersPolicyConfig"`
			} `yaml:"Properties"`
		}
		node := template.Resources[name]
		require.NoError(t, node.Decode(&p), name)
		config := p.Properties.ResponseHeadersPolicyConfig.SecurityHeadersConfig
		return map[string]string{
			"Content-Security-Policy": strings.ReplaceAll(config.ContentSecurityPolicy.ContentSecurityPolicy, "${Api}", strings.TrimPrefix(amazonAPI, "https://")),
			"Referrer-Policy":         config.ReferrerPolicy.ReferrerPolicy,
		}
	}
	var d struct {
		Properties struct {
			DistributionConfig struct {
				Default behaviour   `yaml:"DefaultCacheBehavior"`
				Others  []behaviour `yaml:"CacheBehaviors"`
			} `yaml:"DistributionConfig"`
		} `yaml:"Properties"`
	}
	node := template.Resources["Distribution"]
	require.NoError(t, node.Decode(&d))
	config := d.Properties.DistributionConfig
	config.Default.PathPattern = "*"
	for _, b := range append(config.Others, config.Default) {
		rules = append(rules, hostRule{b.PathPattern, policy(b.Policy)})
	}
	return rules
}

// replayed is a site with the tutorial's page at / and the component, which sends the headers that
// a host's rules give. It returns its address. clean has it drop .html from addresses, as
// Cloudflare does.
func replayed(b *browsertest.Bench, rules []hostRule, onlyFirst, clean bool, meta string) string {
	b.Helper()
	const client = "amzn1.application-oa2-client.00000000000000000000000000000004"
	page, script := readmePage(b, client)
	if clean {
		page = strings.Replace(page, " data-provider=", ` data-redirect-uri="/lwa/lwa-callback" data-provider=`, 1)
	}
	page = strings.Replace(page, "<!doctype html>", "<!doctype html>\n"+meta, 1)
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, rule := range rules {
			if !rule.matches(r.URL.Path) {
				continue
			}
			for name, value := range rule.headers {
				w.Header().Set(name, strings.ReplaceAll(value, amazonAPI, b.Amazon))
			}
			if onlyFirst {
				break
			}
		}
		name := strings.TrimPrefix(r.URL.Path, "/lwa/")
		switch {
		case r.URL.Path == "/":
			serving("text/html", []byte(page))(w, r)
		case r.URL.Path == "/login.js":
			serving("text/javascript", []byte(script))(w, r)
		case clean && strings.HasSuffix(name, ".html"):
			http.Redirect(w, r, strings.TrimSuffix(r.URL.Path, ".html"), http.StatusPermanentRedirect) // without its query
		case clean && name == "lwa-callback":
			serving("text/html", file(b, "lwa-callback.html"))(w, r)
		case strings.HasPrefix(r.URL.Path, "/lwa/"):
			http.ServeFileFS(w, r, b.Component(), name)
		default:
			http.NotFound(w, r)
		}
	}))
	b.Cleanup(site.CloseClientConnections)
	address := strings.Replace(site.URL, "127.0.0.1", "localhost", 1)
	uri := address + callbackPath
	if clean {
		uri = strings.TrimSuffix(uri, ".html")
	}
	require.NoError(b, b.Fake.AddClient(fakeamazon.Client{ID: client, RedirectURIs: []string{uri}, Origins: []string{address}}))
	return address
}

// TestHostingLogin logs in with the tutorial's page as it stands under each configuration of
// docs/hosting, but for the client id, the digest and where Amazon is. nginx and Apache run for
// real.
func TestHostingLogin(t *testing.T) {
	t.Parallel()
	t.Run("nginx", func(t *testing.T) {
		f := newForwarded(t, true)
		readmeLogin(f.Bench, f.URL+"/readme.html")
		require.Empty(t, f.apiNames(), "the page asks Amazon itself")
	})
	t.Run("Apache", func(t *testing.T) {
		a := newApache(t)
		readmeLogin(a.Bench, a.URL+"/readme.html")
		require.Empty(t, a.apiNames(), "the page asks Amazon itself")
	})
	t.Run("Netlify", func(t *testing.T) {
		b := parallel(t)
		readmeLogin(b, replayed(b, headersFile(t), false, false, "")+"/")
	})
	t.Run("Cloudflare", func(t *testing.T) {
		b := parallel(t)
		readmeLogin(b, replayed(b, headersFile(t), false, true, "")+"/")
	})
	t.Run("CloudFront", func(t *testing.T) {
		b := parallel(t)
		readmeLogin(b, replayed(b, cloudFront(t), true, false, "")+"/")
	})
	t.Run("GitHub Pages", func(t *testing.T) {
		b := parallel(t)
		text, err := os.ReadFile("../../docs/host-github-pages.md")
		require.NoError(t, err)
		meta := regexp.MustCompile("`(<meta http-equiv=\"Content-Security-Policy\"[^`]*)`").FindSubmatch(text)
		require.NotNil(t, meta)
		policy := strings.Replace(string(meta[1]), amazonAPI, b.Amazon, 1)
		require.Contains(t, policy, b.Amazon)
		readmeLogin(b, replayed(b, nil, false, false, policy)+"/")
	})
}
