// Package fakeamazon is a development authorization server that speaks the
// dialect of Login with Amazon, so that logins can be seen and tested without
// an account. It is an [http.Handler] kept wholly in memory: it plays the
// consent pages (/ap/oa), the token endpoint (/auth/o2/token), tokeninfo
// (/auth/o2/tokeninfo) and the profile (/user/profile).
//
// It is as strict as the specifications it quotes: RFC 6749 and RFC 6750, RFC
// 7636 with S256 only, RFC 9207 and RFC 9700. Where Amazon documents less, such
// as "an absent method means plain", [Faults.Lenient] follows Amazon. Faults are
// switched on by the process with [Server.SetFaults], never by a request.
//
// It imports the standard library only and is no part of the product. It keeps
// no accounts, asks for no password and must not guard anything: everyone may
// sign in as everyone. Refresh tokens are handed out on request
// ([Faults.Refresh]) but not accepted, and there is no device flow.
//
// # Driving the pages
//
// The pages need no script and hold still for browser tests:
//
//	sign-in page   body[data-page=signin]    button[name=user_id][value=…], #cancel
//	consent page   body[data-page=consent]   #allow, #cancel, #other-person, input[name=grant][value=<scope>]
//	known person   body[data-page=continue]  #allow, #cancel, #other-person
//	error page     body[data-page=error]     #problem, #register
package fakeamazon
