package lwa

import (
	"strings"
	"testing"
)

func BenchmarkParseAnswer(b *testing.B) {
	raw := "?code=ANdNAVhyhqirUelHGEHA&state=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&scope=profile+postal_code"
	b.ReportAllocs()
	for b.Loop() {
		if ParseAnswer(raw, usual).Err != nil {
			b.Fatal("refused")
		}
	}
}

func BenchmarkParseToken(b *testing.B) {
	body := `{"access_token":"Atza|` + strings.Repeat("x", 350) + `","token_type":"bearer","expires_in":3600,"refresh_token":"Atzr|` + strings.Repeat("x", 350) + `"}`
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParseToken(200, jsonType, body); err != nil {
			b.Fatal(err.Code)
		}
	}
}

func BenchmarkParseProfile(b *testing.B) {
	body := `{"user_id":"amzn1.account.X","name":"Mork \u00e9 Hashimoto","email":"mork@example.com","postal_code":"98052"}`
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParseProfile(200, jsonType, body); err != nil {
			b.Fatal(err.Code)
		}
	}
}

func BenchmarkParseTokenInfo(b *testing.B) {
	body := `{"iss":"https://www.amazon.com","user_id":"amzn1.account.X","aud":"c","app_id":"amzn1.application.2","exp":3597,"iat":1311280970}`
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParseTokenInfo(200, jsonType, body, "c"); err != nil {
			b.Fatal(err.Code)
		}
	}
}

func BenchmarkReadObjectWorstCase(b *testing.B) {
	body := `{"x":"` + strings.Repeat(`\ud83d\ude00`, 5000) + `"}`
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := ReadObject(body, "x"); !ok {
			b.Fatal("refused")
		}
	}
}

func BenchmarkObjectWriter(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		new(ObjectWriter).Text("name", "Mork \"é\" Hashimoto").Int("expiresAt", 1_700_000_000_000).Null("state").JSON()
	}
}
