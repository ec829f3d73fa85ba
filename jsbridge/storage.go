//go:build js && wasm

package jsbridge

import (
	"github.com/lwa-wasm/lwa/internal/flow"
	"github.com/lwa-wasm/lwa/internal/wire"
)

// An entry longer than wire.MaxMessage is reported empty: it is none of ours.

// storage is the storage of an area. Reading the property throws if storage is forbidden.
func (b *Bridge) storage(area flow.Area) Value {
	name := wire.SessionArea
	if area == flow.Local {
		name = wire.LocalArea
	}
	return call1(b.world, wire.StorageOf, name)
}

func (b *Bridge) save(e *flow.Effect) {
	if flow.Sealed(e.Key) {
		b.seal(e)
		return
	}
	b.step(&flow.Event{Kind: b.put(e, e.Text), Key: e.Key})
}

// put writes an entry, and reports whether that succeeded.
func (b *Bridge) put(e *flow.Effect, text string) flow.EventKind {
	s := b.storage(e.Area)
	outcome := s // thrown where storage is forbidden
	if e.Old == "" || b.isKept(s, e) {
		outcome = s.Call("setItem", e.Key, text)
	}
	if typeOf(outcome) == typeThrown {
		return flow.SaveFailed
	}
	b.telling = true
	call1(b.world, wire.Changed, e.Key)
	b.telling = false
	return flow.Saved
}

func (b *Bridge) drop(e *flow.Effect) {
	s := b.storage(e.Area)
	if e.Old == "" || b.isKept(s, e) {
		s.Call("removeItem", e.Key)
	}
}

// isKept reports whether an entry still has the text that the effect names.
func (b *Bridge) isKept(s Value, e *flow.Effect) bool {
	kept := b.item(s, e.Key)
	if flow.Sealed(e.Key) {
		return b.vault.isSealed(e.Old, kept)
	}
	return kept == e.Old
}

// recall reads every entry of ours. Of the sealed entries it unseals only those that are asked for:
// each costs the browser a moment, and the entries of other clients of this origin are not needed.
func (b *Bridge) recall(e *flow.Effect) {
	entries := append(b.entries(flow.Session), b.entries(flow.Local)...)
	recalled := &flow.Event{Kind: flow.Recalled, Cause: e.Cause, Entries: entries}
	if typeOf(b.storage(flow.Local)) != typeObject {
		recalled.Failure = flow.Forbidden
	}
	b.unseal(e.Key, recalled)
}

// storageChanged: another page of this origin changed an entry. The event names the entry; its
// value is read from storage.
func (b *Bridge) storageChanged(_ int, event, _ Value) {
	if key, ok := b.textOf(try(event, "key"), wire.MaxMessage); ok {
		b.step(&flow.Event{Kind: flow.SessionHeard, Key: key})
	}
}

// copyChanged: another copy of the component in this page changed an entry.
func (b *Bridge) copyChanged(_ int, event, _ Value) {
	if key, ok := b.textOf(try(event, "detail"), wire.MaxMessage); ok && !b.telling {
		b.step(&flow.Event{Kind: flow.SessionHeard, Key: key})
	}
}

func (b *Bridge) locked(id int, _, _ Value) {
	b.step(&flow.Event{Kind: flow.Locked, Request: id})
}

// lock is a lock that is held or waited for. release gives it back, or stops waiting for it.
type lock struct {
	id      int
	release Value
}

func (b *Bridge) unlock(id int) {
	for i, l := range b.locks {
		if l.id == id {
			b.locks = append(b.locks[:i], b.locks[i+1:]...)
			l.release.Call("call")
			return
		}
	}
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
	t, _ := b.textOf(s.Call("getItem", key), wire.MaxMessage)
	return t
}
