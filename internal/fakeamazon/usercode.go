package fakeamazon

import (
	"crypto/rand"
	"fmt"
	"strings"
	"unicode"
)

// userCodeLetters are Amazon's, A to Z and 0 to 9, without letters and digits that look alike.
// 256 is a multiple of their number, 32, so a random byte selects each with the same probability.
const userCodeLetters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

// newUserCode returns 6 characters, 30 bits. That is enough if the number of guesses is limited
// (RFC 8628 §5.1).
func newUserCode() string {
	b := make([]byte, 6)
	_, _ = rand.Read(b) // never fails, as crypto/rand documents
	for i := range b {
		b[i] = userCodeLetters[int(b[i])%len(userCodeLetters)]
	}
	return string(b)
}

// newDeviceCode returns 128 random bits in the format of Amazon's device codes.
func newDeviceCode() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b)
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// plainUserCode normalises a typed user code: it converts letters to upper case, and removes
// spaces and dashes (RFC 8628 §6.1).
func plainUserCode(typed string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Dash, r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, typed)
}
