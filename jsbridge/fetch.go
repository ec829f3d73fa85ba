//go:build js && wasm

package jsbridge

import (
	"github.com/lwa-wasm/lwa/internal/flow"
	"github.com/lwa-wasm/lwa/internal/lwa"
	"github.com/lwa-wasm/lwa/internal/wire"
)

// request is a running HTTP request, and what aborts it.
type request struct {
	id  int
	end Value
}

// fetch makes the shell send a request and read its answer (web/src/request.ts).
func (b *Bridge) fetch(e *flow.Effect) {
	end := call6(b.world, wire.Request, e.Request, e.Method, e.URL, e.Text, e.Token, int64(e.Timeout))
	b.requests = append(b.requests, request{e.Request, end})
}

func (b *Bridge) answered(id int, answer, _ Value) {
	e := &flow.Event{Kind: flow.ResponseArrived, Request: id, Status: int(answer.Get(wire.AnswerStatus).Float())}
	e.ContentType, _ = text(answer.Get(wire.AnswerContentType))
	e.Text, _ = text(answer.Get(wire.AnswerText))
	e.RetryAfter = lwa.Seconds(answer.Get(wire.AnswerRetryAfter).Float()).Millis()
	b.forget(id)
	b.step(e)
}

func (b *Bridge) requestFailed(id int, why, _ Value) {
	b.forget(id)
	b.step(&flow.Event{Kind: flow.RequestFailed, Request: id, Failure: flow.Failure(why.Float())})
}

// abortFetch ends a request. No event follows for it.
func (b *Bridge) abortFetch(id int) {
	if r := b.forget(id); typeOf(r.end) == typeFunction {
		r.end.Call("call")
	}
}

func (b *Bridge) forget(id int) (r request) {
	for i := range b.requests {
		if b.requests[i].id == id {
			r = b.requests[i]
			b.requests = append(b.requests[:i], b.requests[i+1:]...)
			break
		}
	}
	return r
}
