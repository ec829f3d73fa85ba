package lwa

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// split takes an address apart as browsers do, without looking further.
func split(href string) (path, query, fragment string) {
	rest, fragment, _ := strings.Cut(href, "#")
	path, query, _ = strings.Cut(rest, "?")
	return path, query, fragment
}

func FuzzCallbackURL(f *testing.F) {
	for _, raw := range queryVectors {
		f.Add("https://app.example/cb?" + raw)
		f.Add("https://app.example/cb#" + raw)
		f.Add("https://app.example/cb?a=b#" + raw)
	}
	f.Fuzz(func(t *testing.T, href string) {
		checkAnswer(t, href)
	})
}

// checkAnswer holds an address to what a usable answer must be, as net/url sees it.
func checkAnswer(t *testing.T, href string) {
	t.Helper()
	path, query, fragment := split(href)
	a := ParseAnswer(href[len(path):], usual)
	require.Equal(t, a.Err == nil, a.Code != "", "one outcome")
	if a.Err != nil {
		require.Empty(t, a.Scope)
		require.NotContains(t, texts(a.Err), "")
		return
	}
	values, err := url.ParseQuery(query)
	require.NoError(t, err)
	hash, err := url.ParseQuery(fragment)
	require.NoError(t, err)
	require.Equal(t, []string{a.Code}, values["code"])
	require.Equal(t, []string{a.State}, append(values["state"], hash["state"]...))
	require.NotEmpty(t, a.State)
	for _, key := range []string{"access_token", "token", "id_token", "refresh_token", "response"} {
		require.NotContains(t, values, key)
		require.NotContains(t, hash, key)
	}
	require.NotContains(t, hash, "code")
	require.Empty(t, strings.Join(append(values["error"], hash["error"]...), ""))
	for _, iss := range append(values["iss"], hash["iss"]...) {
		require.Equal(t, usual.Issuer, iss)
	}
}
