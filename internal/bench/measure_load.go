package bench

import (
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

// load opens the page, and counts what the site sent for it.
func (r *runner) load(t *tab, c *contestant) (l load, bytes int, err error) {
	r.servers.journal.clear()
	if err := t.visit("/" + c.place() + "/index.html"); err != nil {
		return l, 0, err
	}
	l, err = eval[load](t, `bench.loaded`, false)
	return l, r.servers.sent(), err
}
