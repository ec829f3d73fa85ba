package docs

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// declaration is an interface, a class, a type or a function of a .d.ts file.
type declaration struct {
	kind, name, doc string
	text            string // of a type or a function: all of it
	extends         string
	members         []member
}

// member is a line of an interface or class.
type member struct{ name, signature, doc string }

var (
	opens      = regexp.MustCompile(`^export (interface|class) (\w+)(?: (?:extends|implements) (.*?))? \{(\})?$`)
	typeBegins = regexp.MustCompile(`^export type (\w+) =`)
	function   = regexp.MustCompile(`^export (?:function|const) (\w+)`)
	memberName = regexp.MustCompile(`^(?:(?:static|readonly|private) )*(\[?[\w"-]+)`)
	listener   = regexp.MustCompile(`^(?:add|remove)EventListener|^private|^static`)
	stars      = regexp.MustCompile(`(?m)^\s*\* ?`)
	linked     = regexp.MustCompile(`\{@link ([\w.]+)\}`)
)

// declarations reads a .d.ts file of web/, line by line. It knows how those files are laid out and
// nothing more, and fails at a line that it does not understand, so that nothing is left out in
// silence.
func declarations(t *testing.T, name string) (all []declaration) {
	t.Helper()
	text, err := os.ReadFile("../web/" + name)
	require.NoError(t, err)
	lines := strings.Split(string(text), "\n")
	doc := ""
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		bare := strings.TrimSpace(line)
		switch {
		case bare == "" || strings.HasPrefix(bare, "//") || strings.HasPrefix(bare, "import "):
		case strings.HasPrefix(bare, "/**"):
			from := i
			for !strings.Contains(lines[i], "*/") {
				i++
			}
			doc = comment(strings.Join(lines[from:i+1], "\n"))
		case strings.HasPrefix(line, "declare global"):
			return all // what the page's window has; told by hand
		case opens.MatchString(line):
			m := opens.FindStringSubmatch(line)
			d := declaration{kind: m[1], name: m[2], extends: m[3], doc: doc}
			doc = ""
			for i++; m[4] == "" && lines[i] != "}"; i++ {
				row := strings.TrimSpace(lines[i])
				if strings.HasPrefix(row, "/**") {
					from := i
					for !strings.Contains(lines[i], "*/") {
						i++
					}
					doc = comment(strings.Join(lines[from:i+1], "\n"))
					continue
				}
				found := memberName.FindStringSubmatch(row)
				require.NotNil(t, found, "%s: %s", name, lines[i])
				if !listener.MatchString(row) {
					d.members = append(d.members, member{found[1], strings.TrimSuffix(row, ";"), doc})
				}
				doc = ""
			}
			all = append(all, d)
		case typeBegins.MatchString(line):
			from := i
			whole := line
			for !strings.HasSuffix(whole, ";") || strings.Count(whole, "{") > strings.Count(whole, "}") {
				i++
				whole = strings.Join(lines[from:i+1], "\n")
			}
			all = append(all, declaration{kind: "type", name: typeBegins.FindStringSubmatch(line)[1], doc: doc, text: whole})
			doc = ""
		case function.MatchString(line):
			all = append(all, declaration{kind: "function", name: function.FindStringSubmatch(line)[1], doc: doc, text: line})
			doc = ""
		default:
			require.Fail(t, "not understood", "%s: %s", name, line)
		}
	}
	return all
}

// comment is the text of a doc comment, on one line.
func comment(text string) string {
	text = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(text), "/**"), "*/")
	return strings.Join(strings.Fields(stars.ReplaceAllString(text, "")), " ")
}

func find(t *testing.T, all []declaration, name string) declaration {
	t.Helper()
	for _, d := range all {
		if d.name == name {
			return d
		}
	}
	require.Fail(t, "no such declaration", name)
	return declaration{}
}

// withLinks turns {@link Name} into a link to types.md.
func withLinks(text string) string {
	return linked.ReplaceAllStringFunc(text, func(whole string) string {
		name := linked.FindStringSubmatch(whole)[1]
		base, _, _ := strings.Cut(name, ".")
		return fmt.Sprintf("[`%s`](types.md#%s)", name, strings.ToLower(base))
	})
}

// typeText is the type in "name?: type".
func typeText(m member) string {
	_, kind, _ := strings.Cut(m.signature, ":")
	return strings.TrimSpace(kind)
}

// detail is the T of CustomEvent<T>, as a table shows it.
func detail(m member) string {
	kind := strings.TrimSuffix(strings.TrimPrefix(typeText(m), "CustomEvent<"), ">")
	if kind == "null" {
		return ""
	}
	return fmt.Sprintf("[`%s`](types.md#%s)", kind, strings.ToLower(kind))
}
