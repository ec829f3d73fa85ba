//go:build js && wasm

package jsbridge

import (
	"github.com/lwa-wasm/lwa/internal/flow"
	"github.com/lwa-wasm/lwa/internal/lwa"
)

// Bridge connects one machine with one page.
type Bridge struct {
	machine *flow.Machine
	world   Value
	queue   []*flow.Event
	running bool

	enter    Value // the shell's way in: it survives a trap of this instance
	pending  flow.Pair
	popup    popup
	channel  channel
	tabs     channel
	requests []*request
	timers   [flow.Expiry + 1]Value
}

// Run hands the shell the one function that it calls. With Go's toolchain it stays, since the program must.
func Run(machine *flow.Machine) error {
	b := &Bridge{machine: machine, world: global()}
	entry, err := export(b.entered, b.crashed)
	if err != nil {
		return err
	}
	b.enter = b.of("enter")
	b.listen("pageshow")
	if _, err = b.world.Call("ready", entry, lwa.Version); err == nil {
		stay()
	}
	return err
}

// entered is every call from JavaScript: a name, a number, and up to two values.
func (b *Bridge) entered(args []Value) {
	if len(args) < 2 {
		return
	}
	name, _ := text(args[0])
	id, _ := args[1].Int()
	for len(args) < 4 {
		args = append(args, undefined())
	}
	if handle := find(name); handle != nil {
		handle(b, id, args[2], args[3])
	}
}

func (b *Bridge) crashed() { b.tell("crashed") }

// handler takes one kind of call from JavaScript.
type handler struct {
	name   string
	handle func(b *Bridge, id int, value, more Value)
}

func find(name string) func(*Bridge, int, Value, Value) {
	for i := range handlers {
		if handlers[i].name == name {
			return handlers[i].handle
		}
	}
	return nil
}

// handlers is everything that JavaScript can tell. It is filled in by Go's initialiser, since the functions named here
// lead back to it.
var handlers []handler

func init() {
	handlers = []handler{
		{"configure", asked(flow.Configured)},
		{"login", (*Bridge).loginAsked},
		{"token", asked(flow.TokenAsked)},
		{"profile", asked(flow.ProfileAsked)},
		{"logout", asked(flow.LogoutAsked)},
		{"abort", asked(flow.Aborted)},
		{"cancel", asked(flow.CancelAsked)},
		{"here", asked(flow.HereAsked)},
		{"front", asked(flow.FocusAsked)},
		{"look", asked(flow.Looked)},
		{"timer", (*Bridge).timerFired},
		{"digest", (*Bridge).digestReady},
		{"undigested", (*Bridge).pairFailed},
		{"watch", (*Bridge).lookAtPopup},
		{"focus", (*Bridge).pageFocused},
		{"blur", happened(flow.PageBlurred)},
		{"pointerdown", happened(flow.PagePressed)},
		{"keydown", happened(flow.PagePressed)},
		{"pageshow", (*Bridge).pageShown},
		{"message", (*Bridge).messageArrived},
		{"channel", (*Bridge).channelArrived},
		{"tabs", (*Bridge).tabsArrived},
		{"response", (*Bridge).responseStarted},
		{"chunk", (*Bridge).chunkArrived},
		{"failed", (*Bridge).requestFailed},
		{"late", (*Bridge).requestLate},
	}
}

// asked is a call of the API: its number, its options as JSON, or a timeout.
func asked(kind flow.EventKind) func(*Bridge, int, Value, Value) {
	return func(b *Bridge, call int, value, _ Value) {
		options, _ := text(value)
		timeout, _ := value.Float()
		b.step(&flow.Event{Kind: kind, Call: call, Text: options, Timeout: int64(timeout)})
	}
}

// happened is something that needs no more than its name.
func happened(kind flow.EventKind) func(*Bridge, int, Value, Value) {
	return func(b *Bridge, _ int, _, _ Value) { b.step(&flow.Event{Kind: kind}) }
}

// step gives the machine an event. One that arrives while effects are being carried out waits until they are.
func (b *Bridge) step(e *flow.Event) {
	b.queue = append(b.queue, e)
	if b.running {
		return
	}
	b.running = true
	for len(b.queue) > 0 {
		e := b.queue[0]
		b.queue = b.queue[1:]
		e.Time = b.now()
		for _, effect := range b.machine.Step(e) {
			b.carryOut(effect)
		}
	}
	b.running = false
}

func (b *Bridge) now() flow.Time {
	return flow.Time{Mono: b.clock("performance"), Wall: b.clock("Date")}
}

func (b *Bridge) clock(name string) int64 {
	v, err := b.of(name).Call("now")
	if err != nil {
		return 0
	}
	ms, _ := v.Float()
	return int64(ms)
}

// callback is a JavaScript function that calls back in with a name and a number, and whatever it is given.
func (b *Bridge) callback(name string, id int) Value {
	f, _ := b.enter.Call("bind", undefined(), name, id)
	return f
}

// listen adds a listener of that name to the window; unlisten removes the function it returns. All end with the instance.
func (b *Bridge) listen(event string) Value {
	f := b.callback(event, 0)
	b.tell("listen", event, f)
	return f
}

func (b *Bridge) unlisten(event string, f Value) { b.tell("unlisten", event, f) }

// tell calls a function of the world and expects nothing.
func (b *Bridge) tell(name string, args ...any) { _, _ = b.world.Call(name, args...) }

// of is a property of the world, which has no getters.
func (b *Bridge) of(name string) Value {
	v, _ := b.world.Get(name)
	return v
}

// get is a property, undefined where there is none or reading it throws.
func get(v Value, name string) Value {
	p, err := try(v, name)
	if err != nil {
		return undefined()
	}
	return p
}

// try reads a property whose getter may throw, as that of another origin's window does. Neither toolchain survives that in
// a plain read (Go's glue catches what calls throw, and nothing else), so it is a call of the shell's.
func try(v Value, name string) (Value, error) { return global().Call("get", v, name) }

// text is the value of a JavaScript string, and whether it is one.
func text(v Value) (string, bool) {
	if typeOf(v) != typeString {
		return "", false
	}
	s, err := v.String()
	return s, err == nil
}

// textOf is text for a value that anyone may have sent. Go panics at types it does not know (bigint), so the shell looks first.
func (b *Bridge) textOf(v Value, maxLength int) (string, bool) {
	v, err := b.world.Call("textOf", v, maxLength)
	if err != nil {
		return "", false
	}
	return text(v)
}

func isTrue(v Value) bool {
	if typeOf(v) != typeBoolean {
		return false
	}
	b, err := v.Bool()
	return b && err == nil
}
