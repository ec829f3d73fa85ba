package amazontest

import (
	"time"

	"github.com/lwa-wasm/lwa/internal/control"
)

// Settings are how logins go.
type Settings struct {
	// AutoApprove is a person in whose name every login is answered at once, without pages, and every television is allowed.
	// Default: people decide.
	AutoApprove string
	// GrantScope is granted whatever was asked for, such as "profile:user_id". Default: what was asked for.
	GrantScope string
	// RefreshToken gives logins a refresh token, too. Televisions get one always.
	RefreshToken bool
	// Rotate replaces the refresh token with each renewal; using an old one again ends the session.
	Rotate bool
	// AccessLife is how long access tokens live that are issued from now on, in whole seconds. Default: an hour.
	AccessLife time.Duration
	// CodeLife is how long a code can be redeemed. Default: 5 minutes.
	CodeLife time.Duration
	// PairLife and PollInterval are how long a television's code lives, and how long a television waits between two polls, in
	// whole seconds. Default: 10 minutes, and 5 seconds.
	PairLife, PollInterval time.Duration
	// ExpiresIn is sent as the raw JSON of expires_in; "none" leaves it out. Default: what AccessLife says.
	ExpiresIn string
	// COOP is the Cross-Origin-Opener-Policy of the pages, such as "same-origin", on the page that COOPOn names ("signin",
	// "consent", "continue", "error", "redirect") or on all. Default: none.
	COOP, COOPOn string
	// NoIss leaves iss out of the answers, as Amazon does.
	NoIss bool
	// Lenient accepts logins without PKCE, as Amazon does.
	Lenient bool
}

// Settings are those that hold now.
func (a *Amazon) Settings() Settings {
	s := a.director.Settings()
	return Settings{
		s.AutoApprove, s.GrantScope, s.RefreshToken, s.Rotate,
		time.Duration(s.AccessLife), time.Duration(s.CodeLife), time.Duration(s.PairLife), time.Duration(s.PollInterval),
		s.ExpiresIn, s.COOP, s.COOPOn, s.NoIss, s.Lenient,
	}
}

// Set changes settings: change gets those that hold now.
//
//	amazon.Set(func(s *amazontest.Settings) { s.AutoApprove = "Zoë"; s.AccessLife = time.Minute })
func (a *Amazon) Set(change func(*Settings)) {
	a.tb.Helper()
	s := a.Settings()
	change(&s)
	a.must(a.director.Set(func(to *control.Settings) error {
		*to = control.Settings{
			AutoApprove: s.AutoApprove, GrantScope: s.GrantScope, RefreshToken: s.RefreshToken, Rotate: s.Rotate,
			AccessLife: control.Duration(s.AccessLife), CodeLife: control.Duration(s.CodeLife),
			PairLife: control.Duration(s.PairLife), PollInterval: control.Duration(s.PollInterval),
			ExpiresIn: s.ExpiresIn, COOP: s.COOP, COOPOn: s.COOPOn, NoIss: s.NoIss, Lenient: s.Lenient,
		}
		return nil
	}))
}
