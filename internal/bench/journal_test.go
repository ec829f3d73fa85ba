package bench

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var zero = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func at(millisecond int) time.Time { return zero.Add(time.Duration(millisecond) * time.Millisecond) }

func between(from, to int) span { return span{start: at(from), end: at(to)} }

func TestBusy(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		spans []span
		want  int
	}{
		"nothing":           {nil, 0},
		"one":               {[]span{between(20, 30)}, 10},
		"two":               {[]span{between(50, 60), between(20, 30)}, 20},
		"at the same time":  {[]span{between(20, 40), between(30, 50)}, 30},
		"one in another":    {[]span{between(20, 50), between(30, 40)}, 30},
		"before":            {[]span{between(0, 5)}, 0},
		"after":             {[]span{between(105, 110)}, 0},
		"across the start":  {[]span{between(0, 15)}, 5},
		"across the end":    {[]span{between(95, 200)}, 5},
		"across both":       {[]span{between(0, 200)}, 90},
		"one after another": {[]span{between(10, 50), between(50, 60)}, 50},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, time.Duration(test.want)*time.Millisecond, busy(test.spans, at(10), at(100)))
		})
	}
}

func TestMeasured(t *testing.T) {
	t.Parallel()
	o := outcome{Origin: float64(zero.UnixMilli()), Clicked: 10, Settled: 110, Session: true}
	ask := span{at: "provider GET /ap/oa", authorize: true, start: at(40), end: at(42)}
	page := span{at: "site GET /callback", start: at(50), end: at(51), bytes: 700}
	token := span{at: "provider POST /token", start: at(60), end: at(65), bytes: 300}
	l, err := measured(o, []span{ask, page, token})
	require.NoError(t, err)
	assert.InDelta(t, 30, l.request, 1e-6, "from the click to the request's arrival")
	assert.InDelta(t, 110-42-1-5, l.session, 1e-6, "from its answer to the session, without the servers")
	assert.Equal(t, 700, l.bytes, "what the site sent")
	assert.Equal(t, []string{"provider GET /ap/oa", "site GET /callback", "provider POST /token"}, l.requests)

	_, err = measured(o, []span{page, token})
	assert.ErrorContains(t, err, "no authorization request among [site GET /callback provider POST /token]")
}
