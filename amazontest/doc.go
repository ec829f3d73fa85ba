// Package amazontest plays Login with Amazon for tests: an HTTP server on loopback with the pages where people sign in and
// agree, the token endpoint, tokeninfo, the profile, and the codes of televisions. Everyone signs in by a click, without a
// password, and everything can go wrong on demand.
//
//	amazon := amazontest.Start(t, amazontest.Config{
//		Clients: []amazontest.Client{{ID: "amzn1.application-oa2-client.shop", RedirectURIs: []string{"http://localhost:3000/lwa/lwa-callback.html"}}},
//	})
//	amazon.FailOnce(amazontest.Token, "503")
//	// … send the code under test to amazon.URL …
//	if n := amazon.Counts().TokenRequests; n != 2 {
//		t.Errorf("it asked %d times", n)
//	}
//
// Package browsertest has a browser for the pages. A test in another language directs the same server over HTTP, at
// [Amazon.ControlURL].
//
// Each [Amazon] has a port of its own and shares nothing with others, so tests may run in parallel. It ends with its test. A
// method that is given something impossible, such as a person who does not exist, fails the test and says what is possible.
package amazontest
