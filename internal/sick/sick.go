// Package sick is a site with a login on which each fault that the doctor knows
// can be switched on. Tests of the doctor examine it, from a terminal and in a
// browser, and the demo shows it to people.
package sick

import (
	"bytes"
	"compress/gzip"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"io/fs"
	"net/http"
	"strings"
	"sync"
	"time"
)

// File is one address of the site.
type File struct {
	Type     string // "" sends no type
	Body     []byte
	Header   map[string]string // "Name": value
	Status   int               // 0 is 200
	Location string            // redirects there; the query goes along when it ends in "?"
	Plain    bool              // never compressed
}

// Site is a site below a path of a server.
type Site struct {
	Prefix string // such as "/sick/wasm_type"
	// Files are those of the site, by their path below the prefix: "/" is the page.
	Files map[string]*File
	// Tags are what the page's head holds, one a line: the component's tag comes first.
	Tags []string
}

// Names of the component's files below the prefix.
const (
	Page     = "/"
	Script   = "/lwa/lwa.js"
	Part     = "/lwa/lwa-run.js"
	Wasm     = "/lwa/lwa.wasm"
	Callback = "/lwa/lwa-callback.html"
	API      = "/amazon-api/auth/o2/tokeninfo"
)

const pagePolicy = "script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' https://api.amazon.com "

// New is a site that is well. provider is the origin of an authorization server
// for its tag, or "" for Amazon.
func New(component fs.FS, prefix, provider string) (*Site, error) {
	s := &Site{Prefix: prefix, Files: map[string]*File{}}
	for name, contentType := range map[string]string{Script: "text/javascript", Part: "text/javascript", Wasm: "application/wasm", Callback: "text/html"} {
		body, err := fs.ReadFile(component, strings.TrimPrefix(name, "/lwa/"))
		if err != nil {
			return nil, err
		}
		s.Files[name] = &File{Type: contentType, Body: body, Header: map[string]string{"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}}
	}
	callback := s.Files[Callback].Header
	callback["Cache-Control"], callback["Content-Security-Policy"], callback["Referrer-Policy"] = "no-store", "frame-ancestors 'none'", "no-referrer"
	s.Files[API] = &File{Type: "application/json", Body: []byte(`{"error":"invalid_request"}`), Status: http.StatusBadRequest, Plain: true}
	s.Files[Page] = &File{Type: "text/html; charset=utf-8", Header: map[string]string{"Content-Security-Policy": pagePolicy + provider}}
	s.Tags = []string{s.Tag(`integrity="` + digest(s.Files[Script].Body) + `" crossorigin data-provider="` + provider + `"`)}
	if provider == "" {
		s.Tags[0] = strings.Replace(s.Tags[0], ` data-provider=""`, "", 1)
	}
	return s, nil
}

// Tag is the component's, with attributes besides.
func (s *Site) Tag(attributes string) string {
	return fmt.Sprintf(`<script src="%s%s" defer data-client-id="amzn1.application-oa2-client.00000000000000000000000000000001" %s></script>`, s.Prefix, Script, attributes)
}

// AddToTag gives the component's tag another attribute.
func (s *Site) AddToTag(attribute string) {
	s.Tags[0] = strings.Replace(s.Tags[0], "></script>", " "+attribute+"></script>", 1)
}

func digest(content []byte) string {
	sum := sha512.Sum384(content)
	return "sha384-" + base64.StdEncoding.EncodeToString(sum[:])
}

func (s *Site) page() []byte {
	return []byte(`<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>A site</title>
` + strings.Join(s.Tags, "\n") + "\n<h1>A site</h1>\n")
}

// Paths are all addresses of the site.
func (s *Site) Paths() (all []string) {
	for name := range s.Files {
		all = append(all, s.Prefix+name)
	}
	return all
}

func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, ok := strings.CutPrefix(r.URL.Path, s.Prefix)
	f := s.Files[name]
	if !ok || f == nil {
		http.NotFound(w, r)
		return
	}
	for key, value := range f.Header {
		w.Header().Set(key, value)
	}
	w.Header()["Content-Type"] = nil
	if f.Type != "" {
		w.Header().Set("Content-Type", f.Type)
	}
	if f.Location != "" {
		target := f.Location
		if strings.HasSuffix(target, "?") {
			target += r.URL.RawQuery
		}
		w.Header().Set("Location", target)
		w.WriteHeader(http.StatusFound)
		return
	}
	body := f.Body
	if name == Page && body == nil {
		body = s.page()
	}
	if !f.Plain && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		body = gzipped(body)
		w.Header().Set("Content-Encoding", "gzip")
	}
	if f.Status != 0 {
		w.WriteHeader(f.Status)
	}
	_, _ = w.Write(body) // a reader that went away is nobody's failure
}

// packed keeps what was packed, by digest: the wasm of a development build is
// large.
var packed sync.Map

func gzipped(body []byte) []byte {
	key := sha512.Sum384(body)
	if known, ok := packed.Load(key); ok {
		return known.([]byte)
	}
	out := pack(body)
	packed.Store(key, out)
	return out
}

func pack(body []byte) []byte {
	var out bytes.Buffer
	z, _ := gzip.NewWriterLevel(&out, gzip.BestSpeed)
	_, _ = z.Write(body)
	_ = z.Close()
	return out.Bytes()
}

// longAgo is a time that no clock is right to have.
func longAgo() string { return time.Now().Add(-3 * time.Hour).UTC().Format(http.TimeFormat) }
