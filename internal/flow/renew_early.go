package flow

import "github.com/lwa-wasm/lwa/internal/lwa"

// An API may refuse a token long before its end, and the page asks for another. An API that refuses
// every token must not make the page renew for ever.

const (
	shortLife = 10 * lwa.Minute // a token that was replaced sooner was not over
	maxShort  = 3               // so many of them in a row, and an API that refuses the next one gets no other
)

// tokenWillDo: the session is live, its token is valid for as long as the caller needs, and no
// API refused that token; or the API refuses every token, new ones too.
func tokenWillDo(m *Machine, e *Event) bool {
	s, o := m.session, e.options
	return hasSession(m, e) && (e.again || s.left(m.now) >= o.MinValidity && (s.accessToken != o.AccessToken || s.isVain(m.now)))
}

// isVain reports whether the last tokens were replaced one after the other, each long before its
// end.
func (s *session) isVain(now Time) bool {
	return s.short >= maxShort && elapsed(s.since, now) < shortLife
}

// follow counts the tokens that were replaced early, up to this session's, which takes the place of
// another at that time.
func (s *session) follow(before *session, at Time) {
	s.short = before.short + 1
	if elapsed(before.since, at) >= shortLife {
		s.short = 0
	}
}
