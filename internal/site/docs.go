package site

import (
	"io/fs"
	"net/http"
	"path"
	"strings"
)

// docsPrefix is the path below which Config.Docs is served.
const docsPrefix = "/docs/"

// serveDocs serves a file of the documentation. It reads the file for each request. The
// playground uses the component under /docs/lwa/, which is served like the one under /lwa/, so
// that its callback page has the right headers.
func (s *site) serveDocs(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path+"/" == docsPrefix {
		http.Redirect(w, r, docsPrefix, http.StatusPermanentRedirect)
		return
	}
	name := strings.TrimPrefix(r.URL.Path, docsPrefix)
	if component, ok := strings.CutPrefix(name, strings.TrimPrefix(componentPrefix, "/")); ok {
		s.serveComponent(w, r, component)
		return
	}
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	contentType, known := contentTypes[path.Ext(name)]
	body, err := []byte(nil), fs.ErrNotExist
	if known && fs.ValidPath(name) {
		body, err = fs.ReadFile(s.docs, name)
	}
	if err != nil {
		s.serveNotFound(w, r)
		return
	}
	if path.Ext(name) == ".html" {
		w.Header().Set("Content-Security-Policy", "frame-ancestors 'none'") // each page has its other directives in a <meta> element
	}
	document{contentType: contentType, body: body, etag: etagOf(body)}.serve(w, r)
}
