package lwa

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestReadObject(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, body string
		want       Value // of the key "k"
	}{
		{"empty", `{}`, Value{}},
		{"white space", " \t\r\n{ \"k\" : 1 } \n", Value{Number, "1"}},
		{"absent", `{"other":1}`, Value{}},
		{"null", `{"k":null}`, Value{Null, "null"}},
		{"true", `{"k":true}`, Value{Bool, "true"}},
		{"false", `{"k":false}`, Value{Bool, "false"}},
		{"zero", `{"k":0}`, Value{Number, "0"}},
		{"minus zero", `{"k":-0}`, Value{Number, "-0"}},
		{"every part of a number", `{"k":-12.50e+03}`, Value{Number, "-12.50e+03"}},
		{"TE-07 huge exponent", `{"k":1E400}`, Value{Number, "1E400"}},
		{"string", `{"k":"text"}`, Value{String, "text"}},
		{"empty string", `{"k":""}`, Value{String, ""}},
		{"short escapes", `{"k":"a\"\\\/\b\f\n\r\tz"}`, Value{String, "a\"\\/\b\f\n\r\tz"}},
		{"unicode escapes", `{"k":"\u00e9\u20AC\u0000"}`, Value{String, "é€\x00"}},
		{"surrogate pair", `{"k":"\ud83d\ude00\uDBFF\uDFFF"}`, Value{String, "😀\U0010ffff"}},
		{"raw UTF-8", `{"k":"é😀\u007f"}`, Value{String, "é😀\x7f"}},
		{"object", `{"k":{"k":[1,{"k":"\u0041"}]}}`, Value{Other, `{"k":[1,{"k":"\u0041"}]}`}},
		{"array", `{"k":[ ]}`, Value{Other, `[ ]`}},
		{"escaped key", `{"\u006b":1}`, Value{Number, "1"}},
		{"unknown key twice", `{"x":1,"x":2,"X":3,"k":4}`, Value{Number, "4"}},
		{"same key further in", `{"x":{"k":1,"k":2,"K":3},"k":4}`, Value{Number, "4"}},
		{"TE-06 depth 32", `{"k":4,"x":` + strings.Repeat("[", 31) + strings.Repeat("]", 31) + `}`, Value{Number, "4"}},
		{"TE-06 64 KiB", `{"k":4}` + strings.Repeat(" ", maxBody-7), Value{Number, "4"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			require.True(t, json.Valid([]byte(test.body)), "the vector itself is wrong")
			values, ok := ReadObject(test.body, "other", "k")
			require.True(t, ok)
			assert.Equal(t, test.want, values[1])
		})
	}
}

func TestReadObjectRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, body string }{
		{"TE-05 key twice", `{"k":1,"k":1}`},
		{"TE-05 key twice, first null", `{"k":null,"k":1}`},
		{"TE-05 key twice, one escaped", `{"k":1,"\u006B":1}`},
		{"TE-05 other case", `{"K":1}`},
		{"TE-05 other case beside it", `{"k":1,"K":2}`},
		{"TE-06 trailing data", `{"k":1} x`},
		{"TE-06 two objects", `{"k":1}{}`},
		{"TE-06 NUL at the end", "{}\x00"},
		{"TE-06 byte order mark", "\ufeff{}"},
		{"TE-06 raw byte", "{\"x\":\"\xff\"}"},
		{"TE-06 overlong encoding", "{\"x\":\"\xc0\xaf\"}"},
		{"TE-06 encoded surrogate", "{\"x\":\"\xed\xa0\x80\"}"},
		{"TE-06 high surrogate alone", `{"x":"\ud83d"}`},
		{"TE-06 high surrogate before text", `{"x":"\ud83dabcdef"}`},
		{"TE-06 low surrogate alone", `{"x":"\ude00"}`},
		{"TE-06 two low surrogates", `{"x":"\ude00\ude00"}`},
		{"TE-06 high surrogate before a higher unit", `{"x":"\ud83d\ue000"}`},
		{"TE-06 two high surrogates", `{"x":"\ud83d\ud83d"}`},
		{"TE-06 high surrogate before an escape", `{"x":"\ud83d\n"}`},
		{"TE-06 high surrogate before half an escape", `{"x":"\ud83d\u00`},
		{"TE-06 lone surrogate in a key", `{"\ud83d":1}`},
		{"TE-06 depth 33", `{"x":` + strings.Repeat("[", 32) + strings.Repeat("]", 32) + `}`},
		{"TE-06 depth 33 of objects", strings.Repeat(`{"x":`, 33) + "1" + strings.Repeat("}", 33)},
		{"TE-06 depth 100,000", `{"x":` + strings.Repeat("[", 50_000)},
		{"TE-06 over 64 KiB", `{"k":4}` + strings.Repeat(" ", maxBody-6)},
		{"nothing", ""}, {"white space", " "}, {"array", "[]"}, {"string", `"{}"`}, {"number", "1"}, {"null", "null"},
		{"no end", "{"}, {"no key", "{1:2}"}, {"no colon", `{"k" 1}`}, {"no value", `{"k":`}, {"no value but an end", `{"k":}`},
		{"no comma", `{"x":1 "y":2}`}, {"comma at the end", `{"x":1,}`}, {"comma at the start", `{,"x":1}`},
		{"comma at the end of an array", `{"x":[1,]}`}, {"no comma in an array", `{"x":[1 2]}`}, {"array without end", `{"x":[1`},
		{"array with a bad value", `{"x":[+]}`},
		{"single quotes", `{'x':1}`}, {"bare key", `{x:1}`}, {"comment", `{/**/}`},
		{"capital null", `{"x":Null}`}, {"half a word", `{"x":tru}`}, {"undefined", `{"x":undefined}`}, {"NaN", `{"x":NaN}`}, {"false cut", `{"x":fals`},
		{"leading zero", `{"x":01}`}, {"plus", `{"x":+1}`}, {"no integer part", `{"x":.5}`}, {"no fraction", `{"x":1.}`},
		{"no exponent", `{"x":1e}`}, {"no exponent behind a sign", `{"x":1e-}`}, {"minus alone", `{"x":-}`}, {"hexadecimal", `{"x":0x1}`},
		{"line break in a string", "{\"x\":\"a\nb\"}"}, {"last control character in a string", "{\"x\":\"a\x1fb\"}"}, {"string without end", `{"x":"a`}, {"string ending in a backslash", `{"x":"\`},
		{"string further in ending in a backslash", `{"x":{"y":"\`}, {"key further in ending in a backslash", `{"x":{"\`},
		{"string in an array ending in a backslash", `{"x":["\`},
		{"unknown escape", `{"x":"\x41"}`}, {"capital U", `{"x":"\U0041"}`}, {"short unicode escape", `{"x":"\u41"}`},
		{"bad unicode escape", `{"x":"\u00g1"}`}, {"unicode escape cut", `{"x":"\u00`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			values, ok := ReadObject(test.body, "k")
			assert.False(t, ok)
			assert.Nil(t, values)
		})
	}
}

func TestObjectWriter(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "{}", new(ObjectWriter).JSON())
	var w ObjectWriter
	inner := new(ObjectWriter).Text("k", "v").JSON()
	w.Text("t", "a\"\\/\n\x00\x1f\x7f<é😀\u2028\u2029").Int("n", 0).Int("min", math.MinInt64).Int("max", math.MaxInt64)
	w.Bool("yes", true).Bool("no", false).Null("nil").Raw("raw", inner).Text("\"", "")
	assert.Equal(t, `{"t":"a\"\\/\u000A\u0000\u001F`+"\x7f<é😀\u2028\u2029"+`","n":0,"min":-9223372036854775808,`+
		`"max":9223372036854775807,"yes":true,"no":false,"nil":null,"raw":{"k":"v"},"\"":""}`, w.JSON())
	assert.Equal(t, w.JSON(), w.JSON(), "reading does not change it")
}

// FuzzJSON reads what was written, and compares the reader with encoding/json.
func FuzzJSON(f *testing.F) {
	for _, body := range append(jsonVectors, bearer, `{"k":1,"K":2}`, `{"k":"\ud83d\ude00"}`, `{"k":"\ud83d"}`, "{\"k\":\"\xff\"}", `{"k":[{}]}`, `{"k":1e400}`) {
		f.Add(body, "k", "value", int64(-1))
	}
	f.Add("{}", "\u2028", "\"\\\x00", int64(math.MinInt64))
	f.Fuzz(func(t *testing.T, body, key, text string, number int64) {
		compareWithStandard(t, body, "k", "access_token", key)
		if !utf8.ValidString(key) || !utf8.ValidString(text) || len(key)+len(text) > maxBody/12 {
			return
		}
		written := new(ObjectWriter).Text(key, text).Int(key+"#", number).JSON()
		values, ok := ReadObject(written, key, key+"#")
		require.True(t, ok, written)
		require.Equal(t, []Value{{String, text}, {Number, fmt.Sprint(number)}}, values)
		compareWithStandard(t, written, key, key+"#")
	})
}

// compareWithStandard demands that what is accepted is JSON to encoding/json too, with the same
// values.
func compareWithStandard(t *testing.T, body string, keys ...string) {
	t.Helper()
	values, ok := ReadObject(body, keys...)
	if !ok {
		return
	}
	var standard map[string]json.RawMessage
	require.NoError(t, json.Unmarshal([]byte(body), &standard))
	for i, key := range keys {
		raw, there := standard[key]
		switch v := values[i]; v.Kind {
		case Missing:
			require.False(t, there)
		case String:
			var text string
			require.NoError(t, json.Unmarshal(raw, &text))
			require.Equal(t, text, v.Text)
		default:
			require.Equal(t, string(raw), v.Text)
		}
	}
}

// FuzzValidUTF8 compares with unicode/utf8, whose place it takes.
func FuzzValidUTF8(f *testing.F) {
	for _, s := range []string{"", "a", "é", "山", "😀", "\ufffd", "a\ufffdb", "\xff", "a\xc3", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xc0\x80", "\xef\xbf", "\xef\xbf\xbd\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { require.Equal(t, utf8.ValidString(s), validUTF8(s)) })
}
