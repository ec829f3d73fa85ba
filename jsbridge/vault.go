//go:build js && wasm

package jsbridge

import (
	"github.com/lwa-wasm/lwa/internal/flow"
	"github.com/lwa-wasm/lwa/internal/wire"
)

// vault is the work in progress between storage and the key that the browser holds
// (web/src/vault.ts). There is one piece of work at a time, and the bridge pauses for it.
type vault struct {
	saving  *flow.Effect
	reading *flow.Event
	key     string         // of the entries that are read
	known   [4]sealedEntry // the entries read or written last: isSealed compares a text with a sealed entry by them
	last    int
}

// sealedEntry is the text of an entry, and its sealed form.
type sealedEntry struct{ plain, sealed string }

func (v *vault) remember(plain, sealed string) {
	v.known[v.last] = sealedEntry{plain, sealed}
	v.last = (v.last + 1) % len(v.known)
}

func (v *vault) isSealed(plain, sealed string) bool {
	for i := range v.known {
		if k := &v.known[i]; k.plain == plain && k.sealed == sealed {
			return true
		}
	}
	return false
}

func (b *Bridge) seal(e *flow.Effect) {
	b.vault.saving = e
	b.pause(true)
	call2(b.world, wire.Seal, e.Key, e.Text)
}

// sealed takes the text to store, or nothing if the browser keeps no key.
func (b *Bridge) sealed(_ int, value, _ Value) {
	e := b.vault.saving
	outcome := flow.SaveFailed
	if sealed, ok := text(value); ok {
		b.vault.remember(e.Text, sealed)
		outcome = b.put(e, sealed)
	}
	b.resume(&flow.Event{Kind: outcome, Key: e.Key})
}

// unseal goes through the entries of that key, and continues with the event once they are read.
func (b *Bridge) unseal(key string, e *flow.Event) {
	b.vault.key, b.vault.reading = key, e
	if b.unsealFrom(0) {
		b.pause(true)
		return
	}
	b.step(e)
}

// unsealFrom unseals the next such entry, if there is one.
func (b *Bridge) unsealFrom(i int) bool {
	for entries := b.vault.reading.Entries; i < len(entries); i++ {
		if entry := &entries[i]; entry.Key == b.vault.key {
			call3(b.world, wire.Unseal, entry.Key, entry.Text, i)
			return true
		}
	}
	return false
}

// unsealed takes the text of an entry. Undefined means that the entry was not sealed with this
// browser's key. Null means that the browser timed out: the entry stays, and a later page may read
// it.
func (b *Bridge) unsealed(i int, value, _ Value) {
	e := b.vault.reading
	if typeOf(value) == typeNull {
		e.Failure = flow.Late
		e.Entries = append(e.Entries[:i], e.Entries[i+1:]...)
	} else {
		entry := &e.Entries[i]
		plain, _ := text(value)
		b.vault.remember(plain, entry.Text)
		entry.Text = plain
		i++
	}
	if !b.unsealFrom(i) {
		b.resume(e)
	}
}
