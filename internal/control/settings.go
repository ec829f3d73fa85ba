package control

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// Duration is written as "1h30m0s", and read as [time.ParseDuration] does.
type Duration time.Duration

// MarshalText writes it.
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// UnmarshalText reads it.
func (d *Duration) UnmarshalText(text []byte) error {
	got, err := time.ParseDuration(string(text))
	if err != nil {
		return invalid("duration", string(text), "cannot be read", `Write it as "90s", "1h30m" or "500ms".`)
	}
	*d = Duration(got)
	return nil
}

// Settings are how logins go: the dev server's flags of the same names.
type Settings struct {
	// AutoApprove is a person in whose name every login and device is answered at once, "" for none.
	AutoApprove string `json:"autoApprove"`
	// GrantScope is granted whatever was asked for, "" for what was asked for.
	GrantScope   string `json:"grantScope"`
	RefreshToken bool   `json:"refreshToken"`
	Rotate       bool   `json:"rotate"`
	// AccessLife, PairLife and PollInterval are in whole seconds.
	AccessLife   Duration `json:"accessLife"`
	CodeLife     Duration `json:"codeLife"`
	PairLife     Duration `json:"pairLife"`
	PollInterval Duration `json:"pollInterval"`
	// ExpiresIn is raw JSON, "none" for no such member, "" for what AccessLife says.
	ExpiresIn string `json:"expiresIn"`
	COOP      string `json:"coop"`
	COOPOn    string `json:"coopOn"`
	NoIss     bool   `json:"noIss"`
	Lenient   bool   `json:"lenient"`
}

// DefaultSettings are those of a server without flags.
func DefaultSettings() Settings {
	return Settings{
		AccessLife: Duration(time.Hour), CodeLife: Duration(5 * time.Minute),
		PairLife: Duration(10 * time.Minute), PollInterval: Duration(5 * time.Second),
	}
}

// Settings are those that hold now.
func (d *Director) Settings() Settings {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.settings
}

// Set changes settings: change gets those that hold now.
func (d *Director) Set(change func(*Settings) error) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	next := d.settings
	if err := change(&next); err != nil {
		return err
	}
	if err := next.Check(); err != nil {
		return err
	}
	if next.AutoApprove != "" {
		p, err := d.person(next.AutoApprove)
		if err != nil {
			return err
		}
		next.AutoApprove = p.UserID
	}
	d.apply(next)
	return nil
}

// apply puts settings in force; the caller holds the lock.
func (d *Director) apply(s Settings) {
	d.settings = s
	d.Server.SetFaults(s.faults())
}

func (s Settings) faults() fakeamazon.Faults {
	f := fakeamazon.Faults{
		AutoApprove: s.AutoApprove, NarrowScope: s.GrantScope, Refresh: s.RefreshToken, Rotate: s.Rotate,
		AccessLife: time.Duration(s.AccessLife), CodeLife: time.Duration(s.CodeLife),
		PairLife: time.Duration(s.PairLife), PollInterval: time.Duration(s.PollInterval),
		COOP: s.COOP, OmitIssuer: s.NoIss, Lenient: s.Lenient, OmitExpiresIn: s.ExpiresIn == "none",
	}
	if s.COOPOn != "" {
		f.COOPOn = []string{s.COOPOn}
	}
	if s.ExpiresIn != "" && s.ExpiresIn != "none" {
		f.ExpiresIn = &s.ExpiresIn
	}
	return f
}

// The values that the settings with few of them can have.
var (
	coopValues = []string{"same-origin", "same-origin-allow-popups", "noopener-allow-popups", "unsafe-none"}
	coopPages  = []string{"signin", "consent", "continue", "error", "redirect"}
	scopes     = []string{"profile", "profile:user_id", "postal_code"}
)

// Check refuses values that would do nothing, or break the answers by mistake. Whether AutoApprove is somebody is left to
// [Director.Set].
func (s Settings) Check() error {
	if err := oneOf("coop", s.COOP, coopValues); err != nil {
		return err
	}
	if err := oneOf("coopOn", s.COOPOn, coopPages); err != nil {
		return err
	}
	if s.COOPOn != "" && s.COOP == "" {
		return invalid("coopOn", s.COOPOn, "needs coop", `Set coop, too, such as "same-origin".`)
	}
	for _, scope := range strings.Fields(s.GrantScope) {
		if err := oneOf("grantScope", scope, scopes); err != nil {
			return err
		}
	}
	if s.ExpiresIn != "" && s.ExpiresIn != "none" && !json.Valid([]byte(s.ExpiresIn)) {
		return invalid("expiresIn", s.ExpiresIn, "is not JSON", `Try "60" or "none".`)
	}
	return s.checkTimes()
}

func (s Settings) checkTimes() error {
	if s.CodeLife <= 0 {
		return invalid("codeLife", time.Duration(s.CodeLife).String(), "is no time at all", `Try "5m".`)
	}
	for _, t := range []struct {
		member, example string
		value           Duration
	}{{"accessLife", "1m", s.AccessLife}, {"pairLife", "1m", s.PairLife}, {"pollInterval", "5s", s.PollInterval}} {
		value := time.Duration(t.value)
		if value < time.Second || value%time.Second != 0 {
			return invalid(t.member, value.String(), "is not in whole seconds", "Try "+`"`+t.example+`".`)
		}
	}
	return nil
}

func oneOf(member, value string, allowed []string) error {
	if value == "" || slices.Contains(allowed, value) {
		return nil
	}
	return invalid(member, value, "is none of its values", "Use one of "+strings.Join(allowed, ", ")+".")
}
