package site

import (
	"errors"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
)

// Two HTML files of the component have their own Content-Security-Policy: callbackPage, to which
// Amazon redirects, and demoPage, which plays Amazon for lwa-demo.js.
const (
	callbackPage = "lwa-callback.html"
	demoPage     = "lwa-demo.html"
)

// encodings lists the precompressed forms of a file, best first.
var encodings = []struct{ coding, suffix string }{
	{"br", ".br"},
	{"gzip", ".gz"},
}

// serveComponent serves a file of the built component. Folders, files of unknown types, and the
// .br and .gz files themselves are not found.
func (s *site) serveComponent(w http.ResponseWriter, r *http.Request, name string) {
	if _, ok := contentTypes[path.Ext(name)]; !ok || !fs.ValidPath(name) {
		s.serveNotFound(w, r)
		return
	}
	body, coding, err := readEncoded(s.component, name, r.Header.Get("Accept-Encoding"))
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
		s.serveNotFound(w, r)
		return
	}
	if err != nil {
		http.Error(w, "this file of the component cannot be read", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Vary", "Accept-Encoding")
	if coding != "" {
		w.Header().Set("Content-Encoding", coding)
	}
	sendComponent(w, r, name, body)
}

// sendComponent sends body. The callback page and the demo page have their own headers and no
// ETag, since browsers must not store them.
func sendComponent(w http.ResponseWriter, r *http.Request, name string, body []byte) {
	file := document{contentType: contentTypes[path.Ext(name)], body: body, etag: etagOf(body)}
	if name == callbackPage || name == demoPage {
		setCallbackHeaders(w.Header())
		file.etag = ""
	}
	file.serve(w, r)
}

// readEncoded reads a file in the best encoding that accept, an Accept-Encoding header, allows.
// The coding is "" if the file is not compressed. A compressed file that is older than the
// original is from an earlier build, and is not used.
func readEncoded(component fs.FS, name, accept string) (body []byte, coding string, err error) {
	plain, err := fs.Stat(component, name)
	if err != nil {
		return nil, "", err
	}
	if plain.IsDir() {
		return nil, "", fs.ErrNotExist
	}
	for _, e := range encodings {
		packed, err := fs.Stat(component, name+e.suffix)
		if err != nil || packed.IsDir() || packed.ModTime().Before(plain.ModTime()) || !accepts(accept, e.coding) {
			continue
		}
		body, err := fs.ReadFile(component, name+e.suffix)
		return body, e.coding, err
	}
	body, err = fs.ReadFile(component, name)
	return body, "", err
}

// accepts reports whether an Accept-Encoding header allows coding, by its name or by "*", with a
// weight above zero (RFC 9110 §12.5.3). An invalid weight counts as zero.
func accepts(header, coding string) bool {
	any := false
	for item := range strings.SplitSeq(header, ",") {
		name, parameters, _ := strings.Cut(item, ";")
		switch name = strings.TrimSpace(name); {
		case strings.EqualFold(name, coding):
			return weight(parameters) > 0
		case name == "*":
			any = weight(parameters) > 0
		}
	}
	return any
}

// weight returns the value of "q=…". It returns 1 if there is none, and 0 if it is not a number
// from 0 to 1.
func weight(parameters string) float64 {
	key, value, found := strings.Cut(strings.TrimSpace(parameters), "=")
	if !found || !strings.EqualFold(key, "q") {
		return 1
	}
	q, err := strconv.ParseFloat(value, 64)
	if err != nil || !(q >= 0 && q <= 1) {
		return 0
	}
	return q
}
