package test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestReport: no failure of a Node test, and nothing that it says, is lost on the way to Go.
func TestReport(t *testing.T) {
	got := report([]byte(`TAP version 13
# Subtest: a/b
    # Subtest: one
    ok 1 - one
      ---
      duration_ms: 1
      ...
    # Subtest: two
    not ok 2 - two
      error: 'why'
    1..2
not ok 1 - a/b
  error: '1 subtest failed'
# Subtest: alone
ok 2 - alone
1..2
`))
	assert.Equal(t, []result{
		{"a∕b/one", true, ""},
		{"a∕b/two", false, "      error: 'why'\n    1..2\n"},
		{"a∕b", false, "  error: '1 subtest failed'\n"},
		{"alone", true, ""},
	}, got)
}
