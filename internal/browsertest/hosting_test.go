package browsertest_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// tokenHeader is Amazon's own header for the access token. A forward passes it on for the profile
// alone.
const tokenHeader = "x-amz-access-token"

// passed are the headers with a token that a forward passes on with a request to Amazon, "GET
// /user/profile?…" or another.
func passed(request, token string) map[string]string {
	if path, _, _ := strings.Cut(request, "?"); path != "GET /user/profile" || token == "" {
		return map[string]string{}
	}
	return map[string]string{tokenHeader: token}
}

// forwards are requests to a host's function, and what it asks Amazon for, if anything.
var forwards = []struct{ method, path, query, want string }{
	{"POST", "/auth/o2/token", "", "POST /auth/o2/token"},
	{"POST", "/auth/o2/token", "access_token=a%7Cb", "POST /auth/o2/token"},
	{"GET", "/auth/o2/tokeninfo", "access_token=a%7Cb", "GET /auth/o2/tokeninfo?access_token=a%7Cb"},
	{"GET", "/user/profile", "access_token=a%7Cb", "GET /user/profile?access_token=a%7Cb"},
	{"GET", "/user/profile", "", "GET /user/profile"},
	{"POST", "/auth/o2/create/codepair", "", "POST /auth/o2/create/codepair"},
	{"POST", "/auth/o2/create/codepair", "access_token=a%7Cb", "POST /auth/o2/create/codepair"},
	{"GET", "/auth/o2/token", "", ""},
	{"POST", "/user/profile", "", ""},
	{"GET", "/auth/o2/create/codepair", "", ""},
	{"POST", "/auth/o2/create", "", ""},
	{"GET", "/user/profile/", "", ""},
	{"GET", "/user/profile/../../ap/oa", "", ""},
	{"GET", "/constructor", "", ""},
	{"GET", "", "", ""},
}

// TestHostingFunction runs docs/hosting/amazon-api.js with each request, in Netlify's way and in
// Cloudflare's, and looks at what it would send to Amazon, and at what it makes of the answer.
func TestHostingFunction(t *testing.T) {
	b := parallel(t)
	module, err := os.ReadFile("../../docs/hosting/amazon-api.js")
	require.NoError(t, err)
	b.HandleFunc("/function.js", serving("text/javascript", module))
	tab := b.Open("/bench")
	tab.Exec(`import("/function.js").then((module) => {
		window.fetch = async (url, init) => {
			bench.asked.push({ url, ...init, headers: Object.fromEntries(new Headers(init.headers)) });
			return new Response("{}", { status: 400, headers: {
				"content-type": "application/json", "strict-transport-security": "max-age=1", "x-amzn-requestid": "1" } });
		};
		window.run = async (call, method, url, token) => {
			bench.asked = [];
			const headers = new Headers({ cookie: "sid=1", authorization: "Bearer 1", referer: "/private", "x-own": "1",
				"user-agent": "Browser", "content-type": "application/x-www-form-urlencoded" });
			if (token) headers.set("x-amz-access-token", token);
			const request = { method, url, headers, text: async () => "code=1" };
			const answer = await (call === "netlify" ? module.default(request) : module.onRequest({ request }));
			return { asked: bench.asked, status: answer.status, headers: Object.fromEntries(answer.headers) };
		};
		window.path = module.config.path;
	})`)
	assert.Equal(t, "/amazon-api/*", browsertest.Eval[string](tab, `path`))
	type sent struct {
		URL, Method, Redirect, Body string
		Headers                     map[string]string
	}
	type result struct {
		Asked   []sent
		Status  int
		Headers map[string]string
	}
	answer := map[string]string{"cache-control": "no-store", "content-security-policy": "default-src 'none'; sandbox", "x-content-type-options": "nosniff"}
	for _, c := range forwards {
		for _, run := range []struct{ host, token string }{{"netlify", ""}, {"cloudflare", ""}, {"netlify", "a|b"}, {"cloudflare", "a|b"}} {
			url := "https://shop.example/amazon-api" + c.path + "?" + c.query
			got := browsertest.Eval[result](tab, `run(...`+jsValue([]string{run.host, c.method, url, run.token})+`)`)
			assert.Subset(t, got.Headers, answer, c)
			if c.want == "" {
				assert.Empty(t, got.Asked, c)
				assert.Equal(t, 404, got.Status, c)
				continue
			}
			require.Len(t, got.Asked, 1, c)
			assert.Len(t, got.Headers, len(answer)+1, "and the content type; nothing of Amazon's")
			assert.Equal(t, "application/json", got.Headers["content-type"])
			assert.Equal(t, 400, got.Status)
			_, target, _ := strings.Cut(c.want, " ")
			want := sent{URL: "https://api.amazon.com" + target, Method: c.method, Redirect: "manual", Headers: passed(c.want, run.token)}
			want.Headers["user-agent"] = "Browser"
			if c.method == "POST" {
				want.Body, want.Headers["content-type"] = "code=1", "application/x-www-form-urlencoded"
			}
			assert.Equal(t, want, got.Asked[0])
		}
	}
}

// TestHostingCloudFront runs the function of docs/hosting/cloudfront.yaml with each request.
func TestHostingCloudFront(t *testing.T) {
	b := parallel(t)
	text, err := os.ReadFile("../../docs/hosting/cloudfront.yaml")
	require.NoError(t, err)
	var template struct {
		Resources struct {
			Forward struct {
				Properties struct {
					FunctionCode string `yaml:"FunctionCode"`
				} `yaml:"Properties"`
			} `yaml:"Forward"`
			ForwardRequest struct {
				Properties struct {
					OriginRequestPolicyConfig struct {
						HeadersConfig struct {
							Headers []string `yaml:"Headers"`
						} `yaml:"HeadersConfig"`
					} `yaml:"OriginRequestPolicyConfig"`
				} `yaml:"Properties"`
			} `yaml:"ForwardRequest"`
		} `yaml:"Resources"`
	}
	require.NoError(t, yaml.Unmarshal(text, &template))
	policy := template.Resources.ForwardRequest.Properties.OriginRequestPolicyConfig
	assert.Equal(t, []string{"Content-Type", tokenHeader}, policy.HeadersConfig.Headers, "what CloudFront sends on of the function's request")
	code := template.Resources.Forward.Properties.FunctionCode
	require.NotEmpty(t, code)
	b.HandleFunc("/function.js", serving("text/javascript", []byte(code)))
	b.HandleFunc("/function", serving("text/html", []byte(`<!doctype html><link rel="icon" href="data:,"><script src="/function.js"></script>`)))
	tab := b.Open("/function")
	type result struct {
		Asked   string
		Headers map[string]string
	}
	for _, c := range forwards {
		for _, token := range []string{"", "a|b"} {
			got := browsertest.Eval[result](tab, `((method, uri, queried, token) => {
				const only = (name, value) => value ? { [name]: { value } } : {};
				const out = handler({ request: { method, uri, querystring: only("access_token", queried), headers: only("x-amz-access-token", token) } });
				if (out.statusCode) return { asked: out.statusCode === 404 ? "" : String(out.statusCode), headers: {} };
				const query = Object.entries(out.querystring).map(([name, { value }]) => "?" + name + "=" + value).join("");
				const headers = Object.fromEntries(Object.entries(out.headers).map(([name, { value }]) => [name, value]));
				return { asked: out.method + " " + out.uri + query, headers };
			})(...`+jsValue([]string{c.method, "/amazon-api" + c.path, strings.TrimPrefix(c.query, "access_token="), token})+`)`)
			assert.Equal(t, result{c.want, passed(c.want, token)}, got, c)
		}
	}
}
