package bench

import (
	"errors"
	"fmt"

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

// load is what a page says of its own start: moments in milliseconds since the navigation began,
// and the bytes that had arrived when a click worked.
type load struct {
	Usable, Ready float64
	Bytes         float64
}

// loads opens a contestant's page for the first time and, from the same tab, once more. bytes is
// what the site sent until the first visit was at rest.
func (r *runner) loads(c *contestant, under condition) (cold, warm load, bytes int, err error) {
	t, err := r.open()
	if err != nil {
		return cold, warm, 0, err
	}
	defer t.close()
	if err := t.slow(under); err != nil {
		return cold, warm, 0, err
	}
	if cold, bytes, err = r.visit(t, c); err != nil {
		return cold, warm, 0, err
	}
	if err := t.visit(blankPage); err != nil {
		return cold, warm, 0, err
	}
	warm, again, err := r.visit(t, c)
	if err == nil && again > 0 {
		err = fmt.Errorf("a second visit was sent %d bytes; it should find everything in the cache", again)
	}
	return cold, warm, bytes, err
}

// visit opens the contestant's page, waits until it is at rest, and counts what the site sent for
// it.
func (r *runner) visit(t *tab, c *contestant) (load, int, error) {
	r.servers.journal.clear()
	l, err := r.load(t, c, autoPage)
	if err == nil {
		err = t.rest()
	}
	return l, r.servers.sent(), err
}

// load opens one of the contestant's pages, and waits until it is ready.
func (r *runner) load(t *tab, c *contestant, file string) (l load, err error) {
	if err := t.visit("/" + c.place() + "/" + c.page(file)); err != nil {
		return l, err
	}
	return eval[load](t, `bench.loaded`, false)
}

// rest waits until the page has loaded what it loads of itself.
func (t *tab) rest() error {
	_, err := eval[bool](t, `bench.rest().then(() => true)`, false)
	return err
}

// kept opens a page of lwa.js once more, after a login that the browser has kept.
func (r *runner) kept(c *contestant) (l load, err error) {
	t, err := r.open()
	if err != nil {
		return l, err
	}
	defer t.close()
	if _, err := r.load(t, c, keptPage); err != nil {
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
	if l, err = r.load(t, c, keptPage); err != nil {
		return l, err
	}
	if there, err := eval[bool](t, `lwa.session !== null`, false); err != nil || !there {
		return l, errors.Join(err, errors.New("the session was not kept"))
	}
	return l, nil
}
