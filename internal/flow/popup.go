package flow

import "github.com/lwa-wasm/lwa/internal/lwa"

// A popup's handle reads closed when the window is closed, and also when one of the provider's
// pages isolates itself (Cross-Origin-Opener-Policy) while the window is open. No property that a
// page may read tells one from the other, so the verdict rests on where the person is.
// docs/popup.md has what each browser shows.

// graceTime is the silence after which a vanished popup counts as closed.
const graceTime lwa.Millis = 1200

// slowTime is how much longer that silence is at most.
const slowTime = 10 * lwa.Second

// place is where the person is, as far as the page knows.
type place uint8

const (
	unknown place = iota // this browser never said
	away                 // the page has lost the focus, or is hidden
	shown                // the page was hidden and is visible again, without the focus
	here                 // the page has lost the focus and has it back
)

// Without a sign of focus the looks themselves must prove that the handle was not about to be cut
// off. A handle that is being cut off reads alive for a moment, which is longer the slower the
// machine is: 30 ms on an idle one, 700 ms on one with a load of 20. So the handle must have read
// alive for sureTime and for multiples of what this machine took: of the way to the first foreign
// page, and of the worst delay of a timer.
const (
	sureTime   lwa.Millis = 500
	sureWays   lwa.Millis = 2
	sureDelays lwa.Millis = 10
)

// enough reports whether the looks prove that the first of Amazon's pages did not cut the handle
// off.
func (l *Looks) enough() bool {
	return l.Alive >= sureTime+sureWays*l.Way+sureDelays*l.Late
}

// focusIsBack: the page lost the focus and got it back just now, so the popup is gone.
func focusIsBack(m *Machine, e *Event) bool {
	l := m.login
	return l.place == here && m.now.Mono-l.backAt <= graceTime && focusTells(m, e)
}

// focusTells: the focus still counts as evidence about the popup.
func focusTells(m *Machine, _ *Event) bool { return !m.login.doubted }

// focusIsAway: the page does not have the focus: the person is in the popup, or elsewhere.
func focusIsAway(m *Machine, _ *Event) bool { return m.login.place == away }

// wasSeen: this browser reports no focus changes, and the popup's handle was alive on Amazon's
// pages for long enough.
func wasSeen(m *Machine, e *Event) bool {
	return m.login.place == unknown && focusTells(m, e) && e.Looks.enough()
}

// isGrace: the timer Grace fired: the moment of silence after the popup read closed is over.
func isGrace(_ *Machine, e *Event) bool { return e.Timer == Grace }

// cannotAnswer: the moment of silence is over, and no answer can come. In a frame of another site,
// browsers keep channels apart from those of the callback page, so the window was the only way.
func cannotAnswer(m *Machine, e *Event) bool { return isGrace(m, e) && m.login.options.CrossSite }

// noteBlur remembers that the person left the page.
func noteBlur(m *Machine, _ *Event) { m.login.place = away }

// noteShown remembers that the person sees the page again.
func noteShown(m *Machine, _ *Event) { m.login.place = shown }

// noteFocus remembers when the person came back to the page.
func noteFocus(m *Machine, _ *Event) { m.login.place, m.login.backAt = here, m.now.Mono }

// noteRestored remembers that the page was in the back/forward cache. A focus event after that
// is the page's own return, and says nothing about the popup.
func noteRestored(m *Machine, e *Event) {
	m.login.doubted = true
	if isShared(m, e) {
		recallShared(m, e)
	}
}

// noteGone does nothing yet: a handle that reads closed proves nothing while the person is
// elsewhere. Only in a frame of another site it means the end, whatever the reason.
func noteGone(m *Machine, e *Event) {
	if m.login.options.CrossSite {
		startGrace(m, e)
	}
}

// startGrace waits a moment for the answer, or for the focus. The moment is longer on a slow
// machine, with a limit: a look is also late because the page was hidden or the machine slept.
func startGrace(m *Machine, e *Event) {
	slow := min(sureDelays*e.Looks.Late, slowTime)
	m.do(&Effect{Kind: StartTimer, Timer: Grace, Timeout: graceTime + slow})
}

// doubtGrace waits a moment too, and from then on does not count the focus as evidence.
func doubtGrace(m *Machine, e *Event) {
	noteRestored(m, e)
	startGrace(m, e)
}

// stopGrace stops the timer Grace, because the person is elsewhere. In a frame of another site the
// timer goes on, since the login ends there in any case.
func stopGrace(m *Machine, e *Event) {
	noteBlur(m, e)
	if !m.login.options.CrossSite {
		m.do(&Effect{Kind: StopTimer, Timer: Grace})
	}
}

// sayUnsure tells the page once, so that it can offer to continue here or to give up. From then
// on the focus decides nothing.
func sayUnsure(m *Machine, _ *Event) {
	if !m.login.options.CrossSite { // there the end is near, whatever the person decides
		m.do(&Effect{Kind: StopTimer, Timer: Grace})
	}
	if !m.login.told {
		m.login.told, m.login.doubted = true, true
		m.do(&Effect{Kind: Emit, Key: "unsure"})
	}
}

// focusPopup brings the window to the front, if its handle still works.
func focusPopup(m *Machine, _ *Event) { m.do(&Effect{Kind: FocusPopup}) }

func (m *Machine) openPopup(o *Options) {
	m.do(&Effect{Kind: OpenPopup, Width: int(o.Width), Height: int(o.Height)})
}

// closeWindow closes the login's popup and its channel, once.
func (m *Machine) closeWindow(l *login) {
	if !l.window {
		return
	}
	l.window = false
	m.do(&Effect{Kind: CloseChannel})
	m.do(&Effect{Kind: ClosePopup})
	m.do(&Effect{Kind: StopTimer, Timer: Grace})
}

// failBlocked ends the login: the browser gave no popup. A frame may forbid windows altogether,
// and cannot redirect.
func failBlocked(m *Machine, _ *Event) {
	err := lwa.NewError(lwa.CodePopupWindowError)
	if m.login.options.Framed {
		err.Hint = "Call lwaLogin() inside the click, before any await. If the frame has a sandbox attribute, " +
			"add allow-popups allow-popups-to-escape-sandbox to it. If the page around the frame isolates itself, log in from the top page."
	}
	m.fail(err)
}

// failCutOff ends the login: the person closed the window, or one of Amazon's pages isolated
// itself.
func failCutOff(m *Machine, _ *Event) {
	err := lwa.NewError(lwa.CodePopupWindowError)
	err.Message = "The login window is out of this frame's reach."
	err.Hint = "Log in from the top page: in a frame of another site no login by popup completes once a page of Amazon's or your callback page isolates itself. Or the person closed the window."
	m.fail(err)
}
