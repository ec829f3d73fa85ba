//go:build js && wasm

package jsbridge

import (
	"github.com/lwa-wasm/lwa/internal/flow"
	"github.com/lwa-wasm/lwa/internal/lwa"
	"github.com/lwa-wasm/lwa/internal/wire"
)

// watchInterval is the time between two looks at the popup. No event tells a page that its popup
// closed.
const watchInterval lwa.Millis = 100

// pageEvents are the events after which to look where the person is, and those of keys and presses
// in the page. Only what the document says at that moment counts: the focus of an element or of an
// iframe, and events that a script dispatches, change nothing there.
var pageEvents = []wire.Call{wire.Focus, wire.Blur, wire.VisibilityChange, wire.PointerDown, wire.KeyDown}

// popup is the window of the login in progress, if any.
type popup struct {
	window    Value
	timeout   Value
	listeners []Value
	watched   bool
	gone      bool           // its handle reads closed
	hidden    bool           // the page was hidden, and has not had the focus since
	place     flow.EventKind // what the machine was told last of where the person is

	sentAt, dueAt, seenAt lwa.Millis // when the window was sent off, when the next look is due, when a look first found a page of another origin
	looks                 flow.Looks
}

// loginAsked takes over the window that the shell opened inside the click. The value is an object,
// or null if the browser refused one, or undefined if the shell did not try.
func (b *Bridge) loginAsked(call int, options, value Value) {
	b.wake()
	e := &flow.Event{Kind: flow.LoginAsked, Call: call}
	e.Text, _ = text(options)
	switch typeOf(value) {
	case typeNull:
		e.Window = flow.WindowBlocked
	case typeObject:
		e.Window = flow.WindowOpen
		b.windows = append(b.windows, window{call, value})
	}
	b.step(e)
}

// window is a window that the shell opened for a login that waits.
type window struct {
	call  int
	value Value
}

// takeWindow makes the window that came with a login the popup. If a login has a popup already,
// that one stays: the shell could not know of it while the bridge paused.
func (b *Bridge) takeWindow(e *flow.Event) {
	for i, w := range b.windows {
		if w.call != e.Call {
			continue
		}
		b.windows = append(b.windows[:i], b.windows[i+1:]...)
		if typeOf(b.popup.window) == typeObject {
			call1[any](b.world, wire.Close, w.value)
			e.Window = flow.NoWindow
			return
		}
		b.popup.window = w.value
		return
	}
}

func (b *Bridge) openPopup(width, height int) {
	window := call2(b.world, wire.Open, width, height)
	if typeOf(window) != typeObject {
		b.step(&flow.Event{Kind: flow.PopupBlocked})
		return
	}
	b.popup.window = window
	b.step(&flow.Event{Kind: flow.PopupOpened})
}

// navigatePopup sends the window to Amazon, and watches it and the page's focus from then on. It
// replaces the blank page in the window's history, so that the window can close itself later.
func (b *Bridge) navigatePopup(url string) {
	if isTrue(try(b.popup.window, "closed")) {
		b.step(&flow.Event{Kind: flow.PopupLost})
		return
	}
	if typeOf(try(b.popup.window, "location").Call("replace", url)) == typeThrown {
		b.step(&flow.Event{Kind: flow.PopupLost})
		return
	}
	p := &b.popup
	p.watched, p.place, p.sentAt = true, flow.PageFocused, b.clock(wire.Mono)
	for _, event := range pageEvents {
		p.listeners = append(p.listeners, b.listen(event))
	}
	b.lookAtPage()
	b.lookLater()
}

func (b *Bridge) closePopup() {
	p := b.popup
	b.popup = popup{}
	b.clear(p.timeout)
	for i, f := range p.listeners {
		b.unlisten(pageEvents[i], f)
	}
	if typeOf(p.window) == typeObject {
		call1[any](b.world, wire.Close, p.window)
	}
}

// lookLater looks at the window after the interval.
func (b *Bridge) lookLater() {
	p := &b.popup
	b.clear(p.timeout)
	p.dueAt = b.clock(wire.Mono) + watchInterval
	p.timeout = b.after(wire.Watch, 0, watchInterval)
}

// lookAtPopup looks where the person is. Then it reads what a page may read of another origin's
// window: whether the window is closed, and whether reading its address throws.
func (b *Bridge) lookAtPopup(_ int, _, _ Value) {
	p := &b.popup
	if !p.watched {
		return
	}
	now := b.clock(wire.Mono)
	p.looks.Late = max(p.looks.Late, now-p.dueAt)
	b.lookAtPage()
	if p.gone {
		return
	}
	if isTrue(try(p.window, "closed")) {
		p.gone = true
		b.step(&flow.Event{Kind: flow.PopupGone, Looks: p.looks})
		return
	}
	if p.seenAt == 0 && typeOf(try(try(p.window, "location"), "href")) == typeThrown {
		p.seenAt, p.looks.Way = now, now-p.sentAt
	}
	if p.seenAt != 0 {
		p.looks.Alive = now - p.seenAt
	}
	b.lookLater()
}

// lookAtPage tells the machine where the person is, if that changed.
func (b *Bridge) lookAtPage() {
	p := &b.popup
	visibility, _ := text(call0(b.world, wire.Visibility))
	place := flow.PageBlurred
	switch {
	case visibility == "hidden":
		p.hidden = true
	case isTrue(call0(b.world, wire.HasFocus)):
		p.hidden, place = false, flow.PageFocused
	case p.hidden:
		place = flow.PageShown
	}
	if place != p.place {
		p.place = place
		b.step(&flow.Event{Kind: place})
	}
}

// pageChanged looks at once, and again a moment later: some browsers dispatch the event before the
// document has changed.
func (b *Bridge) pageChanged(_ int, _, _ Value) {
	b.lookAtPopup(0, undefined(), undefined())
	if b.popup.gone {
		b.lookLater()
	}
}

// pagePressed counts only events that the browser itself dispatched: a script can dispatch the same
// event.
func (b *Bridge) pagePressed(_ int, event, _ Value) {
	if isTrue(try(event, "isTrusted")) {
		b.step(&flow.Event{Kind: flow.PagePressed})
	}
}
