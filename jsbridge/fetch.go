//go:build js && wasm

package jsbridge

import "github.com/lwa-wasm/lwa/internal/flow"

// maxBody bounds an HTTP answer, in bytes. Amazon's are under 5 KiB.
const maxBody = 64 << 10

// request is one HTTP request under way.
type request struct {
	id          int
	controller  Value
	timeout     Value
	frame       Value // that it is sent from, or none
	reader      Value
	status      int
	contentType string
	retryAfter  int64 // milliseconds
	body        []byte
}

// fetch starts a request that needs no CORS preflight: a form body at most, no header of our own but to the page's own
// origin, no cookie, no cache, no redirect, no referrer. The bag has no prototype and every member that matters, so that a
// polluted Object.prototype adds nothing. An address with a token in it is asked from a frame of its own, which takes
// along what the browser remembers of it.
func (b *Bridge) fetch(e *flow.Effect) {
	r := &request{id: e.Request}
	r.controller = b.world.Get("AbortController").New()
	r.timeout = b.after("late", r.id, e.Timeout)
	b.requests = append(b.requests, r)
	var headers []any
	var body any
	if e.Method == "POST" {
		body = e.Text
		headers = []any{"content-type", "application/x-www-form-urlencoded;charset=UTF-8"}
	} else if e.Token != "" {
		headers = []any{"x-amz-access-token", e.Token}
	} else {
		r.frame = b.world.Call("frame")
	}
	init := b.bag(
		"method", e.Method, "body", body, "headers", b.bag(headers...), "signal", r.controller.Get("signal"),
		"mode", "cors", "credentials", "omit", "cache", "no-store", "redirect", "error", "referrer", "",
		"referrerPolicy", "no-referrer", "integrity", "", "keepalive", false)
	if typeOf(r.frame) == typeObject {
		b.then(b.world.Call("fetchIn", r.frame, e.URL, init), r, "response")
		return
	}
	b.then(b.world.Call("fetch", e.URL, init), r, "response")
}

// bag is an object without prototype, from names and values by turns.
func (b *Bridge) bag(entries ...any) Value {
	return b.world.Call("bag", entries...)
}

// then waits for a promise of the request.
func (b *Bridge) then(promise Value, r *request, name string) {
	if typeOf(promise.Call("then", b.callback(name, r.id), b.callback("failed", r.id))) == typeThrown {
		b.finish(r, &flow.Event{Kind: flow.RequestFailed})
	}
}

func (b *Bridge) request(id int) *request {
	for _, r := range b.requests {
		if r.id == id {
			return r
		}
	}
	return nil
}

func (b *Bridge) responseStarted(id int, response, _ Value) {
	r := b.request(id)
	if r == nil {
		return
	}
	r.status = int(try(response, "status").Float())
	headers := try(response, "headers")
	r.contentType, _ = text(headers.Call("get", "content-type"))
	r.retryAfter = int64(b.world.Call("seconds", headers.Call("get", "retry-after")).Float()) * 1000
	body := try(response, "body")
	if typeOf(body) != typeObject {
		b.answer(r)
		return
	}
	r.reader = body.Call("getReader")
	b.read(r)
}

func (b *Bridge) read(r *request) {
	b.then(r.reader.Call("read"), r, "chunk")
}

func (b *Bridge) chunkArrived(id int, result, _ Value) {
	r := b.request(id)
	if r == nil {
		return
	}
	if isTrue(try(result, "done")) {
		b.answer(r)
		return
	}
	chunk := try(result, "value")
	if len(r.body)+int(try(chunk, "length").Float()) > maxBody {
		b.abortFetch(id)
		b.step(&flow.Event{Kind: flow.RequestFailed, Request: id, Failure: flow.TooLarge})
		return
	}
	r.body = append(r.body, bytesFrom(b.world.Get("Uint8Array").New(chunk))...) // Go's glue knows none of another frame's
	b.read(r)
}

func (b *Bridge) answer(r *request) {
	b.finish(r, &flow.Event{
		Kind: flow.ResponseArrived, Status: r.status, ContentType: r.contentType, Text: string(r.body), RetryAfter: r.retryAfter,
	})
}

func (b *Bridge) requestFailed(id int, _, _ Value) {
	r := b.request(id)
	if r == nil {
		return
	}
	e := &flow.Event{Kind: flow.RequestFailed}
	online := try(b.world.Get("navigator"), "onLine")
	if typeOf(online) == typeBoolean && !isTrue(online) {
		e.Failure = flow.Offline
	}
	b.finish(r, e)
}

func (b *Bridge) requestLate(id int, _, _ Value) {
	if b.request(id) == nil {
		return
	}
	b.abortFetch(id)
	b.step(&flow.Event{Kind: flow.RequestFailed, Request: id, Failure: flow.Late})
}

// finish forgets the request and reports how it ended.
func (b *Bridge) finish(r *request, e *flow.Event) {
	b.forget(r.id)
	e.Request = r.id
	b.step(e)
}

// abortFetch ends a request; what its promises still say finds no one.
func (b *Bridge) abortFetch(id int) {
	if r := b.forget(id); r != nil {
		r.controller.Call("abort")
	}
}

func (b *Bridge) forget(id int) *request {
	for i, r := range b.requests {
		if r.id == id {
			b.requests = append(b.requests[:i], b.requests[i+1:]...)
			b.clear(r.timeout)
			if typeOf(r.frame) == typeObject {
				r.frame.Call("remove")
			}
			return r
		}
	}
	return nil
}
