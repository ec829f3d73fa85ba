package assets

import (
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/lwa"
)

var placeholders = regexp.MustCompile(`\{\w+\}`)

// TestLoginLanguages: every language has the texts of English, with the same placeholders, none of
// them empty or forgotten.
func TestLoginLanguages(t *testing.T) {
	assert.Equal(t, []string{"ar", "de", "en", "es", "fr", "hi", "it", "ja", "nl", "pl", "pt", "sv", "tr", "zh"}, languages)
	english, err := texts("en")
	require.NoError(t, err)
	assert.Subset(t, slices.Collect(maps.Keys(english)), first)
	for _, language := range languages {
		got, err := texts(language)
		require.NoError(t, err, language)
		assert.ElementsMatch(t, slices.Collect(maps.Keys(english)), slices.Collect(maps.Keys(got)), language)
		for key, text := range got {
			assert.NotEmpty(t, strings.TrimSpace(text), "%s %s", language, key)
			assert.Equal(t, placeholders.FindAllString(english[key], -1), placeholders.FindAllString(text, -1), "%s %s", language, key)
			assert.NotContains(t, text, "<", "%s %s", language, key)
			if language != "en" && len(strings.Fields(english[key])) > 1 {
				assert.NotEqual(t, english[key], text, "%s %s is not translated", language, key)
			}
		}
	}
}

// TestLoginScript: one module, which puts nothing into the page as markup or style, and keeps to
// its budget.
func TestLoginScript(t *testing.T) {
	code, err := loginScript(nil)
	require.NoError(t, err)
	assert.NotRegexp(t, `innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|\bfetch\(|document\.currentScript|document\.createElement|\bwindow\.lwa\b`, string(code))
	assert.LessOrEqual(t, len(brotlied(code)), ElementBudget)
	for _, language := range languages {
		assert.Contains(t, string(code), `import("./`+languageFile(language)+`")`)
	}
	script, err := bundle("src/script.ts", iife, modules{"lwa:tables": tables(), "lwa:glue": tinyGlue, "lwa:wasm": `export const integrity = "";`})
	require.NoError(t, err)
	for _, mark := range []string{"lwa-login", "formAssociated", "lwa-demo.html"} {
		assert.NotContains(t, string(script), mark, "pages that do not want it pay for it")
	}
}

// TestLoginSentences: a person is told of every code, and of each as is meant.
func TestLoginSentences(t *testing.T) {
	source, err := os.ReadFile("../../web/src/login-errors.ts")
	require.NoError(t, err)
	sentence := func(code lwa.Code) string {
		for _, m := range regexp.MustCompile(`\[(.*"), /(.*)/\]`).FindAllStringSubmatch(string(source), -1) {
			if regexp.MustCompile(m[2]).MatchString(string(code)) {
				return m[1]
			}
		}
		return `"failed"`
	}
	want := map[string][]lwa.Code{
		`"refused"`:                     {"access_denied"},
		`"network"`:                     {"network_error", "response_is_not_json", "server_error", "temporarily_unavailable", "timed_out"},
		`"offline"`:                     {"no_network_connectivity"},
		`framed ? "framed" : "blocked"`: {"popup_window_error"},
		`"framed"`:                      {"redirect_in_iframe"},
		`"open"`:                        {"interaction_in_progress"},
		`"unsupported"`:                 {"wasm_nonexistent", "crypto_nonexistent"},
		`"setup"`: {"block_nested_popups", "callback_page_missing", "invalid_client", "invalid_configuration", "invalid_scope", "non_browser_environment",
			"storage_unavailable", "unauthorized_client", "unsupported_grant_type", "unsupported_response_type"},
		`"failed"`: {"aborted", "device_code_expired", "insufficient_scope", "internal_error", "invalid_grant", "invalid_request", "invalid_response",
			"invalid_token", "login_required", "missing_transaction", "state_mismatch", "token_substitution", "user_cancelled"},
	}
	got := map[string][]lwa.Code{}
	for _, c := range lwa.Codes {
		got[sentence(c.Code)] = append(got[sentence(c.Code)], c.Code)
	}
	for name, codes := range want {
		assert.ElementsMatch(t, codes, got[name], name)
	}
}

// TestElements: the manifest for editors lists every option of a page, and every text.
func TestElements(t *testing.T) {
	content, err := elements(nil)
	require.NoError(t, err)
	var manifest struct {
		Modules []struct {
			Path         string
			Declarations []struct {
				TagName    string
				Attributes []named
			}
		}
	}
	require.NoError(t, json.Unmarshal(content, &manifest))
	declared := manifest.Modules[0].Declarations[0]
	assert.Equal(t, "lwa-login", declared.TagName)
	var names []string
	for _, a := range declared.Attributes {
		names = append(names, a.Name)
	}
	for option := range optionTypes(lwa.InConfigure, 0) {
		assert.Contains(t, names, attributeOf(option))
	}
	assert.Subset(t, names, []string{"client-id", "redirect-uri", "return-to", "theme", "text-login"})
	assert.Len(t, slices.Compact(slices.Sorted(slices.Values(names))), len(names), "each once")
}
