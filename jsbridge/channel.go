//go:build js && wasm

package jsbridge

import (
	"github.com/lwa-wasm/lwa/internal/flow"
	"github.com/lwa-wasm/lwa/internal/wire"
)

// channel is a BroadcastChannel, or none.
type channel struct {
	object   Value
	listener Value // of window messages, for the login's channel
}

func (c *channel) send(word string) {
	if typeOf(c.object) == typeObject {
		c.object.Call("postMessage", word)
	}
}

// acknowledge tells the callback page that its answer was taken. It uses every way to that page: a
// browser may have no channel between the two pages, and a provider may have cut the popup's
// handle.
func (b *Bridge) acknowledge() {
	b.channel.send(wire.WordOK)
	own, _ := text(b.world.object.Get(wire.Origin))
	if origin, ok := text(try(try(b.popup.window, "location"), "origin")); ok && origin == own {
		b.popup.window.Call("postMessage", wire.WordOK, own)
	}
}

// connect opens a channel whose messages call back with name. If the browser refuses one (Firefox
// throws while cookies are blocked), a login uses window messages only, and tabs do not learn of
// each other.
func (b *Bridge) connect(channelName string, name wire.Call) Value {
	return call2(b.world, wire.Channel, channelName, name)
}

func disconnect(object Value) {
	if typeOf(object) == typeObject {
		object.Call("close")
	}
}

func (b *Bridge) openChannel(name string) {
	b.closeChannel()
	b.channel = channel{object: b.connect(name, wire.OnChannel), listener: b.listen(wire.Message)}
}

func (b *Bridge) closeChannel() {
	if typeOf(b.channel.listener) == typeFunction {
		b.unlisten(wire.Message, b.channel.listener)
	}
	disconnect(b.channel.object)
	b.channel = channel{}
}

// messageArrived handles a text that a window of this origin sent. The shell lets no other message
// through.
func (b *Bridge) messageArrived(_ int, data, source Value) {
	fromPopup := typeOf(source) == typeObject && isTrue(call2(b.world, wire.Is, any(source), any(b.popup.window)))
	b.arrived(data, flow.Message{FromPopup: fromPopup})
}

func (b *Bridge) channelArrived(_ int, data, _ Value) {
	b.arrived(data, flow.Message{OnChannel: true})
}

// arrived reports a message that the shell let through (web/src/core.ts). A message that is no
// string, or far too long, is not even read.
func (b *Bridge) arrived(data Value, m flow.Message) {
	var ok bool
	if m.Text, ok = b.textOf(data, wire.MaxMessage); ok {
		b.step(&flow.Event{Kind: flow.AnswerArrived, Message: m})
	}
}

func (b *Bridge) hearTabs(name string) {
	disconnect(b.tabs.object)
	b.tabs.object = b.connect(name, wire.OnTabs)
}

func (b *Bridge) tabsArrived(_ int, data, _ Value) {
	if word, _ := b.textOf(data, wire.MaxMessage); word == wire.WordLogout {
		b.step(&flow.Event{Kind: flow.LogoutHeard})
	}
}
