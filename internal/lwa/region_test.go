package lwa

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestReaches(t *testing.T) {
	for _, test := range []struct {
		config EndpointConfig
		url    string
		want   bool
	}{
		{EndpointConfig{}, "https://api.amazon.com/user/profile", true},
		{EndpointConfig{}, "https://api.amazon.co.jp/x?y", true},
		{EndpointConfig{}, "https://api.amazon.com.evil.example/", false},
		{EndpointConfig{}, "https://api.amazon.com@evil.example/", false},
		{EndpointConfig{}, "https://api.amazon.com:444/", false},
		{EndpointConfig{}, "http://api.amazon.com/", false},
		{EndpointConfig{}, "https://www.amazon.com/", false},
		{EndpointConfig{}, "https://api.sandbox.amazon.com/", false},
		{EndpointConfig{Sandbox: true}, "https://api.sandbox.amazon.com/", true},
		{EndpointConfig{Sandbox: true}, "https://api.amazon.com/", false},
		{EndpointConfig{}, "", false},
		{EndpointConfig{APIBase: "https://shop.example/api"}, "https://shop.example/api/user/profile", true},
		{EndpointConfig{APIBase: "https://shop.example/api/"}, "https://shop.example/api/user/profile", true},
		{EndpointConfig{APIBase: "https://shop.example/api"}, "https://shop.example/apis", false},
		{EndpointConfig{APIBase: "https://shop.example/api"}, "https://shop.example/", false},
		{EndpointConfig{APIBase: "https://shop.example/api"}, "https://api.amazon.com/x", true},
		{EndpointConfig{Provider: "http://localhost:81"}, "http://localhost:81/x", true},
		{EndpointConfig{Provider: "http://localhost:81"}, "http://localhost:811/x", false},
		{EndpointConfig{Provider: "http://localhost:81"}, "https://api.amazon.com/x", false},
	} {
		assert.Equal(t, test.want, test.config.Reaches(test.url), "%+v %s", test.config, test.url)
	}
}

func TestEndpoints(t *testing.T) {
	t.Parallel()
	amazon := func(host, api string) Endpoints {
		return Endpoints{host + "/ap/oa", api + "/auth/o2/token", api + "/user/profile", api + "/auth/o2/tokeninfo", api + "/auth/o2/create/codepair", "https://www.amazon.com", false, false}
	}
	forwards := func(api string) Endpoints {
		e := amazon("https://www.amazon.com", api)
		e.Own = true
		return e
	}
	own := amazon("http://localhost:8080", "http://localhost:8080")
	own.Issuer = "http://localhost:8080"
	required := amazon("https://www.amazon.com", "https://api.amazon.com")
	required.Issuer, required.IssuerRequired = "https://issuer.example/x", true
	tests := []struct {
		name   string
		config EndpointConfig
		want   Endpoints
	}{
		{"zero value", EndpointConfig{}, amazon("https://www.amazon.com", "https://api.amazon.com")},
		{"NA", EndpointConfig{Region: "NA"}, amazon("https://www.amazon.com", "https://api.amazon.com")},
		{"EU", EndpointConfig{Region: "EU"}, amazon("https://eu.account.amazon.com", "https://api.amazon.co.uk")},
		{"FE", EndpointConfig{Region: "FE"}, amazon("https://apac.account.amazon.com", "https://api.amazon.co.jp")},
		{"sandbox", EndpointConfig{Sandbox: true}, amazon("https://www.amazon.com", "https://api.sandbox.amazon.com")},
		{"sandbox EU", EndpointConfig{Region: "EU", Sandbox: true}, amazon("https://eu.account.amazon.com", "https://api.sandbox.amazon.co.uk")},
		{"sandbox FE", EndpointConfig{Region: "FE", Sandbox: true}, amazon("https://apac.account.amazon.com", "https://api.sandbox.amazon.co.jp")},
		{"provider", EndpointConfig{Region: "FE", Sandbox: true, Provider: "http://localhost:8080"}, own},
		{"provider with a slash", EndpointConfig{Provider: "http://localhost:8080/"}, own},
		{"apiBase", EndpointConfig{APIBase: "https://app.example/amazon", Origin: "https://app.example"}, forwards("https://app.example/amazon")},
		{"apiBase with a slash", EndpointConfig{APIBase: "https://app.example/amazon/", Origin: "https://app.example"}, forwards("https://app.example/amazon")},
		{"apiBase at the root", EndpointConfig{APIBase: "https://app.example/", Origin: "https://app.example"}, forwards("https://app.example")},
		{"AR-13 issuer", EndpointConfig{Issuer: "https://issuer.example/x"}, required},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := test.config.Endpoints()
			require.Nil(t, err)
			assert.Equal(t, test.want, *got)
		})
	}
}

func TestProviderRows(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"https://as.example", "https://as.example:8443", "https://x", "https://192.0.2.1", "https://[2001:db8::1]:8443", "https://[::ffff:192.0.2.1]",
		"https://my_host-1.example", "http://localhost", "http://localhost:1", "http://127.0.0.1:65535", "http://[::1]:9000", "http://[::1]"} {
		t.Run("accepted "+good, func(t *testing.T) {
			t.Parallel()
			e, err := (&EndpointConfig{Provider: good}).Endpoints()
			require.Nil(t, err)
			assert.Equal(t, &Endpoints{good + "/ap/oa", good + "/auth/o2/token", good + "/user/profile", good + "/auth/o2/tokeninfo", good + "/auth/o2/create/codepair", good, false, false}, e)
		})
	}
	bad := []struct{ name, value string }{
		{"RD-10 javascript", "javascript:alert(1)"},
		{"RD-10 javascript with slashes", "javascript://as.example"},
		{"RD-10 data", "data:text/html,x"},
		{"RD-10 file", "file:///etc/passwd"},
		{"RD-10 scheme in capitals", "HTTPS://as.example"},
		{"RD-10 no scheme", "//as.example"},
		{"RD-10 one slash", "https:/as.example"},
		{"RD-10 leading space", " https://as.example"},
		{"RD-10 http elsewhere", "http://as.example"},
		{"RD-10 http, loopback as a prefix", "http://localhost.evil.example"},
		{"RD-10 http, a loopback address as a prefix", "http://127.0.0.2.evil.example"},
		{"RD-10 http, all addresses", "http://0.0.0.0:80"},
		{"PR-10 null", "null"},
		{"PR-10 star", "*"},
		{"PR-10 no host", "https://"},
		{"PR-10 only a port", "https://:443"},
		{"PR-10 leading dot", "https://.example"},
		{"PR-10 percent sign", "https://a%2eexample"},
		{"PR-10 empty brackets", "https://[]"},
		{"PR-10 zone in brackets", "https://[fe80::1%25eth0]"},
		{"PR-10 brackets not closed", "https://[::1"},
		{"PR-10 host behind brackets", "https://[::1]evil"},
		{"PR-10 empty port", "https://as.example:"},
		{"PR-10 port zero", "https://as.example:0"},
		{"PR-10 port with a leading zero", "https://as.example:080"},
		{"PR-10 port too high", "https://as.example:65536"},
		{"PR-10 port far too high", "https://as.example:99999999999999999999"},
		{"PR-10 port in letters", "https://as.example:http"},
		{"PR-10 two ports", "https://as.example:1:2"},
		{"PR-10 upper case", "https://AS.example"},
		{"PR-10 upper case in brackets", "https://[::FFFF:1]"},
		{"TE-23 user name", "https://user@as.example"},
		{"TE-23 password", "https://user:secret@as.example"},
		{"TE-23 loopback as user name", "http://127.0.0.1:80@evil.example"},
		{"TE-23 fragment", "https://as.example#x"},
		{"TE-23 query", "https://as.example?x"},
		{"TE-23 path", "https://as.example/x"},
		{"TE-23 two slashes", "https://as.example//"},
		{"TE-23 slash alone", "/"},
		{"TE-23 query after a slash", "https://as.example/?"},
		{"TE-23 fragment after a slash", "https://as.example/#"},
		{"TE-23 scheme and slashes", "https:///"},
		{"TE-23 slash before a space", "https://as.example/ "},
		{"TE-23 dot", "https://as.example/."},
		{"TE-23 backslash", `https://as.example\x`},
		{"TE-23 space", "https://as.example x"},
		{"TE-23 line break", "https://as.example\n"},
		{"TE-23 NUL", "https://as.example\x00"},
		{"TE-23 DEL", "https://as.example\x7f"},
		{"TE-23 not ASCII", "https://ás.example"},
	}
	for _, test := range bad {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			e, err := (&EndpointConfig{Provider: test.value}).Endpoints()
			require.NotNil(t, err)
			assert.Nil(t, e)
			assert.Equal(t, CodeInvalidConfiguration, err.Code)
			assert.Equal(t, "The option provider cannot be used.", err.Message)
			assert.Contains(t, err.Hint, "https://host:port")
			assert.NotContains(t, err.Message+err.Hint, "secret")
		})
	}
}

func TestAPIBaseRows(t *testing.T) {
	t.Parallel()
	for _, base := range []string{"https://evil.example/amazon", "https://app.example.evil.example/", "https://app.example@evil.example/", "http://app.example/amazon",
		"https://app.example:8443/amazon", "//app.example/x", "/amazon", "https://app.example/amazon?x=1", "https://app.example/amazon#x", "https://app.example?", `https://app.example/\x`} {
		t.Run("TE-23 "+base, func(t *testing.T) {
			t.Parallel()
			_, err := (&EndpointConfig{APIBase: base, Origin: "https://app.example"}).Endpoints()
			require.NotNil(t, err)
			assert.Equal(t, CodeInvalidConfiguration, err.Code)
			assert.True(t, strings.HasPrefix(err.Message, "The option apiBase "), err.Message)
			assert.Contains(t, err.Hint, `"/amazon"`)
		})
	}
	t.Run("PR-10 opaque page", func(t *testing.T) {
		t.Parallel()
		_, err := (&EndpointConfig{APIBase: "null/amazon", Origin: "null"}).Endpoints()
		require.NotNil(t, err)
		assert.Equal(t, CodeInvalidConfiguration, err.Code)
	})
}

func TestUnknownRegion(t *testing.T) {
	t.Parallel()
	for _, region := range []string{"na", "APAC", "US", " "} {
		_, err := (&EndpointConfig{Region: region}).Endpoints()
		require.NotNil(t, err, region)
		assert.Equal(t, CodeInvalidConfiguration, err.Code)
		assert.Equal(t, "The option region is none of Amazon's regions.", err.Message)
		assert.Equal(t, `Use "NA", "EU" or "FE".`, err.Hint)
	}
}

// TestLoopbackHosts holds the component to the hosts that test every rule about loopback.
func TestLoopbackHosts(t *testing.T) {
	text, err := os.ReadFile("../loopback/testdata/hosts.txt")
	require.NoError(t, err)
	for line := range strings.Lines(string(text)) {
		verdict, host, found := strings.Cut(strings.TrimSpace(line), " ")
		if found && verdict != "#" {
			_, err := (&EndpointConfig{Provider: "http://" + host}).Endpoints()
			assert.Equal(t, verdict == "yes", err == nil, host)
		}
	}
}

// TestDurations holds the units to what they are.
func TestDurations(t *testing.T) {
	assert.Equal(t, []Millis{1000, 60_000, 3_600_000}, []Millis{Second, Minute, Hour})
	assert.Equal(t, Millis(7000), Seconds(7).Millis())
}

// TestOverloaded: 429, and 500 and above, say that a server could not answer at all.
func TestOverloaded(t *testing.T) {
	for status, want := range map[int]bool{200: false, 400: false, 428: false, 429: true, 430: false, 499: false, 500: true, 503: true} {
		assert.Equal(t, want, overloaded(status), status)
	}
}
