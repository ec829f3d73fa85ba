package bench

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/assets"
	"github.com/lwa-wasm/lwa/internal/bench/report"
	"github.com/lwa-wasm/lwa/internal/chromium"
)

// quick is a run of all contestants that takes seconds. LWA_BUILD names a folder that has the build
// with Go already; the one with TinyGo takes part when make dist has made it.
func quick(t *testing.T) Config {
	t.Helper()
	c := Config{Go: os.Getenv("LWA_BUILD"), Peers: "peers", Rounds: 1, Clicks: 1, Logins: 3, Quality: 5, Log: t.Logf}
	if c.Go == "" {
		c.Go = t.TempDir()
		toolchain, err := assets.NewToolchain("go", "")
		require.NoError(t, err)
		require.NoError(t, assets.Build("../..", c.Go, toolchain))
	}
	dist := filepath.Join("..", "..", "dist")
	if _, err := os.Stat(filepath.Join(dist, "lwa.wasm")); err == nil {
		c.TinyGo = dist
	}
	return c
}

// TestRun measures everything once: each library logs in, and each row has a value of each.
func TestRun(t *testing.T) {
	r, err := Run(quick(t))
	require.NoError(t, err)
	var names []string
	for _, c := range r.Contestants {
		if c.Baseline {
			continue
		}
		names = append(names, c.Name)
		assert.NotEmpty(t, c.Version, c.Name)
		assert.Contains(t, c.Requests[0], "/", c.Name)
	}
	assert.Subset(t, names, []string{"lwa.js (Go)", "oidc-client-ts", "auth0-spa-js", "msal-browser"})
	for _, row := range r.Rows {
		for _, c := range r.Contestants {
			stat, ok := row.Cells[c.ID]
			if c.Baseline {
				traced := row.ID == report.Scripting || row.ID == report.Paint || row.ID == report.Shift
				assert.Equal(t, traced, ok, "%s of the page without a login", row.ID)
				continue
			}
			if row.ID == report.Profile {
				assert.Equal(t, c.Ours || c.ID == "oidc", ok, "%s of %s: who asks for the profile", row.ID, c.Name)
				continue
			}
			if row.ID == report.Wasm1 || row.ID == report.WasmN || row.ID == report.Kept {
				assert.Equal(t, c.Ours, ok, "%s of %s: who has wasm, and a session that was kept", row.ID, c.Name)
				continue
			}
			assert.True(t, ok, "%s of %s", row.ID, c.Name)
			assert.Positive(t, stat.N, "%s of %s", row.ID, c.Name)
			assert.GreaterOrEqual(t, stat.Median, 0.0, "%s of %s", row.ID, c.Name)
		}
	}
	for _, steps := range r.Steps {
		assert.Equal(t, report.TheSession, steps.Steps[len(steps.Steps)-1].Until, steps.Name)
	}
	assert.Len(t, r.Steps, len(names)-2, "the builds of lwa.js, and oidc-client-ts where it asks for the profile")
	assert.NotContains(t, r.Chart(), "NaN")
	assert.Contains(t, r.Browser, "Chromium ")
}

// TestClocks holds what the measurement of logins rests on: the page's clock and ours are the same.
func TestClocks(t *testing.T) {
	s, err := start(Config{})
	require.NoError(t, err)
	defer s.close()
	browser, end, err := chromium.Start(nil)
	require.NoError(t, err)
	defer end()
	tab, err := (&runner{browser: browser, servers: s}).open()
	require.NoError(t, err)
	defer tab.close()
	for range 5 {
		before := time.Now()
		now, err := eval[float64](tab, `performance.timeOrigin + performance.now()`, false)
		after := time.Now()
		require.NoError(t, err)
		o := outcome{Origin: now}
		assert.WithinRange(t, o.at(0), before.Add(-time.Millisecond), after.Add(time.Millisecond))
	}
}

func TestWhatIsMissingIsNamed(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config Config
		says   string
	}{
		"the build with Go":     {Config{Go: t.TempDir()}, `run make build, or leave it out with -go ""`},
		"the build with TinyGo": {Config{TinyGo: t.TempDir()}, `run make dist, or leave it out with -tinygo ""`},
		"the peers":             {Config{Peers: t.TempDir()}, "oidc-client-ts is not installed: run npm ci in "},
	} {
		_, err := start(test.config)
		assert.ErrorContains(t, err, test.says, name)
	}
}

// TestScripting: only main threads of pages count, events within others once.
func TestScripting(t *testing.T) {
	t.Parallel()
	name := func(tid int, name string) traceEvent {
		e := traceEvent{Name: "thread_name", Phase: "M", PID: 1, TID: tid}
		e.Args.Name = name
		return e
	}
	event := func(name string, tid int, start, took float64) traceEvent {
		return traceEvent{Name: name, Phase: "X", PID: 1, TID: tid, Start: start, Took: took}
	}
	assert.Equal(t, 7.0, scripting([]traceEvent{
		event("RunMicrotasks", 1, 3000, 3000), event("EvaluateScript", 1, 1000, 4000), event("FunctionCall", 1, 2000, 500),
		event("FunctionCall", 1, 9000, 2000), event("Layout", 1, 20000, 5000), event("FunctionCall", 2, 1000, 9000),
		name(1, "CrRendererMain"), name(2, "Compositor"),
	}))
}

// TestWaits: a wait begins when all that was asked before is answered.
func TestWaits(t *testing.T) {
	t.Parallel()
	at := func(ms int) time.Time { return time.UnixMilli(int64(ms)) }
	assert.Equal(t, []wait{{"token", 20}, {"tokeninfo", 5}, {"profile", 0}, {report.TheSession, 7}}, waits([]span{
		{at: "authorize", start: at(0), end: at(10)}, {at: "profile", start: at(46), end: at(60)},
		{at: "tokeninfo", start: at(45), end: at(50)}, {at: "token", start: at(30), end: at(40)},
	}, at(10), at(67)))
}
