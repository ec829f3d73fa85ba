package main

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/lwa-wasm/lwa/internal/control"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// endpointFaults is the value of the flag -fault, which may be repeated.
type endpointFaults []control.Fault

// endpointNames returns the endpoints that -fault accepts, as part of a sentence.
func endpointNames() string {
	return control.Authorize + ", " + strings.Join(control.Endpoints, ", ") + ", " + control.Page + " or " + control.All
}

// String implements [flag.Value].
func (e *endpointFaults) String() string {
	if e == nil {
		return ""
	}
	parts := make([]string, len(*e))
	for i, f := range *e {
		parts[i] = f.Endpoint + "=" + f.Kind
	}
	return strings.Join(parts, " ")
}

// Set checks and adds one endpoint=kind.
func (e *endpointFaults) Set(text string) error {
	endpoint, kind, _ := strings.Cut(text, "=")
	f := control.Fault{Endpoint: endpoint, Kind: kind}
	err := f.Check()
	var refused *control.Error
	if kind == "" || errors.As(err, &refused) && refused.Code == "unknown_endpoint" {
		return errors.New("want one of " + endpointNames() + " and what goes wrong there, such as token=500")
	}
	if err != nil {
		return errors.New(sentence(err))
	}
	if i := slices.IndexFunc(*e, func(old control.Fault) bool { return old.Endpoint == endpoint }); i >= 0 {
		return fmt.Errorf("%s has the fault %s already", endpoint, (*e)[i].Kind)
	}
	*e = append(*e, f)
	return nil
}

// check refuses values that would have no effect, or break the answer by mistake.
func (f *faultOptions) check() error {
	if f.authorizeError != "" && !slices.Contains(control.AuthorizeErrors, f.authorizeError) {
		return usagef("-authorize-error %q is none of %s", f.authorizeError, strings.Join(control.AuthorizeErrors, ", "))
	}
	if f.autoApprove != "" {
		if _, err := personNamed(f.autoApprove); err != nil {
			return err
		}
	}
	if err := f.settings().Check(); err != nil {
		return usagef("%s", flagged(sentence(err)))
	}
	return nil
}

// sentence returns an error of package control as one line.
func sentence(err error) string {
	var refused *control.Error
	if !errors.As(err, &refused) {
		return err.Error()
	}
	return lower(strings.TrimSuffix(refused.Message, ".")) + ": " + lower(strings.TrimSuffix(refused.Hint, "."))
}

func lower(text string) string { return strings.ToLower(text[:1]) + text[1:] }

// member matches the name of a setting at the start of a message.
var member = regexp.MustCompile(`^[a-zA-Z]+`)

// flagged replaces the name of the setting by that of the flag: accessLife becomes -access-life.
func flagged(text string) string {
	return member.ReplaceAllStringFunc(text, func(name string) string {
		var out strings.Builder
		for _, r := range "-" + name {
			if unicode.IsUpper(r) {
				out.WriteByte('-')
			}
			out.WriteRune(unicode.ToLower(r))
		}
		return out.String()
	})
}

// personNamed returns a person by number, from 1, or by user id.
func personNamed(text string) (fakeamazon.Person, error) {
	people := fakeamazon.DefaultPeople()
	if n, err := strconv.Atoi(text); err == nil && n >= 1 && n <= len(people) {
		return people[n-1], nil
	}
	for _, p := range people {
		if p.UserID == text {
			return p, nil
		}
	}
	return fakeamazon.Person{}, usagef("-auto-approve %q is nobody: use a number from 1 to %d", text, len(people))
}

// settings returns the settings that the flags stand for.
func (f *faultOptions) settings() control.Settings {
	s := control.Settings{
		COOP: f.coop, COOPOn: f.coopOn, GrantScope: f.grantScope, ExpiresIn: f.expiresIn, NoIss: f.noIssuer, Lenient: f.lenient,
		RefreshToken: f.refreshToken, Rotate: f.rotate, CodeLife: control.Duration(f.codeLife), AccessLife: control.Duration(f.accessLife),
		PairLife: control.Duration(f.pairLife), PollInterval: control.Duration(f.pollInterval),
	}
	if person, err := personNamed(f.autoApprove); err == nil {
		s.AutoApprove = person.UserID
	}
	return s
}

// direct applies the flags to the fake Amazon, and makes them the state that a reset restores.
// check must have accepted the options.
func (f *faultOptions) direct(amazon *control.Director) error {
	faults := slices.Clone(f.endpoints)
	if f.authorizeError != "" {
		faults = append(faults, control.Fault{Endpoint: control.Authorize, Kind: f.authorizeError})
	}
	for _, fault := range faults {
		if err := amazon.Fail(fault); err != nil {
			return err
		}
	}
	err := amazon.Set(func(s *control.Settings) error { *s = f.settings(); return nil })
	amazon.Keep()
	return err
}
