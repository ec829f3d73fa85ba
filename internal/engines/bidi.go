package engines

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
)

// bidi is a connection of WebDriver BiDi: commands with answers, and events.
type bidi struct {
	socket *websocket.Conn
	event  func(method string, params json.RawMessage)

	mu      sync.Mutex
	last    int
	waiting map[int]chan bidiMessage
	ended   error
}

// bidiMessage is whatever the browser sends: an answer has an id, an event a method.
type bidiMessage struct {
	ID      int             `json:"id"`
	Result  json.RawMessage `json:"result"`
	Error   string          `json:"error"`
	Message string          `json:"message"`
	Method  string          `json:"method"`
	Params  json.RawMessage `json:"params"`
}

// bidiError is an error that the browser answers a command with: Code is one of the protocol, such
// as "no such frame".
type bidiError struct{ Method, Code, Message string }

func (e *bidiError) Error() string { return fmt.Sprintf("%s: %s: %s", e.Method, e.Code, e.Message) }

// dialBidi connects, and has event called with each event in turn. event must not wait for answers.
func dialBidi(address string, event func(method string, params json.RawMessage)) (*bidi, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	socket, _, err := websocket.Dial(ctx, address, nil)
	if err != nil {
		return nil, err
	}
	socket.SetReadLimit(64 << 20)
	c := &bidi{socket: socket, event: event, waiting: map[int]chan bidiMessage{}}
	go c.read()
	return c, nil
}

func (c *bidi) read() {
	for {
		var m bidiMessage
		if err := wsjson.Read(context.Background(), c.socket, &m); err != nil {
			c.end(err)
			return
		}
		if m.Method != "" {
			c.event(m.Method, m.Params)
			continue
		}
		c.mu.Lock()
		answer := c.waiting[m.ID]
		delete(c.waiting, m.ID)
		c.mu.Unlock()
		if answer != nil {
			answer <- m
		}
	}
}

func (c *bidi) end(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended = err
	for id, answer := range c.waiting {
		answer <- bidiMessage{Error: "connection lost", Message: err.Error()}
		delete(c.waiting, id)
	}
}

// expect makes a channel for the answer to a command that is about to be sent.
func (c *bidi) expect() (id int, answer chan bidiMessage, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended != nil {
		return 0, nil, c.ended
	}
	c.last++
	answer = make(chan bidiMessage, 1)
	c.waiting[c.last] = answer
	return c.last, answer, nil
}

// call sends a command and decodes its result, unless result is nil.
func (c *bidi) call(method string, params, result any) error {
	id, answer, err := c.expect()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	command := map[string]any{"id": id, "method": method, "params": params}
	if err := wsjson.Write(ctx, c.socket, command); err != nil {
		return err
	}
	select {
	case m := <-answer:
		if m.Error != "" {
			return &bidiError{method, m.Error, m.Message}
		}
		if result == nil {
			return nil
		}
		return json.Unmarshal(m.Result, result)
	case <-ctx.Done():
		return fmt.Errorf("%s: no answer in %v", method, patience)
	}
}
