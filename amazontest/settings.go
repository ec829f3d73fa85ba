package amazontest

import (
	"time"

	"github.com/lwa-wasm/lwa/internal/control"
)

// Settings are the settings of logins.
type Settings struct {
	// AutoApprove is a person. Every login is answered at once in the name of this person,
	// without pages, and every television is allowed. Default: people decide.
	AutoApprove string
	// GrantScope is granted instead of the requested scope, such as "profile:user_id". Default:
	// the requested scope is granted.
	GrantScope string
	// RefreshToken adds a refresh token to logins. Televisions always get one.
	RefreshToken bool
	// Rotate replaces the refresh token with each refresh. Using an old one again revokes all
	// tokens of the session.
	Rotate bool
	// AccessLife is the lifetime of access tokens issued from now on, in whole seconds. Default:
	// an hour.
	AccessLife time.Duration
	// CodeLife is how long a code can be redeemed. Default: 5 minutes.
	CodeLife time.Duration
	// PairLife is the lifetime of the code of a television, and PollInterval the time between two
	// polls, in whole seconds. Default: 10 minutes, and 5 seconds.
	PairLife, PollInterval time.Duration
	// ExpiresIn is sent as the raw JSON of expires_in. "none" leaves the member out. Default: the
	// value of AccessLife.
	ExpiresIn string
	// COOP is the Cross-Origin-Opener-Policy of the pages, such as "same-origin". COOPOn names
	// the only page that sends it ("signin", "consent", "continue", "error" or "redirect").
	// Default: no such header; with COOP alone, all pages send it.
	COOP, COOPOn string
	// NoIss leaves iss out of the answers, as Amazon does.
	NoIss bool
	// Lenient accepts logins without PKCE, as Amazon does.
	Lenient bool
}

// Settings returns the current settings.
func (a *Amazon) Settings() Settings {
	s := a.director.Settings()
	return Settings{
		s.AutoApprove, s.GrantScope, s.RefreshToken, s.Rotate,
		time.Duration(s.AccessLife), time.Duration(s.CodeLife), time.Duration(s.PairLife), time.Duration(s.PollInterval),
		s.ExpiresIn, s.COOP, s.COOPOn, s.NoIss, s.Lenient,
	}
}

// Set calls change with the current settings, and applies the result.
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
