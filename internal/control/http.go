package control

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lwa-wasm/lwa/internal/lwa"
)

// Prefix is the path of the interface on the server of the fake Amazon.
const Prefix = "/control/v1"

const maxBody = 64 << 10

// Handler serves the interface over HTTP below [Prefix], and the fake Amazon on all other paths.
func (d *Director) Handler() http.Handler {
	mux := http.NewServeMux()
	for path, methods := range d.routes() {
		mux.Handle(Prefix+path, methods)
	}
	mux.HandleFunc("/", notFound)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != Prefix && !strings.HasPrefix(r.URL.Path, Prefix+"/") {
			d.Server.ServeHTTP(w, r)
			return
		}
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		if refused := admit(r); refused != nil {
			fail(w, refused)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

func notFound(w http.ResponseWriter, r *http.Request) {
	fail(w, refuse(http.StatusNotFound, "not_found", "docs/control.md lists the paths.", "Nothing is at %s.", r.URL.Path))
}

// methods are the methods of one path.
type methods map[string]method

// method answers with status, and the result of serve as JSON.
type method struct {
	status int
	serve  func(*request) (any, error)
}

// request is a request whose body can be read with a limit.
type request struct {
	*http.Request
	w http.ResponseWriter
}

func answers(serve func(*request) (any, error)) method { return method{http.StatusOK, serve} }

func creates(serve func(*request) (any, error)) method { return method{http.StatusCreated, serve} }

// ServeHTTP implements [http.Handler].
func (m methods) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := r.Method
	if name == http.MethodHead {
		name = http.MethodGet
	}
	chosen, ok := m[name]
	if !ok {
		var names []string
		for name := range m {
			names = append(names, name)
		}
		slices.Sort(names)
		w.Header().Set("Allow", strings.Join(names, ", "))
		fail(w, refuse(http.StatusMethodNotAllowed, "method_not_allowed", "Use one of "+strings.Join(names, ", ")+".", "The path has no method %s.", r.Method))
		return
	}
	answer, err := chosen.serve(&request{r, w})
	if err != nil {
		fail(w, err)
		return
	}
	write(w, chosen.status, answer)
}

// read decodes the body into a struct.
func (r *request) read(into any) error {
	body, err := r.body()
	if err != nil {
		return err
	}
	return decode(body, into)
}

// nothing requires a body without members.
func (r *request) nothing() error { return r.read(&struct{}{}) }

func (r *request) body() ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(r.w, r.Body, maxBody))
	var long *http.MaxBytesError
	if errors.As(err, &long) {
		return nil, refuse(http.StatusRequestEntityTooLarge, "body_too_long", "Send less at a time.", "The body is longer than 64 KiB.")
	}
	if err != nil {
		return nil, badBody("it broke off")
	}
	if body = bytes.TrimSpace(body); len(body) == 0 {
		return []byte("{}"), nil
	}
	return body, nil
}

// decode reads a JSON object into a struct. It refuses members that the struct does not have.
func decode(body []byte, into any) error {
	if body[0] != '{' || !utf8.Valid(body) {
		return badBody("it is no JSON object in UTF-8")
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(into)
	var own *Error
	switch {
	case errors.As(err, &own):
		return own
	case err != nil:
		return badBody(strings.TrimPrefix(err.Error(), "json: "))
	case decoder.More():
		return badBody("more follows the object")
	}
	return nil
}

func badBody(why string) *Error {
	return refuse(http.StatusBadRequest, "invalid_body", "docs/control.md has the members of each request.", "The body cannot be used: %s.", why)
}

func fail(w http.ResponseWriter, err error) {
	var own *Error
	if !errors.As(err, &own) {
		own = refuse(http.StatusInternalServerError, "internal_error", "Report it.", "%s", err)
	}
	write(w, own.Status, map[string]*Error{"error": own})
}

func write(w http.ResponseWriter, status int, answer any) {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(answer); err != nil {
		status = http.StatusInternalServerError
		body.Reset()
		fmt.Fprintf(&body, `{"error":{"code":"internal_error","message":%q,"hint":"Report it."}}`, err)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(body.Bytes()) // the client may have disconnected
}

// About describes the server. The dev server prints it for scripts.
type About struct {
	Version  int    `json:"version"`
	Release  string `json:"release"`
	Amazon   string `json:"amazon"`
	Site     string `json:"site,omitempty"`
	ClientID string `json:"clientId"`
}

// About describes the server.
func (d *Director) About() About { return About{1, lwa.Version, d.issuer, d.site, d.clientID} }
