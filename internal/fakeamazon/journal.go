package fakeamazon

import (
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"
)

// maxJournal bounds what is remembered of requests, and of secrets; older
// entries go first.
const maxJournal = 10_000

// Request is a request as it was received, secrets included.
type Request struct {
	// Seq is the request's number, from 1.
	Seq int
	// Time is when it came, by the server's clock.
	Time time.Time
	// Endpoint is "authorize", "token", "refresh", "codepair", "poll", "profile" or
	// "tokeninfo", and for the rest "page", "preflight" or "other".
	Endpoint string
	Method   string
	// URL is the request target: path and query.
	URL string
	// Header is a copy.
	Header http.Header
	// Body is the body's text, at most 64 KiB of it.
	Body string
	// Done is closed when the request has been answered in full, or given up
	// because its client left.
	Done <-chan struct{}
	// Status and Note are of the answer: 0 when there was none, and why in a few
	// words, never with a secret. They are set once Done is closed, in what
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

// Counts are what happened so far. Preflights (OPTIONS) are in none of them.
type Counts struct {
	// AuthorizeRequests counts requests to /ap/oa, refused ones included.
	AuthorizeRequests int
	// CodesIssued and CodesRedeemed count codes sent out, and exchanged for a token.
	CodesIssued, CodesRedeemed int
	// TokenRequests, ProfileRequests, TokenInfoRequests and CodePairRequests count
	// every request, failed ones included.
	TokenRequests, ProfileRequests, TokenInfoRequests, CodePairRequests int
	// RefreshRequests and Polls count those of TokenRequests with a refresh token,
	// and with a device code.
	RefreshRequests, Polls int
	// Refreshes counts refreshes that gave out a token.
	Refreshes int
	// CodePairsIssued and CodePairsRedeemed count pairs given to devices, and
	// exchanged for a token.
	CodePairsIssued, CodePairsRedeemed int
}

// journal is the memory of what went on, for tests to ask.
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

// reset forgets everything but the listeners and the number of the last request.
func (j *journal) reset() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.requests, j.counts, j.secrets = nil, Counts{}, nil
	clear(j.known)
}

// record notes a request and tells the listeners. The caller calls done once
// the request is over.
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

// append numbers a request, keeps it, and returns who wants to hear of it.
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

// secret notes values that must not turn up anywhere else.
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

// Counts returns what happened so far.
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

// Ended returns a channel that is closed as soon as another request is done.
func (s *Server) Ended() <-chan struct{} {
	s.journal.mu.Lock()
	defer s.journal.mu.Unlock()
	return s.journal.ended
}

// ResetJournal forgets the requests and the secrets so far, and sets the counts to
// 0.
func (s *Server) ResetJournal() { s.journal.reset() }

// Secrets returns every code, device code, access token and refresh token given
// out, and every state, verifier, device code and refresh token received, at
// most the last 10,000: what a test searches for in places where it must not be.
func (s *Server) Secrets() []string {
	s.journal.mu.Lock()
	defer s.journal.mu.Unlock()
	return slices.Clone(s.journal.secrets)
}

// OnRequest has f called with each request once it is read and before it is
// answered, so that f may still change the faults. Calls come from several
// goroutines. The returned function ends it.
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

// Watch returns a channel that receives each request from now on, as
// [Server.OnRequest] does. It holds 1,000 unread requests; more are dropped.
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
