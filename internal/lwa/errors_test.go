package lwa

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// declarations returns the text of web/lwa.d.ts.
func declarations(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile("../../web/lwa.d.ts")
	require.NoError(t, err)
	return string(text)
}

// TestCodes compares the table with the union LwaErrorCode that pages compile against.
func TestCodes(t *testing.T) {
	t.Parallel()
	_, union, ok := strings.Cut(declarations(t), "export type LwaErrorCode =")
	require.True(t, ok)
	union, _, ok = strings.Cut(union, ";")
	require.True(t, ok)
	var declared, listed []string
	for _, m := range regexp.MustCompile(`"([a-z_]+)"`).FindAllStringSubmatch(union, -1) {
		declared = append(declared, m[1])
	}
	for _, c := range Codes {
		listed = append(listed, string(c.Code))
	}
	slices.Sort(declared)
	slices.Sort(listed)
	require.Len(t, listed, 35)
	assert.Equal(t, declared, listed)
	assert.Equal(t, listed, slices.Compact(slices.Clone(listed)), "a code is there twice")
}

func TestCodesReadAsSentences(t *testing.T) {
	t.Parallel()
	sentence := regexp.MustCompile(`^[A-Z][^\n]+\.$`)
	for _, c := range Codes {
		assert.Regexp(t, sentence, c.Message, c.Code)
		assert.Regexp(t, sentence, c.Hint, c.Code)
		assert.NotEmpty(t, c.Source, c.Code)
		assert.Equal(t, []string{c.Message, c.Hint}, texts(NewError(c.Code)), c.Code)
		assert.EqualError(t, NewError(c.Code), string(c.Code)+": "+c.Message)
		assert.Equal(t, []string{"m", c.Hint}, texts(&Error{Code: c.Code, Message: "m"}))
		assert.Equal(t, []string{c.Message, "h"}, texts(&Error{Code: c.Code, Hint: "h"}))
	}
	assert.Equal(t, texts(NewError(CodeInternalError)), texts(NewError("no_such_code")))
}

func texts(e *Error) []string {
	message, hint := e.Texts()
	return []string{message, hint}
}

func TestFromServer(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, code, description string
		want                    Code
		wantDescription         string
	}{
		{"AR-07 access_denied", "access_denied", "User cancelled", CodeAccessDenied, "User cancelled"},
		{"invalid_request", "invalid_request", "", CodeInvalidRequest, ""},
		{"unauthorized_client", "unauthorized_client", "", CodeUnauthorizedClient, ""},
		{"unsupported_response_type", "unsupported_response_type", "", CodeUnsupportedResponseType, ""},
		{"invalid_scope", "invalid_scope", "", CodeInvalidScope, ""},
		{"temporarily_unavailable", "temporarily_unavailable", "", CodeTemporarilyUnavailable, ""},
		{"invalid_client", "invalid_client", "", CodeInvalidClient, ""},
		{"TE-13 invalid_grant", "invalid_grant", "", CodeInvalidGrant, ""},
		{"unsupported_grant_type", "unsupported_grant_type", "", CodeUnsupportedGrantType, ""},
		{"invalid_token", "invalid_token", "", CodeInvalidToken, ""},
		{"PR-06 insufficient_scope", "insufficient_scope", "", CodeInsufficientScope, ""},
		{"TE-12 server_error", "server_error", "", CodeServerError, ""},
		{"TE-12 ServerError", "ServerError", "", CodeServerError, ""},
		{"TE-12 servererror", "servererror", "x", CodeServerError, "x"},
		{"TE-12 SERVER_ERROR", "SERVER_ERROR", "", CodeServerError, ""},
		{"InvalidValue", "InvalidValue", "", CodeInvalidRequest, ""},
		{"unknown name", "expired_token", "too late", CodeServerError, "expired_token: too late"},
		{"unknown name alone", "expired_token", "", CodeServerError, "expired_token"},
		{"other case is unknown", "Access_Denied", "", CodeServerError, "Access_Denied"},
		{"our own names are not the server's", "internal_error", "", CodeServerError, "internal_error"},
		{"AR-21 markup in the name", "<b>\x1b[1m\"", "", CodeServerError, "<b>[1m"},
		{"AR-21 bidi in the description", "access_denied", "a\u202eb\r\nc\\d", CodeAccessDenied, "abcd"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			e := FromServer(test.code, test.description, 418)
			want := NewError(test.want)
			want.Description, want.Status = test.wantDescription, 418
			assert.Equal(t, want, e)
		})
	}
	t.Run("AR-21 a description of 100 kB", func(t *testing.T) {
		t.Parallel()
		assert.Len(t, FromServer("access_denied", strings.Repeat("x", 100_000), 0).Description, maxDescription)
		assert.Len(t, FromServer(strings.Repeat("x", 100_000), "", 0).Description, maxDescription)
	})
}

func TestFilterText(t *testing.T) {
	t.Parallel()
	var every []byte
	for c := range 256 {
		every = append(every, byte(c))
	}
	kept := FilterText(string(every), 1000)
	assert.Len(t, kept, 0x7e-0x20+1-2)
	assert.Regexp(t, `^[\x20-\x21\x23-\x5b\x5d-\x7e]+$`, kept)
	assert.Equal(t, "abc", FilterText("a\"b\\cdef", 3))
	assert.Empty(t, FilterText("abc", 0))
	assert.Empty(t, FilterText("abc", -1))
}

func FuzzErrorText(f *testing.F) {
	for _, s := range []string{"", "access denied", "<script>alert(1)</script>", "\x1b[31mred", "a\u202eb", "\x00", "\"\\", "\xff\xfe"} {
		f.Add(s, 500)
		f.Add(s, 3)
	}
	allowed := regexp.MustCompile(`^[\x20-\x21\x23-\x5b\x5d-\x7e]*$`)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		got := FilterText(s, limit)
		assert.Regexp(t, allowed, got)
		assert.LessOrEqual(t, len(got), max(limit, 0))
		assert.Equal(t, got, FilterText(got, limit), "filtering twice changes nothing")
		assert.LessOrEqual(t, len(FromServer(s, s, 0).Description), maxDescription)
	})
}
