package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// The page of Amazon's documentation: implicit grant, click by setTimeout, profile by the token.
func TestAmazonImplicit(t *testing.T) {
	t.Parallel()
	b := oldSite(t)
	tab := b.Open("/old/implicit.html")
	popup := tab.Popup(func() { tab.Click("#LoginWithAmazon") })
	popup.SignIn("Zoë")
	tab.Wait("#result:not(:empty)")
	assert.Equal(t, "Hello, Zoë O’Neil & Sons, zoe@example.com, amzn1.account.AFZOE4ONEIL7DEVELOPMENT2AA", tab.Text("#result"))
}
