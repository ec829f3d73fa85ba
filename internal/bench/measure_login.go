package bench

import (
	"errors"
	"fmt"
	"time"
)

// outcome is what a page says of a login: moments in milliseconds, the origin since 1970, the others since the origin.
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
}

// login has a fresh page log in by a real click.
func (r *runner) login(c *contestant) (l login, err error) {
	t, err := r.open()
	if err != nil {
		return l, err
	}
	defer t.close()
	if _, _, err := r.load(t, c); err != nil {
		return l, err
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
	return l, nil
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
