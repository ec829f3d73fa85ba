package fakeamazon

import (
	"slices"
	"strings"
	"time"
)

// family stands for all tokens that descend from one consent, so that they can be revoked
// together (RFC 9700 §4.14.2).
type family struct {
	grant
	refresh digest // of the current refresh token; zero if there is none
	started time.Time
	life    time.Duration // of its refresh tokens; 0 means until they are revoked
}

func (f *family) live(now time.Time) bool { return f.life == 0 || now.Sub(f.started) < f.life }

// token is the record of an access token. Its scope may be narrower than that of its family.
type token struct {
	grant
	family *family
	issued time.Time
	life   time.Duration
}

func (t token) live(now time.Time) bool { return now.Sub(t.issued) < t.life }

// tokens are the tokens of one answer, and the record of the access token.
type tokens struct {
	access, refresh string // refresh may be ""
	record          token
}

// newTokens makes the first tokens of a family. They are not valid until they are stored.
func (c *call) newTokens(g grant, refresh bool) tokens {
	f := &family{grant: g, started: c.now, life: c.faults.RefreshLife}
	fresh := tokens{access: newToken("Atza|"), record: c.newRecord(f)}
	if refresh {
		fresh.refresh = newToken("Atzr|")
	}
	return fresh
}

func (c *call) newRecord(f *family) token {
	return token{grant: f.grant, family: f, issued: c.now, life: orDefault(c.faults.AccessLife, defaultLife)}
}

func (st *store) add(fresh tokens) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.put(fresh)
}

// put stores tokens. The caller holds the lock.
func (st *store) put(fresh tokens) {
	st.tokens[digestOf(fresh.access)] = fresh.record
	if fresh.refresh != "" {
		f := fresh.record.family
		f.refresh = digestOf(fresh.refresh)
		st.families[f.refresh] = f
	}
}

// token returns the record of an access token that has not expired.
func (st *store) token(secret string, now time.Time) (token, bool) {
	st.mu.Lock()
	defer st.mu.Unlock()
	t, ok := st.tokens[digestOf(secret)]
	return t, ok && t.live(now)
}

// renew stores the tokens that renewed returns for the family of a refresh token, or returns why
// it cannot. It holds the lock throughout: with rotation, only one of two simultaneous refreshes
// succeeds.
func (st *store) renew(refresh, clientID, scope string, now time.Time, renewed func(*family) tokens) (tokens, string) {
	st.mu.Lock()
	defer st.mu.Unlock()
	f, why := st.familyOf(refresh, clientID, now)
	if why != "" {
		return tokens{}, why
	}
	if !f.covers(scope) {
		return tokens{}, tooWide
	}
	fresh := renewed(f)
	st.put(fresh)
	return fresh, ""
}

const tooWide = "more scope than was granted"

// familyOf returns the family whose current refresh token this is, or why there is none. The
// caller holds the lock. Using a replaced refresh token revokes the family: either the thief or
// the owner uses the old token, and the server cannot tell which (RFC 9700 §4.14.2).
func (st *store) familyOf(refresh, clientID string, now time.Time) (f *family, why string) {
	key := digestOf(refresh)
	f, ok := st.families[key]
	switch {
	case !ok:
		return nil, "unknown or revoked refresh token"
	case !f.live(now):
		return nil, "expired refresh token"
	case !sameText(f.clientID, clientID):
		return nil, "refresh token of another client"
	case f.refresh != key:
		st.revoke(f)
		return nil, "refresh token used again: its family is revoked"
	}
	return f, ""
}

// revoke removes a family and its access tokens. The caller holds the lock.
func (st *store) revoke(f *family) {
	drop(st.tokens, func(t token) bool { return t.family == f })
	drop(st.families, func(other *family) bool { return other == f })
}

// covers reports whether every requested scope was granted. The scope "" requests nothing more.
func (g grant) covers(scope string) bool {
	if scope == "" {
		return true
	}
	granted := strings.Split(g.scope, " ")
	for _, s := range strings.Split(scope, " ") {
		if !slices.Contains(granted, s) {
			return false
		}
	}
	return true
}
