package flow

import "github.com/lwa-wasm/lwa/internal/lwa"

// leaveTime is how long a page may take to leave for Amazon. After that, a new call replaces the
// login.
const leaveTime = 5 * lwa.Second

// wantsRedirect: the caller wants a redirect, or only a redirect is possible.
func wantsRedirect(m *Machine, e *Event) bool {
	if e.Kind == LoginAsked {
		return e.options.Mode == "redirect"
	}
	return m.login.redirect
}

// redirectInFrame: the login would be a redirect, and the page is in a frame, where Amazon's
// pages refuse to show.
func redirectInFrame(_ *Machine, e *Event) bool {
	return e.options.Mode == "redirect" && e.options.Framed
}

// mayRedirect: the browser gives no popup, and the caller's mode allows a redirect.
func mayRedirect(m *Machine, _ *Event) bool {
	return m.login.options.Mode != "popup" && !m.login.options.Framed
}

// inFrame: the page is in a frame.
func inFrame(m *Machine, _ *Event) bool { return m.login.options.Framed }

// isStuck: the page should have left a while ago and is still here: the person or the network
// stopped it.
func isStuck(m *Machine, _ *Event) bool { return m.now.Mono-m.login.startedAt.Mono > leaveTime }

// isTransaction: the storage event is about the transaction of this login.
func isTransaction(m *Machine, e *Event) bool { return e.Key == m.login.transactionKey() }

// refuseFrame rejects a redirect inside a frame.
func refuseFrame(m *Machine, e *Event) {
	closeStray(m, e)
	m.reject(e.Call, lwa.NewError(lwa.CodeRedirectInIframe))
}

// prepareRedirect continues the same login as a redirect.
func prepareRedirect(m *Machine, e *Event) {
	m.login.redirect, m.login.window = true, false
	prepare(m, e)
}

// continueHere continues the same login as a redirect. It closes the popup; an answer from it
// finds no channel.
func continueHere(m *Machine, e *Event) {
	m.closeWindow(m.login)
	m.login.redirect = true
	m.do(&Effect{Kind: Save, Area: Session, Key: m.login.transactionKey(), Text: m.login.transaction()})
}

// saveTransaction takes the secrets, and stores what the page needs when it comes back.
func saveTransaction(m *Machine, e *Event) {
	takeSecrets(m, e)
	m.do(&Effect{Kind: Save, Area: Session, Key: m.login.transactionKey(), Text: m.login.transaction()})
}

// leave sends the page to Amazon.
func leave(m *Machine, e *Event) {
	m.transactions = append(m.transactions, e.Key)
	if len(m.transactions) > maxTransactions { // the person left from here again and again
		m.do(&Effect{Kind: Drop, Area: Session, Key: m.transactions[0]})
		m.transactions = m.transactions[1:]
	}
	m.do(&Effect{Kind: Leave, URL: m.login.authorizeURL()})
}

// abandon ends the login that left this page, because the person came back or stayed. Its
// transaction stays until it is too old: the person may go forward again.
func abandon(m *Machine, e *Event) {
	cancel(m, e)
	if isShared(m, e) {
		recallShared(m, e)
		return
	}
	forgetUnknown(m, e)
}

// dropTransaction removes the transaction of a login that was given up before the page was gone: a
// late answer must find nothing.
func (m *Machine) dropTransaction() {
	l := m.login
	if !l.redirect || l.secrets.State == "" {
		return
	}
	m.do(&Effect{Kind: Drop, Area: Session, Key: l.transactionKey()})
	for i, key := range m.transactions {
		if key == l.transactionKey() {
			m.transactions = append(m.transactions[:i], m.transactions[i+1:]...)
			return
		}
	}
}

// failStorage ends the login before the page leaves: its transaction could not be stored.
func failStorage(m *Machine, _ *Event) { m.fail(lwa.NewError(lwa.CodeStorageUnavailable)) }

// failFrame ends the login: it cannot continue in a frame.
func failFrame(m *Machine, _ *Event) { m.fail(lwa.NewError(lwa.CodeRedirectInIframe)) }
