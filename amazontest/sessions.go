package amazontest

import "time"

// Device is a television that shows a code.
type Device struct {
	UserCode, ClientID, Scope string
	// State is "waiting", "allowed" or "denied".
	State   string
	Expires time.Time
}

// Devices returns the televisions whose code has neither expired nor been exchanged for tokens,
// oldest first.
func (a *Amazon) Devices() (all []Device) {
	for _, d := range a.director.Devices() {
		all = append(all, Device(d))
	}
	return all
}

// Approve allows the television with this code in the name of a person, as the person would on
// their phone.
func (a *Amazon) Approve(userCode, person string) {
	a.tb.Helper()
	a.must(a.director.Approve(userCode, person))
}

// Deny refuses the television with this code.
func (a *Amazon) Deny(userCode string) {
	a.tb.Helper()
	a.must(a.director.Deny(userCode))
}

// Revoke revokes all tokens of a person, as if the person had removed the application in their
// account. "" means everyone.
func (a *Amazon) Revoke(person string) {
	a.tb.Helper()
	a.must(a.director.Revoke("all", person))
}

// RevokeAccess revokes the access tokens of a person, and keeps the refresh tokens. "" means
// everyone.
func (a *Amazon) RevokeAccess(person string) {
	a.tb.Helper()
	a.must(a.director.Revoke("access", person))
}

// RevokeRefresh revokes the refresh tokens of a person, and keeps the access tokens. "" means
// everyone.
func (a *Amazon) RevokeRefresh(person string) {
	a.tb.Helper()
	a.must(a.director.Revoke("refresh", person))
}

// SignOut signs everyone out of the server, and removes every consent. The next login shows the
// sign-in page with all people again.
func (a *Amazon) SignOut() { a.director.SignOut() }
