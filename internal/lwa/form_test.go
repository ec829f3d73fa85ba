package lwa

import (
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDecodeForm(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, raw string
		want      []Parameter
	}{
		{"nothing", "", nil},
		{"RFC 6749 section 4.1.2", "code=SplxlOBeZQQYbYS6WxSbIA&state=xyz", []Parameter{{"code", "SplxlOBeZQQYbYS6WxSbIA"}, {"state", "xyz"}}},
		{"plus is a space", "state=a+b", []Parameter{{"state", "a b"}}},
		{"escaped plus", "state=a%2Bb", []Parameter{{"state", "a+b"}}},
		{"AR-10 escaped key", "%63ode=a&c%6Fde=b&c%6fde=c", []Parameter{{"code", "a"}, {"code", "b"}, {"code", "c"}}},
		{"no equals sign", "code", []Parameter{{"code", ""}}},
		{"empty value", "code=", []Parameter{{"code", ""}}},
		{"empty key", "=x", []Parameter{{"", "x"}}},
		{"equals sign in the value", "a=b=c", []Parameter{{"a", "b=c"}}},
		{"empty pieces", "&a=b&&c=d&", []Parameter{{"a", "b"}, {"c", "d"}}},
		{"RFC 6749 appendix B", "x=+%25%26%2B%C2%A3%E2%82%AC", []Parameter{{"x", " %&+£€"}}},
		{"NUL is for the caller to judge", "state=x%00y", []Parameter{{"state", "x\x00y"}}},
		{"raw UTF-8", "a=é", []Parameter{{"a", "é"}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, ok := DecodeForm(test.raw)
			assert.True(t, ok)
			assert.Equal(t, test.want, got)
		})
	}
	for _, raw := range []string{"code=a%zz&state=c", "code=a;state=b&state=c", "a=%", "a=%4", "a=%4g", "a=%g4", "%=a", "a=%C3", "a=%ff",
		"a=\xff", "\xc3=a", "\xc3=\xa9", "a;b=c", "a=b&c=%C3%28", "a=%ED%A0%80"} {
		t.Run("AR-19 "+raw, func(t *testing.T) {
			t.Parallel()
			got, ok := DecodeForm(raw)
			assert.False(t, ok)
			assert.Empty(t, got, "the good part of a bad text is not used")
		})
	}
}

func TestEncodeForm(t *testing.T) {
	t.Parallel()
	assert.Empty(t, EncodeForm())
	assert.Equal(t, "x=+%25%26%2B%C2%A3%E2%82%AC", EncodeForm(Parameter{"x", " %&+£€"}), "RFC 6749 appendix B")
	assert.Equal(t, "a%3Db=c%26d&e=", EncodeForm(Parameter{"a=b", "c&d"}, Parameter{"e", ""}))
	assert.Equal(t, "access_token=Atza%7CIw*-._%7E", EncodeForm(Parameter{"access_token", "Atza|Iw*-._~"}))
	var every []byte
	for c := range 256 {
		every = append(every, byte(c))
	}
	values, err := url.ParseQuery(EncodeForm(Parameter{string(every), string(every)}))
	require.NoError(t, err)
	assert.Equal(t, url.Values{string(every): {string(every)}}, values)
}

// byKey gathers parameters as net/url does.
func byKey(parameters []Parameter) url.Values {
	values := url.Values{}
	for _, p := range parameters {
		values.Add(p.Key, p.Value)
	}
	return values
}

func allUTF8(values url.Values) bool {
	for key, list := range values {
		for _, text := range append([]string{key}, list...) {
			if !utf8.ValidString(text) {
				return false
			}
		}
	}
	return true
}

// FuzzCallbackQuery compares with net/url, which is as strict about escapes and semicolons but
// takes any bytes.
func FuzzCallbackQuery(f *testing.F) {
	for _, raw := range queryVectors {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		if strings.Count(raw, "&") > 5000 {
			return // net/url has a limit on the number of parameters
		}
		parameters, ok := DecodeForm(raw)
		values, err := url.ParseQuery(raw)
		require.Equal(t, err == nil && allUTF8(values), ok)
		if !ok {
			require.Empty(t, parameters)
			return
		}
		require.Equal(t, values, byKey(parameters))
		again, ok := DecodeForm(EncodeForm(parameters...))
		require.True(t, ok)
		require.Equal(t, parameters, again)
	})
}
