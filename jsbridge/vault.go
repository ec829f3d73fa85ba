//go:build js && wasm

package jsbridge

import (
	"github.com/lwa-wasm/lwa/internal/flow"
	"github.com/lwa-wasm/lwa/internal/wire"
)

// vault is what is under way between the storage and the key that the browser keeps (web/src/vault.ts). One thing at a time:
// the bridge pauses for it.
type vault struct {
	saving  *flow.Effect
	reading *flow.Event
	key     string         // of the entries that are read
	known   [4]sealedEntry // what was read or written last: a text cannot be told from its sealed form
	last    int
}

// sealedEntry is the text of an entry, and what it is kept as.
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

// sealed is the text to keep, or nothing where the browser keeps no key.
func (b *Bridge) sealed(_ int, value, _ Value) {
	e := b.vault.saving
	outcome := flow.SaveFailed
	if sealed, ok := text(value); ok {
		b.vault.remember(e.Text, sealed)
		outcome = b.put(e, sealed)
	}
	b.resume(&flow.Event{Kind: outcome, Key: e.Key})
}

// unseal goes through the entries of that key, and takes the event once they can be read.
func (b *Bridge) unseal(key string, e *flow.Event) {
	b.vault.key, b.vault.reading = key, e
	if b.unsealFrom(0) {
		b.pause(true)
		return
	}
	b.step(e)
}

// unsealFrom has the next such entry unsealed, if there is one.
func (b *Bridge) unsealFrom(i int) bool {
	for entries := b.vault.reading.Entries; i < len(entries); i++ {
		if entry := &entries[i]; entry.Key == b.vault.key {
			call3(b.world, wire.Unseal, entry.Key, entry.Text, i)
			return true
		}
	}
	return false
}

// unsealed takes the text of an entry. Undefined means that the entry was not sealed with this browser's key. Null means that
// the browser timed out: the entry stays, and a later page may read it.
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
