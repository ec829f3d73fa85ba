package fakeamazon

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"maps"
	"sync"
	"time"
)

const (
	pendingLife     = 30 * time.Minute // from the authorization request to the click on Allow
	defaultCodeLife = 5 * time.Minute  // as Amazon documents
	defaultLife     = time.Hour        // of an access token
	keepCodes       = time.Hour        // how long the server recognises the reuse of a code
	keepSessions    = 24 * time.Hour
)

// digest is the hash under which a secret is stored. So the time of a lookup reveals nothing
// about the secret.
type digest [sha256.Size]byte

func digestOf(secret string) digest { return sha256.Sum256([]byte(secret)) }

func sameText(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// newSecret returns 26 random letters and digits, 130 bits.
func newSecret() string { return rand.Text() }

// newToken returns a token as long as those of Amazon: the prefix, and 365 characters.
func newToken(prefix string) string {
	b := make([]byte, 274)
	_, _ = rand.Read(b) // never fails, as crypto/rand documents
	return prefix + base64.RawURLEncoding.EncodeToString(b)[:365]
}

// pending is a login that waits for the decision of the person.
type pending struct {
	req     authRequest
	form    string // anti-forgery token in the pages' forms
	cookie  string // the value of its cookie in the browser that began the login
	userID  string // of the person who has signed in; "" before
	started time.Time
	device  bool      // the login began on the page for user codes
	pair    *codePair // the pair with the typed user code; nil before
}

// grant is what a person allowed a client.
type grant struct {
	clientID, userID, scope string
}

// code is the record of an authorization code. It is kept after the exchange, so that a second
// use is noticed.
type code struct {
	grant
	redirectURI       string
	challenge, method string
	issued            time.Time
	life              time.Duration
	taken, reused     bool
	family            *family // of the tokens from the exchange; nil before
}

// session is a person who is signed in in a browser.
type session struct {
	userID string
	since  time.Time
}

type store struct {
	mu sync.Mutex
	memory
}

// memory is the content of a store.
type memory struct {
	pendings  map[string]*pending
	codes     map[digest]*code
	tokens    map[digest]token
	families  map[digest]*family   // by refresh token, replaced ones included
	pairs     map[digest]*codePair // by device code
	guesses   map[string]*guesses
	signedIn  map[digest]session // by session cookie
	consents  map[[2]string]map[string]bool
	lastSweep time.Time
}

func newStore() *store { return &store{memory: newMemory()} }

func (st *store) reset() {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.memory = newMemory()
}

func newMemory() memory {
	return memory{
		pendings: map[string]*pending{},
		codes:    map[digest]*code{},
		tokens:   map[digest]token{},
		families: map[digest]*family{},
		pairs:    map[digest]*codePair{},
		guesses:  map[string]*guesses{},
		signedIn: map[digest]session{},
		consents: map[[2]string]map[string]bool{},
	}
}

func (st *store) forget() {
	st.mu.Lock()
	defer st.mu.Unlock()
	clear(st.signedIn)
	clear(st.consents)
}

func (st *store) signOut(userID string) {
	st.mu.Lock()
	defer st.mu.Unlock()
	drop(st.signedIn, func(who session) bool { return who.userID == userID })
}

// begin stores a login and returns its id.
func (st *store) begin(p pending) string {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.sweep(p.started)
	id := newSecret()
	st.pendings[id] = &p
	return id
}

// sweep removes expired entries, so that the memory of a long-running server does not grow.
func (st *store) sweep(now time.Time) {
	if now.Sub(st.lastSweep) < time.Minute {
		return
	}
	st.lastSweep = now
	drop(st.pendings, func(p *pending) bool { return now.Sub(p.started) > pendingLife })
	drop(st.codes, func(c *code) bool { return now.Sub(c.issued) > keepCodes+c.life })
	drop(st.signedIn, func(who session) bool { return now.Sub(who.since) > keepSessions })
	drop(st.tokens, func(t token) bool { return !t.live(now) })
	drop(st.families, func(f *family) bool { return !f.live(now) })
	drop(st.pairs, func(p *codePair) bool { return !p.live(now) })
	drop(st.guesses, func(g *guesses) bool { return !g.live(now) })
}

func drop[K comparable, V any](m map[K]V, past func(V) bool) {
	maps.DeleteFunc(m, func(_ K, v V) bool { return past(v) })
}

func (st *store) pending(id string, now time.Time) (pending, bool) {
	st.mu.Lock()
	defer st.mu.Unlock()
	p, ok := st.pendings[id]
	if !ok || now.Sub(p.started) > pendingLife {
		return pending{}, false
	}
	return *p, true
}

// finish removes a login. It returns true to one caller only.
func (st *store) finish(id string) bool {
	st.mu.Lock()
	defer st.mu.Unlock()
	_, ok := st.pendings[id]
	delete(st.pendings, id)
	return ok
}

// signIn stores who has signed in for a login, and returns a new session cookie.
func (st *store) signIn(id, userID string, now time.Time) (cookie string, ok bool) {
	st.mu.Lock()
	defer st.mu.Unlock()
	p, ok := st.pendings[id]
	if !ok {
		return "", false
	}
	p.userID = userID
	cookie = newSecret()
	st.signedIn[digestOf(cookie)] = session{userID, now}
	return cookie, true
}

// visitor returns the user id of the person with this session cookie, or "".
func (st *store) visitor(cookie string) string {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.signedIn[digestOf(cookie)].userID
}

func (st *store) consent(clientID, userID string, scopes []string) {
	st.mu.Lock()
	defer st.mu.Unlock()
	key := [2]string{clientID, userID}
	if st.consents[key] == nil {
		st.consents[key] = map[string]bool{}
	}
	for _, scope := range scopes {
		st.consents[key][scope] = true
	}
}

func (st *store) consented(clientID, userID string, scopes []string) bool {
	st.mu.Lock()
	defer st.mu.Unlock()
	for _, scope := range scopes {
		if !st.consents[[2]string{clientID, userID}][scope] {
			return false
		}
	}
	return true
}

func (st *store) addCode(secret string, c code) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.codes[digestOf(secret)] = &c
}

// takeCode marks a code as used, even if the request fails later (AS-10). A second use revokes
// the tokens of the first one (RFC 6749 §4.1.2).
func (st *store) takeCode(secret string) (code, bool) {
	st.mu.Lock()
	defer st.mu.Unlock()
	c, ok := st.codes[digestOf(secret)]
	if !ok {
		return code{}, false
	}
	if c.taken {
		c.reused = true
		st.revoke(c.family)
		return code{}, false
	}
	c.taken = true
	return *c, true
}

// redeem stores the tokens for a code, unless the code has been used again in the meantime.
func (st *store) redeem(codeSecret string, fresh tokens) bool {
	st.mu.Lock()
	defer st.mu.Unlock()
	c, ok := st.codes[digestOf(codeSecret)]
	if !ok || c.reused {
		return false
	}
	c.family = fresh.record.family
	st.put(fresh)
	return true
}
