package flow

import "github.com/lwa-wasm/lwa/internal/lwa"

// badOptions: the options cannot be used.
func badOptions(_ *Machine, e *Event) bool { return e.err != nil }

// sessionWillDo: the live session covers what the caller asks for, and the caller accepts a live
// session.
func sessionWillDo(m *Machine, e *Event) bool {
	o := e.options
	return hasSession(m, e) && m.session.serves(o) && (e.again || m.session.left(m.now) >= o.MinValidity)
}

// renewalWillDo: the session would satisfy the request after a renewal.
func renewalWillDo(m *Machine, e *Event) bool { return canRenew(m, e) && m.session.serves(e.options) }

// serves reports whether a session is what the caller asks for.
func (s *session) serves(o *Options) bool {
	return o.Interactive != "always" && !o.HandOver && s.parties == o.parties() && covers(s.asked, o.Scope)
}

// sessionOnly: the caller wants neither a window nor a redirect.
func sessionOnly(_ *Machine, e *Event) bool { return e.options.Interactive == "never" }

// wantsRedirect: the caller asks for a redirect, or the login has become one.
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

// isResuming: the login in progress is the one with which this page came back, and the new call
// asks for the same.
func isResuming(m *Machine, e *Event) bool {
	l, o := m.login, e.options
	if e.Kind != LoginAsked {
		return l.resumed
	}
	return l.resumed && o.Interactive != "always" && !o.HandOver && o.ClientID == l.options.ClientID && covers(l.options.Scope, o.Scope)
}

// isStuck: the page should have left a while ago and is still here: the person or the network
// stopped it.
func isStuck(m *Machine, _ *Event) bool { return m.now.Mono-m.login.startedAt.Mono > leaveTime }

// isTransaction: the storage event is about the transaction of this login.
func isTransaction(m *Machine, e *Event) bool { return e.Key == m.login.transactionKey() }

// isDeadline: the login's time is up.
func isDeadline(_ *Machine, e *Event) bool { return e.Timer == Deadline }

// isOnlyCaller: the aborted call is the only one that waits for this login.
func isOnlyCaller(m *Machine, e *Event) bool {
	return len(m.login.calls) == 1 && m.login.calls[0] == e.Call
}

// isCaller: the aborted call is one of several that wait for this login.
func isCaller(m *Machine, e *Event) bool {
	for _, call := range m.login.calls {
		if call == e.Call {
			return true
		}
	}
	return false
}

// refuse rejects the call because of its options.
func refuse(m *Machine, e *Event) {
	closeStray(m, e)
	m.reject(e.Call, e.err)
}

// refuseFrame rejects a redirect inside a frame.
func refuseFrame(m *Machine, e *Event) {
	closeStray(m, e)
	m.reject(e.Call, lwa.NewError(lwa.CodeRedirectInIframe))
}

// refuseSecond rejects a second login, and brings the first one's window to the front.
func refuseSecond(m *Machine, e *Event) {
	closeStray(m, e)
	m.do(&Effect{Kind: FocusPopup})
	m.reject(e.Call, lwa.NewError(lwa.CodeInteractionInProgress))
}

// join lets the call wait for the login that is being completed.
func join(m *Machine, e *Event) {
	closeStray(m, e)
	m.login.calls = append(m.login.calls, e.Call)
}

// replace gives up the login that is unsure or stuck, and handles the call again.
func replace(m *Machine, e *Event) {
	if m.login.window { // it closes with the login
		e.Window = NoWindow
	}
	m.dropTransaction()
	m.fail(lwa.NewError(lwa.CodeUserCancelled))
	m.later(e)
}

// useSession settles the call with the live session.
func useSession(m *Machine, e *Event) {
	closeStray(m, e)
	m.resolve(e.Call, m.public())
}

// requireLogin rejects the call: there is no live session.
func requireLogin(m *Machine, e *Event) {
	closeStray(m, e)
	m.reject(e.Call, lwa.NewError(lwa.CodeLoginRequired))
}

// closeStray closes a window that the shell opened before anyone knew that none was needed; never a login's own.
func closeStray(m *Machine, e *Event) {
	if e.Window == WindowOpen && (m.login == nil || !m.login.window) {
		m.do(&Effect{Kind: ClosePopup})
	}
}

// start makes the login that the event asks for.
func (m *Machine) start(e *Event) *login {
	m.login = &login{grant: grant{options: e.options}, calls: []int{e.Call}, startedAt: m.now}
	m.do(&Effect{Kind: StartTimer, Timer: Deadline, Timeout: e.options.Timeout})
	return m.login
}

// begin starts a login and asks for its secrets. If the call waited for a renewal, its popup
// becomes this login's.
func begin(m *Machine, e *Event) {
	if w := m.windowWaiter(WindowOpen); w != nil {
		e.Window, w.Window = WindowOpen, NoWindow
	}
	l := m.start(e)
	l.redirect = e.options.Mode == "redirect"
	if l.redirect {
		closeStray(m, e)
		prepare(m, e)
	}
}

// beginPopup starts a login and asks for a popup, unless the shell opened one inside the click
// or was refused one.
func beginPopup(m *Machine, e *Event) {
	begin(m, e)
	m.login.window = true
	switch e.Window {
	case WindowOpen:
		m.post(PopupOpened)
	case WindowBlocked:
		m.post(PopupBlocked)
	default:
		m.openPopup(e.options)
	}
}

func (m *Machine) openPopup(o *Options) {
	m.do(&Effect{Kind: OpenPopup, Width: int(o.Width), Height: int(o.Height)})
}

// prepare takes the secrets that were made ahead, or waits for them.
func prepare(m *Machine, _ *Event) {
	if m.secrets.State != "" {
		m.post(SecretsReady)
		return
	}
	m.prepareSecrets()
}

// prepareRedirect continues the same login as a redirect.
func prepareRedirect(m *Machine, e *Event) {
	m.login.redirect, m.login.window = true, false
	prepare(m, e)
}

// openAmazon takes the secrets and sends the popup to Amazon. The channel is open before it leaves.
func openAmazon(m *Machine, e *Event) {
	takeSecrets(m, e)
	m.do(&Effect{Kind: OpenChannel, Key: m.login.channel()})
	m.do(&Effect{Kind: NavigatePopup, URL: m.login.authorizeURL()})
	m.prepareSecrets()
}

// saveTransaction takes the secrets, and stores what the page needs when it comes back.
func saveTransaction(m *Machine, e *Event) {
	takeSecrets(m, e)
	m.do(&Effect{Kind: Save, Area: Session, Key: m.login.transactionKey(), Text: m.login.transaction()})
}

func takeSecrets(m *Machine, e *Event) {
	m.login.secrets = m.secrets
	if e.Secrets.State != "" {
		m.preparing, m.login.secrets = false, e.Secrets
	}
	m.secrets = Secrets{}
}

// keepSecrets keeps secrets for the next login.
func keepSecrets(m *Machine, e *Event) { m.preparing, m.secrets = false, e.Secrets }

// noSecrets does nothing: the next login tries again.
func noSecrets(m *Machine, _ *Event) { m.preparing = false }

func (m *Machine) prepareSecrets() {
	if m.preparing || m.secrets.State != "" {
		return
	}
	m.preparing = true
	m.do(&Effect{Kind: PrepareSecrets})
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

// leaveCaller rejects one of several callers. The login continues for the others.
func leaveCaller(m *Machine, e *Event) {
	var rest []int
	for _, call := range m.login.calls {
		if call != e.Call {
			rest = append(rest, call)
		}
	}
	m.login.calls = rest
	m.reject(e.Call, lwa.NewError(lwa.CodeAborted))
}

// failBlocked ends the login: the browser gave no popup. A frame may forbid windows altogether,
// and cannot redirect.
func failBlocked(m *Machine, _ *Event) {
	err := lwa.NewError(lwa.CodePopupWindowError)
	if m.login.options.Framed {
		err.Hint = "Call lwaLogin() inside the click, before any await. If the frame has a sandbox attribute, " +
			"add allow-popups allow-popups-to-escape-sandbox to it, or log in from the top page."
	}
	m.fail(err)
}

// failCrypto ends the login: there is no secure random source, and there is no substitute for
// one.
func failCrypto(m *Machine, _ *Event) {
	m.preparing = false
	m.fail(lwa.NewError(lwa.CodeCryptoNonexistent))
}

// failStorage ends the login before the page leaves: its transaction could not be stored.
func failStorage(m *Machine, _ *Event) { m.fail(lwa.NewError(lwa.CodeStorageUnavailable)) }

// failFrame ends the login: it cannot continue in a frame.
func failFrame(m *Machine, _ *Event) { m.fail(lwa.NewError(lwa.CodeRedirectInIframe)) }

// failAborted ends the login because its caller aborted it.
func failAborted(m *Machine, _ *Event) {
	m.dropTransaction()
	m.fail(lwa.NewError(lwa.CodeAborted))
}

// failLate ends the login: its time is up.
func failLate(m *Machine, _ *Event) {
	m.dropTransaction()
	m.fail(lwa.NewError(lwa.CodeTimedOut))
}

// cancel ends the login: the person gave up.
func cancel(m *Machine, _ *Event) { m.fail(lwa.NewError(lwa.CodeUserCancelled)) }

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

// fail ends the login and everything it started, and rejects its callers. The phase is the table's business.
func (m *Machine) fail(err *lwa.Error) {
	l := m.end()
	for _, call := range l.calls {
		m.reject(call, err)
	}
	if l.resumed {
		m.do(&Effect{Kind: Emit, Key: "error", Err: err})
	}
}

// end stops whatever the login has running and returns it.
func (m *Machine) end() *login {
	l := m.login
	m.login = nil
	m.closeWindow(l)
	m.unclaim(l)
	m.abort(l.tokenRequest, l.infoRequest, l.profileRequest)
	m.do(&Effect{Kind: StopTimer, Timer: Deadline})
	return l
}

// dropTransaction removes the transaction of a login that was given up before the page was gone: a late answer must find nothing.
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

func (l *login) channel() string { return ChannelPrefix + l.secrets.State }

func (l *login) authorizeURL() string {
	o := l.options
	request := lwa.AuthorizationRequest{
		ClientID: o.ClientID, Scope: o.Scope, ScopeData: o.ScopeData, RedirectURI: o.RedirectURI,
		State: l.secrets.State, Challenge: l.secrets.Challenge, Language: o.Language, Sandbox: o.Sandbox,
	}
	return request.URL(o.endpoints)
}
