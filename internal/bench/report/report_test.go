package report

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// sample is a report with made-up numbers.
func sample(t *testing.T) *Report {
	t.Helper()
	text, err := os.ReadFile("testdata/report.json")
	require.NoError(t, err)
	r := &Report{}
	require.NoError(t, json.Unmarshal(text, r))
	return r
}

func TestSummary(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		sample []float64
		want   Stat
	}{
		"none":                {nil, Stat{}},
		"one":                 {[]float64{7}, Stat{7, 7, 7, 1}},
		"two":                 {[]float64{3, 1}, Stat{2, 1.5, 2.5, 2}},
		"an odd number":       {[]float64{5, 1, 3}, Stat{3, 2, 4, 3}},
		"an even number":      {[]float64{4, 1, 3, 2}, Stat{2.5, 1.75, 3.25, 4}},
		"an outlier":          {[]float64{1, 1, 1, 1, 1000}, Stat{1, 1, 1, 5}},
		"rounded":             {[]float64{1.0 / 3}, Stat{0.33, 0.33, 0.33, 1}},
		"negative":            {[]float64{-1, 1}, Stat{0, -0.5, 0.5, 2}},
		"quartiles of values": {[]float64{1, 2, 3, 4, 5}, Stat{3, 2, 4, 5}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before := append([]float64(nil), test.sample...)
			assert.Equal(t, test.want, Summary(test.sample))
			assert.Equal(t, before, test.sample, "the sample stays in its order")
		})
	}
}

func TestBestIsAPeer(t *testing.T) {
	t.Parallel()
	r := &Report{Contestants: []Contestant{{ID: "us", Ours: true}, {ID: "a"}, {ID: "b"}, {ID: "c"}}}
	row := Row{Cells: map[string]Stat{"us": {Median: 1, N: 1}, "a": {Median: 3, N: 1}, "b": {Median: 2, N: 1}, "c": {}}}
	best, id, ok := r.Best(row)
	assert.True(t, ok)
	assert.Equal(t, "b", id)
	assert.Equal(t, 2.0, best.Median)
	_, _, ok = r.Best(Row{})
	assert.False(t, ok)
}

func TestWrite(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		unit  unit
		value float64
		want  string
	}{
		{milliseconds, 0, "0 ms"}, {milliseconds, 0.256, "0.26 ms"}, {milliseconds, 9.994, "9.99 ms"}, {milliseconds, 9.996, "10 ms"},
		{milliseconds, 45.84, "45.8 ms"}, {milliseconds, 99.96, "100 ms"}, {milliseconds, 3778.4, "3778 ms"}, {bytes, 0, "0 B"},
		{bytes, 83, "83 B"}, {bytes, 1056, "1.06 KB"}, {bytes, 671736, "672 KB"}, {bytes, 4194304, "4.19 MB"},
	} {
		assert.Equal(t, test.want, test.unit.write(test.value))
	}
}

func TestSpan(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "45–65.3 ms", milliseconds.span(Stat{Low: 45, High: 65.3}))
	assert.Equal(t, "999 B–1.00 KB", bytes.span(Stat{Low: 999, High: 1000}))
	assert.Empty(t, bytes.span(Stat{Low: 5, High: 5}))
}

func TestVerdict(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		mine, other Stat
		limit       float64
		want        string
	}{
		"better":            {Stat{Median: 1}, Stat{Median: 2}, 1, met},
		"the same":          {Stat{Median: 2}, Stat{Median: 2}, 1, met},
		"at the limit":      {Stat{Median: 2.4}, Stat{Median: 2}, 1.2, met},
		"spreads overlap":   {Stat{Median: 3, Low: 2}, Stat{Median: 2, High: 2.5}, 1, spread},
		"above, with limit": {Stat{Median: 3, Low: 2.9}, Stat{Median: 2, High: 2.5}, 1.2, spread},
		"worse":             {Stat{Median: 3, Low: 2.6}, Stat{Median: 2, High: 2.5}, 1, missed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, verdictOf(test.mine, test.other, test.limit))
		})
	}
}

// TestJudge: one line that is missed spoils the rest, even when another has a larger ratio.
func TestJudge(t *testing.T) {
	t.Parallel()
	r := &Report{
		Contestants: []Contestant{{ID: "us", Ours: true}, {ID: "a", Name: "A"}},
		Rows: []Row{
			{ID: "ready-slow-cold", Cells: map[string]Stat{"us": {Median: 3, Low: 1, N: 1}, "a": {Median: 1, High: 2, N: 1}}},
			{ID: "ready-slow-warm", Cells: map[string]Stat{"us": {Median: 2, Low: 2, N: 1}, "a": {Median: 1, High: 1, N: 1}}},
		},
	}
	verdict, measured := r.judge(target{rows: loads(Ready, "slow"), limit: 1}, r.Contestants[0])
	assert.Equal(t, missed, verdict)
	assert.Equal(t, "0 of 2 lines; at worst ×2.00 of A: fully ready, from the cache, slow network", measured)

	verdict, measured = r.judge(target{rows: loads(Ready, "full"), limit: 1}, r.Contestants[0])
	assert.Equal(t, unknown, verdict)
	assert.Equal(t, "–", measured)
}

func TestTable(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	require.NoError(t, sample(t).Table(&out))
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	assert.Len(t, lines, 1+len(rowKinds))
	assert.Contains(t, out.String(), "heap and wasm after 1,000 logins")
	assert.Regexp(t, `wasm memory after 1 login +1\.26 MB +4\.19 MB +– +– +– +–`, out.String())
	assert.Regexp(t, `fully ready, first visit +\d+ ms \[[^]]+\] ×2\.97 `, out.String())
}

func TestMarkdown(t *testing.T) {
	t.Parallel()
	r := sample(t)
	for _, short := range []bool{true, false} {
		lines := strings.Split(strings.TrimSpace(r.Markdown(short)), "\n")
		columns := len(r.Contestants)
		if short {
			columns = len(r.Released())
		}
		for _, line := range lines {
			assert.Equal(t, columns+2, strings.Count(line, "|"), line)
			assert.Equal(t, !short && strings.Contains(line, "["), strings.Contains(line, "["))
		}
	}
	assert.Less(t, len(r.Markdown(true)), len(r.Markdown(false)))
}

// The second build of lwa.js and the page without a login are not what somebody chooses from.
func TestReleased(t *testing.T) {
	t.Parallel()
	var names []string
	for _, c := range sample(t).Released() {
		names = append(names, c.Name)
	}
	assert.Equal(t, []string{"lwa.js (TinyGo)", "oidc-client-ts", "auth0-spa-js", "msal-browser"}, names)
	best, id, ok := sample(t).Best(Row{Cells: map[string]Stat{"none": {Median: 1, N: 1}, "msal": {Median: 2, N: 1}}})
	assert.True(t, ok && id == "msal" && best.Median == 2, "the page without a login is nobody's rival")
}

func TestWaits(t *testing.T) {
	t.Parallel()
	assert.Contains(t, sample(t).Waits(), "| lwa.js (TinyGo) | 44.4 ms → `provider POST /auth/o2/token`, 9.00 ms → `session` |")
}

func TestTargets(t *testing.T) {
	t.Parallel()
	r := sample(t)
	text := r.Targets()
	assert.Contains(t, text, "| target, for lwa.js (TinyGo) |")
	assert.Contains(t, text, "| wasm memory at most 2 MiB after 1,000 logins | 1.20 MiB | met |")
	assert.Contains(t, text, "What stands in the way:")
	assert.Equal(t, strings.Count(text, "**missed**"), strings.Count(text, "\n- *"), "each that is missed has a reason")

	assert.Regexp(t, `\| a click works .* \| \d of 6 lines; at worst ×`, text)

	r.Contestants = r.Contestants[2:]
	assert.Equal(t, "lwa.js itself was not measured.\n", r.Targets())
}

func TestTargetsWithoutPeers(t *testing.T) {
	t.Parallel()
	r := sample(t)
	r.Contestants = r.Contestants[:1]
	for i := range r.Rows {
		r.Rows[i].Cells = map[string]Stat{"tinygo": r.Rows[i].Cells["tinygo"]}
	}
	assert.Contains(t, r.Targets(), "| – | not measured |")
	assert.NotContains(t, r.Chart(), "NaN")
}

func TestFill(t *testing.T) {
	t.Parallel()
	got, ok := Fill("a\n<!-- x -->\nold\n<!-- /x -->\nb", "x", "$1 new\n")
	assert.True(t, ok)
	assert.Equal(t, "a\n<!-- x -->\n$1 new\n<!-- /x -->\nb", got)
	_, ok = Fill("a", "x", "")
	assert.False(t, ok)
}

// TestChart holds the picture against testdata/chart.svg; UPDATE_DOCS=1 writes that.
func TestChart(t *testing.T) {
	t.Parallel()
	got := sample(t).Chart()
	if os.Getenv("UPDATE_DOCS") == "1" {
		require.NoError(t, os.WriteFile("testdata/chart.svg", []byte(got), 0o644))
	}
	want, err := os.ReadFile("testdata/chart.svg")
	require.NoError(t, err)
	assert.True(t, string(want) == got, "the chart differs from testdata/chart.svg: look at it, then UPDATE_DOCS=1")
	for decoder := xml.NewDecoder(strings.NewReader(got)); ; {
		_, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
	}
	assert.NotContains(t, got, "href", "it needs nothing else")
}

// TestChartOfNothing: a report without rows, or with zeros, is drawn all the same.
func TestChartOfNothing(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]*Report{
		"empty": {},
		"zeros": {Contestants: []Contestant{{ID: "a"}}, Rows: []Row{{ID: BytesLoad, Cells: map[string]Stat{"a": {N: 1}}}}},
	} {
		assert.NotContains(t, r.Chart(), "NaN", name)
		assert.NotContains(t, r.Chart(), "Inf", name)
	}
}

func TestEveryPanelAndTargetIsARow(t *testing.T) {
	t.Parallel()
	ids := RowIDs()
	for _, p := range panels {
		assert.Contains(t, ids, p.row)
		if p.part != "" {
			assert.Contains(t, ids, p.part)
		}
	}
	for _, target := range targets {
		assert.Subset(t, ids, target.rows)
	}
}
