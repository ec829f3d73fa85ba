package control

import (
	"net/http"
	"strings"
	"time"

	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// Device is a code that a device shows.
type Device struct {
	UserCode string    `json:"userCode"`
	ClientID string    `json:"clientId"`
	Scope    string    `json:"scope"`
	State    string    `json:"state"` // "waiting", "allowed" or "denied"
	Expires  time.Time `json:"expires"`
}

// Devices are the codes that neither ran out nor were exchanged, oldest first.
func (d *Director) Devices() []Device {
	all := []Device{}
	for _, p := range d.Server.CodePairs() {
		p.Expires = p.Expires.UTC()
		all = append(all, Device(p))
	}
	return all
}

// Approve allows a device in a person's name.
func (d *Director) Approve(userCode, person string) error {
	p, err := d.person(person)
	if err != nil {
		return err
	}
	return decided(userCode, d.Server.Approve(userCode, p.UserID))
}

// Deny refuses a device.
func (d *Director) Deny(userCode string) error { return decided(userCode, d.Server.Deny(userCode)) }

func decided(userCode string, err error) error {
	if err == nil {
		return nil
	}
	return refuse(http.StatusNotFound, "unknown_code", "GET /devices lists the codes that wait.", "No device waits with the code %q.", userCode)
}

// device is the one with a code, which was decided just now. Its tokens may be gone by then.
func (d *Director) device(userCode, state string) Device {
	for _, p := range d.Devices() {
		if fakeamazon.SameUserCode(p.UserCode, userCode) {
			return p
		}
	}
	return Device{UserCode: strings.ToUpper(userCode), State: state}
}

// Revoke ends tokens: "access", "refresh" or "all", of one person, or of everyone where person is "".
func (d *Director) Revoke(what, person string) error {
	userID := ""
	if person != "" {
		p, err := d.person(person)
		if err != nil {
			return err
		}
		userID = p.UserID
	}
	switch what {
	case "access":
		d.Server.RevokeAccess(userID)
	case "refresh":
		d.Server.RevokeRefresh(userID)
	case "all", "":
		d.Server.Revoke(userID)
	default:
		return oneOf("what", what, []string{"access", "refresh", "all"})
	}
	return nil
}

// SignOut signs everyone out of the fake Amazon, and forgets every consent.
func (d *Director) SignOut() { d.Server.Forget() }
