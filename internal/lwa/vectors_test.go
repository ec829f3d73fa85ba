package lwa

// queryVectors are authorization responses that parsers have stumbled over; the seeds of the fuzz
// targets.
var queryVectors = []string{
	"",
	"code=SplxlOBeZQQYbYS6WxSbIA&state=xyz",
	"error=access_denied&state=xyz",
	"code=a&code=b&state=s",
	"code=a;state=b&state=c",
	"code=a%zz&state=c",
	"%63ode=a&code=b&state=s",
	"code=a&%73tate=s&state=s",
	"code=a&state=x%00y",
	"state=s",
	"code=&state=s",
	"code=a&state=s&access_token=t",
	"Code=a&State=s",
	"code=a&state=s&scope=profile+postal_code&scope=x",
	"code=c&state=a+b",
	"code=c&state=a%2Bb",
	"code=a&state=s&iss=https%3A%2F%2Fwww.amazon.com",
	"code=a&state=s&iss=https://evil.example",
	"code=a&state=s&response=eyJ",
	"error=x&error_description=%3Cb%3E&error_uri=javascript:alert(1)&state=s",
	"code=é&state=s",
	"code=%ff&state=s",
	"&&=&a",
}

// jsonVectors are bodies that must not be read as a token.
var jsonVectors = []string{
	`{"access_token":"a","access_token":"b","token_type":"bearer"}`,
	`{"access_token":"a","ACCESS_TOKEN":"b","token_type":"bearer"}`,
	`{"Access_Token":"b","token_type":"bearer"}`,
	`{"access_token":"a","token_type":"bearer"} x`,
	"\ufeff" + `{"access_token":"a","token_type":"bearer"}`,
	`{"access_token":null,"token_type":"bearer"}`,
	`[{"access_token":"a","token_type":"bearer"}]`,
	`{"access_token":"a\r\nX: y","token_type":"bearer"}`,
	`{"error":"invalid_grant","access_token":"a","token_type":"bearer"}`,
	`{"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"example","expires_in":3600,"refresh_token":"tGzv3JOkF0XG5Qx2TlKWIA","example_parameter":"example_value"}`,
}

// bearer is the example of RFC 6749 §4.1.4 with the one token type that is accepted.
const bearer = `{"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"Bearer","expires_in":3600,"refresh_token":"tGzv3JOkF0XG5Qx2TlKWIA","example_parameter":"example_value"}`

const jsonType = "application/json"
