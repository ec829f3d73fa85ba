package docs

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/lwa"
)

// TestDocsReference holds options.md and errors.md against the tables that run.
func TestDocsReference(t *testing.T) {
	compare(t, "options.md", optionsPage())
	compare(t, "errors.md", errorsPage(t))
}

// made is the line that says where a page comes from.
func made(from string) string {
	return "<!-- Made by make docs from " + from + ". Change that, and run it. -->\n\n"
}

func optionsPage() string {
	var b strings.Builder
	b.WriteString("# Options\n\n" + made("internal/lwa/options.go") +
		"The column *where* says which calls take an option:\n\n" +
		"| where | how you give it |\n|---|---|\n" +
		"| page | an attribute of the script tag (`data-client-id`), or `lwa.configure({ … })` |\n" +
		"| login | `lwaLogin({ … })`; it overrides the page's value for this login |\n" +
		"| other calls | `lwa.token({ … })` and `lwa.profile({ … })` |\n" +
		"| token | `lwa.token({ … })` only |\n" +
		"| device | `lwa.device({ … })` |\n\n" +
		"A redirect comes back to a page that must have the same settings. So give those on the page, not in the call.\n\n" +
		"On `<lwa-login>` an option is an attribute in lower case with hyphens, such as `client-id`: see [Elements](elements.md).\n\n" +
		"An option that does not exist, or a value that cannot be used, rejects the call with [`invalid_configuration`](errors.md#invalid_configuration);\n" +
		"the error says which one and why.\n\n## All options\n\n" +
		"| option | where | type | default | meaning |\n|---|---|---|---|---|\n")
	for _, o := range lwa.Options {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", o.Name, where(o.In), typeOf(o), code(o.Default), escape(o.Meaning))
	}
	return b.String()
}

// furtherReading are the pages that say more about a code than its hint does.
var furtherReading = map[lwa.Code]string{
	lwa.CodeAborted:                 "[The option signal](options.md)",
	lwa.CodeBlockNestedPopups:       "[The callback page is answered by something else](hosting.md#the-callback-page-is-answered-by-something-else)",
	lwa.CodeCallbackPageMissing:     "[The callback page is answered by something else](hosting.md#the-callback-page-is-answered-by-something-else)",
	lwa.CodeCryptoNonexistent:       "[Scripts that change the platform](security.md#scripts-that-change-the-platform)",
	lwa.CodeDeviceCodeExpired:       "[Televisions](television.md)",
	lwa.CodeInvalidClient:           "[Register with Amazon](register.md)",
	lwa.CodeInvalidConfiguration:    "[All options](options.md#all-options)",
	lwa.CodeInvalidGrant:            "[Log in on your server](server.md#hand-over-the-code)",
	lwa.CodeInvalidRequest:          "[All options](options.md#all-options)",
	lwa.CodeInvalidResponse:         "[If the files cannot be loaded](first-login.md#if-the-files-cannot-be-loaded), [what your web server must do](hosting.md)",
	lwa.CodeLoginRequired:           "[Stay logged in](persist.md)",
	lwa.CodeMissingTransaction:      "[Two tabs, two copies](persist.md#two-tabs-two-copies)",
	lwa.CodeNetworkError:            "[The forward for apiBase](hosting.md#the-forward-for-apibase), [policies](policies.md)",
	lwa.CodePopupWindowError:        "[When the browser gives no popup](popup.md#when-the-browser-gives-no-popup), [frames](popup.md#frames)",
	lwa.CodeRedirectInIframe:        "[Frames](popup.md#frames)",
	lwa.CodeResponseIsNotJSON:       "[The forward for apiBase](hosting.md#the-forward-for-apibase)",
	lwa.CodeStateMismatch:           "[How one login runs](how-it-works.md)",
	lwa.CodeStorageUnavailable:      "[Stay logged in](persist.md#how-it-is-kept)",
	lwa.CodeTokenSubstitution:       "[Send the access token](server.md#send-the-access-token)",
	lwa.CodeUnauthorizedClient:      "[What an unregistered value looks like](register.md#what-an-unregistered-value-looks-like)",
	lwa.CodeUnsupportedGrantType:    "[The forward for apiBase](hosting.md#the-forward-for-apibase)",
	lwa.CodeUnsupportedResponseType: "[Register with Amazon](register.md)",
	lwa.CodeUserCancelled:           "[When the window may be closed](popup-or-redirect.md#when-the-window-may-be-closed)",
	lwa.CodeWasmNonexistent:         "[Browsers](browsers.md)",
}

func errorsPage(t *testing.T) string {
	var b strings.Builder
	b.WriteString("# Errors\n\n" + made("internal/lwa/codes.go") +
		"Every promise settles. Every rejection is an `LwaError`:\n\n" +
		"| member | what it is |\n|---|---|\n" +
		"| `code` | one of the names below. It never changes, so your code may compare it. |\n" +
		"| `message` | one sentence about what happened |\n" +
		"| `hint` | what to change, with the exact value where there is one |\n" +
		"| `description` | Amazon's own text, or `\"\"`. Show it as text only. |\n" +
		"| `status` | the HTTP status of the answer that failed, or 0 |\n\n" +
		"Below are the message and the hint of the usual case. If the component knows more, such as which option is wrong or that the page is in a frame, its error says that instead.\n\n" +
		"No error contains an authorization code, a verifier, a state or a token.\n\n" +
		"```js\ntry {\n  await lwaLogin({ region: \"XX\" });\n} catch (error) {\n  console.log(error.code, error.message, error.hint);\n}\n```\n\n" +
		"The messages are for developers. Show people your own words, or use [the button](button.md), which speaks fourteen languages.\n")
	for _, c := range lwa.Codes {
		fmt.Fprintf(&b, "\n## `%s`\n\n%s\n\n**What to do:** %s\n", c.Code, c.Message, c.Hint)
		if more := furtherReading[c.Code]; more != "" {
			fmt.Fprintf(&b, "\n**More:** %s.\n", more)
		}
	}
	for c := range furtherReading {
		assert.True(t, slices.ContainsFunc(lwa.Codes[:], func(i lwa.CodeInfo) bool { return i.Code == c }), c)
	}
	return b.String()
}

func where(in lwa.Calls) string {
	var out []string
	for _, c := range []struct {
		bit  lwa.Calls
		name string
	}{{lwa.InConfigure, "page"}, {lwa.InLogin, "login"}, {lwa.InCall, "other calls"}, {lwa.InToken, "token"}, {lwa.InDevice, "device"}} {
		if in&c.bit != 0 {
			out = append(out, c.name)
		}
	}
	return strings.Join(out, ", ")
}

func typeOf(o lwa.Option) string {
	switch {
	case o.OneOf != nil:
		return "`\"" + strings.Join(o.OneOf, "\"`, `\"") + "\"`"
	case o.Type == lwa.TypeURL:
		return "URL, own origin"
	case o.Type == lwa.TypeFile:
		return "URL"
	case o.Type == lwa.TypeOrigin:
		return "origin"
	case o.Type == lwa.TypeSignal:
		return "AbortSignal"
	case o.Type == lwa.TypeSize:
		return fmt.Sprintf("sides %d to %d", o.Min, o.Max)
	case o.Type == lwa.TypeNumber:
		return fmt.Sprintf("%d to %d", o.Min, o.Max)
	case o.Max > 0:
		return fmt.Sprintf("string, at most %d", o.Max)
	}
	return string(o.Type)
}

func code(text string) string {
	if text == "" {
		return ""
	}
	return "`" + text + "`"
}

// TestDocsTypes holds the union of codes in lwa.d.ts against the table.
func TestDocsTypes(t *testing.T) {
	text, err := os.ReadFile("../web/lwa.d.ts")
	require.NoError(t, err)
	union := regexp.MustCompile(`(?s)type LwaErrorCode =(.*?);`).FindStringSubmatch(string(text))
	require.NotNil(t, union)
	var got []string
	for _, m := range regexp.MustCompile(`"(\w+)"`).FindAllStringSubmatch(union[1], -1) {
		got = append(got, m[1])
	}
	var want []string
	for _, c := range lwa.Codes {
		want = append(want, string(c.Code))
	}
	slices.Sort(want)
	slices.Sort(got)
	assert.Equal(t, want, got)
}

// TestDocsOptions holds the options of lwa.d.ts against the table: names and interfaces.
func TestDocsOptions(t *testing.T) {
	text, err := os.ReadFile("../web/lwa.d.ts")
	require.NoError(t, err)
	own := func(name string) []string {
		body := regexp.MustCompile(`(?s)export interface ` + name + `[^{]*\{(.*?)\n\}`).FindStringSubmatch(string(text))
		require.NotNil(t, body, name)
		var names []string
		for _, m := range regexp.MustCompile(`(?m)^  (\w+)\?:`).FindAllStringSubmatch(body[1], -1) {
			names = append(names, m[1])
		}
		slices.Sort(names)
		return names
	}
	table := func(in, not lwa.Calls) []string {
		var names []string
		for _, o := range lwa.Options {
			if o.In&in != 0 && o.In&not == 0 {
				names = append(names, o.Name)
			}
		}
		slices.Sort(names)
		return names
	}
	assert.Equal(t, table(lwa.InConfigure, 0), own("Options"))
	assert.Equal(t, table(lwa.InLogin, lwa.InConfigure), own("LoginOptions"))
	assert.Equal(t, table(lwa.InCall, 0), own("CallOptions"))
	assert.Equal(t, table(lwa.InDevice, lwa.InConfigure), own("DeviceOptions"))
	picked := regexp.MustCompile(`DeviceOptions extends Pick<Options, ([^>]*)>`).FindStringSubmatch(string(text))
	require.NotNil(t, picked)
	settings := table(lwa.InDevice, 0)
	settings = slices.DeleteFunc(settings, func(name string) bool { return slices.Contains(own("DeviceOptions"), name) })
	got := strings.Split(strings.ReplaceAll(picked[1], `"`, ""), " | ")
	slices.Sort(got)
	assert.Equal(t, settings, got)
	assert.Equal(t, table(lwa.InToken, 0), own("TokenOptions"))
}
