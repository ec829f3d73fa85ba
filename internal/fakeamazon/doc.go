// Package fakeamazon is an authorization server for development. It behaves like Login with Amazon,
// so that developers can try and test logins without an account. It is an [http.Handler] with all
// its state in memory. It implements the consent pages (/ap/oa), the token endpoint
// (/auth/o2/token), tokeninfo (/auth/o2/tokeninfo), the profile (/user/profile), and code-based
// linking (/auth/o2/create/codepair, and /us/code for the person with the code).
//
// It follows RFC 6749, RFC 6750, RFC 7636 with S256 only, RFC 9207 and RFC 9700. Where Amazon is
// less strict, for example "an absent method means plain", [Faults.Lenient] follows Amazon. Only
// the process can switch faults on, with [Server.SetFaults] or [Server.SetPlan]; a request cannot.
//
// It imports only the standard library and package loopback, and is not part of the component. It
// has no accounts and no passwords: anybody can sign in as anybody, so it must not protect
// anything. It answers only to loopback names and to the hosts of its [Config]. It refuses requests
// of foreign web pages: only pages of registered applications may use the API, and other pages may
// only navigate here.
//
// # Refresh tokens
//
// In exchange for a code, a client gets an access token only, as at Amazon for applications without
// a secret. With [Faults.Refresh] it gets a refresh token, too. A device always gets a refresh
// token. A refresh needs the client_id and no secret. A refresh token works until it is revoked
// ([Server.Revoke], [Server.RevokeRefresh]). [Faults.Rotate] and [Faults.RefreshLife] apply the
// stricter rules of RFC 9700. [Faults.AccessLife] changes the lifetime of access tokens, and
// [Server.RevokeAccess] revokes them.
//
// # Code-based linking
//
// A client with [Client.Device] requests a code pair and polls with it. As at Amazon, the grant
// type is device_code, a poll has both codes and no client_id, and a pair that is unknown, expired
// or used results in the error invalid_code_pair. The first poll may come at once. Later polls must
// keep the interval, which grows by 5 s with each slow_down (RFC 8628 §3.5). The person decides on
// the pages, or a test decides with [Server.Approve] and [Server.Deny].
//
//	code := … // from the page under test
//	err := fake.Approve(code, fakeamazon.DefaultPeople()[0].UserID)
//
// After ten wrong user codes from one address, the server accepts none from that address until ten
// minutes after the first of them.
//
// # Driving the pages
//
// The pages have no scripts. Browser tests can rely on these selectors:
//
//	code page      body[data-page=code]      input[name=code], #continue, #problem
//	sign-in page   body[data-page=signin]    button[name=user_id][value=…], #cancel
//	consent page   body[data-page=consent]   #allow, #cancel, #other-person, input[name=grant][value=<scope>], #user-code
//	known person   body[data-page=continue]  #allow, #cancel, #other-person
//	device done    body[data-page=done]        #outcome
//	error page     body[data-page=error]     #problem, #register, #flag
package fakeamazon
