//go:build js && wasm

package jsbridge

import (
	"github.com/lwa-wasm/lwa/internal/flow"
	"github.com/lwa-wasm/lwa/internal/lwa"
	"github.com/lwa-wasm/lwa/internal/wire"
)

// carryOut carries out one effect.
func (b *Bridge) carryOut(e *flow.Effect) {
	switch e.Kind {
	case flow.PrepareSecrets:
		b.prepareSecrets()
	case flow.OpenPopup:
		b.openPopup(e.Width, e.Height)
	case flow.NavigatePopup:
		b.navigatePopup(e.URL)
	case flow.FocusPopup:
		b.popup.window.Call("focus")
	case flow.ClosePopup:
		b.closePopup()
	case flow.OpenChannel:
		b.openChannel(e.Key)
	case flow.CloseChannel:
		b.closeChannel()
	case flow.Acknowledge:
		b.acknowledge()
	case flow.Leave:
		call1(b.world, wire.Leave, e.URL)
	case flow.Recall:
		b.recall(e)
	case flow.Save:
		b.save(e)
	case flow.Drop:
		b.drop(e)
	case flow.Wipe:
		call1(b.world, wire.Wipe, e.Key)
	case flow.Fetch:
		b.fetch(e)
	case flow.AbortFetch:
		b.abortFetch(e.Request)
	case flow.StartTimer:
		b.startTimer(e)
	case flow.StopTimer:
		b.stopTimer(timerID(e))
	case flow.Settle:
		call3(b.world, wire.Settle, e.Call, payload(e), e.Err != nil)
	case flow.Emit:
		call4(b.world, wire.Emit, e.Key, payload(e), e.Err != nil, e.Call)
	case flow.Publish:
		call2(b.world, wire.Publish, e.Text, e.Restore)
	case flow.HearTabs:
		b.hearTabs(e.Key)
	case flow.Lock:
		b.locks = append(b.locks, lock{e.Request, call3(b.world, wire.Lock, e.Key, int64(e.Timeout), e.Request)})
	case flow.Unlock:
		b.unlock(e.Request)
	case flow.TellTabs:
		b.tabs.send(e.Text)
	}
}

// payload is the JSON that an effect carries, or the JSON of its error.
func payload(e *flow.Effect) string {
	if e.Err == nil {
		return e.Text
	}
	var w lwa.ObjectWriter
	w.Text("code", string(e.Err.Code)).Text("message", e.Err.Message).Text("hint", e.Err.Hint)
	return w.Text("description", e.Err.Description).Int("status", int64(e.Err.Status)).JSON()
}

// timer is a running timer of the machine.
type timer struct {
	id      int // its name and its call: see timerID
	timeout Value
}

// timerBits is the number of bits that hold a timer's name; there are fewer than eight names. The
// bits above hold its call.
const timerBits = 3

func timerID(e *flow.Effect) int { return e.Call<<timerBits | int(e.Timer) }

func (b *Bridge) startTimer(e *flow.Effect) {
	id := timerID(e)
	b.stopTimer(id)
	b.timers = append(b.timers, timer{id, b.after(wire.TimerFired, id, e.Timeout)})
}

func (b *Bridge) stopTimer(id int) {
	for i := range b.timers {
		if b.timers[i].id == id {
			b.clear(b.timers[i].timeout)
			b.timers = append(b.timers[:i], b.timers[i+1:]...)
			return
		}
	}
}

func (b *Bridge) timerFired(id int, _, _ Value) {
	b.stopTimer(id)
	b.step(&flow.Event{Kind: flow.TimerFired, Timer: flow.Timer(id & (1<<timerBits - 1)), Call: id >> timerBits})
}

// after makes JavaScript call back once, after the timeout. clear cancels that.
func (b *Bridge) after(name wire.Call, id int, timeout lwa.Millis) Value {
	return call3(b.world, wire.After, name, id, int64(timeout))
}

func (b *Bridge) clear(timeout Value) {
	if typeOf(timeout) == typeNumber {
		call1(b.world, wire.ClearTimeout, any(timeout))
	}
}

func (b *Bridge) pageHidden(_ int, event, _ Value) {
	if isTrue(try(event, "persisted")) {
		b.asleep = true
		b.step(&flow.Event{Kind: flow.PageHidden})
	}
}

// wake lets the machine read storage before it takes a call of the page: the page's listeners may
// run before ours.
func (b *Bridge) wake() {
	if b.asleep {
		b.asleep = false
		b.step(&flow.Event{Kind: flow.PageRestored})
	}
}

func (b *Bridge) pageShown(_ int, event, _ Value) {
	b.step(&flow.Event{Kind: flow.TimePassed})
	if isTrue(try(event, "persisted")) {
		b.asleep = true
		b.wake()
	}
}
