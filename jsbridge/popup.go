//go:build js && wasm

package jsbridge

import "github.com/lwa-wasm/lwa/internal/flow"

// How often the popup is looked at, in milliseconds: its end is no event that a page could wait for. Often at first, so
// that Amazon's page is seen in it before anyone can close it. A handle that is being severed looks alive for a moment more,
// and for longer on a busy machine: it counts as alive once so many looks found it so, and a look that came late is none.
const (
	watchInterval = 200
	firstInterval = 20
	lateLook      = 35
	enoughLooks   = 3
)

// focusEvents tell where the person is.
var focusEvents = []string{"focus", "blur", "pointerdown", "keydown"}

// popup is the window of the login in progress, if any.
type popup struct {
	window    Value
	timeout   Value
	listeners []Value
	watched   bool
	looks     int // how often another origin's page was found in it
	lookedAt  int64
	gone      bool // its handle reads closed
}

// loginAsked takes the window along that the shell opened inside the click: an object, null when it was refused one,
// undefined when it did not try.
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

// window is one that the shell opened for a login that waits.
type window struct {
	call  int
	value Value
}

// takeWindow makes the window that came with a login the popup. Where a login has one, that one stays: the shell could not
// know of it while the bridge paused.
func (b *Bridge) takeWindow(e *flow.Event) {
	for i, w := range b.windows {
		if w.call != e.Call {
			continue
		}
		b.windows = append(b.windows[:i], b.windows[i+1:]...)
		if typeOf(b.popup.window) == typeObject {
			w.value.Call("close")
			e.Window = flow.NoWindow
			return
		}
		b.popup.window = w.value
		return
	}
}

func (b *Bridge) openPopup(width, height int) {
	window := b.world.Call("open", width, height)
	if typeOf(window) != typeObject {
		b.step(&flow.Event{Kind: flow.PopupBlocked})
		return
	}
	b.popup.window = window
	b.step(&flow.Event{Kind: flow.PopupOpened})
}

// navigatePopup sends the window on its way and watches it and the page's focus from then on. The blank page gives its
// place in the history away, so that the window can close itself later.
func (b *Bridge) navigatePopup(url string) {
	if isTrue(try(b.popup.window, "closed")) {
		b.step(&flow.Event{Kind: flow.PopupLost})
		return
	}
	if typeOf(try(b.popup.window, "location").Call("replace", url)) == typeThrown {
		b.step(&flow.Event{Kind: flow.PopupLost})
		return
	}
	b.popup.watched = true
	for _, event := range focusEvents {
		b.popup.listeners = append(b.popup.listeners, b.listen(event))
	}
	if has := b.world.Get("document").Call("hasFocus"); typeOf(has) == typeBoolean && !isTrue(has) {
		b.step(&flow.Event{Kind: flow.PageBlurred})
	}
	b.popup.timeout = b.after("watch", 0, firstInterval)
}

func (b *Bridge) closePopup() {
	p := b.popup
	b.popup = popup{}
	b.clear(p.timeout)
	for i, f := range p.listeners {
		b.unlisten(focusEvents[i], f)
	}
	if typeOf(p.window) == typeObject {
		p.window.Call("close")
	}
}

// lookAtPopup reads what a page may read of another origin's window: whether it is closed, and whether it throws.
func (b *Bridge) lookAtPopup(_ int, _, _ Value) {
	p := &b.popup
	if !p.watched || p.gone {
		return
	}
	if isTrue(try(p.window, "closed")) {
		p.gone = true
		b.step(&flow.Event{Kind: flow.PopupGone})
		return
	}
	interval := int64(watchInterval)
	if p.looks < enoughLooks {
		interval = firstInterval
		b.countLook()
	}
	b.clear(p.timeout)
	p.timeout = b.after("watch", 0, interval)
}

// countLook counts the looks that find another origin's page: reading its address throws.
func (b *Bridge) countLook() {
	p, now := &b.popup, b.clock("performance")
	late := now-p.lookedAt > lateLook
	p.lookedAt = now
	if late || typeOf(try(try(p.window, "location"), "href")) != typeThrown {
		return
	}
	p.looks++
	if p.looks == enoughLooks {
		b.step(&flow.Event{Kind: flow.PopupSeen})
	}
}

func (b *Bridge) pageFocused(_ int, _, _ Value) {
	b.step(&flow.Event{Kind: flow.PageFocused})
	b.lookAtPopup(0, undefined(), undefined())
}
