package flow

import (
	"fmt"

	"github.com/lwa-wasm/lwa/internal/lwa"
)

// respond answers one of the requests in flight; a good answer is what Amazon would say.
func (w *world) respond(arg int, good bool) bool {
	flying := ids(w.flying)
	if len(flying) == 0 {
		return false
	}
	id := flying[arg%len(flying)]
	r := w.flying[id]
	w.land(id)
	if r.device != 0 {
		return w.answerDevice(r, id, arg, good)
	}
	e := Event{Kind: ResponseArrived, Request: id, Status: 200, ContentType: jsonType}
	if !good {
		e.RetryAfter = []lwa.Millis{0, 90_000, 3_600_000}[arg%3]
		e.Status, e.Text = []int{400, 200, 500, 403}[arg%4], []string{`{"error":"invalid_token"}`, `{`, `x`, `{"error":"insufficient_scope"}`}[arg%4]
		if r.refresh != "" && arg&4 != 0 {
			e.Text = []string{`{"error":"invalid_grant"}`, `{"error":"invalid_client"}`}[arg>>3&1]
		}
		if arg&4 != 0 && !r.post {
			e.Status, e.Text = 200, w.person(r, "C", pick(arg&8 == 0, w.audience(r), "amzn1.nobody"))
		}
		return w.event(e)
	}
	if r.post {
		w.lastToken++
		t := fmt.Sprintf("Atza|%d", w.lastToken)
		w.people[t] = &evidence{}
		e.Text = tokenBody(t, []int{3600, 0, 60}[arg/7%3])
		if arg&32 == 0 {
			e.Text = w.withRefreshToken(e.Text, t)
		}
		w.bound[t] = r.client
		if r.refresh != "" {
			w.refreshed[t] = true
			w.people[t].profile = w.people[w.holder[r.refresh]].profile // its owner is known
			w.spent[r.refresh] = arg&32 == 0
			if arg&64 != 0 {
				e.Text = edit(e.Text, `"token_type"`, `"scope":"profile postal_code admin","token_type"`)
				w.spent[r.refresh] = false
			}
		}
		return w.event(e)
	}
	e.Text = w.person(r, pick(arg&16 == 0, "A", "B"), w.audience(r))
	return w.event(e)
}

// withRefreshToken adds a refresh token to the answer that brings the access token t.
func (w *world) withRefreshToken(body, t string) string {
	refresh := fmt.Sprintf("Atzr|%d", w.lastToken)
	w.holder[refresh] = t
	return edit(body, `"token_type"`, fmt.Sprintf(`"refresh_token":%q,"token_type"`, refresh))
}

// audience is the client that a request's token has to be made for.
func (w *world) audience(r *request) string {
	if d := w.deviceOf(r.token); d != nil {
		return d.client
	}
	return w.bound[r.token]
}

// person is what tokeninfo or the profile says of a token, and is remembered as evidence.
func (w *world) person(r *request, person, audience string) string {
	evidence := w.people[r.token]
	if !r.info {
		if !evidence.agree() {
			evidence.profile = person
		}
		return profileBody(person)
	}
	if audience != "amzn1.nobody" {
		evidence.info = person
	}
	return infoBody(audience, person)
}

func (w *world) cut(arg int) bool {
	flying := ids(w.flying)
	if len(flying) == 0 {
		return false
	}
	id := flying[arg%len(flying)]
	if d := w.devices[w.flying[id].device]; d != nil {
		d.rested = w.now
	}
	w.land(id)
	return w.event(Event{Kind: RequestFailed, Request: id, Failure: Failure(arg % 4)})
}

// late is an answer to a request that is over, or that nobody made.
func (w *world) late(arg int) bool {
	id := []int{0, -1, 100_000}[arg%3]
	if n := len(w.landed); n > 0 && arg&1 == 0 {
		id = w.landed[arg%n]
	}
	body := []string{tokenBody("Atza|late", 3600), infoBody(client, "A"), profileBody("A")}[arg%3]
	return w.event(Event{Kind: ResponseArrived, Request: id, Status: 200, ContentType: jsonType, Text: body}) &&
		w.event(Event{Kind: RequestFailed, Request: id})
}
