package flow

import (
	"github.com/lwa-wasm/lwa/internal/lwa"
	"github.com/lwa-wasm/lwa/internal/wire"
)

// missedLogout: the page slept. Meanwhile the person logged out, or the page cannot tell whether
// they did.
func missedLogout(m *Machine, e *Event) bool {
	return e.Cause == Awake && m.session != nil && (e.loggedOut || e.Failure == Forbidden)
}

// logout forgets the session here and tells the other tabs.
func logout(m *Machine, e *Event) {
	forget(m, e)
	if m.config.ClientID != "" {
		m.dropStored(m.config.ClientID, Memory) // also what another tab, or an earlier page, put there
		m.do(&Effect{Kind: Wipe, Key: sessionKey(m.config.ClientID)})
		m.markLogout()
		m.do(&Effect{Kind: TellTabs, Key: TabsPrefix + m.config.ClientID, Text: wire.WordLogout})
	}
	m.resolve(e.Call, none)
}

// forget drops the session, the logins that left this tab, and those that wait for another
// device.
func forget(m *Machine, _ *Event) {
	for len(m.devices) > 0 {
		m.take(&Event{Kind: LogoutHeard, device: m.devices[0], err: endedByLogout()})
	}
	for _, key := range m.transactions {
		m.do(&Effect{Kind: Drop, Area: Session, Key: key})
	}
	m.transactions = nil
	m.rejectWaiting(endedByLogout())
	if m.session != nil {
		m.dropSession("logout")
	}
}

// forgetMissed drops the session, and looks for another one among the entries just read.
func forgetMissed(m *Machine, e *Event) {
	forget(m, e)
	m.take(e)
}

// forgetUnknown drops the session of a page that names no client: it cannot tell whether there
// was a logout.
func forgetUnknown(m *Machine, _ *Event) {
	if m.session != nil {
		m.dropSession("logout")
	}
}

// logoutAndEnd logs out and ends the login in progress: a session must not appear after a logout.
func logoutAndEnd(m *Machine, e *Event) {
	m.fail(endedByLogout())
	logout(m, e)
}

// forgetAndEnd does what logoutAndEnd does, because another tab logged out.
func forgetAndEnd(m *Machine, e *Event) {
	m.fail(endedByLogout())
	forget(m, e)
}

func endedByLogout() *lwa.Error {
	err := lwa.NewError(lwa.CodeAborted)
	err.Message = "The login was ended by a logout, here or in another tab."
	return err
}

// markLogout writes down when the person logged out, for pages that sleep in the back/forward
// cache: of this tab, and of others where what all tabs share can be written.
func (m *Machine) markLogout() {
	var w lwa.ObjectWriter
	text := w.Int("at", int64(m.now.Wall)).Int("mono", int64(m.now.Mono)).JSON()
	for _, area := range [...]Area{Session, Local} {
		m.logouts[area] = text
		m.do(&Effect{Kind: Save, Area: area, Key: LogoutPrefix + m.config.ClientID, Text: text})
	}
}

// noteLogout reports whether there was a logout that this page has not heard of, and remembers it.
func (m *Machine) noteLogout(e *Event) bool {
	var found [Local + 1]string
	for _, entry := range e.Entries {
		if entry.Key == LogoutPrefix+m.config.ClientID {
			found[entry.Area] = entry.Text
		}
	}
	news := found != m.logouts
	m.logouts = found
	return news
}
