package lwa

// Millis is a duration in milliseconds, or a moment of a clock of the browser's, which counts in
// them.
type Millis int64

// Seconds is a duration as servers state it.
type Seconds int64

// Millis returns the same duration in milliseconds.
func (s Seconds) Millis() Millis { return Millis(s) * 1000 }

// Second, Minute and Hour are durations to count with.
const (
	Second Millis = 1000
	Minute        = 60 * Second
	Hour          = 60 * Minute
)
