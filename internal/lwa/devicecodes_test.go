package lwa

import (
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// pairWith is an answer of the code pair endpoint with members replaced: `"name":value` each, or
// `"name":` for none.
func pairWith(members ...string) string {
	all := []string{`"device_code":"SECRET"`, `"user_code":"A1B2C3"`, `"verification_uri":"https://amazon.com/us/code"`, `"expires_in":600`, `"interval":30`}
	for _, m := range members {
		name, _, _ := strings.Cut(m, ":")
		kept := all[:0:0]
		for _, old := range all {
			if !strings.HasPrefix(old, name+":") {
				kept = append(kept, old)
			}
		}
		if !strings.HasSuffix(m, `":`) {
			kept = append(kept, m)
		}
		all = kept
	}
	return "{" + strings.Join(all, ",") + "}"
}

func parsePair(status int, contentType, body string) (*DeviceCodes, *Error) {
	return ParseDeviceCodes(status, contentType, body, false)
}

func TestParseDeviceCodes(t *testing.T) {
	t.Parallel()
	const amazon = "https://amazon.com/us/code"
	tests := []struct {
		name, body string
		want       DeviceCodes
	}{
		{"as Amazon documents it", pairWith(), DeviceCodes{"SECRET", "A1B2C3", amazon, amazon + "?cbl-code=A1B2C3", 600, 30}},
		{"RFC 8628 section 3.2", `{"device_code":"GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS","user_code":"WDJB-MJHT","verification_uri":"https://example.com/device",
			"verification_uri_complete":"https://example.com/device?user_code=WDJB-MJHT","expires_in":1800,"interval":5}`,
			DeviceCodes{"GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS", "WDJB-MJHT", "https://example.com/device", "https://example.com/device?user_code=WDJB-MJHT", 1800, 5}},
		{"DV-01 no interval", pairWith(`"interval":`), DeviceCodes{"SECRET", "A1B2C3", amazon, amazon + "?cbl-code=A1B2C3", 600, 5}},
		{"DV-01 interval null", pairWith(`"interval":null`), DeviceCodes{"SECRET", "A1B2C3", amazon, amazon + "?cbl-code=A1B2C3", 600, 5}},
		{"DV-07 interval as text", pairWith(`"interval":"5"`), DeviceCodes{"SECRET", "A1B2C3", amazon, amazon + "?cbl-code=A1B2C3", 600, 5}},
		{"DV-07 interval 0", pairWith(`"interval":0`), DeviceCodes{"SECRET", "A1B2C3", amazon, amazon + "?cbl-code=A1B2C3", 600, 1}},
		{"DV-07 interval of 30 years", pairWith(`"interval":1000000000`), DeviceCodes{"SECRET", "A1B2C3", amazon, amazon + "?cbl-code=A1B2C3", 600, 3600}},
		{"DV-07 life of an hour", pairWith(`"expires_in":3600`), DeviceCodes{"SECRET", "A1B2C3", amazon, amazon + "?cbl-code=A1B2C3", 3600, 30}},
		{"DV-07 life of 30 years", pairWith(`"expires_in":1000000000`), DeviceCodes{"SECRET", "A1B2C3", amazon, amazon + "?cbl-code=A1B2C3", 3600, 30}},
		{"DV-07 life of a second, as text", pairWith(`"expires_in":"1"`), DeviceCodes{"SECRET", "A1B2C3", amazon, amazon + "?cbl-code=A1B2C3", 1, 30}},
		{"DV-08 query in the address", pairWith(`"verification_uri":"https://x.example:8443/c?a=b"`),
			DeviceCodes{"SECRET", "A1B2C3", "https://x.example:8443/c?a=b", "https://x.example:8443/c?a=b&cbl-code=A1B2C3", 600, 30}},
		{"DV-08 fragment in the address", pairWith(`"verification_uri":"https://x.example#c"`), DeviceCodes{"SECRET", "A1B2C3", "https://x.example#c", "https://x.example?cbl-code=A1B2C3", 600, 30}},
		{"DV-09 markup is text", pairWith(`"user_code":"<b>&\"'"`), DeviceCodes{"SECRET", `<b>&"'`, amazon, amazon + "?cbl-code=%3Cb%3E%26%22%27", 600, 30}},
		{"DV-09 longest", pairWith(`"user_code":"` + strings.Repeat("A", 32) + `"`), DeviceCodes{"SECRET", strings.Repeat("A", 32), amazon, amazon + "?cbl-code=" + strings.Repeat("A", 32), 600, 30}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := parsePair(200, jsonType, test.body)
			require.Nil(t, err)
			assert.Equal(t, &test.want, got)
		})
	}
}

func TestDeviceCodesRows(t *testing.T) {
	t.Parallel()
	runFailures(t, commonFailures, parsePair)
	rows := map[string][]string{
		"DV-07": {`"interval":-5`, `"interval":1.5`, `"interval":1e9`, `"interval":"soon"`, `"interval":{}`, `"interval":true`, `"expires_in":`, `"expires_in":null`, `"expires_in":0`,
			`"expires_in":-5`, `"expires_in":"-5"`, `"expires_in":1e9`, `"expires_in":600.0`, `"expires_in":"NaN"`, `"expires_in":[]`, `"expires_in":NaN`},
		"DV-08": {`"verification_uri":`, `"verification_uri":""`, `"verification_uri":7`, `"verification_uri":"javascript:alert(1)"`, `"verification_uri":"javascript://amazon.com/%0aalert(1)"`,
			`"verification_uri":"data:text/html,x"`, `"verification_uri":"http://amazon.com/code"`, `"verification_uri":"http://localhost/code"`, `"verification_uri":"//amazon.com"`,
			`"verification_uri":"https://user@amazon.com/"`, `"verification_uri":"https://amazon.com@evil.example/"`, `"verification_uri":"https://amazon.com:443@evil.example"`,
			`"verification_uri":"https://"`, `"verification_uri":"https:///x"`, `"verification_uri":"https:/amazon.com"`, `"verification_uri":" https://amazon.com"`,
			`"verification_uri":"https://amazon.com\\@evil.example/"`, `"verification_uri":"https://amazon.com/\u202e"`, `"verification_uri":"https://amazon.com/ x"`,
			`"verification_uri":"https://amazon.com/\n"`, `"verification_uri":"https://ámazon.com/"`, `"verification_uri":"https://amazon.com/` + strings.Repeat("x", 2048) + `"`},
		"DV-09": {`"user_code":`, `"user_code":""`, `"user_code":7`, `"user_code":"A\u202eB"`, `"user_code":"A\nB"`, `"user_code":"\u0000"`, `"user_code":"É"`, `"user_code":["A"]`,
			`"user_code":"` + strings.Repeat("A", 33) + `"`, `"user_code":"` + strings.Repeat("A", 10_000) + `"`},
		"DV-11": {`"device_code":`, `"device_code":""`, `"device_code":{"SECRET":1}`, `"device_code":"SECRET\n"`, `"device_code":"SECRET` + strings.Repeat("x", 2048) + `"`},
	}
	for row, members := range rows {
		for _, member := range members {
			runFailures(t, []failure{{row + " " + member[:min(len(member), 60)], 200, jsonType, pairWith(member), CodeInvalidResponse, ""}}, parsePair)
		}
	}
	runFailures(t, []failure{
		{"DV-07 the other case", 200, jsonType, pairWith(`"Interval":1`), CodeInvalidResponse, ""},
		{"unauthorized_client", 400, jsonType, `{"error":"unauthorized_client","error_description":"no device"}`, CodeUnauthorizedClient, "no device"},
		{"codes beside a 400", 400, jsonType, pairWith(), CodeInvalidResponse, ""},
	}, parsePair)
}

func TestDV08_Loopback(t *testing.T) {
	t.Parallel()
	for _, uri := range []string{"http://localhost:8081/code", "http://127.0.0.1/code", "http://[::1]:9/code", "https://as.example/code"} {
		got, err := ParseDeviceCodes(200, jsonType, pairWith(`"verification_uri":"`+uri+`"`), true)
		require.Nil(t, err, uri)
		assert.Equal(t, uri+"?cbl-code=A1B2C3", got.Complete)
	}
	for _, uri := range []string{"http://as.example/code", "http://localhost.evil.example/", "http://localhost@evil.example/", "http://128.0.0.1/"} {
		_, err := ParseDeviceCodes(200, jsonType, pairWith(`"verification_uri":"`+uri+`"`), true)
		require.NotNil(t, err, uri)
		assert.Equal(t, CodeInvalidResponse, err.Code)
	}
}

func TestDV15_Complete(t *testing.T) {
	t.Parallel()
	const built = "https://amazon.com/us/code?cbl-code=A1B2C3"
	for complete, want := range map[string]string{
		`"https://amazon.com/c?user_code=A1B2C3"`: "https://amazon.com/c?user_code=A1B2C3",
		`"https://evil.example/us/code?x"`:        built,
		`"https://amazon.com.evil.example/c"`:     built,
		`"https://amazon.com:8443/c"`:             built,
		`"http://amazon.com/c"`:                   built,
		`"https://amazon.com@evil.example/c"`:     built,
		`"javascript:alert(1)"`:                   built,
		`""`:                                      built,
		`7`:                                       built,
		`null`:                                    built,
	} {
		got, err := parsePair(200, jsonType, pairWith(`"verification_uri_complete":`+complete))
		require.Nil(t, err, complete)
		assert.Equal(t, want, got.Complete, complete)
	}
}

func TestDeviceRequests(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "response_type=device_code&client_id=amzn1.application-oa2-client.1&scope=profile+postal_code",
		DeviceCodesRequest("amzn1.application-oa2-client.1", "profile postal_code", ""))
	assert.Equal(t, "response_type=device_code&client_id=c&scope=profile&scope_data=%7B%22profile%22%3A%7B%7D%7D", DeviceCodesRequest("c", "profile", `{"profile":{}}`))
	assert.Equal(t, "grant_type=device_code&device_code=b7d0e3a2-5c&user_code=A1B2C3", DevicePollRequest("b7d0e3a2-5c", "A1B2C3"), "no client id")
}

func TestParsePoll(t *testing.T) {
	t.Parallel()
	errorOf := func(name string) string { return `{"error":"` + name + `","error_description":"why"}` }
	tests := []struct {
		name        string
		status      int
		contentType string
		body        string
		want        Poll
		code        Code // of a final error
	}{
		{"pending", 400, jsonType, errorOf("authorization_pending"), PollPending, ""},
		{"pending in a 200", 200, jsonType, errorOf("authorization_pending"), PollPending, ""},
		{"DV-02 slow_down", 400, jsonType, errorOf("slow_down"), PollSlower, ""},
		{"DV-02 slow_down as 429", 429, jsonType, errorOf("slow_down"), PollSlower, ""},
		{"DV-03 500", 500, jsonType, errorOf("ServerError"), PollFailed, ""},
		{"DV-03 503 in HTML", 503, "text/html", "<html>", PollFailed, ""},
		{"DV-03 429", 429, jsonType, `{}`, PollFailed, ""},
		{"DV-03 ServerError with status 400", 400, jsonType, errorOf("ServerError"), PollFailed, ""},
		{"DV-03 servererror with status 400", 400, jsonType, errorOf("servererror"), PollFailed, ""},
		{"DV-03 temporarily_unavailable", 400, jsonType, errorOf("temporarily_unavailable"), PollFailed, ""},
		{"DV-03 captive portal", 200, "text/html", "<html>", PollFailed, ""},
		{"DV-03 nothing", 200, jsonType, "", PollFailed, ""},
		{"DV-04 expired_token", 400, jsonType, errorOf("expired_token"), PollOver, CodeDeviceCodeExpired},
		{"DV-04 invalid_code_pair", 400, jsonType, errorOf("invalid_code_pair"), PollOver, CodeDeviceCodeExpired},
		{"DV-05 access_denied", 400, jsonType, errorOf("access_denied"), PollOver, CodeAccessDenied},
		{"DV-05 access_denied with status 403", 403, jsonType, errorOf("access_denied"), PollOver, CodeAccessDenied},
		{"DV-06 invalid_grant", 400, jsonType, errorOf("invalid_grant"), PollOver, CodeInvalidGrant},
		{"DV-06 invalid_request", 400, jsonType, errorOf("invalid_request"), PollOver, CodeInvalidRequest},
		{"DV-06 InvalidValue", 400, jsonType, errorOf("InvalidValue"), PollOver, CodeInvalidRequest},
		{"DV-06 invalid_client", 401, jsonType, errorOf("invalid_client"), PollOver, CodeInvalidClient},
		{"DV-06 unauthorized_client", 400, jsonType, errorOf("unauthorized_client"), PollOver, CodeUnauthorizedClient},
		{"DV-06 unsupported_grant_type", 400, jsonType, errorOf("unsupported_grant_type"), PollOver, CodeUnsupportedGrantType},
		{"DV-06 a name that nobody knows", 400, jsonType, errorOf("user_declined"), PollOver, CodeServerError},
		{"DV-06 pending in another case is unknown", 400, jsonType, errorOf("Authorization_Pending"), PollOver, CodeServerError},
		{"DV-06 status without an error", 404, jsonType, `{}`, PollOver, CodeInvalidResponse},
		{"DV-06 broken JSON", 200, jsonType, `{"access_token":`, PollOver, CodeInvalidResponse},
		{"DV-06 error twice", 400, jsonType, `{"error":"authorization_pending","error":"slow_down"}`, PollOver, CodeInvalidResponse},
		{"DV-06 a token that is none", 200, jsonType, `{"access_token":"SECRET"}`, PollOver, CodeInvalidResponse},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			token, got, err := ParsePoll(test.status, test.contentType, test.body)
			assert.Nil(t, token)
			assert.Equal(t, test.want, got)
			if test.code == "" {
				assert.Nil(t, err)
				return
			}
			require.NotNil(t, err)
			assert.Equal(t, test.code, err.Code)
			assert.Equal(t, test.status, err.Status)
			assert.NotContains(t, strings.Join(append(texts(err), err.Description), " "), "SECRET")
		})
	}
	t.Run("token", func(t *testing.T) {
		t.Parallel()
		token, got, err := ParsePoll(200, jsonType, bearer)
		require.Nil(t, err)
		assert.Equal(t, PollOver, got)
		assert.Equal(t, &Token{"2YotnFZFEjr1zCsicMWpAA", "tGzv3JOkF0XG5Qx2TlKWIA", "", 3600}, token)
	})
}

func FuzzDeviceCodesJSON(f *testing.F) {
	for _, body := range []string{pairWith(), pairWith(`"interval":1e400`), pairWith(`"verification_uri":"https://a@b/"`), pairWith(`"verification_uri":"http://[::1]:1?x#y"`),
		pairWith(`"verification_uri_complete":"https://amazon.com/?x"`), pairWith(`"user_code":"\ud83d\ude00"`), `{"error":"invalid_request"}`} {
		f.Add(body, true)
		f.Add(body, false)
	}
	f.Fuzz(func(t *testing.T, body string, loopback bool) {
		got, failed := ParseDeviceCodes(200, jsonType, body, loopback)
		if failed != nil {
			require.Nil(t, got)
			return
		}
		require.Regexp(t, `^[\x20-\x7e]{1,32}$`, got.UserCode)
		require.True(t, isToken(got.DeviceCode))
		require.True(t, got.ExpiresIn >= 1 && got.ExpiresIn <= 3600 && got.Interval >= 1 && got.Interval <= 3600)
		hosts := map[string]bool{}
		for _, address := range []string{got.VerificationURI, got.Complete} {
			u, err := url.Parse(address)
			if err != nil { // net/url is strict where browsers are not: escapes, colons
				require.Regexp(t, `^https?://[a-z0-9._\-\[\]:]+(/|\?|#|$)`, address)
				continue
			}
			require.Nil(t, u.User)
			require.True(t, u.Scheme == "https" || loopback && u.Scheme == "http" && isThisMachine(u.Hostname()), address)
			hosts[u.Scheme+u.Host] = true
		}
		require.LessOrEqual(t, len(hosts), 1)
		members := decodeStandard(t, body)
		require.Equal(t, members["user_code"], got.UserCode)
		require.Equal(t, members["verification_uri"], got.VerificationURI)
	})
}

func FuzzPollJSON(f *testing.F) {
	for _, body := range append(jsonVectors, bearer, `{"error":"authorization_pending"}`, `{"error":"slow_down","error_description":""}`, `{"error":"invalid_code_pair"}`) {
		f.Add(200, jsonType, body)
		f.Add(400, jsonType, body)
		f.Add(503, "text/html", body)
	}
	f.Fuzz(func(t *testing.T, status int, contentType, body string) {
		token, got, failed := ParsePoll(status, contentType, body)
		require.Equal(t, got == PollOver, token != nil || failed != nil, "one outcome")
		require.False(t, token != nil && failed != nil)
		if token != nil {
			same, err := ParseToken(status, contentType, body)
			require.Nil(t, err)
			require.Equal(t, same, token)
		}
		if failed != nil {
			require.Equal(t, status, failed.Status)
		}
	})
}

// isThisMachine is the rule once more, as the standard library has it.
func isThisMachine(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || err == nil && address.IsLoopback()
}
