package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

func parsed(t *testing.T, args ...string) fakeamazon.Faults {
	t.Helper()
	o, err := parseOptions(args)
	require.NoError(t, err)
	return o.faults.build("http://localhost:1/")
}

func TestFaultKinds(t *testing.T) {
	for kind, want := range map[string]fakeamazon.Fault{
		"html":          {ContentType: "text/html", Body: "<!doctype html><title>Sorry</title><p>Type the characters you see."},
		"broken":        {Body: `{"access_token":"Atza|`},
		"empty":         {Status: 200},
		"huge":          {HugeBody: 100 << 20},
		"hang":          {Hang: true},
		"hang-body":     {HangBody: true},
		"reset":         {Reset: true},
		"lost":          {LoseAnswer: true},
		"nocors":        {NoCORS: true},
		"redirect":      {Redirect: "http://localhost:1/", RedirectStatus: 307},
		"302":           {Redirect: "http://localhost:1/", RedirectStatus: 302},
		"308":           {Redirect: "http://localhost:1/", RedirectStatus: 308},
		"500":           {Status: 500},
		"429":           {Status: 429},
		"invalid_token": {Error: "invalid_token", Description: "The server was told to fail"},
		"ServerError":   {Error: "ServerError", Description: "The server was told to fail"},
		"slow_down":     {Error: "slow_down", Description: "The server was told to fail"},
	} {
		t.Run(kind, func(t *testing.T) {
			for _, e := range endpoints {
				alone := parsed(t)
				*e.fault(&alone) = want
				require.Equal(t, alone, parsed(t, "-fault", e.name+"="+kind), e.name)
			}
		})
	}
	for _, kind := range []string{"slow", "slow:1ms"} {
		require.NotNil(t, parsed(t, "-fault", "token="+kind).Token.Delay, kind)
	}
	<-parsed(t, "-fault", "token=slow:1ms").Token.Delay()
}

func TestFaultOptions(t *testing.T) {
	expires := "60"
	got := parsed(t, "-coop", "same-origin", "-coop-on", "consent", "-auto-approve", "3", "-grant-scope", "profile:user_id",
		"-expires-in", "60", "-code-life", "1s", "-no-iss", "-lenient", "-refresh-token", "-authorize-error", "access_denied",
		"-rotate", "-access-life", "1m", "-pair-life", "2m", "-poll-interval", "1s")
	require.Equal(t, fakeamazon.Faults{
		COOP: "same-origin", COOPOn: []string{"consent"}, AutoApprove: fakeamazon.DefaultPeople()[2].UserID, NarrowScope: "profile:user_id",
		ExpiresIn: &expires, CodeLife: 1e9, OmitIssuer: true, Lenient: true, Refresh: true,
		Rotate: true, AccessLife: 60e9, PairLife: 120e9, PollInterval: 1e9,
		AuthorizeError: fakeamazon.AuthorizeError{Error: "access_denied"},
	}, got)
	require.True(t, parsed(t, "-expires-in", "none").OmitExpiresIn)
	require.Equal(t, fakeamazon.Faults{CodeLife: 300e9, AccessLife: 3600e9, PairLife: 600e9, PollInterval: 5e9}, parsed(t), "none by default")
	byID := fakeamazon.DefaultPeople()[0].UserID
	require.Equal(t, byID, parsed(t, "-auto-approve", byID).AutoApprove)
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
