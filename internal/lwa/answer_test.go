package lwa

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const amazonIss = "https%3A%2F%2Fwww.amazon.com"

var (
	usual    = &Endpoints{Issuer: "https://www.amazon.com"}
	demanded = &Endpoints{Issuer: "https://www.amazon.com", IssuerRequired: true}
)

func TestAnswerAccepted(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, raw string
		endpoints *Endpoints
		want      Answer
	}{
		{"RFC 6749 section 4.1.2", "?code=SplxlOBeZQQYbYS6WxSbIA&state=xyz", usual, Answer{State: "xyz", Code: "SplxlOBeZQQYbYS6WxSbIA"}},
		{"granted scope", "?code=a&state=s&scope=profile+postal_code", usual, Answer{State: "s", Code: "a", Scope: "profile postal_code"}},
		{"empty fragment", "?code=a&state=s#", usual, Answer{State: "s", Code: "a"}},
		{"without the question mark", "code=a&state=s", usual, Answer{State: "s", Code: "a"}},
		{"state a b", "?code=c&state=a+b", usual, Answer{State: "a b", Code: "c"}},
		{"state a+b", "?code=c&state=a%2Bb", usual, Answer{State: "a+b", Code: "c"}},
		{"AR-11 scope repeated", "?code=a&state=s&scope=profile+postal_code&scope=x", usual, Answer{State: "s", Code: "a"}},
		{"AR-11 unknown parameters", "?x=1&code=a&y=2&state=s&x=3&session_state=q", usual, Answer{State: "s", Code: "a"}},
		{"AR-11 malformed scope is no scope", "?code=a&state=s&scope=a%22b", usual, Answer{State: "s", Code: "a"}},
		{"AR-11 route in the fragment", "?code=a&state=s#/home", usual, Answer{State: "s", Code: "a"}},
		{"AR-12 right issuer", "?code=a&state=s&iss=" + amazonIss, usual, Answer{State: "s", Code: "a"}},
		{"AR-13 right issuer where it is demanded", "?code=a&state=s&iss=" + amazonIss, demanded, Answer{State: "s", Code: "a"}},
		{"RFC 6749 section 3.1, empty error", "?code=a&state=s&error=", usual, Answer{State: "s", Code: "a"}},
		{"AR-20 longest code and state", "?code=" + strings.Repeat("c", 2048) + "&state=" + strings.Repeat("s", 512), usual,
			Answer{State: strings.Repeat("s", 512), Code: strings.Repeat("c", 2048)}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, *ParseAnswer(test.raw, test.endpoints))
		})
	}
}

// TestAnswerRows holds the answers that end a login. State says whose login: "" is nobody's.
func TestAnswerRows(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, raw string
		endpoints *Endpoints
		state     string
		want      Code
	}{
		{"AR-01 no state", "?code=x", usual, "", CodeInvalidResponse},
		{"AR-03 empty state", "?code=x&state=", usual, "", CodeInvalidResponse},
		{"AR-06 error without state", "?error=access_denied", usual, "", CodeAccessDenied},
		{"AR-07 error with state", "?error=access_denied&state=xyz", usual, "xyz", CodeAccessDenied},
		{"AR-07 error in the fragment", "#error=invalid_scope&state=xyz", usual, "xyz", CodeInvalidScope},
		{"AR-08 code and error together", "?code=x&error=access_denied&state=s", usual, "s", CodeAccessDenied},
		{"AR-08 code in the query, error in the fragment", "?code=x&state=s#error=access_denied", usual, "s", CodeAccessDenied},
		{"AR-08 token and error together", "?error=access_denied&state=s&access_token=t", usual, "s", CodeAccessDenied},
		{"AR-09 neither code nor error", "?state=s", usual, "s", CodeInvalidResponse},
		{"AR-09 empty code", "?code=&state=s", usual, "s", CodeInvalidResponse},
		{"AR-09 empty code and empty error", "?code=&error=&state=s", usual, "s", CodeInvalidResponse},
		{"AR-09 nothing", "", usual, "", CodeInvalidResponse},
		{"AR-10 two codes", "?code=a&code=b&state=s", usual, "s", CodeInvalidResponse},
		{"AR-10 the same code twice", "?code=a&state=s&code=a", usual, "s", CodeInvalidResponse},
		{"AR-10 two codes, one escaped", "?%63ode=a&code=b&state=s", usual, "s", CodeInvalidResponse},
		{"AR-10 two codes, second empty", "?code=a&state=s&code=", usual, "s", CodeInvalidResponse},
		{"AR-10 two states", "?code=a&state=s&state=t", usual, "", CodeInvalidResponse},
		{"AR-10 the same state twice", "?state=s&code=a&state=s", usual, "", CodeInvalidResponse},
		{"AR-10 two states, one escaped", "?%73tate=s&code=a&state=s", usual, "", CodeInvalidResponse},
		{"AR-10 two states, escaped in two ways", "?stat%65=s&code=a&st%61te=s", usual, "", CodeInvalidResponse},
		{"AR-10 two states, first empty", "?state=&code=a&state=s", usual, "", CodeInvalidResponse},
		{"AR-10 state in query and fragment", "?code=a&state=s#state=s", usual, "", CodeInvalidResponse},
		{"AR-10 code in query and fragment", "?code=a&state=s#code=a", usual, "s", CodeInvalidResponse},
		{"AR-10 two issuers", "?code=a&state=s&iss=" + amazonIss + "&iss=" + amazonIss, usual, "s", CodeInvalidResponse},
		{"AR-10 two errors", "?error=access_denied&error=server_error&state=s", usual, "s", CodeInvalidResponse},
		{"AR-10 two descriptions", "?error=access_denied&error_description=a&error_description=b&state=s", usual, "s", CodeInvalidResponse},
		{"AR-10 two error addresses", "?error=access_denied&error_uri=a&error_uri=b&state=s", usual, "s", CodeInvalidResponse},
		{"AR-12 other issuer", "?code=a&state=s&iss=https%3A%2F%2Fevil.example", usual, "s", CodeInvalidResponse},
		{"AR-12 error of another issuer", "?error=access_denied&state=s&iss=https%3A%2F%2Fevil.example", usual, "s", CodeInvalidResponse},
		{"AR-12 empty issuer", "?code=a&state=s&iss=", usual, "s", CodeInvalidResponse},
		{"AR-12 empty issuer, none configured", "?code=a&state=s&iss=", &Endpoints{}, "s", CodeInvalidResponse},
		{"AR-13 no issuer where it is demanded", "?code=a&state=s", demanded, "s", CodeInvalidResponse},
		{"AR-13 error without issuer where it is demanded", "?error=access_denied&state=s", demanded, "s", CodeInvalidResponse},
		{"AR-15 access token in the query", "?code=a&state=s&access_token=t", usual, "s", CodeInvalidResponse},
		{"AR-15 access token in the fragment", "?code=a&state=s#access_token=t", usual, "s", CodeInvalidResponse},
		{"AR-15 implicit answer", "#access_token=t&token_type=bearer&expires_in=3600&scope=profile&state=s", usual, "s", CodeInvalidResponse},
		{"AR-15 token", "?code=a&state=s&token=t", usual, "s", CodeInvalidResponse},
		{"AR-15 id token", "?code=a&state=s&id_token=t", usual, "s", CodeInvalidResponse},
		{"AR-15 refresh token", "?code=a&state=s&refresh_token=t", usual, "s", CodeInvalidResponse},
		{"AR-15 empty access token", "?code=a&state=s&access_token=", usual, "s", CodeInvalidResponse},
		{"AR-16 response", "?response=eyJ.x.y&state=s", usual, "s", CodeInvalidResponse},
		{"AR-16 response beside a code", "?code=a&state=s&response=eyJ", usual, "s", CodeInvalidResponse},
		{"AR-17 answer in the fragment", "#code=a&state=s", usual, "s", CodeInvalidResponse},
		{"AR-17 only the code in the fragment", "?state=s#code=a", usual, "s", CodeInvalidResponse},
		{"AR-19 broken escape", "?code=a%zz&state=c", usual, "", CodeInvalidResponse},
		{"AR-19 broken escape elsewhere", "?code=a&state=s&x=%", usual, "", CodeInvalidResponse},
		{"AR-19 broken escape in the fragment", "?code=a&state=s#%zz", usual, "", CodeInvalidResponse},
		{"AR-19 semicolon", "?code=a;state=b&state=c", usual, "", CodeInvalidResponse},
		{"AR-19 invalid UTF-8", "?code=%ff&state=s", usual, "", CodeInvalidResponse},
		{"AR-19 invalid UTF-8 elsewhere", "?code=a&state=s&x=%C3%28", usual, "", CodeInvalidResponse},
		{"AR-20 over 16 KiB", "?code=a&state=s&x=" + strings.Repeat("x", maxAnswer), usual, "", CodeInvalidResponse},
		{"AR-20 code of 1 MB", "?code=" + strings.Repeat("c", 1<<20) + "&state=s", usual, "", CodeInvalidResponse},
		{"AR-20 code over 2,048 bytes", "?code=" + strings.Repeat("c", 2049) + "&state=s", usual, "s", CodeInvalidResponse},
		{"AR-20 state over 512 bytes", "?code=a&state=" + strings.Repeat("s", 513), usual, "", CodeInvalidResponse},
		{"AR-20 NUL in the state", "?code=a&state=x%00y", usual, "", CodeInvalidResponse},
		{"AR-20 state not ASCII", "?code=a&state=%C3%A9", usual, "", CodeInvalidResponse},
		{"AR-20 control character in the code", "?code=a%0D%0A&state=s", usual, "s", CodeInvalidResponse},
		{"AR-20 code not ASCII", "?code=%E2%82%AC&state=s", usual, "s", CodeInvalidResponse},
		{"AR-20 DEL in the code", "?code=%7F&state=s", usual, "s", CodeInvalidResponse},
		{"names in another case", "?Code=a&State=s", usual, "", CodeInvalidResponse},
		{"misplaced", Misplaced + "s", usual, "s", CodeCallbackPageMissing},
		{"misplaced where an issuer is demanded", Misplaced + "s", demanded, "s", CodeCallbackPageMissing},
		{"misplaced, no state", Misplaced, usual, "", CodeCallbackPageMissing},
		{"misplaced, state over 512 bytes", Misplaced + strings.Repeat("s", 513), usual, "", CodeCallbackPageMissing},
		{"misplaced, NUL in the state", Misplaced + "x\x00y", usual, "", CodeCallbackPageMissing},
		{"misplaced with a code", Misplaced + "s&code=a", usual, "s&code=a", CodeCallbackPageMissing},
		{"the server cannot say misplaced", "?" + Misplaced + "s", usual, "", CodeInvalidResponse},
		{"the server cannot name its error", "?error=callback_page_missing&state=s", usual, "s", CodeServerError},
		{"error that nobody knows", "?error=login_required&state=s", usual, "s", CodeServerError},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			a := ParseAnswer(test.raw, test.endpoints)
			require.NotNil(t, a.Err)
			assert.Equal(t, test.want, a.Err.Code)
			assert.Equal(t, &Answer{State: test.state, Err: a.Err}, a, "code and scope stay empty")
			assert.NotContains(t, texts(a.Err), "")
		})
	}
}

// AR-14: issuers that only a normalising comparison would take for Amazon's.
func TestAR14_IssuerIsComparedAsText(t *testing.T) {
	t.Parallel()
	for _, iss := range []string{"https://www.amazon.com/", "HTTPS://www.amazon.com", "https://WWW.amazon.com", "https://www.amazon.com:443", "http://www.amazon.com",
		"https://www.amazon%2Ecom", "https://www.amazon.com?", "https://www.amazon.com#", "https://www.amazon.com.", " https://www.amazon.com", "https://www.amazon.co",
		"https://www.amazon.com/./", "https://amazon.com"} {
		a := ParseAnswer("?code=a&state=s&iss="+url.QueryEscape(iss), usual)
		require.NotNil(t, a.Err, iss)
		assert.Equal(t, CodeInvalidResponse, a.Err.Code, iss)
		assert.Equal(t, "s", a.State, iss)
	}
}

func TestAR21_AR22_ErrorTextIsHarmless(t *testing.T) {
	t.Parallel()
	description := url.QueryEscape("<img src=x onerror=\"alert(1)\">\x1b[31m\u202eafter" + strings.Repeat("x", 2000))
	a := ParseAnswer("?error=access_denied&state=s&error_uri=javascript:alert(1)&error_description="+description, usual)
	require.NotNil(t, a.Err)
	assert.Len(t, a.Err.Description, maxDescription)
	assert.True(t, strings.HasPrefix(a.Err.Description, "<img src=x onerror=alert(1)>[31mafterx"), a.Err.Description)
	assert.NotContains(t, a.Err.Description+a.Err.Message+a.Err.Hint, "javascript")
}

// TE-22: no failure repeats the code or the state.
func TestTE22_AnswerErrorsHoldNoSecret(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{"?code=SECRET&code=SECRET&state=SECRET", "?code=SECRET%00&state=SECRET", "#code=SECRET&state=SECRET", "?code=SECRET&state=SECRET&iss=x",
		"?code=SECRET&state=SECRET&access_token=SECRET", "?code=SECRET%zz&state=SECRET", "?error=access_denied&code=SECRET&state=SECRET"} {
		a := ParseAnswer(raw, usual)
		require.NotNil(t, a.Err, raw)
		assert.NotContains(t, strings.Join(append(texts(a.Err), a.Err.Description), " "), "SECRET", raw)
	}
}
