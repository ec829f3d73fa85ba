package lwa

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// declared is one member of an interface in web/lwa.d.ts.
type declared struct{ name, typ, comment string }

// interfaceMembers returns the members of an interface of web/lwa.d.ts in their order.
func interfaceMembers(t *testing.T, name string) []declared {
	t.Helper()
	body := regexp.MustCompile(`(?s)export interface ` + name + `( extends [^{]+)? \{\n(.*?)\n\}`).FindStringSubmatch(declarations(t))
	require.NotNil(t, body, name)
	var members []declared
	comment := ""
	for line := range strings.Lines(body[2] + "\n") {
		if text, ok := strings.CutPrefix(strings.TrimSpace(line), "/**"); ok {
			comment = strings.TrimSpace(strings.TrimSuffix(text, "*/"))
			continue
		}
		m := regexp.MustCompile(`^  (\w+)\?: (.*);\n$`).FindStringSubmatch(line)
		require.NotNil(t, m, line)
		members = append(members, declared{m[1], m[2], comment})
	}
	return members
}

// TestOptionsMatchDeclarations compares names, order, types, values and defaults with the
// declarations.
func TestOptionsMatchDeclarations(t *testing.T) {
	t.Parallel()
	for name, call := range map[string]Calls{"Options": InConfigure, "LoginOptions": InLogin, "CallOptions": InCall, "TokenOptions": InToken, "DeviceOptions": InDevice} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			table := slices.DeleteFunc(slices.Clone(Options), func(o Option) bool {
				return o.In&call == 0 || call&(InLogin|InDevice) != 0 && o.In&InConfigure != 0
			})
			members := interfaceMembers(t, name)
			require.Len(t, table, len(members))
			for i, o := range table {
				assert.Equal(t, members[i].name, o.Name)
				assert.Regexp(t, declaredType(t, o), members[i].typ, o.Name)
				compareComment(t, o, members[i].comment)
			}
		})
	}
}

// declaredType returns how the declarations write an option's type.
func declaredType(t *testing.T, o Option) string {
	t.Helper()
	switch o.Type {
	case TypeString, TypeURL, TypeFile, TypeOrigin:
		if o.OneOf == nil {
			return `^string$`
		}
		union := `"` + strings.Join(o.OneOf, `" | "`) + `"`
		if alias := regexp.MustCompile(`export type (\w+) = ` + regexp.QuoteMeta(union) + ";").FindStringSubmatch(declarations(t)); alias != nil {
			return "^" + alias[1] + "$"
		}
		return "^" + regexp.QuoteMeta(union) + "$"
	case TypeNumber, TypeBoolean:
		return "^" + string(o.Type) + "$"
	case TypeObject:
		return `^Record<string, unknown>$`
	case TypeSignal:
		return `^AbortSignal$`
	case TypeSize:
		return `^\{ width\?: number; height\?: number \}$`
	}
	t.Fatalf("unknown type %q", o.Type)
	return ""
}

// compareComment compares the default and the bounds that the declarations state in words.
func compareComment(t *testing.T, o Option, comment string) {
	t.Helper()
	comment = strings.ReplaceAll(comment, ",", "")
	if m := regexp.MustCompile("Default `?([^`. ]+)`?\\.").FindStringSubmatch(comment); m != nil {
		assert.Equal(t, m[1], o.Default, o.Name)
	}
	if m := regexp.MustCompile(`at most (\d+) characters`).FindStringSubmatch(strings.ToLower(comment)); m != nil {
		assert.Equal(t, m[1], decimal(o.Max), o.Name)
	}
	if m := regexp.MustCompile(`(\d+) to (\d+)`).FindStringSubmatch(comment); m != nil {
		assert.Equal(t, m[1:], []string{decimal(o.Min), decimal(o.Max)}, o.Name)
	}
}

func decimal(n int) string { return string(appendInt(nil, int64(n))) }

func TestOptionsAreComplete(t *testing.T) {
	t.Parallel()
	for _, o := range Options {
		assert.NotZero(t, o.In, o.Name)
		assert.Regexp(t, `^[A-Z`+"`"+`].*\.$`, o.Meaning, o.Name)
		assert.LessOrEqual(t, o.Min, o.Max, o.Name)
		if o.OneOf != nil && o.Default != "" {
			assert.Contains(t, o.OneOf, strings.Trim(o.Default, `"`), o.Name)
		}
	}
	for _, call := range []Calls{InConfigure, InLogin, InCall, InToken, InDevice} {
		seen := map[string]bool{}
		for _, o := range Options {
			if o.In&call != 0 {
				assert.False(t, seen[o.Name], "%s is there twice for one call", o.Name)
				seen[o.Name] = true
			}
		}
	}
}

// The option region takes what the table of regions has, in its order.
func TestRegionsAreTheTable(t *testing.T) {
	t.Parallel()
	i := slices.IndexFunc(Options, func(o Option) bool { return o.Name == "region" })
	for k, name := range Options[i].OneOf {
		assert.Equal(t, regions[k].name, name)
	}
	assert.Len(t, regions, len(Options[i].OneOf))
}
