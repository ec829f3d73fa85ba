package assets

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/lwa"
)

// TestSplit: each message is in one of the two scripts, and with the code that lwa.js raises.
func TestSplit(t *testing.T) {
	made := modules{"lwa:tables": tables(), "lwa:glue": tinyGlue, "lwa:wasm": wasmModule(nil)}
	script, run, err := split(made)
	require.NoError(t, err)
	in := map[lwa.Code]bool{}
	for _, c := range lwa.Codes {
		early, late := bytes.Contains(script, []byte(c.Message)), bytes.Contains(run, []byte(c.Message))
		assert.NotEqual(t, early, late, "%s", c.Code)
		in[c.Code] = early
	}
	for _, code := range []lwa.Code{"aborted", "timed_out", "user_cancelled", "internal_error", "wasm_nonexistent", "block_nested_popups"} {
		assert.True(t, in[code], "%s", code)
	}
	for _, code := range []lwa.Code{"state_mismatch", "token_substitution", "invalid_configuration", "network_error"} {
		assert.False(t, in[code], "%s", code)
	}
	assert.Contains(t, string(script), integrity(run))
	assert.Contains(t, string(script), `stamp:"`+stampIn(run)+`"`)
	assert.Len(t, stampIn(run), 8)

	again, runAgain, err := split(made)
	require.NoError(t, err)
	assert.True(t, bytes.Equal(script, again) && bytes.Equal(run, runAgain), "twice the same")
}

func TestRaises(t *testing.T) {
	for code, want := range map[string]bool{
		`throw a("timed_out")`:                              true,
		`throw a("timed_out",void 0,void 0,e)`:              true,
		`throw a("timed_out",void 0,"Wait.")`:               true,
		`setTimeout(e,t,"timed_out")`:                       true,
		`new E({code:"timed_out",description:"x"})`:         true,
		`["timed_out","other"].includes(e)`:                 true,
		`var e="timed_out",t="x"`:                           true,
		`throw a("timed_out","It took long.","Wait.")`:      false,
		"throw a(\"timed_out\",`It took ${t}.`,\"Wait.\")":  false,
		`throw a("timed_out",'It took "long".',"Wait.")`:    false,
		`y(e,"timed_out","It took long.","Wait.")`:          false,
		`var b=(e,t)=>a("timed_out",e,t)`:                   false,
		`e.code==="timed_out"&&f()`:                         false,
		`e.code==="timed_out"&&f();throw a("timed_out")`:    true,
		`throw a("timed_out","Late.","Wait.");b("aborted")`: false,
	} {
		assert.Equal(t, want, raises([]byte(code), "timed_out"), code)
	}
}

func TestApart(t *testing.T) {
	script := map[string]bool{"src/core.ts": true, wireFile: true, "lwa:tables": true}
	require.NoError(t, apart(script, map[string]bool{"src/run.ts": true, wireFile: true, "lwa:tables": true, "script:core": true}))
	assert.ErrorContains(t, apart(script, map[string]bool{"src/core.ts": true}), "src/core.ts is in lwa.js, too")
}
