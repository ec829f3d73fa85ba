package fakeamazon

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// serveCode shows the page where a person types the code of a device. The link that the device
// shows may contain the code. The person must still send it with a click.
func (s *Server) serveCode(c *call) {
	params, _ := parseForm(c.r.URL.RawQuery) // if the query is malformed, the person types the code
	p := pending{device: true, form: newSecret(), cookie: newSecret(), started: c.now}
	id := s.store.begin(p)
	setCookie(c.w, loginCookie(id), p.cookie, int(pendingLife.Seconds()))
	s.showCode(c, http.StatusOK, id, p, params.get("cbl-code"), "")
}

// postCode finds the device with this code, and continues like any other login.
func (s *Server) postCode(c *call) {
	id, p, input, ok := s.postedLogin(c)
	if !ok {
		return
	}
	typed := input.get("code")
	if plainUserCode(typed) == "" {
		s.showCode(c, http.StatusBadRequest, id, p, "", "Type the code that your device shows.")
		return
	}
	pair, pause := s.store.guess(addressOf(c.r), typed, c.now)
	switch {
	case pause > 0:
		c.w.Header().Set("Retry-After", strconv.Itoa(roundUp(pause, time.Second)))
		s.showCode(c, http.StatusTooManyRequests, id, p, typed, "Too many wrong codes: try again in "+minutes(pause)+".")
	case pair == nil:
		s.showCode(c, http.StatusBadRequest, id, p, typed, "No device waits with this code. It may have expired: compare it, or get a new one on the device.")
	case !s.store.link(id, pair, s.visitor(c)):
		s.showError(c, errLoginGone)
	default:
		c.redirect("/ap/consent?arb=" + url.QueryEscape(id))
	}
}

func minutes(d time.Duration) string {
	if n := roundUp(d, time.Minute); n > 1 {
		return fmt.Sprintf("%d minutes", n)
	}
	return "a minute"
}

func roundUp(d, unit time.Duration) int { return int((d + unit - 1) / unit) }

// link connects a login to the device with the typed code. It invalidates the forms shown before:
// a form must not allow a device other than the one whose code was shown beside it.
func (st *store) link(id string, pair *codePair, userID string) bool {
	st.mu.Lock()
	defer st.mu.Unlock()
	p, ok := st.pendings[id]
	if !ok || !p.device {
		return false
	}
	p.pair, p.req, p.userID, p.form = pair, pair.req, userID, newSecret()
	return true
}

var errCodeGone = &pageError{problem: "This code has expired, or was decided about already: get a new one on the device."}

// decideDevice stores the decision for the device: the granted scopes, or a refusal if there are
// none.
func (s *Server) decideDevice(c *call, p pending, granted []string) {
	settle := (*codePair).deny
	if len(granted) > 0 {
		settle = func(pair *codePair) { pair.allow(c.faults.grant(p.req, p.userID, granted)) }
	}
	if !s.store.decide(p.pair, c.now, settle) {
		s.showError(c, errCodeGone)
		return
	}
	s.store.consent(p.req.client.ID, p.userID, granted)
	s.showDone(c, p, len(granted) > 0)
}
