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

// TestDocsReadme holds the README's tables against the tables that run.
func TestDocsReadme(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	want := string(text)
	for name, table := range map[string]string{"options": optionsTable(), "errors": errorsTable()} {
		section := regexp.MustCompile(`(?s)(<!-- ` + name + ` -->\n).*?(<!-- /` + name + ` -->)`)
		require.True(t, section.MatchString(want), "the README has no section %s", name)
		want = section.ReplaceAllString(want, "${1}"+strings.ReplaceAll(table, "$", "$$")+"${2}")
	}
	compare(t, "../README.md", want)
}

func optionsTable() string {
	var b strings.Builder
	b.WriteString("| option | where | type | default | meaning |\n|---|---|---|---|---|\n")
	for _, o := range lwa.Options {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", o.Name, where(o.In), typeOf(o), code(o.Default), escape(o.Meaning))
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

func errorsTable() string {
	var b strings.Builder
	b.WriteString("| code | what happened | what to do |\n|---|---|---|\n")
	for _, c := range lwa.Codes {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", c.Code, escape(c.Message), escape(c.Hint))
	}
	return b.String()
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
