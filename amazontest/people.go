package amazontest

import (
	"github.com/lwa-wasm/lwa/internal/control"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// Person is someone who can sign in. Methods name a person by UserID, or by a part of Name that only one of them has: "Zoë".
type Person struct {
	// UserID is what an application keys its data on. Default: a new one.
	UserID string
	// Name and Email are told with the scope profile.
	Name, Email string
	// PostalCode is told with the scope postal_code. It may be empty.
	PostalCode string
}

// Client is an application that may ask for logins.
type Client struct {
	// ID is the client id.
	ID string
	// Name is shown to people. Default: the ID.
	Name string
	// RedirectURIs are the return addresses, compared letter by letter: any path and port of loopback, or https anywhere. Their
	// origins may use the API.
	RedirectURIs []string
	// Origins are further pages that may use the API.
	Origins []string
	// Device lets the application ask for codes of televisions.
	Device bool
}

func clientsOf(clients []Client) (all []fakeamazon.Client) {
	for _, c := range clients {
		all = append(all, fakeamazon.Client{ID: c.ID, Name: c.Name, RedirectURIs: c.RedirectURIs, Origins: c.Origins, Device: c.Device})
	}
	return all
}

// People are those who can sign in, in the order of the page.
func (a *Amazon) People() (all []Person) {
	for _, p := range a.director.People() {
		all = append(all, Person(p))
	}
	return all
}

// SetPeople replaces everyone who can sign in. People who are gone are signed out, and their tokens end.
func (a *Amazon) SetPeople(people ...Person) {
	a.tb.Helper()
	var all []control.Person
	for _, p := range people {
		all = append(all, control.Person(p))
	}
	a.must(a.director.SetPeople(all))
}

// Clients are the registered applications.
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

// AllowRedirect registers further return addresses of an application.
func (a *Amazon) AllowRedirect(clientID string, uris ...string) {
	a.tb.Helper()
	a.must(a.director.AddRedirectURIs(clientID, uris))
}
