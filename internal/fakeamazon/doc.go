// Package fakeamazon is a development authorization server that speaks the
// dialect of Login with Amazon, so that logins can be seen and tested without
// an account. It is an [http.Handler] kept wholly in memory: it plays the
// consent pages (/ap/oa), the token endpoint (/auth/o2/token), tokeninfo
// (/auth/o2/tokeninfo), the profile (/user/profile), and code-based linking
// (/auth/o2/create/codepair, and /us/code for the person with the code).
//
// It is as strict as the specifications it quotes: RFC 6749 and RFC 6750, RFC
// 7636 with S256 only, RFC 9207 and RFC 9700. Where Amazon documents less, such
// as "an absent method means plain", [Faults.Lenient] follows Amazon. Faults are
// switched on by the process with [Server.SetFaults], never by a request.
//
// It imports the standard library and package loopback only, and is no part of the product. It keeps
// no accounts, asks for no password and must not guard anything: everyone may
// sign in as everyone. It answers to loopback names and to the hosts of its
// [Config] only, and refuses web pages where they have no business: the API is for
// the pages of registered applications, the rest for its own.
//
// # Refresh tokens
//
// A code is exchanged for an access token alone, as at Amazon for applications
// without a secret, unless [Faults.Refresh] asks for more; a device gets a refresh
// token always. Either is used with its client_id only. It works until it is
// revoked ([Server.Revoke], [Server.RevokeRefresh]); [Faults.Rotate] and
// [Faults.RefreshLife] are the stricter rules of RFC 9700. [Faults.AccessLife] has
// access tokens run out sooner, and [Server.RevokeAccess] at once.
//
// # Code-based linking
//
// A client with [Client.Device] asks for a code pair and polls with it, in
// Amazon's dialect: the grant type is device_code, a poll carries both codes and
// no client_id, and a pair that is unknown, expired or used is an
// invalid_code_pair. The first poll may come at once, each other one after the
// interval, which grows by 5 s with each slow_down (RFC 8628 §3.5). The person
// decides on the pages, or a test does with [Server.Approve] and [Server.Deny].
//
//	code := … // read off the page under test
//	err := fake.Approve(code, fakeamazon.DefaultPeople()[0].UserID)
//
// Ten wrong user codes from one address, and none is taken from there for ten
// minutes.
//
// # Driving the pages
//
// The pages need no script and hold still for browser tests:
//
//	code page      body[data-page=code]      input[name=code], #continue, #problem
//	sign-in page   body[data-page=signin]    button[name=user_id][value=…], #cancel
//	consent page   body[data-page=consent]   #allow, #cancel, #other-person, input[name=grant][value=<scope>], #user-code
//	known person   body[data-page=continue]  #allow, #cancel, #other-person
//	device's end   body[data-page=done]      #outcome
//	error page     body[data-page=error]     #problem, #register, #flag
package fakeamazon
