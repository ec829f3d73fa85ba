// Package amazontest plays Login with Amazon for tests. It is an HTTP server on loopback with the
// sign-in and consent pages, the token endpoint, tokeninfo, the profile, and the codes of
// televisions. People sign in with a click, without a password. A test can make every endpoint
// fail.
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
// Package browsertest opens the pages in a browser. Tests in other languages control the same
// server over HTTP, at [Amazon.ControlURL].
//
// Each [Amazon] has its own port and shares nothing with others, so tests may run in parallel. It
// ends with its test. If an argument is invalid, such as a person who does not exist, the method
// fails the test and says what is possible.
package amazontest
