package browsertest_test

import (
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/lwa"
)

// Each phrase of the error table that names something of lwa.js is one that the drop-in has other
// words for.
func TestAmazonWordsForAll(t *testing.T) {
	known := []string{`lwaLogin()`, `lwa.device()`, `option mode`, `option clientId`, `option apiBase`, `option signal`, `option timeout`, `option scope`}
	for _, c := range lwa.Codes {
		if c.Code == lwa.CodeDeviceCodeExpired { // the drop-in has no such login
			continue
		}
		for _, phrase := range regexp.MustCompile(`lwa\w*(\.\w+)?\(\)|option [a-z]+[A-Z]\w*|option (mode|signal|timeout|scope|state|popup|persist|language|region)\b`).FindAllString(c.Message+" "+c.Hint, -1) {
			assert.True(t, slices.Contains(known, phrase), "%s: web/src/amazon-request.ts has no words for %q", c.Code, phrase)
		}
	}
}

// The session of a code that this page redeems has a state of null, which is no text.
func TestAmazonRedeemedState(t *testing.T) {
	tab := oldPage(t, "bench.html")
	for i, state := range []string{`undefined`, `"mine"`} { // the drop-in's own state is the request's alone
		tab.Exec(`options = { scope: "profile", pkce: true, interactive: "always", state: %s }`, state)
		tab.Click("#go")
		toldLast(tab, 2*i+1)
		tab.Exec(`amazon.Login.retrieveToken(answers.at(-1).code, note)`)
		assert.Equal(t, true, toldLast(tab, 2*i+2)["success"])
		assert.True(t, browsertest.Eval[bool](tab, `lwa.session.state === null`), state)
	}
}
