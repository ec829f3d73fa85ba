//go:build js && wasm

package jsbridge

import "github.com/lwa-wasm/lwa/internal/flow"

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

// acknowledge tells the callback page that its answer was taken, by each way that leads there: a browser may have no
// channel between the two pages, and a provider may have cut the popup's handle.
func (b *Bridge) acknowledge() {
	const word = "ok"
	b.channel.send(word)
	own, _ := text(b.world.Get("origin"))
	if origin, ok := text(try(try(b.popup.window, "location"), "origin")); ok && origin == own {
		b.popup.window.Call("postMessage", word, own)
	}
}

// connect opens a channel whose messages call back with name. Where the browser refuses one (Firefox throws while cookies
// are blocked), a login goes by window messages alone, and tabs do not hear of each other.
func (b *Bridge) connect(channelName, name string) Value {
	object := b.world.Get("BroadcastChannel").New(channelName)
	if typeOf(object) == typeObject {
		object.Set("onmessage", b.callback(name, 0))
	}
	return object
}

func disconnect(object Value) {
	if typeOf(object) == typeObject {
		object.Call("close")
	}
}

func (b *Bridge) openChannel(name string) {
	b.closeChannel()
	b.channel = channel{object: b.connect(name, "channel"), listener: b.listen("message")}
}

func (b *Bridge) closeChannel() {
	if typeOf(b.channel.listener) == typeFunction {
		b.unlisten("message", b.channel.listener)
	}
	disconnect(b.channel.object)
	b.channel = channel{}
}

func (b *Bridge) messageArrived(_ int, event, _ Value) {
	source := try(event, "source")
	fromPopup := typeOf(source) == typeObject && isTrue(b.world.Get("Object").Call("is", source, b.popup.window))
	b.arrived(event, flow.Message{FromPopup: fromPopup})
}

func (b *Bridge) channelArrived(_ int, event, _ Value) {
	b.arrived(event, flow.Message{OnChannel: true})
}

// maxMessage bounds what is read of a message, in UTF-16 units: twice what the parser accepts, so that it is the one to
// refuse.
const maxMessage = 32 << 10

// arrived reports a message as facts. What is no string, or far too long, is not even read.
func (b *Bridge) arrived(event Value, m flow.Message) {
	m.Trusted = isTrue(try(event, "isTrusted"))
	own, _ := text(b.world.Get("origin"))
	origin, ok := text(try(event, "origin"))
	m.OwnOrigin = ok && origin == own && own != "null"
	m.Text, m.IsText = b.textOf(try(event, "data"), maxMessage)
	b.step(&flow.Event{Kind: flow.AnswerArrived, Message: m})
}

func (b *Bridge) hearTabs(name string) {
	disconnect(b.tabs.object)
	b.tabs.object = b.connect(name, "tabs")
}

func (b *Bridge) tabsArrived(_ int, event, _ Value) {
	word, _ := b.textOf(try(event, "data"), maxMessage)
	if word == "logout" && isTrue(try(event, "isTrusted")) {
		b.step(&flow.Event{Kind: flow.LogoutHeard})
	}
}
