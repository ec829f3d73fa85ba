package doctor

import (
	"encoding/json"
	"net/url"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestPolicies runs the cases of testdata/policies.json. The browser tests run lwa-doctor.js on
// the same cases.
func TestPolicies(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/policies.json")
	require.NoError(t, err)
	var cases []struct {
		Policy, Name, URL, Integrity, Mended string
		Nonce, Admits                        bool
	}
	require.NoError(t, json.Unmarshal(text, &cases))
	require.NotEmpty(t, cases)
	self, err := url.Parse("https://shop.example/login")
	require.NoError(t, err)
	for _, c := range cases {
		u, err := url.Parse(c.URL)
		require.NoError(t, err)
		p := parsePolicy(c.Policy)
		d := p.get(c.Name, "default-src")
		assert.Equal(t, c.Admits, d.allows(request{u, self, c.Nonce, c.Integrity}), "%q for %s", c.Policy, c.URL)
		if c.Mended != "" {
			assert.Equal(t, c.Mended, p.admitting(c.Name, d, "X").String(), "%q", c.Policy)
		}
	}
}

// TestTags checks which texts are tags, and which only look like tags.
func TestTags(t *testing.T) {
	t.Parallel()
	at, err := url.Parse("https://shop.example/a/login")
	require.NoError(t, err)
	for text, want := range map[string][]string{
		`<script src="/lwa/lwa.js"></script>`:                                               {"https://shop.example/lwa/lwa.js"},
		`<SCRIPT DEFER SRC=/lwa/lwa.js></SCRIPT>`:                                           {"https://shop.example/lwa/lwa.js"},
		`<script data-x="a>b" src='lwa.js'></script>`:                                       {"https://shop.example/a/lwa.js"},
		`<base href="/b/"><script src="lwa.js"></script>`:                                   {"https://shop.example/b/lwa.js"},
		`<base target="x"><base href="https://cdn.example/"><script src="lwa.js"></script>`: {"https://cdn.example/lwa.js"},
		`<script src="lwa.js?v=1&amp;x=2"></script>`:                                        {"https://shop.example/a/lwa.js?v=1&x=2"},
		`<!-- <script src="/lwa/lwa.js"></script> -->`:                                      nil,
		"<script>'<script src=\"/lwa/lwa.js\">'</script>":                                   nil,
		`<scripts src="/lwa/lwa.js">`:                                                       nil,
		`<script src="/lwa/lwa-login.js"></script>`:                                         {"https://shop.example/lwa/lwa.js"},
		`<script src="/lwa/lwa.js"></script><script src="/lwa/lwa-login.js"></script>`:      {"https://shop.example/lwa/lwa.js"},
		`<script src="/lwa/lwa-device.js"></script>`:                                        nil,
		`<script src="https://assets.loginwithamazon.com/sdk/na/login1.js"></script>`:       {"https://assets.loginwithamazon.com/sdk/na/login1.js"},
		`<script src="http://["></script><script src="/lwa/lwa.mjs"></script>`:              {"https://shop.example/lwa/lwa.mjs"},
	} {
		var got []string
		for _, s := range readPage(at, nil, text).scripts {
			got = append(got, s.url.String())
		}
		assert.Equal(t, want, got, text)
	}
}

func FuzzReadPage(f *testing.F) {
	for _, seed := range []string{`<script src="/lwa/lwa.js">`, "<!-- ", `<meta http-equiv=content-security-policy content="sandbox; script-src 'self'">`, "<base href=//["} {
		f.Add(seed)
	}
	at, _ := url.Parse("https://shop.example/")
	f.Fuzz(func(_ *testing.T, text string) {
		for _, p := range readPage(at, []string{text}, text).policies {
			_ = p.admitting("script-src", p.get("script-src", "default-src"), "'self'").String()
		}
	})
}

// FuzzPolicies: parsing the text of a policy gives the same policy, and a policy admits a source
// that was added to it.
func FuzzPolicies(f *testing.F) {
	for _, seed := range []string{
		"", "script-src 'self'", "default-src 'none'; script-src 'nonce-a' 'strict-dynamic'", "script-src; script-src *", "connect-src https://*.example:*/a/",
		"script-src 'none' 'self'; report-uri /x?y", "Script-Src HTTPS:", "script-src http://a.example:80/x", ";;,;", "connect-src 'none'",
	} {
		f.Add(seed, "https://api.amazon.com/auth/o2/token")
	}
	self, _ := url.Parse("https://shop.example/login")
	f.Fuzz(func(t *testing.T, text, address string) {
		p := parsePolicy(text)
		written := p.String()
		require.Equal(t, written, parsePolicy(written).String(), "%q", text)
		u, err := url.Parse(address)
		if err != nil || u.Host == "" || u.Scheme != "https" {
			return
		}
		d := p.get("connect-src", "default-src")
		_ = d.allows(request{url: u, self: self})
		mended := p.admitting("connect-src", d, "https:")
		require.True(t, mended.get("connect-src", "default-src").allows(request{url: u, self: self}), "%q: %q", text, mended.String())
	})
}
