package bench

import (
	"bytes"

	"github.com/andybalholm/brotli"
)

// pack fills in the brotli form of each file that has none, at the given quality (11 is the best
// there is).
func (c *contestant) pack(quality int) error {
	for name, content := range c.files {
		if c.packed[name] != nil {
			continue
		}
		var out bytes.Buffer
		w := brotli.NewWriterLevel(&out, quality)
		if _, err := w.Write(content); err != nil {
			return err
		}
		if err := w.Close(); err != nil {
			return err
		}
		c.packed[name] = out.Bytes()
	}
	return nil
}
