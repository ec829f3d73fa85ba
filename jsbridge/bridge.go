//go:build js && wasm

package jsbridge

import (
	"github.com/lwa-wasm/lwa/internal/flow"
	"github.com/lwa-wasm/lwa/internal/lwa"
	"github.com/lwa-wasm/lwa/internal/wire"
)

// Bridge connects one machine with one page.
type Bridge struct {
	machine  *flow.Machine
	world    world
	queue    []*flow.Event
	effects  []*flow.Effect
	outcomes []*flow.Event // results that effects had at once: handled before the queue
	running  bool
	telling  bool // the bridge is telling the other copies in this page of a change
	asleep   bool // the page may be in the back/forward cache
	tracing  bool // the shell records what the machine does
	paused   bool // an effect has not finished in the browser: later effects wait for it

	pending  flow.Secrets
	popup    popup
	windows  []window // those that the shell opened for logins in the queue
	channel  channel
	tabs     channel
	requests []request
	timers   []timer
	vault    vault
	locks    []lock
}

// Run gives the shell the one function that it calls. Built with Go's toolchain, Run does not
// return, since the program must stay alive.
func Run(machine *flow.Machine) {
	b := &Bridge{machine: machine, world: world{global()}}
	for _, event := range [...]wire.Call{wire.PageHide, wire.PageShow, wire.Storage, wire.CopyChanged} {
		b.listen(event)
	}
	call2(b.world, wire.Ready, any(export(b.entered, b.crashed)), lwa.Version)
	stay()
}

// entered handles every call from JavaScript. A call has four values: a name, a number, and two
// that the handler of that name understands.
func (b *Bridge) entered(args []Value) {
	name, _ := text(args[0])
	for i := range handlers {
		if h := &handlers[i]; string(h.name) == name {
			h.handle(b, int(args[1].Float()), args[2], args[3])
			return
		}
	}
}

func (b *Bridge) crashed() { call0(b.world, wire.Crashed) }

// handler takes one kind of call from JavaScript.
type handler struct {
	name   wire.Call
	handle func(b *Bridge, id int, value, more Value)
}

// handlers lists every call from JavaScript. An initialiser fills it in, since the functions named
// here refer back to it.
var handlers []handler

func init() {
	handlers = []handler{
		{wire.Configure, asked(flow.Configured)},
		{wire.Login, (*Bridge).loginAsked},
		{wire.Redeem, asked(flow.CodeGiven)},
		{wire.Prove, asked(flow.TokenGiven)},
		{wire.Device, asked(flow.DeviceAsked)},
		{wire.Token, asked(flow.TokenAsked)},
		{wire.Profile, asked(flow.ProfileAsked)},
		{wire.Logout, asked(flow.LogoutAsked)},
		{wire.Abort, asked(flow.Aborted)},
		{wire.Cancel, asked(flow.CancelAsked)},
		{wire.Here, asked(flow.HereAsked)},
		{wire.Front, asked(flow.FocusAsked)},
		{wire.Look, asked(flow.TimePassed)},
		{wire.Trace, (*Bridge).trace},
		{wire.TimerFired, (*Bridge).timerFired},
		{wire.Locked, (*Bridge).locked},
		{wire.Digested, (*Bridge).digestReady},
		{wire.Watch, (*Bridge).lookAtPopup},
		{wire.Focus, (*Bridge).pageChanged},
		{wire.Blur, (*Bridge).pageChanged},
		{wire.VisibilityChange, (*Bridge).pageChanged},
		{wire.PointerDown, (*Bridge).pagePressed},
		{wire.KeyDown, (*Bridge).pagePressed},
		{wire.Stayed, asked(flow.PageKept)},
		{wire.PageHide, (*Bridge).pageHidden},
		{wire.PageShow, (*Bridge).pageShown},
		{wire.Storage, (*Bridge).storageChanged},
		{wire.CopyChanged, (*Bridge).copyChanged},
		{wire.Sealed, (*Bridge).sealed},
		{wire.Unsealed, (*Bridge).unsealed},
		{wire.Message, (*Bridge).messageArrived},
		{wire.OnChannel, (*Bridge).channelArrived},
		{wire.OnTabs, (*Bridge).tabsArrived},
		{wire.Answered, (*Bridge).answered},
		{wire.Failed, (*Bridge).requestFailed},
	}
}

// asked handles a call of the API: its number, and its options as JSON or a timeout.
func asked(kind flow.EventKind) func(*Bridge, int, Value, Value) {
	return func(b *Bridge, call int, value, _ Value) {
		if call != 0 {
			b.wake()
		}
		options, _ := text(value)
		b.step(&flow.Event{Kind: kind, Call: call, Text: options, Timeout: lwa.Millis(value.Float())})
	}
}

// trace has each further step told to the shell.
func (b *Bridge) trace(int, Value, Value) { b.tracing = true }

// step gives the machine an event. If effects are being carried out, the event is the outcome of
// one, and waits until all are carried out.
func (b *Bridge) step(e *flow.Event) {
	if b.running {
		b.outcomes = append(b.outcomes, e)
		return
	}
	b.queue = append(b.queue, e)
	b.run()
}

func (b *Bridge) run() {
	if b.running {
		return
	}
	b.running = true
	for !b.paused && len(b.effects)+len(b.outcomes)+len(b.queue) > 0 {
		if len(b.effects) > 0 {
			e := b.effects[0]
			b.effects = b.effects[1:]
			b.carryOut(e)
			continue
		}
		e := b.next()
		b.takeWindow(e)
		e.Time = b.now()
		b.effects = b.machine.Step(e)
		if b.tracing {
			call1(b.world, wire.Traced, b.machine.Trace(e, b.effects))
		}
	}
	b.running = false
}

func (b *Bridge) next() (e *flow.Event) {
	if len(b.outcomes) > 0 {
		e, b.outcomes = b.outcomes[0], b.outcomes[1:]
		return e
	}
	e, b.queue = b.queue[0], b.queue[1:]
	return e
}

// pause makes every event wait until the browser has carried out an effect in the background.
// Meanwhile the shell opens windows in clicks, as it does before the wasm runs.
func (b *Bridge) pause(on bool) {
	b.paused = on
	call1(b.world, wire.Hold, on)
}

// resume continues with the outcome of that effect, before any event that arrived meanwhile.
func (b *Bridge) resume(e *flow.Event) {
	b.pause(false)
	b.outcomes = append(b.outcomes, e)
	b.run()
}

func (b *Bridge) now() flow.Time {
	return flow.Time{Mono: b.clock(wire.Mono), Wall: b.clock(wire.Wall)}
}

func (b *Bridge) clock(read wire.Func0) lwa.Millis { return lwa.Millis(call0(b.world, read).Float()) }

// listen makes an event of the window call in under its name. unlisten removes the function that
// listen returns. All listeners end with the instance.
func (b *Bridge) listen(event wire.Call) Value { return call1(b.world, wire.Listen, event) }

func (b *Bridge) unlisten(event wire.Call, f Value) { call2(b.world, wire.Unlisten, event, any(f)) }

// textOf returns the text of a value that anyone may have sent. Go panics at types that it does not
// know (bigint), so the shell looks first.
func (b *Bridge) textOf(v Value, maxLength int) (string, bool) {
	return text(call2(b.world, wire.TextOf, any(v), maxLength))
}
