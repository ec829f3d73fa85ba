package main

import (
	"encoding/json"
	"strings"

	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// announcement has the addresses of both servers, once they listen. It is printed as text for
// people, or as JSON for programs.
type announcement struct {
	Version      string   `json:"version"`
	Site         string   `json:"site"`
	Amazon       string   `json:"amazon"`
	ClientID     string   `json:"clientId"`
	RedirectURIs []string `json:"redirectUris"`
	DeviceCodes  string   `json:"deviceCodes"`
	Control      string   `json:"control,omitempty"`
	Docs         string   `json:"docs,omitempty"`
	People       []string `json:"people"`
}

// line returns the line that -json prints.
func (a announcement) line() []byte {
	text, _ := json.Marshal(a) // strings alone
	return append(text, '\n')
}

func (a announcement) text(component, faults string) string {
	text := "Open this     " + a.Site + "/\n" +
		"Fake Amazon   " + a.Amazon + "\n" +
		"Client id     " + a.ClientID + "\n" +
		"Return URL    " + strings.Join(a.RedirectURIs, "\n              ") + "\n" +
		"Device codes  " + a.DeviceCodes + "\n" +
		"Sign in as    " + strings.Join(a.People, " · ") + "\n" +
		"Serves        " + component + "\n"
	if a.Docs != "" {
		text += "Documents     " + a.Docs + "\n"
	}
	if a.Control != "" {
		text += "Control       " + a.Control + "\n"
	}
	if faults != "" {
		text += "Faults        " + faults + "\n"
	}
	return text + "Ctrl-C ends it.\n"
}

func names() []string {
	var list []string
	for _, p := range fakeamazon.DefaultPeople() {
		list = append(list, p.Name)
	}
	return list
}
