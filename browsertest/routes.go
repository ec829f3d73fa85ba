package browsertest

import (
	"context"
	"net/http"
	"strings"
	"sync"
)

// routes is a mux whose entries can be replaced while it serves.
type routes struct {
	mu       sync.RWMutex
	handlers map[string]http.Handler
	seen     []*http.Request
}

func (r *routes) add(path string, h http.Handler) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.handlers == nil {
		r.handlers = map[string]http.Handler{}
	}
	r.handlers[path] = h
}

func (r *routes) requests() []*http.Request {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return append([]*http.Request(nil), r.seen...)
}

// ServeHTTP stores the request. It calls the handler of the path, or that of the longest prefix
// that ends with a slash.
func (r *routes) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	r.mu.Lock()
	r.seen = append(r.seen, req.Clone(context.Background()))
	h := r.handlers[req.URL.Path]
	for folder := req.URL.Path; h == nil && folder != ""; {
		folder = folder[:strings.LastIndexByte(folder, '/')+1]
		h = r.handlers[folder]
		folder = strings.TrimSuffix(folder, "/")
	}
	r.mu.Unlock()
	if h == nil {
		http.NotFound(w, req)
		return
	}
	h.ServeHTTP(w, req)
}
