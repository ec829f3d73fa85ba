package fakeamazon

import (
	"io"
	"net"
	"net/http"
	"strings"
)

// inject applies a fault, and reports whether the fault has replaced the answer.
func (c *call) inject(f *Fault) bool {
	if !c.wait(f) {
		return true
	}
	switch {
	case f.Reset:
		c.note = "fault: reset"
		c.reset()
	case f.Hang:
		c.note = "fault: hang"
		<-c.r.Context().Done()
	case f.HangBody:
		c.note = "fault: endless body"
		c.hangBody()
	case f.HugeBody > 0:
		c.note = "fault: huge body"
		c.hugeBody(f.HugeBody)
	case f.Redirect != "":
		c.note = "fault: redirect"
		c.status = orDefault(f.RedirectStatus, http.StatusTemporaryRedirect)
		c.w.Header().Set("Location", f.Redirect)
		c.w.WriteHeader(c.status)
	case f.Body != "":
		c.note = "fault: body"
		c.raw(orDefault(f.Status, http.StatusOK), orDefault(f.ContentType, jsonType), f.Body)
	case f.Error != "":
		c.fail(orDefault(f.Status, http.StatusBadRequest), f.Error, f.Description)
	case f.Status >= 400 && f.ContentType == "":
		c.fail(f.Status, errorFor(f.Status), "The server was told to fail")
	case f.Status != 0:
		c.note = "fault: status"
		c.raw(f.Status, orDefault(f.ContentType, jsonType), "")
	default:
		if f.LoseAnswer {
			c.w = lost{c.w}
		}
		return false
	}
	return true
}

// lost discards an answer that must not arrive.
type lost struct{ http.ResponseWriter }

func (lost) WriteHeader(int) {}

func (lost) Write(b []byte) (int, error) { return len(b), nil }

// Unwrap lets [http.ResponseController] find the connection.
func (l lost) Unwrap() http.ResponseWriter { return l.ResponseWriter }

// wait delays the answer, and reports whether the client is still connected.
func (c *call) wait(f *Fault) bool {
	gates := []<-chan struct{}{f.Gate}
	if f.Delay != nil {
		gates = append(gates, f.Delay())
	}
	for _, gate := range gates {
		if gate == nil {
			continue
		}
		select {
		case <-gate:
		case <-c.r.Context().Done():
			c.note = "client left while waiting"
			return false
		}
	}
	return true
}

// reset closes the connection without lingering, so that the client sees a reset instead of a
// regular end.
func (c *call) reset() {
	conn, _, err := http.NewResponseController(c.w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // net/http closes the connection itself
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

func (c *call) hangBody() {
	c.raw(http.StatusOK, jsonType, `{"access_token":`)
	_ = http.NewResponseController(c.w).Flush()
	<-c.r.Context().Done()
}

func (c *call) hugeBody(n int) {
	const head = `{"access_token":"`
	c.raw(http.StatusOK, jsonType, head[:min(n, len(head))])
	chunk := strings.Repeat("A", 32<<10)
	for n -= len(head); n > 0; n -= len(chunk) {
		if _, err := io.WriteString(c.w, chunk[:min(n, len(chunk))]); err != nil {
			return
		}
	}
}

// errorFor returns the error code that Amazon sends with a status.
func errorFor(status int) string {
	switch {
	case status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests:
		return "temporarily_unavailable"
	case status >= 500:
		return "ServerError"
	case status == http.StatusForbidden:
		return "insufficient_scope"
	case status == http.StatusUnauthorized:
		return "invalid_token"
	}
	return "invalid_request"
}

func orDefault[T comparable](value, fallback T) T {
	var zero T
	if value == zero {
		return fallback
	}
	return value
}
