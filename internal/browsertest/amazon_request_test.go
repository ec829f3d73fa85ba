package browsertest_test

import (
	"testing"
)

// A relative address means what a link of the page with that address would.
func TestAmazonRequestBase(t *testing.T) {
	tab := advised(oldPage(t, "angular.html"), inNext).Expect("redirect_uri")
	tab.Wait("#status:not(:empty)")
	tab.Exec(`document.getElementById("login").onclick = () => amazon.Login.authorize({ scope: "profile" }, "old/welcome.html")`)
	tab.Click("#login")
	tab.Wait("#result:not(:empty)")
	arrival(tab, "/old/welcome.html")
}
