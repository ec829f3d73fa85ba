package assets

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"text/tabwriter"
)

// PrintSizes writes a table of what a login costs a visitor, in bytes: as it is, and as a server sends it with gzip -9.
func PrintSizes(w io.Writer, dir fs.FS) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "file\traw\tgzip -9\t")
	var raw, packed int
	for _, name := range []string{"lwa.js", "lwa.wasm", "lwa-callback.html"} {
		content, err := fs.ReadFile(dir, name)
		if err != nil {
			return err
		}
		n, err := gzipped(content)
		if err != nil {
			return err
		}
		fmt.Fprintf(t, "%s\t%d\t%d\t\n", name, len(content), n)
		raw, packed = raw+len(content), packed+n
	}
	fmt.Fprintf(t, "together\t%d\t%d\t\n", raw, packed)
	return t.Flush()
}

func gzipped(content []byte) (int, error) {
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return 0, err
	}
	if _, err := z.Write(content); err != nil {
		return 0, err
	}
	err = z.Close()
	return out.Len(), err
}
