package flow

import "github.com/lwa-wasm/lwa/internal/lwa"

// An API may refuse a token long before its end, and the page asks for another. An API that refuses
// every token must not make the page renew for ever.

const (
	shortLife = 10 * lwa.Minute // a token that is replaced sooner counts as replaced early
	maxShort  = 3               // after so many early replacements in a row, a refused token is not replaced
)

// tokenWillDo: the session is live, and the call waited for a renewal already, or the token is
// valid for as long as the caller needs and is not the one that an API refused. If the API refuses
// every token, the refused one will do.
func tokenWillDo(m *Machine, e *Event) bool {
	s, o := m.session, e.options
	return hasSession(m, e) && (e.again || s.left(m.now) >= o.MinValidity && (s.accessToken != o.AccessToken || s.isVain(m.now)))
}

// isVain reports whether the last tokens were replaced one after the other, each long before its
// end.
func (s *session) isVain(now Time) bool {
	return s.short >= maxShort && elapsed(s.since, now) < shortLife
}

// follow counts how many tokens in a row were replaced early, when this session replaces another
// one.
func (s *session) follow(before *session, at Time) {
	s.short = before.short + 1
	if elapsed(before.since, at) >= shortLife {
		s.short = 0
	}
}
