package main

import (
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/control"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

func parsed(t *testing.T, args ...string) options {
	t.Helper()
	o, err := parseOptions(args)
	require.NoError(t, err)
	return o
}

// directed returns the fake Amazon that the flags start.
func directed(t *testing.T, args ...string) *control.Director {
	t.Helper()
	amazon, err := newAmazon(parsed(t, args...), "http://127.0.0.1:2", "http://localhost:1", demoClient("http://localhost:1", "1"), &lines{w: io.Discard})
	require.NoError(t, err)
	return amazon
}

func TestFaultOptions(t *testing.T) {
	amazon := directed(t, "-coop", "same-origin", "-coop-on", "consent", "-auto-approve", "3", "-grant-scope", "profile:user_id",
		"-expires-in", "60", "-code-life", "1s", "-no-iss", "-lenient", "-refresh-token", "-authorize-error", "access_denied",
		"-rotate", "-access-life", "1m", "-pair-life", "2m", "-poll-interval", "1s", "-fault", "token=503", "-fault", "all=slow:1ms")
	want := control.Settings{
		COOP: "same-origin", COOPOn: "consent", AutoApprove: fakeamazon.DefaultPeople()[2].UserID, GrantScope: "profile:user_id",
		ExpiresIn: "60", CodeLife: 1e9, NoIss: true, Lenient: true, RefreshToken: true,
		Rotate: true, AccessLife: 60e9, PairLife: 120e9, PollInterval: 1e9,
	}
	names := func() (all []string) {
		for _, f := range amazon.Faults() {
			all = append(all, f.Endpoint+"="+f.Kind)
		}
		return all
	}
	faults := []string{"token=503", "all=slow:1ms", "authorize=access_denied"}
	require.Equal(t, want, amazon.Settings())
	require.Equal(t, faults, names())

	require.NoError(t, amazon.Mend(control.All))
	require.NoError(t, amazon.Set(func(s *control.Settings) error { *s = control.DefaultSettings(); return nil }))
	amazon.Reset()
	require.Equal(t, want, amazon.Settings(), "what the flags say stays")
	require.Equal(t, faults, names())

	require.Equal(t, control.DefaultSettings(), directed(t).Settings(), "none by default")
	byID := fakeamazon.DefaultPeople()[0].UserID
	require.Equal(t, byID, directed(t, "-auto-approve", byID).Settings().AutoApprove)
}

// TestControlCT05_Default checks that the control interface is on by default, and off with
// -control=false, -public or an origin that is not on loopback.
func TestControlCT05_Default(t *testing.T) {
	for _, c := range []struct {
		want bool
		args []string
	}{
		{true, nil}, {true, []string{"-control"}}, {false, []string{"-control=false"}}, {false, []string{"-public"}}, {false, []string{"-public", "-control=false"}},
		{true, []string{"-url", "http://localhost:3000"}}, {true, []string{"-amazon-url", "http://[::1]:3000"}},
		{false, []string{"-url", "https://demo.example"}}, {false, []string{"-amazon-url", "https://amazon.example"}},
	} {
		require.Equal(t, c.want, parsed(t, c.args...).control, c.args)
	}
}

func TestAddresses(t *testing.T) {
	for _, addr := range []string{"localhost:0", "127.0.0.1:8080", "127.9.9.9:1", "[::1]:8080", "LOCALHOST:8080", "app.localhost:80"} {
		_, err := parseOptions([]string{"-addr", addr})
		require.NoError(t, err, addr)
	}
	for _, addr := range []string{"localhost.evil.example:80", "127.0.0.1.evil.example:80", "notlocalhost:80", "[::]:80"} {
		_, err := parseOptions([]string{"-addr", addr})
		require.ErrorContains(t, err, "-public", addr)
	}
}

func TestDemoClientCanBeRegistered(t *testing.T) {
	for _, origin := range []string{"http://localhost:8080", "http://localhost", "http://[::1]:8080", "https://demo.example", "http://127.0.0.1:8080"} {
		c := demoClient(origin, "8080")
		require.Equal(t, origin+callbackPath, c.RedirectURIs[0])
		_, err := fakeamazon.New(fakeamazon.Config{Clients: []fakeamazon.Client{c}})
		require.NoError(t, err)
	}
	require.Len(t, demoClient("http://localhost:8080", "8080").Origins, 2)
	require.Len(t, demoClient("https://demo.example", "8080").Origins, 3)
}
