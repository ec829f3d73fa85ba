package docs

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// TestDocsHosting checks that every example says the same: the policies and headers of hosting.md,
// and the four requests of the forward. nginx.conf is run as well (browsertest).
func TestDocsHosting(t *testing.T) {
	const (
		page     = "script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' https://api.amazon.com; frame-ancestors 'none'"
		callback = "frame-ancestors 'none'"
		answer   = "default-src 'none'; sandbox"
	)
	files := []string{callback, page, "no-referrer", "no-store", "lwa-callback"}
	requests := []string{"/amazon-api", "auth/o2/token", "auth/o2/create/codepair", "auth/o2/tokeninfo", "user/profile", "x-amz-access-token"}
	forward := append(requests, "api.amazon.com", "api.amazon.co.uk", "api.amazon.co.jp", answer, "no-store")
	for name, says := range map[string][]string{
		"nginx.conf":      append(files, forward...),
		"apache.conf":     append(files, forward...),
		"cloudfront.yaml": append([]string{strings.Replace(page, "api.amazon.com", "${Api}", 1)}, append(without(files, page), forward...)...),
		"_headers":        files,
		"amazon-api.js":   forward,
		"../hosting.md":   append(files, requests...),
	} {
		text, err := os.ReadFile("hosting/" + name)
		require.NoError(t, err)
		for _, phrase := range says {
			assert.Contains(t, string(text), phrase, name)
		}
	}
}

func without(list []string, item string) (rest []string) {
	for _, one := range list {
		if one != item {
			rest = append(rest, one)
		}
	}
	return rest
}

// TestDocsHostingHeaders reads _headers as Netlify and Cloudflare do: a path, and below it indented
// names and values.
func TestDocsHostingHeaders(t *testing.T) {
	text, err := os.ReadFile("hosting/_headers")
	require.NoError(t, err)
	rules, path := map[string][]string{}, ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\n")
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "/"):
			path = line
			assert.NotContains(t, rules, path, "one rule for each path")
			rules[path] = nil
		default:
			name, value, ok := strings.Cut(strings.TrimPrefix(line, "  "), ": ")
			require.True(t, ok && path != "" && strings.HasPrefix(line, "  ") && value != "" && !strings.Contains(name, " "), line)
			rules[path] = append(rules[path], name)
		}
	}
	own := []string{"Cache-Control", "Content-Security-Policy"}
	assert.Equal(t, map[string][]string{
		"/*": {"Referrer-Policy", "X-Content-Type-Options"}, "/": {"Content-Security-Policy"},
		"/lwa/lwa-callback.html": own, "/lwa/lwa-callback": own,
	}, rules)
}

// TestDocsHostingTemplate reads the CloudFormation template, and checks that it refers to nothing
// that it does not have.
func TestDocsHostingTemplate(t *testing.T) {
	text, err := os.ReadFile("hosting/cloudfront.yaml")
	require.NoError(t, err)
	var template struct {
		Parameters map[string]yaml.Node `yaml:"Parameters"`
		Resources  map[string]yaml.Node `yaml:"Resources"`
	}
	require.NoError(t, yaml.Unmarshal(text, &template))
	known := map[string]bool{}
	for name := range template.Parameters {
		known[name] = true
	}
	var references []string
	for name, resource := range template.Resources {
		known[name] = true
		references = append(references, referred(&resource)...)
	}
	require.NotEmpty(t, references)
	for _, name := range references {
		assert.True(t, known[name], "%s is referred to, and not there", name)
	}
}

// referred are the names that a part of the template refers to by !Ref and !GetAtt.
func referred(n *yaml.Node) (names []string) {
	if n.Tag == "!Ref" || n.Tag == "!GetAtt" {
		name, _, _ := strings.Cut(n.Value, ".")
		names = append(names, name)
	}
	for _, child := range n.Content {
		names = append(names, referred(child)...)
	}
	return names
}
