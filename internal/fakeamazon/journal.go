package fakeamazon

import (
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"
)

// maxJournal bounds the number of stored requests, and of stored secrets. The oldest are dropped
// first.
const maxJournal = 10_000

// Request is a request as it was received, secrets included.
type Request struct {
	// Seq is the request's number, from 1.
	Seq int
	// Time is when the request arrived, by the server's clock.
	Time time.Time
	// Endpoint is "authorize", "token", "refresh", "codepair", "poll", "profile" or "tokeninfo".
	// For other requests it is "page", "preflight" or "other".
	Endpoint string
	Method   string
	// URL is the request target: path and query.
	URL string
	// Header is a copy of the header.
	Header http.Header
	// Body is the text of the body, at most the first 64 KiB.
	Body string
	// Done is closed when the answer is complete, or the client has disconnected.
	Done <-chan struct{}
	// Status is the status of the answer, 0 if there was none. Note gives the reason in a few
	// words, never with a secret. Both are set once Done is closed, in the values that
	// [Server.Requests] returns.
	Status int
	Note   string
}

// Answered reports whether Done is closed.
func (r Request) Answered() bool {
	select {
	case <-r.Done:
		return true
	default:
		return false
	}
}

// Counts counts events. Preflights (OPTIONS) are not included.
type Counts struct {
	// AuthorizeRequests counts requests to /ap/oa, refused ones included.
	AuthorizeRequests int
	// CodesIssued counts the codes sent to clients, CodesRedeemed those exchanged for a token.
	CodesIssued, CodesRedeemed int
	// TokenRequests, ProfileRequests, TokenInfoRequests and CodePairRequests count
	// every request, failed ones included.
	TokenRequests, ProfileRequests, TokenInfoRequests, CodePairRequests int
	// RefreshRequests counts the TokenRequests with a refresh token, Polls those with a device
	// code.
	RefreshRequests, Polls int
	// Refreshes counts successful refreshes.
	Refreshes int
	// CodePairsIssued counts the pairs issued to devices, CodePairsRedeemed those exchanged for a
	// token.
	CodePairsIssued, CodePairsRedeemed int
}

// journal stores requests, counts and secrets, for tests to read.
type journal struct {
	mu        sync.Mutex
	requests  []*Request
	seq       int
	ended     chan struct{} // closed and replaced when a request is done
	counts    Counts
	secrets   []string
	known     map[string]bool
	listeners map[int]func(Request)
	nextID    int
}

func newJournal() *journal {
	return &journal{ended: make(chan struct{}), known: map[string]bool{}, listeners: map[int]func(Request){}}
}

// reset removes everything but the listeners and the number of the last request.
func (j *journal) reset() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.requests, j.counts, j.secrets = nil, Counts{}, nil
	clear(j.known)
}

// record stores a request and calls the listeners. The caller calls done when the request has
// ended.
func (j *journal) record(r *http.Request, body, endpoint string, now time.Time) (done func(status int, note string)) {
	over := make(chan struct{})
	req := &Request{Time: now, Endpoint: endpoint, Method: r.Method, URL: r.RequestURI, Header: r.Header.Clone(), Body: body, Done: over}
	if req.URL == "" {
		req.URL = r.URL.RequestURI()
	}
	for _, f := range j.append(req) {
		f(*req)
	}
	return func(status int, note string) {
		j.mu.Lock()
		defer j.mu.Unlock()
		req.Status, req.Note = status, note
		close(over)
		close(j.ended)
		j.ended = make(chan struct{})
	}
}

// append gives a request its number, stores it, and returns the listeners.
func (j *journal) append(req *Request) (tell []func(Request)) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.seq++
	req.Seq = j.seq
	j.requests = appendBounded(j.requests, req)
	for _, id := range slices.Sorted(maps.Keys(j.listeners)) {
		tell = append(tell, j.listeners[id])
	}
	return tell
}

func (j *journal) count(add func(*Counts)) {
	j.mu.Lock()
	defer j.mu.Unlock()
	add(&j.counts)
}

// secret stores values that must not appear anywhere else.
func (j *journal) secret(values ...string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, v := range values {
		if v == "" || j.known[v] {
			continue
		}
		if len(j.secrets) == maxJournal {
			delete(j.known, j.secrets[0])
		}
		j.known[v] = true
		j.secrets = appendBounded(j.secrets, v)
	}
}

func appendBounded[T any](list []T, item T) []T {
	if len(list) == maxJournal {
		copy(list, list[1:])
		list = list[:maxJournal-1]
	}
	return append(list, item)
}

// Counts returns the counts since the start, or since [Server.Reset] or [Server.ResetJournal].
func (s *Server) Counts() Counts {
	s.journal.mu.Lock()
	defer s.journal.mu.Unlock()
	return s.journal.counts
}

// Requests returns the requests received so far, oldest first, at most the last
// 10,000.
func (s *Server) Requests() []Request {
	s.journal.mu.Lock()
	defer s.journal.mu.Unlock()
	all := make([]Request, len(s.journal.requests))
	for i, r := range s.journal.requests {
		all[i] = *r
	}
	return all
}

// Ended returns a channel that is closed when the next request ends.
func (s *Server) Ended() <-chan struct{} {
	s.journal.mu.Lock()
	defer s.journal.mu.Unlock()
	return s.journal.ended
}

// ResetJournal removes the stored requests and secrets, and sets the counts to 0.
func (s *Server) ResetJournal() { s.journal.reset() }

// Secrets returns every code, device code, access token and refresh token issued, and every
// state, verifier, device code and refresh token received, at most the last 10,000. A test can
// search for them in places where they must not be.
func (s *Server) Secrets() []string {
	s.journal.mu.Lock()
	defer s.journal.mu.Unlock()
	return slices.Clone(s.journal.secrets)
}

// OnRequest makes the server call f with each request, after reading it and before answering it,
// so that f may still change the faults. The calls come from several goroutines. The returned
// function ends the calls.
func (s *Server) OnRequest(f func(Request)) (stop func()) {
	j := s.journal
	j.mu.Lock()
	defer j.mu.Unlock()
	id := j.nextID
	j.nextID++
	j.listeners[id] = f
	return func() {
		j.mu.Lock()
		defer j.mu.Unlock()
		delete(j.listeners, id)
	}
}

// Watch returns a channel that receives each request from now on, at the time when
// [Server.OnRequest] calls its function. It buffers 1,000 unread requests, and drops further
// ones.
func (s *Server) Watch() <-chan Request {
	requests := make(chan Request, 1000)
	s.OnRequest(func(r Request) {
		select {
		case requests <- r:
		default:
		}
	})
	return requests
}
