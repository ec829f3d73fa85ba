package lwa

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// failure is one answer of the API host that must not be taken for success.
type failure struct {
	name        string
	status      int
	contentType string
	body        string
	want        Code
	description string
}

// commonFailures are the same for every JSON answer.
var commonFailures = []failure{
	{"TE-01 error in a 200", 200, jsonType, `{"error":"invalid_request","error_description":"no"}`, CodeInvalidRequest, "no"},
	{"TE-01 error that is no string", 200, jsonType, `{"error":true}`, CodeInvalidResponse, ""},
	{"TE-01 empty error", 400, jsonType, `{"error":""}`, CodeInvalidResponse, ""},
	{"TE-01 description that is no string", 400, jsonType, `{"error":"invalid_token","error_description":{"a":1}}`, CodeInvalidToken, ""},
	{"TE-01 error null and status 400", 400, jsonType, `{"error":null}`, CodeInvalidResponse, ""},
	{"TE-04 HTML", 200, "text/html", "<html>", CodeResponseIsNotJSON, ""},
	{"TE-04 HTML that says it is JSON", 200, jsonType, "<html>SECRET</html>", CodeResponseIsNotJSON, ""},
	{"TE-04 JSON that says it is HTML", 200, "text/html; charset=utf-8", "{}", CodeResponseIsNotJSON, ""},
	{"TE-04 no content type", 200, "", "{}", CodeResponseIsNotJSON, ""},
	{"TE-04 content type that begins alike", 200, "application/jsonp", "{}", CodeResponseIsNotJSON, ""},
	{"TE-04 content type that is a suffix alone", 200, "+json", "{}", CodeResponseIsNotJSON, ""},
	{"TE-04 empty body", 200, jsonType, "", CodeResponseIsNotJSON, ""},
	{"TE-04 captive portal", 511, "text/html", "<html>", CodeServerError, ""},
	{"TE-04 404 page", 404, "text/html", "<html>", CodeResponseIsNotJSON, ""},
	{"TE-06 array", 200, jsonType, "[1]", CodeResponseIsNotJSON, ""},
	{"TE-06 byte order mark", 200, jsonType, "\ufeff{}", CodeInvalidResponse, ""},
	{"TE-06 trailing data", 200, jsonType, "{} x", CodeInvalidResponse, ""},
	{"TE-06 invalid UTF-8", 200, jsonType, "{\"x\":\"\xff\"}", CodeInvalidResponse, ""},
	{"TE-06 depth 100,000", 200, jsonType, `{"x":` + strings.Repeat("[", 60_000), CodeInvalidResponse, ""},
	{"TE-06 over 64 KiB", 200, jsonType, `{"x":"` + strings.Repeat("x", 64<<10) + `"}`, CodeInvalidResponse, ""},
	{"TE-05 error twice", 400, jsonType, `{"error":"invalid_grant","error":"server_error"}`, CodeInvalidResponse, ""},
	{"TE-05 error in capitals", 400, jsonType, `{"ERROR":"invalid_grant"}`, CodeInvalidResponse, ""},
	{"TE-12 500", 500, jsonType, `{"error":"ServerError","error_description":"try later"}`, CodeServerError, "try later"},
	{"TE-12 503 in HTML", 503, "text/html", "<html>SECRET</html>", CodeServerError, ""},
	{"TE-12 429", 429, jsonType, `{"error":"slow_down"}`, CodeServerError, ""},
	{"TE-12 servererror with status 400", 400, jsonType, `{"error":"servererror"}`, CodeServerError, ""},
	{"PR-05 invalid_token", 400, jsonType, `{"error":"invalid_token","request_id":"r"}`, CodeInvalidToken, ""},
	{"PR-06 insufficient_scope", 403, jsonType, `{"error":"insufficient_scope"}`, CodeInsufficientScope, ""},
	{"error that nobody knows", 400, jsonType, `{"error":"odd","error_description":"why"}`, CodeServerError, "odd: why"},
	{"status without an error", 401, jsonType, `{}`, CodeInvalidResponse, ""},
}

// runFailures gives every answer to parse, whose result is a success value or its zero and an
// error.
func runFailures[T any](t *testing.T, failures []failure, parse func(status int, contentType, body string) (T, *Error)) {
	t.Helper()
	for _, test := range failures {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := parse(test.status, test.contentType, test.body)
			require.NotNil(t, err)
			assert.Nil(t, got)
			assert.Equal(t, test.want, err.Code, err.Message)
			assert.Equal(t, test.status, err.Status)
			assert.Equal(t, test.description, err.Description)
			assert.NotContains(t, strings.Join(append(texts(err), err.Description), " "), "SECRET", "TE-22")
		})
	}
}

func TestTokenRows(t *testing.T) {
	t.Parallel()
	runFailures(t, commonFailures, ParseToken)
	for i, body := range jsonVectors {
		want := CodeInvalidResponse
		switch {
		case strings.HasPrefix(body, "["):
			want = CodeResponseIsNotJSON
		case strings.Contains(body, "invalid_grant"):
			want = CodeInvalidGrant
		}
		runFailures(t, []failure{{"TE-05 vector " + string(rune('a'+i)), 200, jsonType, body, want, ""}}, ParseToken)
	}
	ok := func(member string) string { return `{"access_token":"SECRET","token_type":"bearer",` + member + `}` }
	rows := map[string][]string{
		"TE-02": {`{"token_type":"bearer"}`, `{"access_token":"","token_type":"bearer"}`, `{"access_token":1,"token_type":"bearer"}`,
			`{"access_token":{},"token_type":"bearer"}`, `{"access_token":["SECRET"],"token_type":"bearer"}`, `{"access_token":true,"token_type":"bearer"}`},
		"TE-03": {`{"access_token":"SECRET"}`, `{"access_token":"SECRET","token_type":"mac"}`, `{"access_token":"SECRET","token_type":"DPoP"}`,
			`{"access_token":"SECRET","token_type":null}`, `{"access_token":"SECRET","token_type":"bearer "}`, `{"access_token":"SECRET","token_type":["bearer"]}`},
		"TE-05": {ok(`"expires_in":1,"expires_in":2`), ok(`"scope":"a","Scope":"b"`), ok(`"Refresh_Token":"b"`)},
		"TE-07": {ok(`"expires_in":-1`), ok(`"expires_in":1.5`), ok(`"expires_in":1e400`), ok(`"expires_in":"abc"`), ok(`"expires_in":""`), ok(`"expires_in":"-1"`),
			ok(`"expires_in":"3600 "`), ok(`"expires_in":"0x10"`), ok(`"expires_in":true`), ok(`"expires_in":{}`), ok(`"expires_in":1e3`), ok(`"expires_in":"+1"`), ok(`"expires_in":"-"`)},
		"TE-08": {`{"access_token":"SECRET\r\nX: y","token_type":"bearer"}`, `{"access_token":"SECRET\u00e9","token_type":"bearer"}`, `{"access_token":"\u0000SECRET","token_type":"bearer"}`,
			`{"access_token":"SECRET\u007f","token_type":"bearer"}`, `{"access_token":"` + strings.Repeat("x", 2049) + `","token_type":"bearer"}`,
			ok(`"refresh_token":"SECRET\n"`), ok(`"refresh_token":"` + strings.Repeat("x", 2049) + `"`), ok(`"refresh_token":5`), ok(`"refresh_token":{}`)},
		"TE-19": {ok(`"scope":"a  b"`), ok(`"scope":" a"`), ok(`"scope":"a "`), ok(`"scope":"a\"b"`), ok(`"scope":"a\\b"`), ok(`"scope":["a"]`), ok(`"scope":"\u00e9"`), ok(`"scope":"` + strings.Repeat("x", 2049) + `"`)},
	}
	for row, bodies := range rows {
		for _, body := range bodies {
			runFailures(t, []failure{{row + " " + body[:min(len(body), 90)], 200, jsonType, body, CodeInvalidResponse, ""}}, ParseToken)
		}
	}
	runFailures(t, []failure{
		{"TE-13 invalid_grant", 400, jsonType, `{"error":"invalid_grant","error_description":"invalid grant parameter : code"}`, CodeInvalidGrant, "invalid grant parameter : code"},
		{"TE-01 token beside a 400", 400, jsonType, ok(`"expires_in":1`), CodeInvalidResponse, ""},
		{"TE-01 token beside a 204", 204, jsonType, ok(`"expires_in":1`), CodeInvalidResponse, ""},
	}, ParseToken)
}

func TestParseToken(t *testing.T) {
	t.Parallel()
	with := func(members string) string { return `{"access_token":"Atza|x","token_type":"bearer"` + members + `}` }
	tests := []struct {
		name, contentType, body string
		want                    Token
	}{
		{"RFC 6749 section 4.1.4 with Bearer", jsonType, bearer, Token{"2YotnFZFEjr1zCsicMWpAA", "tGzv3JOkF0XG5Qx2TlKWIA", "", 3600}},
		{"content type with parameters", "application/json;charset=UTF-8", with(""), Token{"Atza|x", "", "", -1}},
		{"content type in capitals, with a space", "Application/JSON \t; charset=utf-8", with(""), Token{"Atza|x", "", "", -1}},
		{"content type with a suffix", "application/vnd.amazon+json", with(""), Token{"Atza|x", "", "", -1}},
		{"TE-03 BEARER", jsonType, `{"access_token":"Atza|x","token_type":"BEARER"}`, Token{"Atza|x", "", "", -1}},
		{"TE-06 white space around", jsonType, " \r\n" + with("") + "\n", Token{"Atza|x", "", "", -1}},
		{"TE-07 number", jsonType, with(`,"expires_in":3600`), Token{"Atza|x", "", "", 3600}},
		{"TE-07 string", jsonType, with(`,"expires_in":"3600"`), Token{"Atza|x", "", "", 3600}},
		{"TE-07 zero", jsonType, with(`,"expires_in":0`), Token{"Atza|x", "", "", 0}},
		{"TE-07 one day", jsonType, with(`,"expires_in":86400`), Token{"Atza|x", "", "", 86400}},
		{"TE-07 over a day", jsonType, with(`,"expires_in":86401`), Token{"Atza|x", "", "", MaxLife}},
		{"TE-07 10^18", jsonType, with(`,"expires_in":1000000000000000000`), Token{"Atza|x", "", "", MaxLife}},
		{"TE-07 beyond 64 bits", jsonType, with(`,"expires_in":"` + strings.Repeat("9", 400) + `"`), Token{"Atza|x", "", "", MaxLife}},
		{"TE-08 longest token", jsonType, `{"access_token":"` + strings.Repeat("x", 2048) + `","token_type":"bearer"}`, Token{strings.Repeat("x", 2048), "", "", -1}},
		{"TE-19 narrower scope", jsonType, with(`,"scope":"profile:user_id postal_code"`), Token{"Atza|x", "", "profile:user_id postal_code", -1}},
		{"TE-19 empty scope", jsonType, with(`,"scope":""`), Token{"Atza|x", "", "", -1}},
		{"null members count as absent", jsonType, with(`,"error":null,"refresh_token":null,"scope":null,"expires_in":null`), Token{"Atza|x", "", "", -1}},
		{"unknown members", jsonType, with(`,"x":{"access_token":"y"},"x":[null]`), Token{"Atza|x", "", "", -1}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := ParseToken(200, test.contentType, test.body)
			require.Nil(t, err)
			assert.Equal(t, &test.want, got)
		})
	}
}

func TestTE14_TokenRequest(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "grant_type=authorization_code&code=SplxlOBeZQQYbYS6WxSbIA&redirect_uri=https%3A%2F%2Fclient.example.com%2Fcb"+
		"&client_id=amzn1.application-oa2-client.1&code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
		TokenRequest("amzn1.application-oa2-client.1", "SplxlOBeZQQYbYS6WxSbIA", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "https://client.example.com/cb"))
}

// tokenText is what a token must be, written another way than in the parser.
var tokenText = regexp.MustCompile(`^[\x20-\x7e]+$`)

func isToken(s string) bool { return len(s) <= 2048 && tokenText.MatchString(s) }

func FuzzTokenJSON(f *testing.F) {
	for _, body := range append(jsonVectors, bearer, `{"access_token":"a","token_type":"bearer","expires_in":1e400}`) {
		f.Add(200, jsonType, body)
		f.Add(500, "text/html", body)
	}
	f.Fuzz(func(t *testing.T, status int, contentType, body string) {
		got, failed := ParseToken(status, contentType, body)
		if failed != nil {
			require.Nil(t, got)
			require.Equal(t, status, failed.Status)
			return
		}
		require.Equal(t, 200, status)
		require.LessOrEqual(t, len(body), maxBody)
		require.True(t, isToken(got.AccessToken))
		require.True(t, got.RefreshToken == "" || isToken(got.RefreshToken))
		require.True(t, got.ExpiresIn >= -1 && got.ExpiresIn <= MaxLife)
		members := decodeStandard(t, body)
		require.Equal(t, got.AccessToken, members["access_token"])
		require.True(t, strings.EqualFold("bearer", members["token_type"].(string)))
		require.Nil(t, members["error"], "an error is never a success")
		require.Equal(t, got.ExpiresIn == -1, members["expires_in"] == nil)
		assertNoOtherCase(t, body, "access_token", "token_type", "refresh_token", "scope", "expires_in", "error", "error_description")
	})
}

// decodeStandard reads a body with encoding/json, which must take whatever this package takes.
func decodeStandard(t *testing.T, body string) map[string]any {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(body))
	decoder.UseNumber()
	var members map[string]any
	require.NoError(t, decoder.Decode(&members))
	return members
}

// assertNoOtherCase walks the top level with encoding/json and demands that each key is there once
// at most, letter case aside.
func assertNoOtherCase(t *testing.T, body string, keys ...string) {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(body))
	_, err := decoder.Token()
	require.NoError(t, err)
	count := map[string]int{}
	for decoder.More() {
		key, err := decoder.Token()
		require.NoError(t, err)
		count[asciiLower(key.(string))]++
		var skipped json.RawMessage
		require.NoError(t, decoder.Decode(&skipped))
	}
	for _, key := range keys {
		require.LessOrEqual(t, count[key], 1, key)
	}
}

func asciiLower(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}
