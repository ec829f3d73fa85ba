package bench

import (
	"net/http"
	"slices"
	"sync"
	"time"
)

// span is one request as its server saw it.
type span struct {
	at         string // host, method and path
	start, end time.Time
	bytes      int // of the body, as sent
	authorize  bool
}

// journal is what both servers were asked since it was last cleared. One thing is measured at a
// time, so nothing else is in it.
type journal struct {
	mu    sync.Mutex
	spans []span
}

func (j *journal) clear() {
	j.mu.Lock()
	j.spans = nil
	j.mu.Unlock()
}

func (j *journal) all() []span {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.spans)
}

// watch has the journal note what goes through a handler.
func (j *journal) watch(server string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		one := span{at: server + " " + r.Method + " " + r.URL.Path, authorize: authorizePaths[r.URL.Path], start: time.Now()}
		counted := &counter{ResponseWriter: w}
		next.ServeHTTP(counted, r)
		one.end, one.bytes = time.Now(), counted.bytes
		j.mu.Lock()
		j.spans = append(j.spans, one)
		j.mu.Unlock()
	})
}

type counter struct {
	http.ResponseWriter
	bytes int
}

func (c *counter) Write(b []byte) (int, error) {
	n, err := c.ResponseWriter.Write(b)
	c.bytes += n
	return n, err
}

// busy is how much of the time between from and to at least one handler was at work.
func busy(spans []span, from, to time.Time) (total time.Duration) {
	spans = slices.Clone(spans)
	slices.SortFunc(spans, func(a, b span) int { return a.start.Compare(b.start) })
	for _, s := range spans {
		start, end := s.start, s.end
		if start.Before(from) {
			start = from
		}
		if end.After(to) {
			end = to
		}
		if end.After(start) {
			total += end.Sub(start)
			from = end
		}
	}
	return total
}
