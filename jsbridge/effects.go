//go:build js && wasm

package jsbridge

import (
	"github.com/lwa-wasm/lwa/internal/flow"
	"github.com/lwa-wasm/lwa/internal/lwa"
)

// carryOut does what the machine answered with.
func (b *Bridge) carryOut(e *flow.Effect) {
	switch e.Kind {
	case flow.PreparePair:
		b.preparePair()
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
		b.channel.send("ok")
	case flow.Leave:
		b.world.Call("leave", e.URL)
	case flow.Recall:
		b.recall(e.Key)
	case flow.Save:
		b.save(e)
	case flow.Drop:
		b.drop(e)
	case flow.Fetch:
		b.fetch(e)
	case flow.AbortFetch:
		b.abortFetch(e.Request)
	case flow.StartTimer:
		b.startTimer(e.Timer, e.Timeout)
	case flow.StopTimer:
		b.stopTimer(e.Timer)
	case flow.Settle:
		b.world.Call("settle", e.Call, payload(e), e.Err != nil)
	case flow.Emit:
		b.world.Call("emit", e.Key, payload(e), e.Err != nil)
	case flow.Publish:
		b.world.Call("publish", e.Text, e.Record)
	case flow.HearTabs:
		b.hearTabs(e.Key)
	case flow.Lock:
		b.release = b.world.Call("lock", e.Key, e.Timeout, b.callback("locked", e.Request))
	case flow.Unlock:
		b.unlock()
	case flow.TellTabs:
		b.tabs.send(e.Text)
	}
}

// payload is what an effect tells the page: its JSON, or its error's.
func payload(e *flow.Effect) string {
	if e.Err == nil {
		return e.Text
	}
	var w lwa.ObjectWriter
	w.Text("code", string(e.Err.Code)).Text("message", e.Err.Message).Text("hint", e.Err.Hint)
	return w.Text("description", e.Err.Description).Int("status", int64(e.Err.Status)).JSON()
}

func (b *Bridge) startTimer(timer flow.Timer, ms int64) {
	b.stopTimer(timer)
	b.timers[timer] = b.after("timer", int(timer), ms)
}

func (b *Bridge) stopTimer(timer flow.Timer) {
	b.clear(b.timers[timer])
	b.timers[timer] = undefined()
}

func (b *Bridge) timerFired(id int, _, _ Value) {
	b.step(&flow.Event{Kind: flow.TimerFired, Timer: flow.Timer(id)})
}

// after has JavaScript call back once, in so many milliseconds; clear takes that back.
func (b *Bridge) after(name string, id int, ms int64) Value {
	return b.world.Call("setTimeout", b.callback(name, id), ms)
}

func (b *Bridge) clear(timeout Value) {
	if typeOf(timeout) == typeNumber {
		b.world.Call("clearTimeout", timeout)
	}
}

func (b *Bridge) pageShown(_ int, event, _ Value) {
	b.step(&flow.Event{Kind: flow.Looked})
	if isTrue(try(event, "persisted")) {
		b.step(&flow.Event{Kind: flow.PageRestored})
	}
}
