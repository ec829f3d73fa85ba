package flow

import "github.com/lwa-wasm/lwa/internal/lwa"

// Trace returns the step that the machine has just taken, as a JSON array: numbers and texts as
// wire.TraceNumbers and wire.TraceTexts name them; area, key and text of each entry; and the number
// of each effect, followed by the code of its error if it has one. The texts are the event's own,
// with all that is secret in them: whoever keeps a step replaces that first
// (web/src/trace-record.ts).
func (m *Machine) Trace(e *Event, effects []*Effect) string {
	var a lwa.ArrayWriter
	for _, n := range [...]int64{
		int64(e.Kind), int64(m.requests), int64(e.Time.Mono), int64(e.Time.Wall), int64(e.Call), int64(e.Request), int64(e.Status),
		int64(e.Timer), int64(m.window), int64(e.Failure), int64(e.Cause), int64(e.Timeout), int64(e.RetryAfter),
		int64(e.Looks.Way), int64(e.Looks.Alive), int64(e.Looks.Late), one(e.Message.FromPopup), one(e.Message.OnChannel),
		int64(len(e.Entries)),
	} {
		a.Int(n)
	}
	for _, text := range [...]string{
		e.Key, e.Text, e.ContentType, e.Secrets.Verifier, e.Secrets.Challenge, e.Secrets.State, e.Message.Text,
	} {
		a.Text(text)
	}
	for i := range e.Entries {
		a.Int(int64(e.Entries[i].Area))
		a.Text(e.Entries[i].Key)
		a.Text(e.Entries[i].Text)
	}
	for _, effect := range effects {
		a.Int(int64(effect.Kind))
		if effect.Err != nil {
			a.Text(string(effect.Err.Code))
		}
	}
	return a.JSON()
}

func one(is bool) int64 {
	if is {
		return 1
	}
	return 0
}
