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
	reader      Value
	status      int
	contentType string
	body        []byte
}

// fetch starts a request that needs no CORS preflight: a form body at most, no header of our own, no cookie, no cache, no
// redirect, no referrer. The bag has no prototype and every member that matters, so that a polluted Object.prototype
// adds nothing.
func (b *Bridge) fetch(e *flow.Effect) {
	r := &request{id: e.Request}
	r.controller, _ = b.of("AbortController").New()
	r.timeout = b.after("late", r.id, e.Timeout)
	b.requests = append(b.requests, r)
	var headers []any
	var body any
	if e.Method == "POST" {
		body = e.Text
		headers = []any{"content-type", "application/x-www-form-urlencoded;charset=UTF-8"}
	}
	init := b.bag(
		"method", e.Method, "body", body, "headers", b.bag(headers...), "signal", get(r.controller, "signal"),
		"mode", "cors", "credentials", "omit", "cache", "no-store", "redirect", "error", "referrer", "",
		"referrerPolicy", "no-referrer", "integrity", "", "keepalive", false)
	promise, err := b.world.Call("fetch", e.URL, init)
	b.then(promise, err, r, "response")
}

// bag is an object without prototype, from names and values by turns.
func (b *Bridge) bag(entries ...any) Value {
	bag, _ := b.world.Call("bag", entries...)
	return bag
}

// then waits for a promise of the request.
func (b *Bridge) then(promise Value, err error, r *request, name string) {
	if err == nil {
		_, err = promise.Call("then", b.callback(name, r.id), b.callback("failed", r.id))
	}
	if err != nil {
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
	r.status, _ = get(response, "status").Int()
	if v, err := get(response, "headers").Call("get", "content-type"); err == nil {
		r.contentType, _ = text(v)
	}
	body := get(response, "body")
	if typeOf(body) != typeObject {
		b.answer(r)
		return
	}
	r.reader, _ = body.Call("getReader")
	b.read(r)
}

func (b *Bridge) read(r *request) {
	promise, err := r.reader.Call("read")
	b.then(promise, err, r, "chunk")
}

func (b *Bridge) chunkArrived(id int, result, _ Value) {
	r := b.request(id)
	if r == nil {
		return
	}
	if isTrue(get(result, "done")) {
		b.answer(r)
		return
	}
	chunk := get(result, "value")
	if n, err := chunk.Length(); err != nil || len(r.body)+n > maxBody {
		b.abortFetch(id)
		b.step(&flow.Event{Kind: flow.RequestFailed, Request: id, Failure: flow.TooLarge})
		return
	}
	r.body = append(r.body, bytesFrom(chunk)...)
	b.read(r)
}

func (b *Bridge) answer(r *request) {
	b.finish(r, &flow.Event{
		Kind: flow.ResponseArrived, Status: r.status, ContentType: r.contentType, Text: string(r.body),
	})
}

func (b *Bridge) requestFailed(id int, _, _ Value) {
	r := b.request(id)
	if r == nil {
		return
	}
	e := &flow.Event{Kind: flow.RequestFailed}
	online := get(b.of("navigator"), "onLine")
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
		_, _ = r.controller.Call("abort")
	}
}

func (b *Bridge) forget(id int) *request {
	for i, r := range b.requests {
		if r.id == id {
			b.requests = append(b.requests[:i], b.requests[i+1:]...)
			b.clear(r.timeout)
			return r
		}
	}
	return nil
}
