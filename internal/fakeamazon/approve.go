package fakeamazon

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// CodePair is a code that a device shows, and the decision of the person.
type CodePair struct {
	UserCode, ClientID string
	// Scope is what the device asked for.
	Scope string
	// State is "waiting", "allowed" or "denied".
	State   string
	Expires time.Time
}

var pairStates = map[pairState]string{pairWaiting: "waiting", pairAllowed: "allowed", pairDenied: "denied"}

// CodePairs returns the pairs that have neither expired nor been exchanged for tokens, oldest
// first.
func (s *Server) CodePairs() []CodePair {
	now := s.now()
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	all := []CodePair{}
	for _, p := range s.store.pairs {
		if p.live(now) {
			all = append(all, CodePair{p.userCode, p.req.client.ID, strings.Join(p.req.scopes, " "), pairStates[p.state], p.issued.Add(p.life)})
		}
	}
	slices.SortFunc(all, func(a, b CodePair) int { return a.Expires.Compare(b.Expires) })
	return all
}

// SameUserCode reports whether a and b are the same user code. It ignores case, spaces and
// dashes.
func SameUserCode(a, b string) bool { return plainUserCode(a) == plainUserCode(b) }

// Approve allows the code pair with this user code in the name of a person, and grants every
// requested scope, as a click on Allow does. It fails if there is no such person, or if no pair
// with this code waits for a decision.
func (s *Server) Approve(userCode, userID string) error {
	if _, ok := s.person(userID); !ok {
		return fmt.Errorf("fakeamazon: nobody has the user id %q", userID)
	}
	faults := s.faults.Load()
	return s.settle(userCode, func(p *codePair) { p.allow(faults.grant(p.req, userID, p.req.scopes)) })
}

// Deny refuses the code pair with this user code, as a click on Cancel does. It fails if no pair
// with this code waits for a decision.
func (s *Server) Deny(userCode string) error { return s.settle(userCode, (*codePair).deny) }

var errNoPair = errors.New("fakeamazon: no code pair with this user code waits for a decision")

func (s *Server) settle(userCode string, settle func(*codePair)) error {
	now := s.now()
	p := s.store.waiting(userCode, now)
	if p == nil || !s.store.decide(p, now, settle) {
		return errNoPair
	}
	return nil
}
