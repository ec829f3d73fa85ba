package bench

import (
	"net/http"
	"path"
	"strings"
)

// types are the kinds of files there are.
var types = map[string]string{
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".wasm": "application/wasm",
}

// site serves every contestant's files below its place, all in the same way: packed with brotli,
// and to be kept for good, so that a second visit finds them in the cache. /blank.html is where a
// tab waits.
func site(all []*contestant) http.Handler {
	files := map[string][]byte{}
	for _, c := range all {
		for name, content := range c.packed {
			files["/"+c.place()+"/"+name] = content
		}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		if r.URL.Path == blankPage {
			h.Set("Content-Type", types[".html"])
			_, _ = w.Write(bare("Blank", ""))
			return
		}
		content, ok := files[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "br") {
			http.Error(w, "this browser does not ask for brotli", http.StatusNotAcceptable)
			return
		}
		h.Set("Content-Type", types[path.Ext(r.URL.Path)])
		h.Set("Content-Encoding", "br")
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		_, _ = w.Write(content) // a browser that went away is no failure of ours
	})
}

const blankPage = "/blank.html"
