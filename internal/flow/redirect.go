package flow

import "github.com/lwa-wasm/lwa/internal/lwa"

// leaveTime is how long a page may take to leave for Amazon; then it may be asked again.
const leaveTime = 5 * lwa.Second

// wantsRedirect: the login goes by the page itself.
func wantsRedirect(m *Machine, e *Event) bool {
	if e.Kind == LoginAsked {
		return e.options.Mode == "redirect"
	}
	return m.login.redirect
}

// redirectInFrame: it would go by the page itself, which is in a frame where Amazon's pages refuse to show.
func redirectInFrame(_ *Machine, e *Event) bool {
	return e.options.Mode == "redirect" && e.options.Framed
}

// mayRedirect: no popup is to be had, and the caller left the choice.
func mayRedirect(m *Machine, _ *Event) bool {
	return m.login.options.Mode != "popup" && !m.login.options.Framed
}

// inFrame: the page is in a frame.
func inFrame(m *Machine, _ *Event) bool { return m.login.options.Framed }

// isStuck: the page was to leave a while ago and is still here: the person stopped it, or the network did.
func isStuck(m *Machine, _ *Event) bool { return m.now.Mono-m.login.startedAt.Mono > leaveTime }

// isTransaction: the storage event is about the transaction of this login.
func isTransaction(m *Machine, e *Event) bool { return e.Key == m.login.transactionKey() }

// refuseFrame rejects a redirect inside a frame.
func refuseFrame(m *Machine, e *Event) {
	closeStray(m, e)
	m.reject(e.Call, lwa.NewError(lwa.CodeRedirectInIframe))
}

// prepareRedirect goes on with the same login by the page itself.
func prepareRedirect(m *Machine, e *Event) {
	m.login.redirect, m.login.window = true, false
	prepare(m, e)
}

// continueHere goes on with the same login by the page itself: the popup is closed, an answer from it finds no channel.
func continueHere(m *Machine, e *Event) {
	m.closeWindow(m.login)
	m.login.redirect = true
	m.do(&Effect{Kind: Save, Area: Session, Key: m.login.transactionKey(), Text: m.login.transaction()})
}

// saveTransaction takes the secrets and writes down what the page needs to know when it comes back.
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

// abandon ends the login that left this page: the person came back, or stayed. Its transaction stays until it is too old,
// since they may go forward again.
func abandon(m *Machine, e *Event) {
	cancel(m, e)
	if isShared(m, e) {
		recallShared(m, e)
		return
	}
	forgetUnknown(m, e)
}

// dropTransaction removes the transaction of a login that was given up before the page was gone: a late answer must find
// nothing.
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

// failStorage ends the login before the page left.
func failStorage(m *Machine, _ *Event) { m.fail(lwa.NewError(lwa.CodeStorageUnavailable)) }

// failFrame ends the login: it cannot go on in a frame.
func failFrame(m *Machine, _ *Event) { m.fail(lwa.NewError(lwa.CodeRedirectInIframe)) }
