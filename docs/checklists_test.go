package docs

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/lwa"
)

func source(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile("../" + path)
	require.NoError(t, err)
	return string(text)
}

// kept are the options that the shell keeps to itself: Go reads a size as width and height, and
// never sees the others.
var kept = map[string]bool{"wasmUrl": true, "start": true, "signal": true, "popup": true}

// TestOptionChecklist holds the steps for a new option that no other test holds: ARCHITECTURE.md
// lists them all.
func TestOptionChecklist(t *testing.T) {
	machine, program := source(t, "internal/flow/options.go"), source(t, "web/types/module/accepted.ts")
	for _, o := range lwa.Options {
		if !kept[o.Name] {
			assert.Contains(t, machine, `{Name: "`+o.Name+`"`, "internal/flow/options.go does not read the option %s", o.Name)
		}
		assert.Regexp(t, `\b`+o.Name+`\b`, program, "web/types/module/accepted.ts does not use the option %s", o.Name)
	}
}

// constants are the names of a type's constants in a file, in order.
func constants(t *testing.T, path, kind string) (names []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../"+path, nil, 0)
	require.NoError(t, err)
	for _, decl := range file.Decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok || gen.Tok != token.CONST {
			continue
		}
		current := ""
		for _, spec := range gen.Specs {
			v := spec.(*ast.ValueSpec)
			if named, ok := v.Type.(*ast.Ident); ok {
				current = named.Name
			} else if v.Values != nil {
				current = ""
			}
			if current == kind {
				names = append(names, v.Names[0].Name)
			}
		}
	}
	require.NotEmpty(t, names, "%s has no constants of type %s", path, kind)
	return names
}

// TestErrorChecklist checks that every code has its line in the table.
func TestErrorChecklist(t *testing.T) {
	table := source(t, "internal/lwa/codes.go")
	for _, name := range constants(t, "internal/lwa/errors.go", "Code") {
		assert.Regexp(t, `\{`+name+`,`, table, "internal/lwa/codes.go has no line for %s", name)
	}
}

// TestEventChecklist checks that something sends every event, and that a rule answers it.
func TestEventChecklist(t *testing.T) {
	bridge, machine := "", ""
	for _, dir := range []string{"jsbridge", "internal/flow"} {
		files, err := filepath.Glob("../" + dir + "/*.go")
		require.NoError(t, err)
		for _, name := range files {
			switch text := source(t, strings.TrimPrefix(name, "../")); {
			case strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "/event.go") || strings.HasSuffix(name, "/table.go"):
			case dir == "jsbridge":
				bridge += text
			default:
				machine += text
			}
		}
	}
	table := source(t, "internal/flow/table.go")
	for _, name := range constants(t, "internal/flow/event.go", "EventKind") {
		assert.Regexp(t, `, `+name+`,`, table, "internal/flow/table.go has no rule for %s", name)
		if ast.IsExported(name) {
			assert.Regexp(t, `flow\.`+name+`\b`, bridge, "no file of jsbridge sends %s", name)
		} else {
			assert.Regexp(t, `\b`+name+`\b`, machine, "no file of internal/flow sends %s", name)
		}
	}
}

// TestEffectChecklist checks that the bridge carries out every effect.
func TestEffectChecklist(t *testing.T) {
	bridge := source(t, "jsbridge/effects.go")
	for _, name := range constants(t, "internal/flow/effect.go", "EffectKind") {
		assert.Contains(t, bridge, "case flow."+name+":", "jsbridge/effects.go does not carry out %s", name)
	}
}

var step = regexp.MustCompile("(?m)^\\| \\d\\. .* \\| \\[[^]]*\\]\\(([^)]+)\\) \\| `(Test\\w+)` \\|$")

// TestChecklists checks that every step of a checklist names a file and a test that exist.
func TestChecklists(t *testing.T) {
	out, err := exec.Command("grep", "-rhoE", "^func Test[A-Za-z0-9_]+", "--include=*_test.go", "../docs", "../internal", "../pkce").Output()
	require.NoError(t, err)
	tests := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		tests[strings.TrimSpace(strings.TrimPrefix(line, "func "))] = true
	}
	steps := step.FindAllStringSubmatch(source(t, "ARCHITECTURE.md"), -1)
	require.Len(t, steps, strings.Count(source(t, "ARCHITECTURE.md"), "\n| 1. ")+strings.Count(source(t, "ARCHITECTURE.md"), "\n| 2. ")+
		strings.Count(source(t, "ARCHITECTURE.md"), "\n| 3. ")+strings.Count(source(t, "ARCHITECTURE.md"), "\n| 4. ")+strings.Count(source(t, "ARCHITECTURE.md"), "\n| 5. "))
	for _, s := range steps {
		assert.FileExists(t, "../"+s[1])
		assert.True(t, tests[s[2]], "ARCHITECTURE.md names %s, which is no test", s[2])
	}
}

// TestRoomsDrawing holds the drawing of the rooms against what they import. Only rooms that are
// drawn count; the shell is no Go.
func TestRoomsDrawing(t *testing.T) {
	_, drawing, ok := strings.Cut(source(t, "ARCHITECTURE.md"), "```mermaid\nflowchart")
	require.True(t, ok)
	drawing, _, _ = strings.Cut(drawing, "```")
	rooms := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^    (\w+)\["([\w/]+):`).FindAllStringSubmatch(drawing, -1) {
		rooms[m[1]] = m[2]
	}
	drawn := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^    (\w+) --> (\w+)$`).FindAllStringSubmatch(drawing, -1) {
		if m[1] != "web" {
			drawn[rooms[m[1]]+" → "+rooms[m[2]]] = true
		}
	}
	real := map[string]bool{}
	for _, room := range rooms {
		if room == "web" {
			continue
		}
		for _, path := range imports(t, room) {
			real[room+" → "+path] = true
		}
	}
	assert.Equal(t, real, drawn)
}

var stepFile = regexp.MustCompile(`\]\(([^)#]+\.(?:go|ts))\)`)

// TestWalk checks that the walk through one login names files that exist, and enough of them to be
// one.
func TestWalk(t *testing.T) {
	_, walk, ok := strings.Cut(source(t, "ARCHITECTURE.md"), "## One login, walked through")
	require.True(t, ok)
	walk, _, _ = strings.Cut(walk, "\n## ")
	files := stepFile.FindAllStringSubmatch(walk, -1)
	assert.GreaterOrEqual(t, len(files), 20)
	for _, m := range files {
		assert.FileExists(t, "../"+m[1])
	}
}
