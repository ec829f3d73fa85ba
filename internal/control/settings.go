package control

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// Duration is a duration in the format of [time.ParseDuration], such as "1h30m0s".
type Duration time.Duration

// MarshalText implements [encoding.TextMarshaler].
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (d *Duration) UnmarshalText(text []byte) error {
	got, err := time.ParseDuration(string(text))
	if err != nil {
		return invalid("duration", string(text), "cannot be read", `Write it as "90s", "1h30m" or "500ms".`)
	}
	*d = Duration(got)
	return nil
}

// Settings are the settings of logins. The flags of the dev server have the same names.
type Settings struct {
	// AutoApprove is a person. Every login and every device is approved at once in the name of
	// this person. "" means that people decide.
	AutoApprove string `json:"autoApprove"`
	// GrantScope is granted instead of the requested scope. "" means the requested scope.
	GrantScope   string `json:"grantScope"`
	RefreshToken bool   `json:"refreshToken"`
	Rotate       bool   `json:"rotate"`
	// AccessLife, PairLife and PollInterval must be whole seconds.
	AccessLife   Duration `json:"accessLife"`
	CodeLife     Duration `json:"codeLife"`
	PairLife     Duration `json:"pairLife"`
	PollInterval Duration `json:"pollInterval"`
	// ExpiresIn is sent as the raw JSON of expires_in. "none" leaves the member out. "" means the
	// value of AccessLife.
	ExpiresIn string `json:"expiresIn"`
	COOP      string `json:"coop"`
	COOPOn    string `json:"coopOn"`
	NoIss     bool   `json:"noIss"`
	Lenient   bool   `json:"lenient"`
}

// DefaultSettings returns the settings of a server without flags.
func DefaultSettings() Settings {
	return Settings{
		AccessLife: Duration(time.Hour), CodeLife: Duration(5 * time.Minute),
		PairLife: Duration(10 * time.Minute), PollInterval: Duration(5 * time.Second),
	}
}

// Settings returns the current settings.
func (d *Director) Settings() Settings {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.settings
}

// Set calls change with the current settings, and applies the result if it is valid.
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

// apply applies settings. The caller holds the lock.
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

// The allowed values of settings:
var (
	coopValues = []string{"same-origin", "same-origin-allow-popups", "noopener-allow-popups", "unsafe-none"}
	coopPages  = []string{"signin", "consent", "continue", "error", "redirect"}
	scopes     = []string{"profile", "profile:user_id", "postal_code"}
)

// Check refuses values that would have no effect, or break the answers by mistake. [Director.Set]
// checks the person of AutoApprove.
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
