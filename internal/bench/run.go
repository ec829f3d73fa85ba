package bench

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/lwa-wasm/lwa/internal/bench/report"
	"github.com/lwa-wasm/lwa/internal/chromium"
)

// Config says what is measured, and how often.
type Config struct {
	// Go and TinyGo are the folders of the two builds of lwa.js. "" leaves one out.
	Go, TinyGo string
	// Peers is the folder of the peers' package.json, with what npm has installed. "" leaves them
	// out.
	Peers string
	// Rounds is how many samples there are of everything but the memory.
	Rounds int
	// Clicks is how often each contestant logs in per round: windows open in very different times.
	Clicks int
	// Logins is how many logins one page has behind it when its memory is looked at for the second
	// time.
	Logins int
	// Quality is brotli's, 11 for what counts.
	Quality int
	// Log is told what goes on.
	Log func(format string, args ...any)
}

// runner is a run that is under way.
type runner struct {
	Config
	browser context.Context
	servers *servers
	samples samples
	waits   waiting
}

// Run measures. It takes a while.
func Run(c Config) (*report.Report, error) {
	s, err := start(c)
	if err != nil {
		return nil, err
	}
	defer s.close()
	browser, end, err := chromium.Start(nil)
	if err != nil {
		return nil, err
	}
	defer end()
	r := &runner{Config: c, browser: browser, servers: s, samples: samples{}, waits: waiting{}}
	if err := r.rounds(); err != nil {
		return nil, err
	}
	return r.report()
}

func (r *runner) report() (*report.Report, error) {
	product, err := product(r.browser)
	if err != nil {
		return nil, err
	}
	out := &report.Report{
		Date: time.Now().UTC().Format(time.DateOnly), Machine: machine(), Browser: product, Rounds: r.Rounds, Logins: r.Logins,
		Rows: r.samples.rows(),
	}
	for _, c := range append(r.contestants(), r.servers.none) {
		out.Contestants = append(out.Contestants, c.Contestant)
	}
	for _, c := range r.servers.all {
		if steps := r.waits.steps(c); steps != nil {
			out.Steps = append(out.Steps, report.Steps{Name: c.longName(), Steps: steps})
		}
	}
	return out, nil
}

// contestants are all but the variants.
func (r *runner) contestants() []*contestant {
	return slices.DeleteFunc(slices.Clone(r.servers.all), func(c *contestant) bool { return c.variant != "" })
}

// failed says whose measurement failed, and which.
func failed(c *contestant, what string, err error) error {
	return fmt.Errorf("%s, %s: %w", c.Name, what, err)
}
