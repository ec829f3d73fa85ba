package flow

import (
	"github.com/lwa-wasm/lwa/internal/lwa"
	"github.com/lwa-wasm/lwa/internal/wire"
	"github.com/lwa-wasm/lwa/pkce"
)

// transaction is what a redirect login leaves in storage for the page it comes back to. Where
// requests go is not in it: that always comes from the configuration, and binding only tells
// whether it is still the same.
type transaction struct {
	clientID, state, verifier, binding    string
	scope, returnTo, callerState, persist string
	at                                    lwa.Millis // by the wall clock
	handOver                              bool
}

// fields names what is kept of it. The callback page reads state, returnTo and at.
func (t *transaction) fields() []lwa.Field {
	return []lwa.Field{
		{Name: "clientId", Place: &t.clientID},
		{Name: "state", Place: &t.state},
		{Name: "verifier", Place: &t.verifier},
		{Name: "binding", Place: &t.binding},
		{Name: "scope", Place: &t.scope},
		{Name: wire.RecordReturnTo, Place: &t.returnTo},
		{Name: "callerState", Place: &t.callerState},
		{Name: "persist", Place: &t.persist},
		{Name: wire.RecordAt, Place: &t.at},
		{Name: "handOver", Place: &t.handOver},
	}
}

// transaction is what the login leaves in storage.
func (l *login) transaction() string {
	o := l.options
	t := transaction{
		clientID: o.ClientID, state: l.secrets.State, verifier: l.secrets.Verifier, binding: o.binding(),
		scope: o.Scope, returnTo: o.ReturnTo, callerState: o.State, persist: o.Persist,
		at: l.startedAt.Wall, handOver: o.HandOver,
	}
	return lwa.WriteFields(t.fields())
}

// readTransaction reads what a redirect login left. Anything of another kind makes it none at all.
func readTransaction(text string) (*transaction, bool) {
	t := &transaction{at: -1}
	ok := lwa.ReadFields(text, t.fields())
	return t, ok && t.clientID != "" && t.state != "" && t.at >= 0 && pkce.ValidVerifier(t.verifier)
}

// tooOld reports whether what was kept at that time of the wall clock is past its use. Pages share
// that clock alone, which can be set in either direction: see clockSlack.
func tooOld(at lwa.Millis, now Time) bool {
	age := now.Wall - at
	return age < -clockSlack || age > MaxAge+clockSlack
}

func transactionKey(clientID, state string) string { return RecordPrefix + clientID + "." + state }

func (l *login) transactionKey() string { return transactionKey(l.options.ClientID, l.secrets.State) }

// sameState compares in constant time; an empty state equals nothing.
func sameState(a, b string) bool { return pkce.Equal(a, b) }

func hasPrefix(s, prefix string) bool { return len(s) >= len(prefix) && s[:len(prefix)] == prefix }
