package bench

import (
	"encoding/base64"
	"encoding/json"
	"time"

	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// visitor is who logs in.
var visitor = fakeamazon.DefaultPeople()[0]

// idToken is an ID token (OpenID Connect Core §2). Its signature is none: the token comes from the
// token endpoint, where §3.1.3.7 lets TLS take the place of the signature, and none of the peers
// checks it.
func idToken(issuer, audience, nonce string) string {
	now := time.Now()
	claims := map[string]any{
		"iss": issuer, "aud": audience, "sub": visitor.UserID, "name": visitor.Name, "email": visitor.Email,
		"iat": now.Unix(), "exp": now.Add(time.Hour).Unix(),
	}
	if nonce != "" {
		claims["nonce"] = nonce
	}
	return segment(map[string]any{"alg": "RS256", "typ": "JWT"}) + "." + segment(claims) + "." + base64.RawURLEncoding.EncodeToString(make([]byte, 256))
}

func segment(value map[string]any) string {
	text, _ := json.Marshal(value) // strings and numbers always marshal
	return base64.RawURLEncoding.EncodeToString(text)
}
