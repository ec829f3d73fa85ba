package control

import (
	"errors"
	"net/http"
	"slices"

	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// Client is an application that may ask for logins.
type Client struct {
	ID           string   `json:"clientId"`
	Name         string   `json:"name"`
	RedirectURIs []string `json:"redirectUris"`
	Origins      []string `json:"origins"`
	Device       bool     `json:"device"`
}

// Clients returns the registered applications, in the order in which they were added.
func (d *Director) Clients() []Client {
	all := []Client{}
	for _, c := range d.Server.Clients() {
		all = append(all, written(c))
	}
	return all
}

func written(c fakeamazon.Client) Client {
	return Client{c.ID, c.Name, append([]string{}, c.RedirectURIs...), append([]string{}, c.Origins...), c.Device}
}

// Client returns the application with this id.
func (d *Director) Client(id string) (Client, error) {
	for _, c := range d.Clients() {
		if c.ID == id {
			return c, nil
		}
	}
	return Client{}, refuse(http.StatusNotFound, "unknown_client", "Register it with PUT /clients/{clientId}.", "No application has the client id %q.", id)
}

// PutClient registers an application, or replaces the one with its id.
func (d *Director) PutClient(c Client) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.putClient(c)
}

func (d *Director) putClient(c Client) error {
	err := d.Server.PutClient(fakeamazon.Client{ID: c.ID, Name: c.Name, RedirectURIs: c.RedirectURIs, Origins: c.Origins, Device: c.Device})
	if err == nil {
		return nil
	}
	if why := errors.Unwrap(err); why != nil {
		err = why
	}
	return refuse(http.StatusBadRequest, "invalid_value", "Give a full address such as http://localhost:5173/lwa-callback.html, letter by letter.",
		"The application %q cannot be registered: %s.", c.ID, err)
}

// AddRedirectURIs registers additional redirect URIs for an application.
func (d *Director) AddRedirectURIs(id string, uris []string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	c, err := d.Client(id)
	if err != nil {
		return err
	}
	for _, uri := range uris {
		if !slices.Contains(c.RedirectURIs, uri) {
			c.RedirectURIs = append(c.RedirectURIs, uri)
		}
	}
	return d.putClient(c)
}

// RemoveClient removes an application.
func (d *Director) RemoveClient(id string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, err := d.Client(id); err != nil {
		return err
	}
	d.Server.RemoveClient(id)
	return nil
}
