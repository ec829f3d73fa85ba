package lwa

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const client = "amzn1.application-oa2-client.1"

func TestParseTokenInfo(t *testing.T) {
	t.Parallel()
	with := func(members string) string {
		return `{"iss":"https://www.amazon.com","user_id":"amzn1.account.X","aud":"` + client + `","app_id":"amzn1.application.2","iat":1311280970` + members + `}`
	}
	tests := []struct {
		name, body string
		life       Seconds
	}{
		{"Amazon's sample", with(`,"exp":3597`), 3597},
		{"exp as a string", with(`,"exp":"3597"`), 3597},
		{"one second left", with(`,"exp":1`), 1},
		{"no exp", with(""), -1},
		{"exp null", with(`,"exp":null`), -1},
		{"one day left", with(`,"exp":86400`), 86400},
		{"PR-03 exp is a date", with(`,"exp":1700000000`), -1},
		{"PR-03 exp beyond 64 bits", with(`,"exp":1` + strings.Repeat("0", 300)), -1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := ParseTokenInfo(200, jsonType, test.body, client)
			require.Nil(t, err)
			assert.Equal(t, &TokenInfo{"amzn1.account.X", client, test.life}, got)
		})
	}
}

func TestTokenInfoRows(t *testing.T) {
	t.Parallel()
	parse := func(status int, contentType, body string) (*TokenInfo, *Error) {
		return ParseTokenInfo(status, contentType, body, client)
	}
	runFailures(t, commonFailures, parse)
	rows := []struct {
		row    string
		want   Code
		bodies []string
	}{
		{"PR-01", CodeTokenSubstitution, []string{`{"aud":"amzn1.application-oa2-client.2","user_id":"a","exp":1}`, `{"aud":"amzn1.application-oa2-client.2","exp":-1}`}},
		{"PR-02", CodeTokenSubstitution, []string{`{"user_id":"a","exp":1}`, `{"aud":null,"user_id":"a","exp":1}`, `{"aud":["` + client + `"],"user_id":"a","exp":1}`,
			`{"aud":"` + strings.ToUpper(client) + `","user_id":"a","exp":1}`, `{"aud":"` + client[:20] + `","user_id":"a","exp":1}`, `{"aud":"` + client + `0","user_id":"a","exp":1}`,
			`{"aud":"` + client + ` ","user_id":"a","exp":1}`, `{"aud":"","user_id":"a","exp":1}`, `{"aud":1,"user_id":"a","exp":1}`}},
		{"PR-02 twice", CodeInvalidResponse, []string{`{"aud":"x","aud":"` + client + `","user_id":"a"}`, `{"AUD":"x","aud":"` + client + `","user_id":"a"}`}},
		{"PR-03", CodeInvalidToken, []string{`{"aud":"` + client + `","user_id":"a","exp":0}`, `{"aud":"` + client + `","user_id":"a","exp":-1}`, `{"aud":"` + client + `","user_id":"a","exp":"-3600"}`,
			`{"aud":"` + client + `","user_id":"a","exp":-0}`}},
		{"PR-03 no number", CodeInvalidResponse, []string{`{"aud":"` + client + `","user_id":"a","exp":1.5}`, `{"aud":"` + client + `","user_id":"a","exp":"soon"}`, `{"aud":"` + client + `","user_id":"a","exp":[]}`}},
		{"PR-04", CodeInvalidResponse, []string{`{"aud":"` + client + `","exp":1}`, `{"aud":"` + client + `","user_id":"","exp":1}`, `{"aud":"` + client + `","user_id":1,"exp":1}`, `{"aud":"` + client + `","user_id":"a\n","exp":1}`}},
	}
	for _, row := range rows {
		for _, body := range row.bodies {
			runFailures(t, []failure{{row.row + " " + body, 200, jsonType, body, row.want, ""}}, parse)
		}
	}
	t.Run("PR-02 a number that reads like our client id", func(t *testing.T) {
		t.Parallel()
		_, err := ParseTokenInfo(200, jsonType, `{"aud":123,"user_id":"a","exp":1}`, "123")
		require.NotNil(t, err)
		assert.Equal(t, CodeTokenSubstitution, err.Code)
	})
	t.Run("PR-02 no client id of our own", func(t *testing.T) {
		t.Parallel()
		_, err := ParseTokenInfo(200, jsonType, `{"aud":"","user_id":"a","exp":1}`, "")
		require.NotNil(t, err)
		assert.Equal(t, CodeTokenSubstitution, err.Code)
	})
}

func FuzzTokenInfoJSON(f *testing.F) {
	f.Add(`{"aud":"c","user_id":"u","exp":3597}`, "c")
	f.Add(`{"aud":["c"],"user_id":"u","exp":3597}`, "c")
	f.Add(`{"aud":"c","user_id":"u","exp":-1}`, "c")
	f.Add(`{"aud":"c","Aud":"d","user_id":"u"}`, "c")
	f.Add(`{"error":"invalid_token"}`, "c")
	f.Add(`{"aud":"","user_id":"u"}`, "")
	f.Fuzz(func(t *testing.T, body, clientID string) {
		got, failed := ParseTokenInfo(200, jsonType, body, clientID)
		if failed != nil {
			require.Nil(t, got)
			return
		}
		members := decodeStandard(t, body)
		require.NotEmpty(t, clientID)
		require.Equal(t, clientID, members["aud"])
		require.Equal(t, clientID, got.Audience)
		require.Equal(t, got.UserID, members["user_id"])
		require.True(t, got.ExpiresIn == -1 || got.ExpiresIn > 0 && got.ExpiresIn <= MaxLife)
		assertNoOtherCase(t, body, "aud", "user_id", "exp", "error", "error_description")
	})
}
