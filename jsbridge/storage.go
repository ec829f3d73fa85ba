//go:build js && wasm

package jsbridge

import "github.com/lwa-wasm/lwa/internal/flow"

// maxEntry bounds what is read of one entry, in UTF-16 units. A longer one is reported empty: it is none of ours.
const maxEntry = 32 << 10

// storage is the storage of an area. Reading the property throws where storage is forbidden.
func (b *Bridge) storage(area flow.Area) (Value, error) {
	name := "sessionStorage"
	if area == flow.Local {
		name = "localStorage"
	}
	return b.world.Call("storage", name)
}

func (b *Bridge) save(e *flow.Effect) {
	kind := flow.SaveFailed
	if s, err := b.storage(e.Area); err == nil {
		if e.Record == "" || b.item(s, e.Key) == e.Record {
			_, err = s.Call("setItem", e.Key, e.Text)
		}
		if err == nil {
			kind = flow.Saved
		}
	}
	b.step(&flow.Event{Kind: kind, Key: e.Key})
}

func (b *Bridge) drop(e *flow.Effect) {
	s, err := b.storage(e.Area)
	if err == nil && (e.Record == "" || b.item(s, e.Key) == e.Record) {
		_, _ = s.Call("removeItem", e.Key)
	}
}

// recall reads every entry of ours.
func (b *Bridge) recall() {
	b.step(&flow.Event{Kind: flow.Recalled, Entries: append(b.entries(flow.Session), b.entries(flow.Local)...)})
}

func (b *Bridge) entries(area flow.Area) (found []flow.Entry) {
	s, err := b.storage(area)
	if err != nil {
		return nil
	}
	length, _ := try(s, "length")
	n, _ := length.Int()
	for i := range n {
		v, err := s.Call("key", i)
		if err != nil {
			return found
		}
		key, ok := text(v)
		if !ok || len(key) < len(flow.ChannelPrefix) || key[:len(flow.ChannelPrefix)] != flow.ChannelPrefix {
			continue
		}
		found = append(found, flow.Entry{Area: area, Key: key, Text: b.item(s, key)})
	}
	return found
}

func (b *Bridge) item(s Value, key string) string {
	v, err := s.Call("getItem", key)
	if err != nil {
		return ""
	}
	t, _ := b.textOf(v, maxEntry)
	return t
}
