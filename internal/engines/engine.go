package engines

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/lwa-wasm/lwa/browsertest"
)

// patience bounds what a driver waits for. It is generous: the machine may have better things to
// do.
const patience = 90 * time.Second

// Engine is a running browser.
type Engine interface {
	// Visitor opens an empty window of a new visitor, which is closed with the test, as are its
	// popups.
	Visitor(b *browsertest.Bench) (Window, error)
	// End ends the browser.
	End()
}

// Window is one window of a visitor. Its methods wait for what they do, and for nothing that the
// page does then.
type Window interface {
	// Go navigates to an address and waits until the page is loaded.
	Go(address string) error
	// Back goes back in the window's history.
	Back() error
	// Eval returns what an expression comes to, awaited, as JSON. It gives the page no user
	// gesture. It fails while the window is between two pages. The expression must settle soon:
	// some drivers do one thing at a time.
	Eval(expression string) (json.RawMessage, error)
	// Press presses and releases the mouse, or a finger, at a place of the viewport in CSS pixels.
	Press(x, y int) error
	// Tab presses the Tab key.
	Tab() error
	// Popup runs trigger and returns the window that the page opened.
	Popup(trigger func()) (Window, error)
	// Another opens a second, empty window of the same visitor.
	Another() (Window, error)
	// Close closes the window, as a person does.
	Close() error
	// Open reports whether the window has not been closed.
	Open() bool
	// Complaints are the errors on the window's console so far, if the driver can tell.
	Complaints() []string
}

// settling is a JavaScript program that evaluates an expression to JSON.
const settling = `(async () => JSON.stringify(await (%s)) ?? "null")()`

func program(expression string) string { return fmt.Sprintf(settling, expression) }

// eventually calls look until it is done, or fails with what it said last.
func eventually(look func() (done bool, err error)) error {
	for deadline := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		done, err := look()
		if done {
			return err
		}
		if time.Now().After(deadline) {
			return errors.Join(fmt.Errorf("waited %v in vain", patience), err)
		}
	}
}
