//go:build js && wasm

package jsbridge

import "github.com/lwa-wasm/lwa/internal/flow"

// maxEntry bounds what is read of one entry, in UTF-16 units. A longer one is reported empty: it is none of ours.
const maxEntry = 32 << 10

// storage is the storage of an area. Reading the property throws where storage is forbidden.
func (b *Bridge) storage(area flow.Area) Value {
	name := "sessionStorage"
	if area == flow.Local {
		name = "localStorage"
	}
	return b.world.Call("storage", name)
}

func (b *Bridge) save(e *flow.Effect) {
	s := b.storage(e.Area)
	outcome := s // thrown where storage is forbidden
	if e.Record == "" || b.item(s, e.Key) == e.Record {
		outcome = s.Call("setItem", e.Key, e.Text)
	}
	kind := flow.Saved
	if typeOf(outcome) == typeThrown {
		kind = flow.SaveFailed
	}
	b.step(&flow.Event{Kind: kind, Key: e.Key})
}

func (b *Bridge) drop(e *flow.Effect) {
	s := b.storage(e.Area)
	if e.Record == "" || b.item(s, e.Key) == e.Record {
		s.Call("removeItem", e.Key)
	}
}

// recall reads every entry of ours.
func (b *Bridge) recall(key string) {
	b.step(&flow.Event{Kind: flow.Recalled, Key: key, Entries: append(b.entries(flow.Session), b.entries(flow.Local)...)})
}

// storageChanged: another page of the origin changed an entry. Its value is read where it is kept.
func (b *Bridge) storageChanged(_ int, event, _ Value) {
	if key, ok := b.textOf(try(event, "key"), maxEntry); ok {
		b.step(&flow.Event{Kind: flow.SessionHeard, Key: key})
	}
}

func (b *Bridge) locked(id int, _, _ Value) {
	b.step(&flow.Event{Kind: flow.Locked, Request: id, Entries: b.entries(flow.Local)})
}

func (b *Bridge) unlock() {
	if typeOf(b.release) == typeFunction {
		b.release.Call("call")
	}
	b.release = undefined()
}

func (b *Bridge) entries(area flow.Area) (found []flow.Entry) {
	s := b.storage(area)
	for i := range int(try(s, "length").Float()) {
		key, ok := text(s.Call("key", i))
		if !ok || len(key) < len(flow.ChannelPrefix) || key[:len(flow.ChannelPrefix)] != flow.ChannelPrefix {
			continue
		}
		found = append(found, flow.Entry{Area: area, Key: key, Text: b.item(s, key)})
	}
	return found
}

func (b *Bridge) item(s Value, key string) string {
	t, _ := b.textOf(s.Call("getItem", key), maxEntry)
	return t
}
