package wordpress

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/lwa"
)

const plugin = "lwa-wasm/"

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}

// sources are the PHP files of the plug-in.
func sources(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	require.NoError(t, filepath.WalkDir("lwa-wasm", func(path string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".php") {
			all[path] = read(t, path)
		}
		return err
	}))
	require.NotEmpty(t, all)
	return all
}

// TestVersion checks that the plug-in has the version of the component in it, wherever it is
// written.
func TestVersion(t *testing.T) {
	main, readme := read(t, plugin+"lwa-wasm.php"), read(t, plugin+"readme.txt")
	assert.Contains(t, main, " * Version:           "+lwa.Version+"\n")
	assert.Contains(t, main, "define( 'LWA_WASM_VERSION', '"+lwa.Version+"' );")
	assert.Contains(t, readme, "\nStable tag: "+lwa.Version+"\n")
	assert.Contains(t, readme, "\n= "+lwa.Version+" =\n")
	for _, pair := range [][2]string{{"Requires at least: 6.1", "Requires at least: "}, {"Requires PHP: 8.1", "Requires PHP: "}} {
		assert.Contains(t, readme, pair[0])
		assert.Regexp(t, regexp.MustCompile(regexp.QuoteMeta(strings.TrimSpace(pair[1]))+` +`+strings.TrimPrefix(pair[0], pair[1])), main)
	}
}

// TestReadmeTxt holds what the plug-in directory wants of a readme.txt.
func TestReadmeTxt(t *testing.T) {
	text := read(t, plugin+"readme.txt")
	for _, section := range []string{"Description", "Installation", "Frequently Asked Questions", "Screenshots", "Changelog", "Upgrade Notice"} {
		assert.Contains(t, text, "\n== "+section+" ==\n")
	}
	short := strings.Split(strings.SplitN(text, "\n\n", 3)[1], "\n")[0]
	assert.LessOrEqual(t, len(short), 150, "the short description")
	tags := regexp.MustCompile(`(?m)^Tags: (.*)$`).FindStringSubmatch(text)
	assert.LessOrEqual(t, strings.Count(tags[1], ",")+1, 5)
}

var (
	shown   = regexp.MustCompile(`\b(?:esc_html__|esc_html_e|esc_attr__|__)\( ('(?:[^'\\]|\\.)*')`)
	domain  = regexp.MustCompile(`\b(?:esc_html__|esc_html_e|esc_attr__|__)\( '(?:[^'\\]|\\.)*', '([^']*)' \)`)
	message = regexp.MustCompile(`(?m)^msgid "((?:[^"\\]|\\.)+)"\nmsgstr "((?:[^"\\]|\\.)*)"$`)
)

// TestTexts checks that the translators' list has each text of the plug-in and no other, and that
// German has them all.
func TestTexts(t *testing.T) {
	want := map[string]bool{}
	for path, text := range sources(t) {
		for _, found := range shown.FindAllStringSubmatch(text, -1) {
			want[strings.NewReplacer(`\'`, `'`, `"`, `\"`).Replace(strings.Trim(found[1], "'"))] = true
		}
		assert.Equal(t, len(shown.FindAllString(text, -1)), len(domain.FindAllString(text, -1)), "%s: each text has its domain", path)
		for _, found := range domain.FindAllStringSubmatch(text, -1) {
			assert.Equal(t, "lwa-wasm", found[1], path)
		}
	}
	require.Greater(t, len(want), 100)
	for _, file := range []string{"lwa-wasm.pot", "lwa-wasm-de_DE.po"} {
		have := map[string]bool{}
		for _, found := range message.FindAllStringSubmatch(read(t, plugin+"languages/"+file), -1) {
			have[found[1]] = true
			if strings.HasSuffix(file, ".po") {
				assert.NotEmpty(t, found[2], "%s: %s", file, found[1])
				assert.Equal(t, strings.Count(found[1], "%s"), strings.Count(found[2], "%s"), found[1])
			}
		}
		assert.Equal(t, want, have, "%s: run make pot", file)
	}
}

// TestGuarded checks that no file of the plug-in does anything when it is asked for by its address.
func TestGuarded(t *testing.T) {
	for path, text := range sources(t) {
		assert.Regexp(t, `(?m)^defined\( '(ABSPATH|WP_UNINSTALL_PLUGIN)' \) \|\| exit;$`, text, path)
	}
}

// TestNoSecretLeaves checks that the plug-in's PHP writes to no log, and compares no secret but in
// constant time.
func TestNoSecretLeaves(t *testing.T) {
	for path, text := range sources(t) {
		assert.NotRegexp(t, `\b(error_log|trigger_error|var_dump|print_r|file_put_contents|curl_init|fsockopen|eval|unserialize)\(`, text, path)
	}
}
