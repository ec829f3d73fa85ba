package fakeamazon

import "time"

const (
	slowDown = 5 * time.Second // added to the interval by a poll that comes too early (RFC 8628 §3.5)
	// pollLeeway is how much too early a poll may come: timers may fire a little early, and the
	// time that a request takes to arrive varies.
	pollLeeway = 100 * time.Millisecond
)

// pairState is the state of a code pair. A waiting pair becomes allowed or denied; an allowed
// pair becomes used. Any pair may expire.
type pairState int

const (
	pairWaiting pairState = iota
	pairAllowed
	pairDenied
	pairUsed
)

// codePair is the request of a device, and its state. The first four fields never change once the
// pair is stored. The lock of the store guards the others.
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

// addPair stores a pair with the user code wish. If wish is "" or taken, the pair gets a random
// code.
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

// pairOf returns the pair with this user code that has neither expired nor been used, or nil. The
// caller holds the lock.
func (st *store) pairOf(typed string, now time.Time) *codePair {
	for _, p := range st.pairs {
		if p.live(now) && sameText(plainUserCode(p.userCode), plainUserCode(typed)) {
			return p
		}
	}
	return nil
}

// waiting returns the pair with this user code if it waits for a decision, or nil.
func (st *store) waiting(typed string, now time.Time) *codePair {
	st.mu.Lock()
	defer st.mu.Unlock()
	if p := st.pairOf(typed, now); p != nil && p.state == pairWaiting {
		return p
	}
	return nil
}

// decide sets the decision of a pair. It returns false if the pair no longer waits: only the
// first decision counts.
func (st *store) decide(p *codePair, now time.Time, settle func(*codePair)) bool {
	st.mu.Lock()
	defer st.mu.Unlock()
	if !p.live(now) || p.state != pairWaiting {
		return false
	}
	settle(p)
	return true
}

// poll returns the answer to a poll: an error code, or "" and the grant. The grant is returned
// once. clientID may be "".
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
