package fakeamazon

import "time"

const (
	slowDown = 5 * time.Second // what a poll that comes too soon adds to the interval (RFC 8628 §3.5)
	// pollLeeway is how much too soon a poll may come: timers fire a little early,
	// and one request is faster on its way than another.
	pollLeeway = 100 * time.Millisecond
)

// pairState is how far a code pair has come: from waiting to allowed or denied,
// and from allowed to used. At any time it may expire.
type pairState int

const (
	pairWaiting pairState = iota
	pairAllowed
	pairDenied
	pairUsed
)

// codePair is what a device asked for, and what became of it. Its first four
// fields never change; the others are the store's.
type codePair struct {
	req      authRequest
	userCode string
	issued   time.Time
	life     time.Duration

	interval time.Duration
	polled   time.Time // the last poll; zero before the first
	state    pairState
	grant    grant // once allowed
}

func (p *codePair) live(now time.Time) bool {
	return p.state != pairUsed && now.Sub(p.issued) < p.life
}

func (p *codePair) allow(g grant) { p.state, p.grant = pairAllowed, g }

func (p *codePair) deny() { p.state = pairDenied }

// addPair stores a pair under the user code that is wished for, or under a random
// one when it is "" or taken.
func (st *store) addPair(deviceCode, wish string, p *codePair) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.sweep(p.issued)
	for wish == "" || st.pairOf(wish, p.issued) != nil {
		wish = newUserCode()
	}
	p.userCode = wish
	st.pairs[digestOf(deviceCode)] = p
}

// pairOf returns the living pair of a user code as it was typed, or nil; the
// caller holds the lock.
func (st *store) pairOf(typed string, now time.Time) *codePair {
	for _, p := range st.pairs {
		if p.live(now) && sameText(plainUserCode(p.userCode), plainUserCode(typed)) {
			return p
		}
	}
	return nil
}

// waiting returns the pair of a user code that waits for its person, or nil.
func (st *store) waiting(typed string, now time.Time) *codePair {
	st.mu.Lock()
	defer st.mu.Unlock()
	if p := st.pairOf(typed, now); p != nil && p.state == pairWaiting {
		return p
	}
	return nil
}

// decide settles a pair that still waits: only the first decision counts.
func (st *store) decide(p *codePair, now time.Time, settle func(*codePair)) bool {
	st.mu.Lock()
	defer st.mu.Unlock()
	if !p.live(now) || p.state != pairWaiting {
		return false
	}
	settle(p)
	return true
}

// poll returns what a device is answered: the name of an error, or "" and the
// grant, which is given out once. The client's id may be left out.
func (st *store) poll(deviceCode, userCode, clientID string, now time.Time) (grant, string) {
	st.mu.Lock()
	defer st.mu.Unlock()
	p, ok := st.pairs[digestOf(deviceCode)]
	if !ok || !p.live(now) || !sameText(p.userCode, userCode) {
		return grant{}, "invalid_code_pair"
	}
	if clientID != "" && !sameText(p.req.client.ID, clientID) {
		return grant{}, "invalid_grant"
	}
	early := !p.polled.IsZero() && now.Sub(p.polled) < p.interval-pollLeeway
	p.polled = now
	switch {
	case early:
		p.interval += slowDown
		return grant{}, "slow_down"
	case p.state == pairWaiting:
		return grant{}, "authorization_pending"
	case p.state == pairDenied:
		return grant{}, "access_denied"
	}
	p.state = pairUsed
	return p.grant, ""
}
