package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/browsertest"
)

func TestRedirectLogin(t *testing.T) {
	b := browsertest.New(t)
	tab := b.Open("/bench?mode=redirect&x=a%20b#frag/1").Ready()
	tab.Exec(`bench.options = {state: "mine"}`)
	tab.Click("#go")
	tab.SignIn("Zoë")
	events := tab.Ready().Events(1)
	require.Equal(t, "login", events[0].Type)
	assert.Equal(t, b.App+"/bench?mode=redirect&x=a%20b#frag/1", browsertest.Eval[string](tab, `location.href`))
	ready := browsertest.Eval[browsertest.Outcome](tab, `bench.ready`)
	require.NotNil(t, ready.Session, "%+v", ready.Error)
	assert.Equal(t, "mine", *ready.Session.State)
}

func TestPopupBlockedBecomesRedirect(t *testing.T) {
	b := browsertest.New(t)
	tab := b.Open("/bench").Ready()
	tab.Exec(`document.getElementById("go").click()`)
	tab.SignIn("Zoë")
	assert.Equal(t, "login", tab.Ready().Events(1)[0].Type)
}
