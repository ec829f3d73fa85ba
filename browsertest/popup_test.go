package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/browsertest"
)


func TestPopupLogin(t *testing.T) {
	b := browsertest.New(t)
	tab := b.Open("/bench?mode=popup").Ready()
	popup := tab.Popup(func() { tab.Click("#go") })
	popup.SignIn("Zoë")
	outcome := tab.Outcome()
	require.NotNil(t, outcome.Session, "%+v", outcome.Error)
	assert.NotEmpty(t, outcome.Session.Profile.UserID)
	popup.WaitClosed()
}
