package bench

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/lwa-wasm/lwa/internal/bench/report"
)

// click is the state in which a click finds a page. Peers have one page for all of them; lwa.js
// starts its WebAssembly earlier or later.
type click struct {
	row   string        // of the time until the authorization request
	page  string        // of lwa.js
	rest  bool          // the page has loaded all that it loads of itself
	ahead time.Duration // how long the pointer has been over the button
}

var clicks = []click{
	{row: report.RequestIdle, page: autoPage, rest: true},
	{row: report.RequestReady, page: eagerPage},
	{row: report.RequestIntent, page: intentPage, ahead: 200 * time.Millisecond},
	{row: report.RequestCold, page: intentPage},
}

// whole is the click whose login is measured to its end.
var whole = clicks[0]

// outcome is what a page says of a login: moments in milliseconds, the origin since 1970, the
// others since the origin.
type outcome struct {
	Origin, Clicked, Settled float64
	Session                  bool
}

func (o outcome) at(moment float64) time.Time {
	return time.UnixMicro(int64((o.Origin + moment) * 1000))
}

// login is one measured login, in milliseconds.
type login struct {
	request  float64 // click to the arrival of the authorization request
	session  float64 // the server's answer to that until the page has its session, without the servers' own time
	bytes    int     // what the site sent for it
	requests []string
	waits    []wait // of the session's time
}

// wait is how long, after everything that was asked before was answered, the browser took until it
// asked for something, or had its session.
type wait struct {
	until string
	ms    float64
}

// login has a fresh page log in by a real click.
func (r *runner) login(c *contestant, how click) (l login, err error) {
	t, err := r.open()
	if err != nil {
		return l, err
	}
	defer t.close()
	if _, err := r.load(t, c, how.page); err != nil {
		return l, err
	}
	if how.rest {
		if err := t.rest(); err != nil {
			return l, err
		}
	}
	if how.ahead > 0 {
		if err := t.point("#login"); err != nil {
			return l, err
		}
		time.Sleep(how.ahead)
	}
	r.servers.journal.clear()
	if err := t.click("#login"); err != nil {
		return l, err
	}
	o, err := eval[outcome](t, `bench.outcome`, false)
	if err != nil {
		return l, err
	}
	if !o.Session {
		return l, errors.New("the login ended without a session")
	}
	return measured(o, r.servers.journal.all())
}

// measured compares the page's account with the servers'.
func measured(o outcome, spans []span) (l login, err error) {
	var asked *span
	for i, s := range spans {
		l.requests = append(l.requests, s.at)
		if s.authorize && asked == nil {
			asked = &spans[i]
		}
	}
	if asked == nil {
		return l, fmt.Errorf("no authorization request among %v", l.requests)
	}
	clicked, settled := o.at(o.Clicked), o.at(o.Settled)
	l.request = ms(asked.start.Sub(clicked))
	l.session = ms(settled.Sub(asked.end) - busy(spans, asked.end, settled))
	l.bytes = sent(spans)
	l.waits = waits(spans, asked.end, settled)
	return l, nil
}

// waits are those between an answer and the session. Requests that are asked while another is
// answered wait for nothing.
func waits(spans []span, answered, settled time.Time) (all []wait) {
	spans = slices.Clone(spans)
	slices.SortFunc(spans, func(a, b span) int { return a.start.Compare(b.start) })
	for _, s := range spans {
		if s.start.Before(answered) && !s.end.After(answered) || s.start.After(settled) {
			continue
		}
		all = append(all, wait{until: s.at, ms: max(0, ms(s.start.Sub(answered)))})
		if s.end.After(answered) {
			answered = s.end
		}
	}
	return append(all, wait{until: report.TheSession, ms: max(0, ms(settled.Sub(answered)))})
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
