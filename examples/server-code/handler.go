package main

import (
	"embed"
	"encoding/json"
	"errors"
	"html/template"
	"io/fs"
	"log"
	"net/http"
	"strings"
)

//go:embed page.html public
var files embed.FS

var page = template.Must(template.ParseFS(files, "page.html"))

// config is what the environment says.
type config struct {
	ClientID     string // of the security profile
	ClientSecret string // may be empty: the code verifier proves as much
	Provider     string // development and tests: the origin of a fake Amazon, in the place of Amazon
	Origin       string // where browsers reach this site, such as https://shop.example
}

// site is the handler: who is logged in, and whom to ask.
type site struct {
	config
	amazon   amazon
	sessions *sessions
}

func handler(c config) http.Handler {
	s := &site{config: c, amazon: newAmazon(c), sessions: newSessions(strings.HasPrefix(c.Origin, "https://"))}
	public, err := fs.Sub(files, "public")
	if err != nil {
		panic(err) // the name is a constant
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.page)
	mux.Handle("GET /", http.FileServerFS(public))
	mux.HandleFunc("POST /login", s.logIn)
	mux.HandleFunc("POST /logout", s.logOut)
	// Another site's page could log its visitors in here, as somebody else: no POST from there is
	// answered.
	return http.NewCrossOriginProtection().Handler(mux)
}

// policy allows the component, and nothing that the page does not need. The callback page has its
// own.
const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src data:; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func (s *site) page(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Security-Policy", policy)
	w.Header().Set("Cache-Control", "no-store") // it names the person
	if err := page.Execute(w, map[string]any{"Site": s.config, "Person": s.sessions.of(r)}); err != nil {
		log.Print("page: ", err)
	}
}

// logIn starts a session for whom Amazon says the code stands for.
func (s *site) logIn(w http.ResponseWriter, r *http.Request) {
	var code handedOver
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 8<<10)).Decode(&code); err != nil {
		http.Error(w, "The request is malformed.", http.StatusBadRequest)
		return
	}
	token, err := s.amazon.redeem(r.Context(), code)
	if err != nil {
		refuse(w, err)
		return
	}
	person, err := s.amazon.whose(r.Context(), token)
	if err != nil {
		refuse(w, err)
		return
	}
	s.sessions.start(w, r, person)
	w.WriteHeader(http.StatusNoContent)
}

// refuse tells the page no more than it needs; the log says why.
func refuse(w http.ResponseWriter, err error) {
	log.Print("login: ", err)
	if errors.Is(err, errRefused) {
		http.Error(w, "Amazon does not confirm this login.", http.StatusForbidden)
		return
	}
	http.Error(w, "Amazon cannot be asked just now.", http.StatusBadGateway)
}

func (s *site) logOut(w http.ResponseWriter, r *http.Request) {
	s.sessions.end(w, r)
	http.Redirect(w, r, "/", http.StatusSeeOther)
}
