package control

import (
	"crypto/rand"
	"net/http"
	"slices"
	"strings"

	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// Person is somebody who can sign in.
type Person struct {
	UserID     string `json:"userId"`
	Name       string `json:"name"`
	Email      string `json:"email"`
	PostalCode string `json:"postalCode"`
}

// People returns the people who can sign in, in the order of the sign-in page.
func (d *Director) People() []Person {
	all := []Person{}
	for _, p := range d.Server.People() {
		all = append(all, Person(p))
	}
	return all
}

// SetPeople replaces the people who can sign in. It generates missing user ids.
func (d *Director) SetPeople(people []Person) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.setPeople(people)
}

// AddPerson adds a person. It returns the person with a user id, which it generates if there is
// none.
func (d *Director) AddPerson(p Person) (Person, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	p = identified(p)
	return p, d.setPeople(append(d.People(), p))
}

// RemovePerson removes a person, and revokes their tokens.
func (d *Director) RemovePerson(text string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	gone, err := d.person(text)
	if err != nil {
		return err
	}
	return d.setPeople(slices.DeleteFunc(d.People(), func(p Person) bool { return p.UserID == gone.UserID }))
}

func (d *Director) setPeople(people []Person) error {
	if len(people) == 0 {
		return refuse(http.StatusBadRequest, "invalid_value", "Name one person at least.", "Nobody could sign in.")
	}
	list, seen := []fakeamazon.Person{}, map[string]bool{}
	for _, p := range people {
		p = identified(p)
		if p.Name == "" {
			return refuse(http.StatusBadRequest, "invalid_value", "Give each person a name.", "The person %q has no name.", p.UserID)
		}
		if seen[p.UserID] {
			return refuse(http.StatusConflict, "taken", "Leave userId out, and one is made.", "Two people have the userId %q.", p.UserID)
		}
		seen[p.UserID] = true
		list = append(list, fakeamazon.Person(p))
	}
	return d.Server.SetPeople(list)
}

func identified(p Person) Person {
	if p.UserID == "" {
		p.UserID = "amzn1.account." + rand.Text()
	}
	return p
}

// person finds a person by user id, or by a part of the name that no other name contains.
func (d *Director) person(text string) (Person, error) {
	var found []Person
	for _, p := range d.People() {
		if p.UserID == text {
			return p, nil
		}
		if text != "" && strings.Contains(p.Name, text) {
			found = append(found, p)
		}
	}
	if len(found) == 1 {
		return found[0], nil
	}
	var names []string
	for _, p := range d.People() {
		names = append(names, p.Name)
	}
	hint := "Use the userId, or a part of one of these names: " + strings.Join(names, ", ") + "."
	if len(found) > 1 {
		return Person{}, refuse(http.StatusBadRequest, "unknown_person", hint, "%q is part of several names.", text)
	}
	return Person{}, refuse(http.StatusBadRequest, "unknown_person", hint, "Nobody is called %q.", text)
}
