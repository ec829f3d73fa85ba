package main

import (
	"crypto/rand"
	"maps"
	"net/http"
	"sync"
	"time"
)

// life is how long somebody stays logged in on this site. Amazon's token, an hour, has no part in
// it.
const life = 8 * time.Hour

// sessions are the logins of this site: a random id in a cookie, and everything else here. They end
// with the process; a site with more than one process keeps them in its database.
type sessions struct {
	secure bool
	mu     sync.Mutex
	byID   map[string]session
}

type session struct {
	person person
	ends   time.Time
}

func newSessions(secure bool) *sessions {
	return &sessions{secure: secure, byID: map[string]session{}}
}

// of says who sends a request, or nil.
func (s *sessions) of(r *http.Request) *person {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, ok := s.byID[s.id(r)]
	if !ok || time.Now().After(found.ends) {
		return nil
	}
	return &found.person
}

// start gives a person a session with a new id: one that was known before the login is worth
// nothing after it.
func (s *sessions) start(w http.ResponseWriter, r *http.Request, p person) {
	id, now := rand.Text(), time.Now()
	s.mu.Lock()
	delete(s.byID, s.id(r))
	maps.DeleteFunc(s.byID, func(_ string, old session) bool { return now.After(old.ends) })
	s.byID[id] = session{p, now.Add(life)}
	s.mu.Unlock()
	http.SetCookie(w, s.cookie(id, int(life.Seconds())))
}

func (s *sessions) end(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	delete(s.byID, s.id(r))
	s.mu.Unlock()
	http.SetCookie(w, s.cookie("", -1))
}

func (s *sessions) id(r *http.Request) string {
	cookie, err := r.Cookie(s.name())
	if err != nil {
		return ""
	}
	return cookie.Value
}

// name has the prefix that keeps other hosts of the domain from setting the cookie, where browsers
// allow it: on https.
func (s *sessions) name() string {
	if s.secure {
		return "__Host-session"
	}
	return "session"
}

func (s *sessions) cookie(id string, seconds int) *http.Cookie {
	return &http.Cookie{
		Name: s.name(), Value: id, Path: "/", MaxAge: seconds,
		HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode,
	}
}
