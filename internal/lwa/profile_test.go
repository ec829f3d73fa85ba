package lwa

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestParseProfile(t *testing.T) {
	t.Parallel()
	with := func(members string) string { return `{"user_id":"amzn1.account.X"` + members + `}` }
	tests := []struct {
		name, body string
		want       Profile
	}{
		{"everything", with(`,"name":"Mork Hashimoto","email":"mork@example.com","postal_code":"98052"`),
			Profile{"amzn1.account.X", "Mork Hashimoto", "mork@example.com", "98052"}},
		{"profile:user_id alone", with(""), Profile{UserID: "amzn1.account.X"}},
		{"name in any script", with(`,"name":"山田 \ud83d\ude00"`), Profile{UserID: "amzn1.account.X", Name: "山田 😀"}},
		{"PR-08 markup is text", with(`,"name":"<img src=x onerror=alert(1)>"`), Profile{UserID: "amzn1.account.X", Name: "<img src=x onerror=alert(1)>"}},
		{"PR-08 prototype keys", with(`,"__proto__":{"name":"x"},"constructor":"y"`), Profile{UserID: "amzn1.account.X"}},
		{"PR-08 other types are left out", with(`,"name":{"a":1},"email":["x"],"postal_code":98052`), Profile{UserID: "amzn1.account.X"}},
		{"PR-08 null and false are left out", with(`,"name":null,"email":false,"postal_code":true`), Profile{UserID: "amzn1.account.X"}},
		{"PR-08 name of 1,000 bytes", with(`,"name":"` + strings.Repeat("x", 1000) + `"`), Profile{UserID: "amzn1.account.X", Name: strings.Repeat("x", 1000)}},
		{"PR-08 name of 1,001 bytes", with(`,"name":"` + strings.Repeat("x", 1001) + `"`), Profile{UserID: "amzn1.account.X"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := ParseProfile(200, jsonType, test.body)
			require.Nil(t, err)
			assert.Equal(t, &test.want, got)
		})
	}
}

func TestProfileRows(t *testing.T) {
	t.Parallel()
	runFailures(t, commonFailures, ParseProfile)
	for _, body := range []string{`{}`, `{"user_id":""}`, `{"user_id":null}`, `{"user_id":7}`, `{"user_id":{}}`, `{"user_id":"a\n"}`, `{"user_id":"\u00e9"}`,
		`{"user_id":"` + strings.Repeat("x", 257) + `"}`, `{"user_id":"a","user_id":"b"}`, `{"User_Id":"a"}`, `{"user_id":"a","Email":"x"}`, `{"user_id":"a","name":"x","name":"y"}`} {
		runFailures(t, []failure{{"PR-08 " + body, 200, jsonType, body, CodeInvalidResponse, ""}}, ParseProfile)
	}
	runFailures(t, []failure{{"PR-08 name of 1 MB", 200, jsonType, `{"user_id":"a","name":"` + strings.Repeat("x", 1<<20) + `"}`, CodeInvalidResponse, ""}}, ParseProfile)
}

func FuzzProfileJSON(f *testing.F) {
	f.Add(`{"user_id":"amzn1.account.X","name":"N","email":"e@example.com","postal_code":"98052"}`)
	f.Add(`{"user_id":"a","name":{"x":"\ud83d\ude00"},"email":null,"postal_code":1}`)
	f.Add(`{"error":"invalid_token","error_description":"x"}`)
	f.Add(`{"user_id":"a","__proto__":{"name":"x"}}`)
	f.Fuzz(func(t *testing.T, body string) {
		got, failed := ParseProfile(200, jsonType, body)
		if failed != nil {
			require.Nil(t, got)
			return
		}
		members := decodeStandard(t, body)
		require.Equal(t, got.UserID, members["user_id"])
		require.True(t, validText(got.UserID, maxID))
		for key, text := range map[string]string{"name": got.Name, "email": got.Email, "postal_code": got.PostalCode} {
			require.True(t, utf8.ValidString(text))
			require.LessOrEqual(t, len(text), maxProfileText)
			if text != "" {
				require.Equal(t, text, members[key], "only strings come out")
			}
		}
		assertNoOtherCase(t, body, "user_id", "name", "email", "postal_code", "error", "error_description")
	})
}
