package fakeamazon

import (
	"errors"
	"fmt"
)

// Approve allows the code pair of a user code in a person's name, with every
// scope that was asked for, as their click on Allow would. It fails when there is
// no such person, or no pair that waits for them.
func (s *Server) Approve(userCode, userID string) error {
	if _, ok := s.person(userID); !ok {
		return fmt.Errorf("fakeamazon: nobody has the user id %q", userID)
	}
	faults := s.faults.Load()
	return s.settle(userCode, func(p *codePair) { p.allow(faults.grant(p.req, userID, p.req.scopes)) })
}

// Deny refuses the code pair of a user code, as a click on Cancel would. It fails
// when there is none that waits.
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
