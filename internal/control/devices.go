package control

import (
	"net/http"
	"strings"
	"time"

	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// Device is a device that shows a user code.
type Device struct {
	UserCode string    `json:"userCode"`
	ClientID string    `json:"clientId"`
	Scope    string    `json:"scope"`
	State    string    `json:"state"` // "waiting", "allowed" or "denied"
	Expires  time.Time `json:"expires"`
}

// Devices returns the devices whose code has neither expired nor been exchanged for tokens,
// oldest first.
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

// device returns the device with this code, just after a decision. If the device has already got
// its tokens, it is no longer listed: then only the code and the state are known.
func (d *Director) device(userCode, state string) Device {
	for _, p := range d.Devices() {
		if fakeamazon.SameUserCode(p.UserCode, userCode) {
			return p
		}
	}
	return Device{UserCode: strings.ToUpper(userCode), State: state}
}

// Revoke revokes tokens: "access", "refresh" or "all". It revokes those of one person, or those
// of everyone if person is "".
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

// SignOut signs everyone out of the fake Amazon, and removes every consent.
func (d *Director) SignOut() { d.Server.Forget() }
