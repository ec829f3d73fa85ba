package control

import (
	"slices"
	"strconv"

	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// Fault is what goes wrong at one endpoint, or at all of them.
type Fault struct {
	Endpoint string `json:"endpoint"`
	// Kind is one of [Kinds], one of [ErrorKinds], a status, or "slow:" and a duration.
	Kind string `json:"kind,omitempty"`
	// Answer is sent instead of the endpoint's own answer. Kind must then be "".
	Answer *Answer `json:"answer,omitempty"`
	// Times is how often the fault happens. 0 means until it is removed.
	Times int `json:"times,omitempty"`

	fault fakeamazon.Fault
}

// Answer is an exact answer.
type Answer struct {
	Status      int    `json:"status,omitempty"`
	ContentType string `json:"contentType,omitempty"`
	Body        string `json:"body,omitempty"`
}

// Fail adds a fault. If Times is 0, the fault replaces the one of its endpoint whose Times is 0,
// too.
func (d *Director) Fail(f Fault) error {
	if err := f.complete(d.elsewhere()); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if f.Times == 0 {
		d.faults = slices.DeleteFunc(d.faults, func(old *Fault) bool { return old.Times == 0 && old.Endpoint == f.Endpoint })
		d.faults = append(d.faults, &f)
		return nil
	}
	lasting := slices.IndexFunc(d.faults, func(old *Fault) bool { return old.Times == 0 })
	if lasting < 0 {
		lasting = len(d.faults)
	}
	d.faults = slices.Insert(d.faults, lasting, &f)
	return nil
}

// Check returns why a fault cannot be added, or nil.
func (f Fault) Check() error { return f.complete("") }

// Mend removes the faults of an endpoint. [All] removes every fault.
func (d *Director) Mend(endpoint string) error {
	if err := checkEndpoint(endpoint); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.faults = slices.DeleteFunc(d.faults, func(f *Fault) bool { return endpoint == All || f.Endpoint == endpoint })
	return nil
}

// Faults returns the remaining faults, in the order in which they happen.
func (d *Director) Faults() []Fault {
	d.mu.Lock()
	defer d.mu.Unlock()
	all := []Fault{}
	for _, f := range d.faults {
		all = append(all, *f)
	}
	return all
}

// elsewhere returns the target of the redirect faults.
func (d *Director) elsewhere() string {
	if d.site != "" {
		return d.site + "/"
	}
	return d.issuer + "/"
}

// complete checks a fault, and sets the fault of the server that it stands for.
func (f *Fault) complete(elsewhere string) (err error) {
	if err := checkEndpoint(f.Endpoint); err != nil {
		return err
	}
	if f.Times < 0 {
		return invalid("times", strconv.Itoa(f.Times), "is below 0", "Give a number from 1, or leave times out.")
	}
	switch {
	case f.Answer != nil && f.Kind != "":
		return invalid("kind", f.Kind, "comes with an answer", "Give either kind or answer.")
	case f.Answer != nil:
		f.fault, err = f.Answer.fault()
		return err
	case isShown(f.Endpoint) && slices.Contains(apiKinds, f.Kind):
		return invalid("kind", f.Kind, "says nothing at "+f.Endpoint+", which no script reads", "Use another kind, such as reset.")
	}
	f.fault, err = kind(f.Kind, elsewhere)
	return err
}

func (a *Answer) fault() (fakeamazon.Fault, error) {
	if a.Status != 0 && (a.Status < 200 || a.Status > 599) {
		return fakeamazon.Fault{}, invalid("status", strconv.Itoa(a.Status), "is none of an answer", "Give a number from 200 to 599.")
	}
	answer := fakeamazon.Fault{Status: a.Status, ContentType: a.ContentType, Body: a.Body}
	if answer.Status == 0 {
		answer.Status = 200
	}
	if answer.ContentType == "" {
		answer.ContentType = "application/json;charset=UTF-8" // also for an empty body, or the server would send a JSON error
	}
	return answer, nil
}

// plan returns the first fault that applies to a request, or nil. A request uses up one of its
// Times; a preflight does not.
func (d *Director) plan(endpoint string, preflight bool) *fakeamazon.Fault {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, exact := range []bool{true, false} { // a lasting fault of the endpoint comes before one of All
		for i, f := range d.faults {
			if !f.meant(endpoint) || f.Times == 0 && exact && f.Endpoint == All {
				continue
			}
			if f.Times > 0 && !preflight {
				if f.Times--; f.Times == 0 {
					d.faults = slices.Delete(d.faults, i, i+1)
				}
			}
			return &f.fault
		}
	}
	return nil
}

func (f *Fault) meant(endpoint string) bool {
	return f.Endpoint == endpoint || f.Endpoint == All && (!isShown(endpoint) || !slices.Contains(apiKinds, f.Kind))
}
