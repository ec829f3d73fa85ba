package wordpress

import (
	"bytes"
	"strings"
	"sync"
)

// watch keeps what a server says, and tells when it has said a certain thing.
type watch struct {
	mu     sync.Mutex
	text   bytes.Buffer
	wanted string
	seen   chan struct{}
	once   sync.Once
}

func newWatch(wanted string) *watch { return &watch{wanted: wanted, seen: make(chan struct{})} }

func (w *watch) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	n, err := w.text.Write(p)
	if strings.Contains(w.text.String(), w.wanted) {
		w.once.Do(func() { close(w.seen) })
	}
	return n, err
}

func (w *watch) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String()
}
