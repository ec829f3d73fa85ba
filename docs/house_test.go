package docs

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/lwa-wasm/lwa/internal/lwa"
)

// TestReadmeIsShort: people finish reading it.
func TestReadmeIsShort(t *testing.T) {
	assert.LessOrEqual(t, len(source(t, "README.md")), 8000)
}

var target = regexp.MustCompile(`(?m)^([a-z][a-z-]*):(?: |$)`)

// targets are what the Makefile can make.
func targets(t *testing.T) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	for _, m := range target.FindAllStringSubmatch(source(t, "Makefile"), -1) {
		all[m[1]] = true
	}
	return all
}

// TestTargets checks that the documents and the workflow name targets that exist, and that
// CONTRIBUTING.md names them all.
func TestTargets(t *testing.T) {
	all := targets(t)
	for _, page := range pages(t) {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		for _, m := range regexp.MustCompile("`make ([a-z-]+)[^`]*`").FindAllStringSubmatch(string(text), -1) {
			assert.True(t, all[m[1]], "%s: make %s", page, m[1])
		}
	}
	contributing := source(t, "CONTRIBUTING.md")
	for name := range all {
		if name != "all" && name != "web" && name != "modules" && name != "pot" && name != "clean" {
			assert.True(t, strings.Contains(contributing, "`make "+name+"`"), "CONTRIBUTING.md has no row for make %s", name)
		}
	}
	var workflow struct {
		Jobs map[string]struct {
			Strategy struct{ Matrix struct{ Target []string } }
		}
	}
	require.NoError(t, yaml.Unmarshal([]byte(source(t, ".github/workflows/ci.yml")), &workflow))
	require.NotEmpty(t, workflow.Jobs["test"].Strategy.Matrix.Target)
	for _, line := range workflow.Jobs["test"].Strategy.Matrix.Target {
		for name := range strings.FieldsSeq(line) {
			assert.True(t, all[name] || strings.Contains(name, "="), "the workflow makes %s", name)
		}
	}
	for name := range strings.FieldsSeq(regexp.MustCompile(`(?m)^make |TOOLCHAIN=\w+`).ReplaceAllString(strings.TrimPrefix(source(t, ".ci/run"), "#!/bin/sh\nset -eu\n"), "")) {
		assert.True(t, all[name], ".ci/run makes %s", name)
	}
}

// TestTemplates checks that the forms for issues can be read.
func TestTemplates(t *testing.T) {
	files, err := filepath.Glob("../.github/ISSUE_TEMPLATE/*.yml")
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(files), 3)
	for _, name := range files {
		var form struct {
			Name, Description string
			Body              []struct {
				Type, ID   string
				Attributes map[string]any
			}
		}
		require.NoError(t, yaml.Unmarshal([]byte(source(t, strings.TrimPrefix(name, "../"))), &form), name)
		if filepath.Base(name) == "config.yml" {
			continue
		}
		assert.NotEmpty(t, form.Name, name)
		assert.NotEmpty(t, form.Description, name)
		assert.NotEmpty(t, form.Body, name)
		for _, field := range form.Body {
			assert.NotEmpty(t, field.Attributes, name)
		}
	}
}

// TestDecisions checks that each decision has the parts that make it one, and that the list has
// them all.
func TestDecisions(t *testing.T) {
	files, err := filepath.Glob("decisions/[0-9]*.md")
	require.NoError(t, err)
	assert.GreaterOrEqual(t, len(files), 10)
	list := source(t, "docs/decisions/README.md")
	for _, name := range files {
		text := source(t, "docs/"+name)
		for _, part := range []string{"\n## Decision\n", "\n## Why\n", "\n## What speaks against it\n", "\n## Decide again\n"} {
			assert.Contains(t, text, part, name)
		}
		assert.Contains(t, list, "]("+filepath.Base(name)+")")
	}
}

// TestRelease runs the checks of a release on copies of the repository: each fault is named, and a
// right one passes.
func TestRelease(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	dated := "## " + lwa.Version + " – 2026-01-31"
	for name, row := range map[string]struct {
		late   bool // after the commit
		change func(dir string)
		want   string
	}{
		"all is there":          {false, func(string) {}, "agree on " + lwa.Version},
		"no heading":            {false, func(dir string) { replace(t, dir+"/CHANGELOG.md", dated, "## Unreleased") }, "CHANGELOG.md has no heading for " + lwa.Version},
		"another plug-in":       {false, func(dir string) { replace(t, dir+"/wordpress/lwa-wasm/lwa-wasm.php", lwa.Version, "0.0.9") }, "the plug-in is of another version"},
		"no semantic version":   {false, func(dir string) { replace(t, dir+"/internal/lwa/version.go", lwa.Version, "next") }, "is not of semantic versioning"},
		"a file that is edited": {true, func(dir string) { replace(t, dir+"/edited", "a", "b") }, "files are not committed"},
		"a tag that exists":     {true, func(dir string) { git(t, dir, "tag", "v"+lwa.Version) }, "exists already"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for _, file := range []string{"CHANGELOG.md", "wordpress/lwa-wasm/lwa-wasm.php", "internal/lwa/version.go", "scripts/release.sh", "scripts/need.sh", "scripts/fetch.sh"} {
				text := source(t, file)
				if file == "CHANGELOG.md" {
					text = strings.Replace(text, "## Unreleased", dated, 1)
				}
				require.NoError(t, os.MkdirAll(filepath.Dir(dir+"/"+file), 0o755))
				require.NoError(t, os.WriteFile(dir+"/"+file, []byte(text), 0o755))
			}
			require.NoError(t, os.WriteFile(dir+"/edited", []byte("a"), 0o644))
			git(t, dir, "init", "-q")
			if !row.late {
				row.change(dir)
			}
			git(t, dir, "add", "-A")
			git(t, dir, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", "x")
			if row.late {
				row.change(dir)
			}
			out, err := exec.Command(dir + "/scripts/release.sh").CombinedOutput()
			assert.Equal(t, name == "all is there", err == nil, "%s", out)
			assert.Contains(t, string(out), row.want)
		})
	}
}

func replace(t *testing.T, path, old, new string) {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Contains(t, string(text), old)
	require.NoError(t, os.WriteFile(path, []byte(strings.ReplaceAll(string(text), old, new)), 0o755))
}

func git(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
}

// widest is the number of columns that a line of a comment may have; a tab is four.
const widest = 100

// written are the files whose comments are read.
var written = regexp.MustCompile(`(\.(go|ts|mjs|js|sh)|Makefile)$`)

// commentLine is a line that is a comment, and no code within one: that is indented.
var commentLine = regexp.MustCompile(`^\s*(//|#|\*) [^ \t]`)

// TestCommentWidth checks that comments are columns that an eye can follow.
func TestCommentWidth(t *testing.T) {
	for _, name := range ownFiles(t) {
		if !written.MatchString(name) || strings.Contains(name, "testdata/") || strings.HasPrefix(name, "release/") || strings.HasSuffix(name, ".d.ts") {
			continue
		}
		for i, line := range strings.Split(source(t, name), "\n") {
			columns := utf8.RuneCountInString(strings.ReplaceAll(line, "\t", "    "))
			assert.False(t, commentLine.MatchString(line) && columns > widest, "%s:%d: %d columns", name, i+1, columns)
		}
	}
}
