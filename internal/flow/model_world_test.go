package flow

import (
	"fmt"
	"github.com/lwa-wasm/lwa/internal/lwa"
	"sort"
	"strings"
)

// world is a simulated browser with one tab: it carries out what the machine asks for, answers at
// once what a browser answers at once, and holds every invariant after every step. It remembers
// what it handed out, so that it can tell by itself what the machine may believe.
type world struct {
	m       *Machine
	now     Time
	storage map[Area]map[string]string

	broken  bool         // storage refuses to write
	blocked bool         // popups are blocked
	locks   map[int]bool // by request: whether it was granted
	popup   bool
	open    bool // a window that was sent to Amazon is open, whatever its handle says
	back    bool // the person came back from that window to the page, so silence may end the login
	doubt   bool // the page was told that nobody can tell, or came back from the back/forward cache
	channel bool
	pairing bool
	timers  map[Timer]bool
	waits   map[int]lwa.Millis // the timers of device logins, in milliseconds
	devices map[int]*tvSeen
	flying  map[int]*request
	landed  []int // requests that are over
	calls   map[int]EventKind

	lastCall, lastPair, lastCode, lastToken int

	config  *Options          // the page's
	current seenLogin         // the page's login in progress
	logins  int               // so many began
	shown   string            // the session, as the page was shown it last
	bound   map[string]string // by token: the client that it is made for
	holder  map[string]string // by refresh token: the access token that came with it

	refreshed              map[string]bool // access tokens that a refresh token brought
	renewalLock, claimLock int             // requests for locks that are wanted or had

	pairs    map[string]Secrets // handed out, by state
	owner    map[string]int     // by state: the login that it was sent to Amazon for
	redeemed map[string]bool    // verifiers
	people   map[string]*evidence
	answer   string          // the last good answer
	handed   *handed         // the last code that was handed over
	given    map[string]bool // tokens that the page brought
	spent    map[string]bool // refresh tokens that have been replaced
	failed   string          // the first invariant that did not hold
}

// request is one that the machine has made and that is not over; token is the one it carries.
type request struct {
	post, info bool
	token      string
	device     int // whose codes are asked for, or polled with
	poll       bool
	refresh    string // the refresh token that it carries
	client     string // whom the token that it asks for is made for
}

// evidence is whom tokeninfo and the profile said a token belongs to.
type evidence struct{ info, profile string }

func (e *evidence) agree() bool { return e != nil && e.info != "" && e.info == e.profile }

// handed is a code that was given away, and what redeems it.
type handed struct{ code, verifier string }

// seenLogin is what the world knows of the page's login by its own reckoning.
type seenLogin struct {
	began   Time
	timeout lwa.Millis
	state   string // "" until it is used, and once it is
	hands   bool   // it gives its code away
	resumed bool   // it came back from a redirect
}

// before is what counts ahead of a step.
type before struct {
	phase   Phase
	overdue bool
	state   string
	hands   bool // the login gives its code away
}

func newWorld() *world {
	w := &world{
		now: Time{Mono: 1000, Wall: wallZero}, storage: map[Area]map[string]string{Session: {}, Local: {}},
		pairs: map[string]Secrets{}, owner: map[string]int{}, redeemed: map[string]bool{},
		bound: map[string]string{}, holder: map[string]string{}, refreshed: map[string]bool{},
		people: map[string]*evidence{}, given: map[string]bool{}, spent: map[string]bool{},
	}
	w.load()
	return w
}

// load is a fresh page in the same tab: what was in memory is gone.
func (w *world) load() {
	w.m, w.now.Mono = New(), 100
	w.popup, w.channel, w.pairing = false, false, false
	w.locks = map[int]bool{}
	w.timers, w.flying, w.landed, w.calls = map[Timer]bool{}, map[int]*request{}, nil, map[int]EventKind{}
	w.owner = map[string]int{}
	w.current, w.shown, w.renewalLock, w.claimLock = seenLogin{}, none, 0, 0
	w.waits, w.devices = map[int]lwa.Millis{}, map[int]*tvSeen{}
}

func (w *world) fail(format string, args ...any) {
	if w.failed == "" {
		w.failed = fmt.Sprintf(format, args...)
	}
}

// step gives the machine an event and carries out what it answers, with all that follows at once.
func (w *world) step(e Event) {
	w.take(e)
	w.settled(e)
}

func (w *world) take(e Event) {
	e.Time = w.now
	was := before{phase: w.m.Phase(), state: w.current.state, hands: w.current.hands}
	was.overdue = was.phase != Idle && w.overdue()
	if e.Kind == Configured {
		if o, err := parseOptions(e.Text); err == nil && o.missing(Configured) == nil {
			w.config = o
		}
	}
	if e.Call != 0 && e.Kind != Aborted && e.Kind != TimerFired {
		w.calls[e.Call] = e.Kind
	}
	effects := step(w.m, e)
	w.checkVerdict(&e, effects)
	w.checkExchange(was, &e, effects)
	var follow []Event
	for i := range effects {
		w.follow(&e, &effects[i])
		w.checkEffect(&effects[i])
		w.checkDevice(&effects[i])
		if effects[i].Kind == Fetch {
			w.fly(&e, &effects[i])
		}
		if next := w.note(&effects[i]); next.Kind != 0 {
			follow = append(follow, next)
		}
	}
	for _, next := range follow {
		w.take(next)
	}
}

// follow keeps up with the page's login.
func (w *world) follow(on *Event, e *Effect) {
	l := &w.current
	switch {
	case e.Kind == StartTimer && e.Timer == Deadline:
		w.logins++
		*l = seenLogin{began: w.now, timeout: e.Timeout, hands: on.Kind == LoginAsked && strings.Contains(on.Text, `"handOver":true`)}
	case e.Kind == StopTimer && e.Timer == Deadline:
		*l = seenLogin{}
	case e.Kind == Lock && hasPrefix(e.Key, LockPrefix):
		w.renewalLock = e.Request
	case e.Kind == Unlock && e.Request == w.renewalLock:
		w.renewalLock = 0
	case e.Kind == Unlock && e.Request == w.claimLock:
		w.claimLock = 0
	case e.Kind == Lock && hasPrefix(e.Key, TakenPrefix):
		w.claimLock, l.resumed = e.Request, true
		l.state, _ = parts(w.storage[Session][AnswerKey])
		if strings.HasPrefix(w.storage[Session][AnswerKey], "?error=") {
			_, l.state, _ = strings.Cut(w.storage[Session][AnswerKey], "&state=")
		}
	case e.Kind == OpenChannel:
		l.state = strings.TrimPrefix(e.Key, ChannelPrefix)
	case e.Kind == Save && hasPrefix(e.Key, RecordPrefix):
		l.state = e.Key[strings.LastIndex(e.Key, ".")+1:]
	case e.Kind == Fetch && strings.Contains(e.Text, redeems):
		l.state = ""
	case e.Kind == Publish:
		w.shown = e.Text
	}
}

// note carries out one effect and returns the event that follows at once, if any.
func (w *world) note(e *Effect) (next Event) {
	switch e.Kind {
	case PrepareSecrets:
		w.pairing = true
	case OpenPopup:
		if w.blocked {
			return Event{Kind: PopupBlocked}
		}
		w.popup = true
		return Event{Kind: PopupOpened}
	case NavigatePopup:
		if !w.popup {
			return Event{Kind: PopupLost}
		}
		w.open, w.back, w.doubt = true, false, false
	case ClosePopup:
		w.popup = false
	case OpenChannel:
		w.channel = true
	case CloseChannel:
		w.channel = false
	case StartTimer:
		if e.Timer == Poll {
			w.waits[e.Call] = e.Timeout
			break
		}
		w.timers[e.Timer] = true
	case StopTimer:
		if e.Timer == Poll {
			delete(w.waits, e.Call)
			break
		}
		delete(w.timers, e.Timer)
	case AbortFetch:
		w.land(e.Request)
	case Settle:
		delete(w.calls, e.Call)
	case Recall:
		return Event{Kind: Recalled, Cause: e.Cause, Entries: w.entries()}
	case Lock:
		w.locks[e.Request] = false
		if len(w.locks) > 2 {
			w.fail("three locks are asked for")
		}
	case Unlock:
		delete(w.locks, e.Request)
	case Save:
		if w.broken {
			return Event{Kind: SaveFailed, Key: e.Key}
		}
		if e.Old == "" || w.storage[e.Area][e.Key] == e.Old {
			w.storage[e.Area][e.Key] = e.Text
		}
		return Event{Kind: Saved, Key: e.Key}
	case Drop:
		if e.Old == "" || w.storage[e.Area][e.Key] == e.Old {
			delete(w.storage[e.Area], e.Key)
		}
	}
	return Event{}
}

// fly sends a request off.
func (w *world) fly(on *Event, e *Effect) {
	call, poll := w.requested(on, e)
	w.flying[e.Request] = &request{
		post: e.Method == "POST", info: strings.Contains(e.URL, "tokeninfo"), token: tokenIn(e), device: call, poll: poll, refresh: refreshIn(e.Text),
	}
	if _, after, found := strings.Cut(e.Text, "client_id="); found {
		w.flying[e.Request].client, _, _ = strings.Cut(after, "&")
	}
	w.checkRefresh(w.flying[e.Request])
}

func (w *world) land(request int) {
	delete(w.flying, request)
	w.landed = append(w.landed, request)
}

func (w *world) entries() (entries []Entry) {
	for _, a := range []Area{Session, Local} {
		for _, key := range sorted(w.storage[a]) {
			entries = append(entries, Entry{a, key, w.storage[a][key]})
		}
	}
	return entries
}

func (w *world) call() int {
	w.lastCall++
	return w.lastCall
}

func (w *world) code() string {
	w.lastCode++
	return fmt.Sprintf("code-%d", w.lastCode)
}

func tokenIn(e *Effect) string {
	_, after, found := strings.Cut(e.URL, "access_token=Atza%7C")
	if !found {
		return e.Token
	}
	return "Atza|" + after
}

func refreshIn(form string) string {
	_, after, found := strings.Cut(form, "refresh_token=Atzr%7C")
	if !found {
		return ""
	}
	name, _, _ := strings.Cut(after, "&")
	return "Atzr|" + name
}

func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

func ids[V any](m map[int]V) []int {
	keys := make([]int, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	sort.Ints(keys)
	return keys
}
