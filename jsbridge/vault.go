//go:build js && wasm

package jsbridge

import "github.com/lwa-wasm/lwa/internal/flow"

// vault is what is under way between the storage and the key that the browser keeps (web/src/vault.ts). One thing at a time:
// the bridge pauses for it.
type vault struct {
	saving  *flow.Effect
	reading *flow.Event
	known   [4]sealedRecord // what was read or written last: a record cannot be told from its sealed text
	last    int
}

// sealedRecord is a record, and the text that it is kept as.
type sealedRecord struct{ record, text string }

func (v *vault) remember(record, text string) {
	v.known[v.last] = sealedRecord{record, text}
	v.last = (v.last + 1) % len(v.known)
}

func (v *vault) isSealed(record, text string) bool {
	for i := range v.known {
		if k := &v.known[i]; k.record == record && k.text == text {
			return true
		}
	}
	return false
}

func (b *Bridge) seal(e *flow.Effect) {
	b.vault.saving = e
	b.pause(true)
	b.world.Call("seal", e.Key, e.Text, b.callback("sealed", 0))
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

// unseal goes through the entries of the event, and takes it once all can be read.
func (b *Bridge) unseal(e *flow.Event) {
	b.vault.reading = e
	for i := range e.Entries {
		if entry := &e.Entries[i]; flow.Sealed(entry.Key) {
			b.pause(true)
			b.world.Call("unseal", entry.Key, entry.Text, b.callback("unsealed", i))
			return
		}
	}
	b.step(e)
}

// unsealed is an entry's record, or nothing when it was sealed elsewhere, or not at all.
func (b *Bridge) unsealed(i int, value, _ Value) {
	e := b.vault.reading
	entry := &e.Entries[i]
	record, _ := text(value)
	b.vault.remember(record, entry.Text)
	entry.Text = record
	for i++; i < len(e.Entries); i++ {
		if next := &e.Entries[i]; flow.Sealed(next.Key) {
			b.world.Call("unseal", next.Key, next.Text, b.callback("unsealed", i))
			return
		}
	}
	b.resume(e)
}
