package docs

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestDocsThreats holds docs/threats.md against the tests that exist: a row without one fails.
func TestDocsThreats(t *testing.T) {
	tests := rowTests(t)
	var b strings.Builder
	b.WriteString("# Threats, and the tests that answer them\n\n" +
		"Made by `make docs` from threats.tsv and the names of the tests; a row that no test names fails the build.\n" +
		"The letters: AR authorization response, PK PKCE, PO popup channel, RD redirect, ST storage, TE token endpoint and network, PR profile and tokeninfo, DV login by code, LD loading, AM the drop-in for Amazon's SDK, AS the fake Amazon as an authorization server, CT its control interface.\n\n" +
		"| row | attack or fault | must come of it | tests |\n|---|---|---|---|\n")
	for _, row := range rows(t) {
		names := tests[row[0]]
		cell := strings.Join(names, "<br>")
		assert.NotEmpty(t, names, "no test is named after row %s: %s", row[0], row[1])
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", row[0], escape(row[1]), escape(row[2]), cell)
	}
	compare(t, "threats.md", b.String())
}

func rows(t *testing.T) (out [][]string) {
	t.Helper()
	text, err := os.ReadFile("threats.tsv")
	require.NoError(t, err)
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(strings.TrimSpace(line), "\t")
		require.Len(t, cells, 3, line)
		out = append(out, cells)
	}
	return out
}

func escape(cell string) string { return strings.ReplaceAll(cell, "|", `\|`) }

// letters begin the name of a row.
const letters = `(?:AR|PK|PO|RD|ST|TE|PR|DV|LD|AM|AS|CT)`

var (
	inName = regexp.MustCompile(`[_A-Za-z](` + letters + `\d\d)`)
	inText = regexp.MustCompile(`^(?:` + letters + `-\d\d[ ,:/]*(?:and )?)+`)
	rowID  = regexp.MustCompile(letters + `-\d\d`)
)

// rowTests finds the tests of the module that name a row: in the function's name (TestPO12_…), or
// at the head of a string in it, which is how subtests are named ("AR-08 code and error").
func rowTests(t *testing.T) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	for _, path := range ownFiles(t) {
		room := filepath.ToSlash(filepath.Dir(path))
		if strings.HasSuffix(path, ".test.mjs") {
			nodeTests(source(t, path), path, room, found)
		}
		if !strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), "../"+path, nil, 0)
		require.NoError(t, err)
		tables := rowTables(file)
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && isTest(f.Name.Name) {
				for _, row := range rowsOf(f, tables) {
					found[row] = append(found[row], room+" "+f.Name.Name)
				}
			}
		}
	}
	for row := range found {
		slices.Sort(found[row])
		found[row] = slices.Compact(found[row])
	}
	return found
}

var (
	nodeTest = regexp.MustCompile("^\\s*test\\([\"`](.*?)[\"`], ")
	inserted = regexp.MustCompile(`\$\{[^}]*\}`)
	nodeText = regexp.MustCompile("[\"`](" + letters + "-\\d\\d[^\"`]*)")
)

// nodeTests finds the rows that a file of Node tests names: at the head of a test's title, or of a
// string in it, which is how its rows are named. What such a file has before its first test belongs
// to none.
func nodeTests(text, path, room string, found map[string][]string) {
	title := ""
	for line := range strings.Lines(text) {
		if m := nodeTest.FindStringSubmatch(line); m != nil {
			title = room + " " + strings.TrimSuffix(filepath.Base(path), ".test.mjs") + ": " + inserted.ReplaceAllString(m[1], "…")
		}
		for _, m := range nodeText.FindAllStringSubmatch(line, -1) {
			for _, row := range rowID.FindAllString(inText.FindString(m[1]), -1) {
				if title != "" {
					found[row] = append(found[row], title)
				}
			}
		}
	}
}

// isTest tells the functions that go test runs.
func isTest(name string) bool {
	return strings.HasPrefix(name, "Test") || strings.HasPrefix(name, "Fuzz")
}

// rowTables are the file's variables that tests walk through, with the rows they name.
func rowTables(file *ast.File) map[string][]string {
	tables := map[string][]string{}
	for _, decl := range file.Decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range gen.Specs {
			if v, ok := spec.(*ast.ValueSpec); ok {
				tables[v.Names[0].Name] = rowsIn(v, nil)
			}
		}
	}
	return tables
}

func rowsOf(f *ast.FuncDecl, tables map[string][]string) (out []string) {
	for _, match := range inName.FindAllStringSubmatch(f.Name.Name, -1) {
		out = append(out, match[1][:2]+"-"+match[1][2:])
	}
	return append(out, rowsIn(f.Body, tables)...)
}

// rowsIn are the rows named by the strings in a piece of code, and by the tables it uses.
func rowsIn(code ast.Node, tables map[string][]string) (out []string) {
	ast.Inspect(code, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			out = append(out, tables[n.Name]...)
		case *ast.BasicLit:
			if n.Kind == token.STRING {
				text, _ := strconv.Unquote(n.Value)
				out = append(out, rowID.FindAllString(inText.FindString(text), -1)...)
			}
		}
		return true
	})
	return out
}

// compare holds a generated document against the file, or writes it when UPDATE_DOCS=1.
func compare(t *testing.T, path, want string) {
	t.Helper()
	if os.Getenv("UPDATE_DOCS") == "1" {
		require.NoError(t, os.WriteFile(path, []byte(want), 0o644))
		return
	}
	got, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.True(t, want == string(got), "%s is out of date: run make docs", path)
}
