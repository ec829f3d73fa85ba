package docs

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// claims are the pages whose tables say which tests hold what: by the heading of the column, in its
// last place.
var claims = []string{"SECURITY.md", "docs/asvs.md", "docs/fuzzing.md", "docs/security.md"}

// A test is a function of Go, or a file of Node tests by its path.
var namedTest = regexp.MustCompile("`((?:Test|Fuzz)[A-Z0-9]\\w*|[\\w/.-]+\\.test\\.mjs)`")

// TestClaims checks that every test and every row that such a page names exists, and that none of
// its claims goes without.
func TestClaims(t *testing.T) {
	exists := testNames(t)
	for _, row := range rows(t) {
		exists[row[0]] = true
	}
	for _, page := range claims {
		text := source(t, page)
		for _, name := range append(namedTest.FindAllStringSubmatch(text, -1), rowsNamed(text)...) {
			assert.True(t, exists[name[1]], "%s names %s, which does not exist", page, name[1])
		}
		claimed := 0
		for _, cells := range tableRows(text, "tests") {
			held := cells[len(cells)-1]
			assert.True(t, namedTest.MatchString(held) || rowID.MatchString(held) || strings.HasPrefix(held, "–"), "%s: no test for %s", page, cells[0])
			claimed++
		}
		assert.GreaterOrEqual(t, claimed, 15, page)
	}
}

// TestFuzzTargetsAreListed checks that the table of fuzz targets has them all.
func TestFuzzTargetsAreListed(t *testing.T) {
	text := source(t, "docs/fuzzing.md")
	for name := range testNames(t) {
		if strings.HasPrefix(name, "Fuzz") {
			assert.Contains(t, text, "`"+name+"`")
		}
	}
}

func rowsNamed(text string) (all [][]string) {
	for _, id := range rowID.FindAllString(text, -1) {
		all = append(all, []string{id, id})
	}
	return all
}

// tableRows are the rows of the tables whose last column has that heading.
func tableRows(text, last string) (all [][]string) {
	in := false
	for line := range strings.Lines(text) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), " | ")
		switch {
		case !strings.HasPrefix(line, "|"):
			in = false
		case strings.TrimSpace(cells[len(cells)-1]) == last:
			in = true
		case in && !strings.HasPrefix(line, "|---"):
			for i := range cells {
				cells[i] = strings.TrimSpace(cells[i])
			}
			all = append(all, cells)
		}
	}
	return all
}

// testNames are the test functions of this module, and the files of Node tests.
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	for _, path := range ownFiles(t) {
		if strings.HasSuffix(path, ".test.mjs") {
			names[path] = true
		}
		if !strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), "../"+path, nil, 0)
		require.NoError(t, err)
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && isTest(f.Name.Name) {
				names[f.Name.Name] = true
			}
		}
	}
	return names
}

// TestThreatsAreCounted holds the number that two pages say against the table.
func TestThreatsAreCounted(t *testing.T) {
	for _, page := range []string{"README.md", "docs/security.md"} {
		assert.Contains(t, source(t, page), fmt.Sprintf("%d attacks", len(rows(t))), page)
	}
}
