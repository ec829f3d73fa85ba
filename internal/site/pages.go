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
	partsFile    = "parts.html" // templates that several pages use; not a page
	notFoundPage = "/404.html"  // served for unknown paths only
)

// document is one answer, ready to send.
type document struct {
	contentType string
	body        []byte
	etag        string
}

// page is the data for a template: the configuration, and the path of the page, which the
// navigation marks.
type page struct {
	Config
	Path string
}

// newDocument returns the document for a file. It fails if files of this type are not served.
func newDocument(name string, body []byte) (document, error) {
	contentType, ok := contentTypes[path.Ext(name)]
	if !ok {
		return document{}, fmt.Errorf("%s: no content type for %q", name, path.Ext(name))
	}
	return document{contentType: contentType, body: body, etag: etagOf(body)}, nil
}

// etagOf returns a strong entity tag for the bytes (RFC 9110 §8.8.3).
func etagOf(body []byte) string {
	sum := sha256.Sum256(body)
	return `"` + hex.EncodeToString(sum[:16]) + `"`
}

// serve answers GET and HEAD requests, including conditional and range requests.
func (d document) serve(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", d.contentType)
	if d.etag != "" {
		w.Header().Set("ETag", d.etag)
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(d.body))
}

// render returns a document for every file of the demo, by URL path. It executes HTML files as
// templates, and leaves other files unchanged.
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

// renderFile returns the content of one file. It fails if a page uses an unknown field or
// template.
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
