package site

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"time"
)

const (
	partsFile    = "parts.html" // what several pages share; no page of its own
	notFoundPage = "/404.html"  // shown for unknown paths; not reachable under its own name
)

// document is one answer, ready to send.
type document struct {
	contentType string
	body        []byte
	etag        string
}

// page is what a template sees: the configuration, and its own URL path, to mark itself in the navigation.
type page struct {
	Config
	Path string
}

// newDocument fixes body as what is sent for name. It fails for a kind of file that is not served.
func newDocument(name string, body []byte) (document, error) {
	contentType, ok := contentTypes[path.Ext(name)]
	if !ok {
		return document{}, fmt.Errorf("%s: no content type for %q", name, path.Ext(name))
	}
	return document{contentType: contentType, body: body, etag: etagOf(body)}, nil
}

// etagOf returns the strong entity tag of exactly these bytes (RFC 9110 §8.8.3).
func etagOf(body []byte) string {
	sum := sha256.Sum256(body)
	return `"` + hex.EncodeToString(sum[:16]) + `"`
}

// serve answers GET and HEAD, also conditional ones and ranges.
func (d document) serve(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", d.contentType)
	if d.etag != "" {
		w.Header().Set("ETag", d.etag)
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(d.body))
}

// render returns a document for every file of the demo, by URL path: HTML files filled in with config, all others as
// they are.
func render(demo fs.FS, config Config) (map[string]document, error) {
	documents := make(map[string]document)
	err := fs.WalkDir(demo, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || name == partsFile {
			return err
		}
		body, err := renderFile(demo, name, config)
		if err != nil {
			return err
		}
		documents["/"+name], err = newDocument(name, body)
		return err
	})
	return documents, err
}

// renderFile returns the bytes of one file. A page that names an unknown field or part is an error, not a gap.
func renderFile(demo fs.FS, name string, config Config) ([]byte, error) {
	if path.Ext(name) != ".html" {
		return fs.ReadFile(demo, name)
	}
	parsed, err := template.New(path.Base(name)).ParseFS(demo, partsFile, name)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := parsed.Execute(&out, page{config, "/" + name}); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
