package flow

import (
	"github.com/lwa-wasm/lwa/internal/lwa"
	"github.com/lwa-wasm/lwa/internal/wire"
)

// MaxAge is how long a login may take from its start to its answer. A later answer finds nothing.
const MaxAge lwa.Millis = wire.MaxAge

// clockSlack is how far the wall clock may be set without ending a login: a time zone, daylight
// saving, or a wrong date. It gives an attacker nothing: a state works once, and a code lives five
// minutes at Amazon.
const clockSlack = 24 * lwa.Hour

// login is the page's one login in progress.
type login struct {
	grant
	given     bool    // is about a token that the page got elsewhere
	calls     []int   // promises that wait for it
	secrets   Secrets // zero until prepared
	redirect  bool    // goes by the page itself, not by a popup
	resumed   bool    // came back from a redirect; another page asked for it
	startedAt Time

	window  bool       // a popup and its channel may be open
	place   place      // where the person is
	backAt  lwa.Millis // since when the person is back, by the monotonic clock
	doubted bool       // the focus proves nothing any more
	told    bool       // the page knows that nobody can tell

	claim int // the request for the right to its answer, while that is wanted or had
}

// isOverdue: the login's time is up by the monotonic clock. The wall clock can be set, so it counts
// only for what no setting of a clock explains: the machine slept for long, and the monotonic clock
// stopped meanwhile.
func (l *login) isOverdue(now Time) bool {
	return now.Mono-l.startedAt.Mono > l.options.Timeout || now.Wall-l.startedAt.Wall > l.options.Timeout+clockSlack
}

// isDeadline: the login's time is up.
func isDeadline(_ *Machine, e *Event) bool { return e.Timer == Deadline }

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

// openAmazon takes the secrets and sends the popup to Amazon. The channel is open before it leaves.
func openAmazon(m *Machine, e *Event) {
	takeSecrets(m, e)
	m.do(&Effect{Kind: OpenChannel, Key: m.login.channel()})
	m.do(&Effect{Kind: NavigatePopup, URL: m.login.authorizeURL()})
	m.prepareSecrets()
}

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

// fail ends the login and everything it started, and rejects its callers. The phase is the table's
// business.
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

func (l *login) channel() string { return ChannelPrefix + l.secrets.State }

func (l *login) authorizeURL() string {
	o := l.options
	request := lwa.AuthorizationRequest{
		ClientID: o.ClientID, Scope: o.Scope, ScopeData: o.ScopeData, RedirectURI: o.RedirectURI,
		State: l.secrets.State, Challenge: l.secrets.Challenge, Language: o.Language, Sandbox: o.Sandbox,
	}
	return request.URL(o.endpoints)
}
