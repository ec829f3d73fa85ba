package amazontest_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/lwa-wasm/lwa/amazontest"
)

const (
	shop     = "amzn1.application-oa2-client.shop"
	callback = "http://localhost:3000/lwa/lwa-callback.html"

	// A verifier and its challenge (RFC 7636 Appendix B).
	verifier  = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
	challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
)

// login is the code under test. It requests a code, which the server sends without pages, and
// redeems the code.
func login(amazon *amazontest.Amazon) (status int) {
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	asked, err := client.Get(amazon.URL + "/ap/oa?" + url.Values{
		"client_id": {shop}, "scope": {"profile"}, "response_type": {"code"}, "redirect_uri": {callback}, "state": {"of-this-login"},
		"code_challenge": {challenge}, "code_challenge_method": {"S256"},
	}.Encode())
	if err != nil {
		return 0
	}
	defer asked.Body.Close()
	answer, err := asked.Location()
	if err != nil {
		return asked.StatusCode
	}
	redeemed, err := client.PostForm(amazon.URL+"/auth/o2/token", url.Values{
		"grant_type": {"authorization_code"}, "code": {answer.Query().Get("code")}, "code_verifier": {verifier},
		"redirect_uri": {callback}, "client_id": {shop},
	})
	if err != nil {
		return 0
	}
	defer redeemed.Body.Close()
	_, _ = io.Copy(io.Discard, redeemed.Body)
	return redeemed.StatusCode
}

// A server that redeems codes is tested without a browser.
func ExampleStart() {
	t := yourTest() // the t of your test
	defer t.End()
	amazon := amazontest.Start(t, amazontest.Config{
		Clients: []amazontest.Client{{ID: shop, RedirectURIs: []string{callback}}},
	})
	amazon.Set(func(s *amazontest.Settings) { s.AutoApprove = "Zoë" })

	fmt.Println(login(amazon))
	fmt.Println(amazon.Counts().CodesRedeemed, "code redeemed")
	// Output:
	// 200
	// 1 code redeemed
}

func ExampleAmazon_FailOnce() {
	t := yourTest()
	defer t.End()
	amazon := amazontest.Start(t, amazontest.Config{
		Clients: []amazontest.Client{{ID: shop, RedirectURIs: []string{callback}}},
	})
	amazon.Set(func(s *amazontest.Settings) { s.AutoApprove = "Zoë" })

	amazon.FailOnce(amazontest.Token, "503")
	fmt.Println(login(amazon), login(amazon))
	amazon.Offline()
	fmt.Println(login(amazon))
	amazon.Mend()
	fmt.Println(login(amazon))
	// Output:
	// 503 200
	// 0
	// 200
}

func ExampleAmazon_Requests() {
	t := yourTest()
	defer t.End()
	amazon := amazontest.Start(t, amazontest.Config{
		Clients: []amazontest.Client{{ID: shop, RedirectURIs: []string{callback}}},
	})
	amazon.Set(func(s *amazontest.Settings) { s.AutoApprove = "Zoë" })
	login(amazon)

	for _, r := range amazon.Requests(amazontest.All) {
		fmt.Println(r.Endpoint, r.Status, r.Note)
	}
	fmt.Println("sent the verifier:", amazon.Requests(amazontest.Token)[0].Form.Get("code_verifier") == verifier)
	// Output:
	// authorize 303 code issued
	// token 200 code redeemed
	// sent the verifier: true
}

func ExampleAmazon_Advance() {
	t := yourTest()
	defer t.End()
	amazon := amazontest.Start(t, amazontest.Config{})
	before := amazon.Now()
	amazon.Advance(time.Hour)
	fmt.Println(amazon.Now().Sub(before).Round(time.Minute))
	// Output: 1h0m0s
}
