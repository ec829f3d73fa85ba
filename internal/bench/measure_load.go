package bench

import (
	"errors"

	"github.com/chromedp/cdproto/network"
)

// condition is what a page is loaded under.
type condition struct {
	id      string
	cpu     float64
	network *network.Conditions
}

var conditions = []condition{
	{id: "full"},
	{id: "cpu4", cpu: 4},
	{id: "slow", network: &network.Conditions{Latency: 150, DownloadThroughput: 1.6e6 / 8, UploadThroughput: 750e3 / 8}},
}

// load is what a page says of its own start, in milliseconds since the navigation began.
type load struct{ Usable, Ready float64 }

// loads opens a contestant's page for the first time and, from the same tab, once more.
func (r *runner) loads(c *contestant, under condition) (cold, warm load, bytes int, err error) {
	t, err := r.open()
	if err != nil {
		return cold, warm, 0, err
	}
	defer t.close()
	if err := t.slow(under); err != nil {
		return cold, warm, 0, err
	}
	if cold, bytes, err = r.load(t, c); err != nil {
		return cold, warm, 0, err
	}
	if err := t.visit(blankPage); err != nil {
		return cold, warm, 0, err
	}
	warm, again, err := r.load(t, c)
	if err == nil && again > 0 {
		err = errNotCached(again)
	}
	return cold, warm, bytes, err
}

// kept opens a page of lwa.js once more, after a login that the browser has kept.
func (r *runner) kept(c *contestant) (l load, err error) {
	t, err := r.open()
	if err != nil {
		return l, err
	}
	defer t.close()
	if _, _, err := r.loadPage(t, c, keptPage); err != nil {
		return l, err
	}
	if err := t.click("#login"); err != nil {
		return l, err
	}
	if _, err := eval[outcome](t, `bench.outcome`, false); err != nil {
		return l, err
	}
	if err := t.visit(blankPage); err != nil {
		return l, err
	}
	if l, _, err = r.loadPage(t, c, keptPage); err != nil {
		return l, err
	}
	if there, err := eval[bool](t, `lwa.session !== null`, false); err != nil || !there {
		return l, errors.Join(err, errors.New("the session was not kept"))
	}
	return l, nil
}

// load opens the contestant's page, and counts what the site sent for it.
func (r *runner) load(t *tab, c *contestant) (load, int, error) {
	return r.loadPage(t, c, "index.html")
}

func (r *runner) loadPage(t *tab, c *contestant, file string) (l load, bytes int, err error) {
	r.servers.journal.clear()
	if err := t.visit("/" + c.place() + "/" + file); err != nil {
		return l, 0, err
	}
	l, err = eval[load](t, `bench.loaded`, false)
	return l, r.servers.sent(), err
}
