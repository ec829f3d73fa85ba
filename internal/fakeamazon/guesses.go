package fakeamazon

import (
	"net"
	"net/http"
	"time"
)

const (
	maxGuesses = 10               // wrong user codes that one address may try
	guessPause = 10 * time.Minute // from the first of them until all are forgiven
)

// guesses are the wrong user codes that came from one address. Cookies would be
// no measure: who guesses can drop them.
type guesses struct {
	wrong int
	first time.Time
}

func (g *guesses) live(now time.Time) bool { return now.Sub(g.first) < guessPause }

// guess returns the pair of a user code that someone typed, or nil, and for how
// long they may not try again. A right code does not make up for wrong ones, or
// else a guesser would mix in a right one of their own.
func (st *store) guess(from, typed string, now time.Time) (*codePair, time.Duration) {
	st.mu.Lock()
	defer st.mu.Unlock()
	g := st.guesses[from]
	if g == nil || !g.live(now) {
		g = &guesses{first: now}
	}
	if g.wrong >= maxGuesses {
		return nil, guessPause - now.Sub(g.first)
	}
	if p := st.pairOf(typed, now); p != nil && p.state == pairWaiting {
		return p, 0
	}
	g.wrong++
	st.guesses[from] = g
	return nil, 0
}

// addressOf is where a request came from, without the port.
func addressOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
