package browsertest

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/chromedp/cdproto/log"
	cdpruntime "github.com/chromedp/cdproto/runtime"
)

// Complaint is an error or warning of a page, as the console of the browser shows it.
type Complaint struct {
	// Source is "exception" for an uncaught error or an unhandled rejection, and "console.error",
	// "console.warning" or "console.assert" for calls of the page. For reports of the browser it
	// is the name that the browser uses, such as "network" for a failed load and "security" for a
	// policy violation.
	Source string
	// Text is the message.
	Text string
	// URL is the address that failed to load, or that the report of the browser names. It may be
	// empty.
	URL string
}

func (c Complaint) String() string { return strings.TrimSpace(c.Source + ": " + c.Text + " " + c.URL) }

func textsOf(complaints []Complaint) (texts []string) {
	for _, c := range complaints {
		texts = append(texts, c.String())
	}
	return texts
}

// Favicon reports whether the complaint is that the browser could not load /favicon.ico, which it
// requests by itself.
func (c Complaint) Favicon() bool {
	switch c.Source {
	case "network":
		return isFavicon(c.URL)
	case "security": // a policy forbids it; the text has the address in quotes
		for i, part := range strings.Split(c.Text, "'") {
			if i%2 == 1 && isFavicon(part) {
				return true
			}
		}
	}
	return false
}

func isFavicon(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && u.Path == "/favicon.ico"
}

func failsByDefault(c Complaint) bool { return !c.Favicon() }

// complaintOf returns the complaint of an event. said is the text of a line on the console. ok is
// false if the event is not a complaint.
func complaintOf(event any) (c Complaint, said string, ok bool) {
	switch e := event.(type) {
	case *cdpruntime.EventExceptionThrown:
		c = Complaint{Source: "exception", Text: e.ExceptionDetails.Text}
		if e.ExceptionDetails.Exception != nil {
			c.Text += " " + e.ExceptionDetails.Exception.Description
		}
		return c, "", true
	case *cdpruntime.EventConsoleAPICalled:
		c = Complaint{Source: fmt.Sprintf("console.%s", e.Type), Text: arguments(e.Args)}
		return c, c.String(), e.Type == "error" || e.Type == "assert" || e.Type == "warning"
	case *log.EventEntryAdded:
		c = Complaint{Source: string(e.Entry.Source), Text: e.Entry.Text, URL: e.Entry.URL}
		return c, c.String(), e.Entry.Level == "error"
	}
	return c, "", false
}

func arguments(args []*cdpruntime.RemoteObject) string {
	var out []string
	for _, a := range args {
		text := a.Description
		if text == "" {
			text = strings.Trim(string(a.Value), `"`)
		}
		if a.Preview != nil {
			for _, p := range a.Preview.Properties {
				text += " " + p.Name + "=" + p.Value
			}
		}
		out = append(out, text)
	}
	return strings.Join(out, " ")
}
