package control

import (
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	exchange = regexp.MustCompile("(?s)```http\n([A-Z]+) (\\S+)\n(.*?)```\n(?:\n```json\n(.*?)```\n)?")
	tableRow = regexp.MustCompile("(?m)^\\| (`[^|]*) \\|")
	mention  = regexp.MustCompile("`(GET|POST|PUT|PATCH|DELETE) (/[^`]*)`")
)

func page(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../docs/control.md")
	require.NoError(t, err)
	return string(text)
}

// TestDocsExchanges sends every request of docs/control.md, in the order of the page, and
// compares the answers.
func TestDocsExchanges(t *testing.T) {
	b := newBench(t)
	sent := 0
	for _, m := range exchange.FindAllStringSubmatch(page(t), -1) {
		method, target, rest, want := m[1], m[2], m[3], m[4]
		if strings.HasSuffix(target, "/journal") {
			require.NoError(t, b.Mend(All))
			b.login()
		}
		if strings.HasSuffix(target, "/devices") {
			b.Reset()
			b.pair()
		}
		if before, found := strings.CutSuffix(target, "ABC123"); found {
			target = before + b.Devices()[0].UserCode
		}
		head, body, _ := strings.Cut(rest, "\n\n")
		var headers []string
		if strings.HasPrefix(head, "Content-Type: ") {
			headers = []string{"Content-Type", strings.TrimPrefix(strings.TrimSpace(head), "Content-Type: ")}
		} else if method != "GET" { // the page leaves out this header if there is no body
			headers = []string{"Content-Type", "application/json"}
		}
		a := b.send(method, target, body, headers...)
		require.Less(t, a.Status, 300, "%s %s: %s", method, target, a.Body)
		sent++
		if want != "" {
			var expected, got any
			require.NoError(t, json.Unmarshal([]byte(want), &expected), want)
			require.NoError(t, json.Unmarshal([]byte(a.Body), &got))
			matches(t, method+" "+target, expected, got)
		}
	}
	require.Greater(t, sent, 10)
}

// matches compares an answer with the one on the page. On the page, "…", times and codes stand
// for any others. "…" in a list stands for the rest of the list.
func matches(t *testing.T, at string, want, got any) {
	t.Helper()
	switch want := want.(type) {
	case map[string]any:
		object, ok := got.(map[string]any)
		require.True(t, ok, at)
		require.Equal(t, slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(object)), at)
		for name, value := range want {
			matches(t, at+" "+name, value, object[name])
		}
	case []any:
		list, ok := got.([]any)
		require.True(t, ok, at)
		if slices.Contains(want, any("…")) {
			for _, item := range want {
				if item != "…" {
					assert.Contains(t, list, item, at)
				}
			}
			return
		}
		if strings.HasSuffix(at, "requests") {
			list = list[len(list)-1:]
		}
		require.Len(t, list, len(want), at)
		for i := range want {
			matches(t, at, want[i], list[i])
		}
	case string:
		text, ok := got.(string)
		require.True(t, ok, at)
		if _, err := time.Parse(time.RFC3339, want); err == nil {
			_, err := time.Parse(time.RFC3339, text)
			require.NoError(t, err, at)
			return
		}
		if start, cut := strings.CutSuffix(want, "…"); cut {
			assert.True(t, strings.HasPrefix(text, start), "%s is %s", at, text)
			return
		}
		if want != "ABC123" {
			assert.Equal(t, want, text, at)
		}
	case float64: // counts and seq depend on the requests before
		if !strings.Contains(at, "counts") && !strings.HasSuffix(at, "seq") {
			assert.Equal(t, want, got, at)
		}
	default:
		assert.Equal(t, want, got, at)
	}
}

// TestDocsPaths checks that the overview has exactly the existing paths and methods.
func TestDocsPaths(t *testing.T) {
	b := newBench(t)
	want := map[string]bool{}
	for path, methods := range b.routes() {
		for method := range methods {
			if path != "" {
				want[method+" "+strings.TrimSuffix(path, "{$}")] = true
			}
		}
	}
	text := page(t)
	told := map[string]bool{}
	_, overview, _ := strings.Cut(text, "## Overview")
	overview, _, _ = strings.Cut(overview, "\n## ")
	for _, m := range mention.FindAllStringSubmatch(overview, -1) {
		told[m[1]+" "+m[2]] = true
	}
	assert.Equal(t, want, told)
	for _, m := range mention.FindAllStringSubmatch(text, -1) {
		assert.True(t, want[m[1]+" "+m[2]] || m[2] == "", "%s %s is mentioned", m[1], m[2])
	}
}

// TestDocsTables checks that the page has each endpoint, each kind of fault and each setting.
func TestDocsTables(t *testing.T) {
	first := map[string]bool{}
	for _, m := range tableRow.FindAllStringSubmatch(page(t), -1) {
		for _, name := range regexp.MustCompile("`\"?(.*?)\"?`").FindAllStringSubmatch(m[1], -1) {
			first[name[1]] = true
		}
	}
	for _, name := range append([]string{Authorize, Page, All}, Endpoints...) {
		assert.True(t, first[name], name)
	}
	for _, k := range Kinds {
		assert.True(t, first[k.Name], k.Name)
	}
	settings, err := json.Marshal(DefaultSettings())
	require.NoError(t, err)
	var members map[string]any
	require.NoError(t, json.Unmarshal(settings, &members))
	for name := range members {
		assert.True(t, first[name], name)
	}
	for _, name := range shown {
		assert.True(t, strings.Contains(page(t), "`"+name+"`"), name)
	}
}
