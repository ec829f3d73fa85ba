package amazontest

import "time"

// Device is a code that a television shows.
type Device struct {
	UserCode, ClientID, Scope string
	// State is "waiting", "allowed" or "denied".
	State   string
	Expires time.Time
}

// Devices are the codes that neither ran out nor were exchanged for tokens, oldest first.
func (a *Amazon) Devices() (all []Device) {
	for _, d := range a.director.Devices() {
		all = append(all, Device(d))
	}
	return all
}

// Approve allows the television that shows a code, in a person's name, as they would with their phone.
func (a *Amazon) Approve(userCode, person string) {
	a.tb.Helper()
	a.must(a.director.Approve(userCode, person))
}

// Deny refuses the television that shows a code.
func (a *Amazon) Deny(userCode string) {
	a.tb.Helper()
	a.must(a.director.Deny(userCode))
}

// Revoke ends every token of a person, as if they had removed the application in their account; with "", everyone's.
func (a *Amazon) Revoke(person string) {
	a.tb.Helper()
	a.must(a.director.Revoke("all", person))
}

// RevokeAccess ends access tokens, and leaves the refresh tokens.
func (a *Amazon) RevokeAccess(person string) {
	a.tb.Helper()
	a.must(a.director.Revoke("access", person))
}

// RevokeRefresh ends refresh tokens, and leaves the access tokens.
func (a *Amazon) RevokeRefresh(person string) {
	a.tb.Helper()
	a.must(a.director.Revoke("refresh", person))
}

// SignOut signs everyone out of the server, and forgets what they agreed to: the next login shows all people again.
func (a *Amazon) SignOut() { a.director.SignOut() }
