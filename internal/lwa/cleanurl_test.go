package lwa

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCleanURL(t *testing.T) {
	t.Parallel()
	const page = "https://app.example/lwa-callback.html"
	tests := []struct{ name, href, want string }{
		{"nothing to do", page, page},
		{"AR-18 answer", page + "?code=x&state=y", page},
		{"AR-18 answer and empty fragment", page + "?code=x&state=y#", page + "#"},
		{"AR-18 error", page + "?error=access_denied&error_description=a+b&error_uri=c&state=y&iss=z", page},
		{"AR-17 fragment", page + "#code=x&state=y", page},
		{"AR-17 both", page + "?code=x#state=y&a=b", page + "#a=b"},
		{"AR-15 implicit answer", page + "#access_token=t&token_type=bearer&expires_in=3600&scope=profile&state=y&id_token=i&refresh_token=r&token=q", page},
		{"AR-16 response", page + "?response=x&session_state=y", page},
		{"AR-10 repeated and escaped", page + "?%63ode=x&a=1&code=z&c%6Fde", page + "?a=1"},
		{"AR-19 broken value", page + "?code=a%zz&b=%zz", page + "?b=%zz"},
		{"AR-19 broken key stays", page + "?co%de=1", page + "?co%de=1"},
		{"RD-09 own query and fragment", page + "?a=%20+&&b&c=?#/route?code=1&d", page + "?a=%20+&&b&c=?#/route?code=1&d"},
		{"RD-09 own between", page + "?a=1&code=x&b=2&state=y#/home", page + "?a=1&b=2#/home"},
		{"RD-09 empty query", page + "?", page + "?"},
		{"RD-09 anchor that is called like a parameter", page + "?code=x#scope", page + "#scope"},
		{"RD-09 other case", page + "?Code=x", page + "?Code=x"},
		{"RD-09 question mark in the fragment", page + "#?code=x", page + "#?code=x"},
		{"empty pieces stay", page + "?&code=x&", page + "?&"},
		{"empty", "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := CleanURL(test.href)
			assert.Equal(t, test.want, got)
			assert.Equal(t, got, CleanURL(got))
		})
	}
}

var responseKeys = []string{"code", "state", "error", "error_description", "error_uri", "iss", "scope", "session_state",
	"access_token", "refresh_token", "token", "token_type", "expires_in", "id_token", "response"}

// foreign returns the pieces of part that are no parameter of a response, each judged by net/url.
func foreign(part string, valuesOnly bool) []string {
	return slices.DeleteFunc(strings.Split(part, "&"), func(piece string) bool {
		key, _, hasValue := strings.Cut(piece, "=")
		name, err := url.QueryUnescape(key)
		return err == nil && (hasValue || !valuesOnly) && slices.Contains(responseKeys, name)
	})
}

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
		cleaned := CleanURL(href)
		require.Equal(t, cleaned, CleanURL(cleaned))
		path, query, fragment := split(href)
		cleanPath, cleanQuery, cleanFragment := split(cleaned)
		require.Equal(t, path, cleanPath)
		require.Equal(t, strings.Join(foreign(query, false), "&"), cleanQuery)
		require.Equal(t, strings.Join(foreign(fragment, true), "&"), cleanFragment)
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
		require.NotEmpty(t, a.Err.Message)
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
