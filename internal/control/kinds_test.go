package control

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

func TestKinds(t *testing.T) {
	for text, want := range map[string]fakeamazon.Fault{
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
		got, err := kind(text, "http://localhost:1/")
		require.NoError(t, err)
		require.Equal(t, want, got, text)
	}
	for _, text := range []string{"slow", "slow:1ms"} {
		got, err := kind(text, "")
		require.NoError(t, err)
		require.NotNil(t, got.Delay, text)
	}
	soon, err := kind("slow:1ms", "")
	require.NoError(t, err)
	<-soon.Delay()
	for _, text := range []string{"", "200", "399", "600", "slow:", "slow:-1s", "Hang", "consent"} {
		_, err := kind(text, "")
		require.Error(t, err, text)
	}
	for _, text := range append(AuthorizeErrors, ErrorKinds...) {
		require.NoError(t, Fault{Endpoint: Authorize, Kind: text}.Check(), text)
	}
}
