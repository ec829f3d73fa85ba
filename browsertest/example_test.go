package browsertest_test

import (
	"fmt"
	"time"

	"github.com/lwa-wasm/lwa/amazontest"
	"github.com/lwa-wasm/lwa/browsertest"
)

// The site is tested as in production: its page has its own client id and names no provider.
func Example() {
	t := yourTest() // the t of your test
	defer t.End()
	b := browsertest.New(t, browsertest.Site(shop()), browsertest.Client(shopClient))

	tab := b.Open("/")
	tab.Popup(func() { tab.Click("#login") }).SignIn("Zoë")
	s := tab.WaitSession()

	fmt.Println(s.Name, s.Scope)
	fmt.Println(tab.Text("#hello"))
	fmt.Println(b.Amazon.Counts().TokenRequests, "request for a token")
	// Output:
	// Zoë O’Neil & Sons profile postal_code
	// Hello Zoë O’Neil & Sons
	// 1 request for a token
}

// A redirect login leaves the page and comes back to it.
func ExampleTab_WaitSession() {
	t := yourTest()
	defer t.End()
	tab := browsertest.New(t, browsertest.Site(shop()), browsertest.Client(shopClient)).Open("/?mode=redirect")

	tab.Click("#login")
	tab.SignIn("山田") // in the same tab
	fmt.Println(tab.WaitSession().Email)
	// Output: hanako@example.jp
}

func ExampleTab_Cancel() {
	t := yourTest()
	defer t.End()
	tab := browsertest.New(t, browsertest.Site(shop()), browsertest.Client(shopClient)).Open("/")

	tab.Popup(func() { tab.Click("#login") }).Cancel()
	tab.Wait("#error:not(:empty)")
	fmt.Println(tab.Text("#error"))
	// Output: access_denied
}

func ExampleTab_GiveUp() {
	t := yourTest()
	defer t.End()
	tab := browsertest.New(t, browsertest.Site(shop()), browsertest.Client(shopClient)).Open("/")

	tab.Popup(func() { tab.Click("#login") }).GiveUp()
	tab.Wait("#error:not(:empty)")
	fmt.Println(tab.Text("#error"))
	// Output: user_cancelled
}

// The token endpoint fails, and the page shows it. The browser reports each failed request, so
// the test expects that complaint.
func ExampleTab_Expect() {
	t := yourTest()
	defer t.End()
	tab := browsertest.New(t, browsertest.Site(shop()), browsertest.Client(shopClient)).Open("/")

	tab.Expect("status of 503").Amazon.FailOnce(amazontest.Token, "503")
	tab.Popup(func() { tab.Click("#login") }).SignIn("Zoë")
	tab.Wait("#error:not(:empty)")
	fmt.Println(tab.Text("#error"))
	// Output: server_error
}

// The session expires after an hour, unless Amazon sends a refresh token.
func ExampleBench_Advance() {
	t := yourTest()
	defer t.End()
	b := browsertest.New(t, browsertest.Site(shop()), browsertest.Client(shopClient), browsertest.MovableClock)

	tab := b.Open("/")
	tab.Popup(func() { tab.Click("#login") }).SignIn("Zoë")
	fmt.Println(tab.WaitSession().Name)
	b.Advance(time.Hour)
	tab.WaitEnd()
	fmt.Println(tab.Session() == nil)
	// Output:
	// Zoë O’Neil & Sons
	// true
}

// The test plays the person with the phone, on its page or by a call.
func ExampleBench_Phone() {
	t := yourTest()
	defer t.End()
	b := browsertest.New(t, browsertest.Site(shop()), browsertest.Client(shopClient))

	tv := b.Open("/tv").Expect("status of 400 .*/auth/o2/token") // the answer of Amazon while the person has not decided
	tv.Wait("#code:not(:empty)")
	phone := b.Phone()
	phone.EnterCode(tv.Text("#code"))
	phone.SignIn("Jürgen")
	fmt.Println(tv.WaitSession().Name)
	// Output: Jürgen Größ-Łukasik
}
