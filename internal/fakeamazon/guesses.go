package fakeamazon

import (
	"net"
	"net/http"
	"time"
)

const (
	maxGuesses = 10               // wrong user codes that one address may try
	guessPause = 10 * time.Minute // from the first wrong code until the count starts again
)

// guesses counts the wrong user codes from one address. Cookies cannot count them: an attacker
// can delete cookies.
type guesses struct {
	wrong int
	first time.Time
}

func (g *guesses) live(now time.Time) bool { return now.Sub(g.first) < guessPause }

// guess returns the pair with the user code that a person typed, or nil, and how long the address
// must wait before the next try. A correct code does not reset the count: an attacker could mix
// in correct codes of their own.
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

// addressOf returns the address of the client, without the port.
func addressOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
