package browsertest_test

import (
	"net/http"
	"sync/atomic"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// held is a file of the component that does not come before its gate is opened; status then answers
// instead of the file, if not 0.
type held struct {
	open   chan struct{}
	status atomic.Int32
}

// hold holds a file of the component back, such as "/lwa/lwa.wasm".
func hold(b *browsertest.Bench, path string) *held {
	h := &held{open: make(chan struct{})}
	files := http.StripPrefix("/lwa/", http.FileServerFS(b.Component()))
	b.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-h.open:
		case <-r.Context().Done():
			return
		}
		if status := h.status.Load(); status != 0 {
			http.Error(w, "not there", int(status))
			return
		}
		files.ServeHTTP(w, r)
	})
	return h
}
