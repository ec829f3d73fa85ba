package amazontest

import (
	"github.com/lwa-wasm/lwa/internal/control"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// Person is somebody who can sign in. Methods identify a person by UserID, or by a part of Name
// that no other name contains, such as "Zoë".
type Person struct {
	// UserID is the key under which an application stores data about the person. Default: a new
	// one.
	UserID string
	// Name and Email are sent if the scope profile was granted.
	Name, Email string
	// PostalCode is sent if the scope postal_code was granted. It may be empty.
	PostalCode string
}

// Client is an application that may request logins.
type Client struct {
	// ID is the client id.
	ID string
	// Name is shown to people. Default: the ID.
	Name string
	// RedirectURIs are the return addresses: any path and port on loopback, or https anywhere.
	// They are compared by simple string comparison. Pages of their origins may use the API.
	RedirectURIs []string
	// Origins are the origins of further pages that may use the API.
	Origins []string
	// Device lets the application request codes for televisions.
	Device bool
}

func clientsOf(clients []Client) (all []fakeamazon.Client) {
	for _, c := range clients {
		all = append(all, fakeamazon.Client{ID: c.ID, Name: c.Name, RedirectURIs: c.RedirectURIs, Origins: c.Origins, Device: c.Device})
	}
	return all
}

// People returns the people who can sign in, in the order of the sign-in page.
func (a *Amazon) People() (all []Person) {
	for _, p := range a.director.People() {
		all = append(all, Person(p))
	}
	return all
}

// SetPeople replaces the people who can sign in. People who are not in the new list are signed
// out, and their tokens are revoked.
func (a *Amazon) SetPeople(people ...Person) {
	a.tb.Helper()
	var all []control.Person
	for _, p := range people {
		all = append(all, control.Person(p))
	}
	a.must(a.director.SetPeople(all))
}

// Clients returns the registered applications.
func (a *Amazon) Clients() (all []Client) {
	for _, c := range a.director.Clients() {
		all = append(all, Client(c))
	}
	return all
}

// Register registers an application, or replaces the one with its ID.
func (a *Amazon) Register(c Client) {
	a.tb.Helper()
	a.must(a.director.PutClient(control.Client(c)))
}

// AllowRedirect registers additional return addresses of an application.
func (a *Amazon) AllowRedirect(clientID string, uris ...string) {
	a.tb.Helper()
	a.must(a.director.AddRedirectURIs(clientID, uris))
}
