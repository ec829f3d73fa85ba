package assets

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// oneScript and oneModule are lwa.js and lwa.mjs with lwa.wasm inside, for hosts and bundlers that
// trip over a second file.
const (
	oneScript = "lwa.one.js"
	oneModule = "lwa.one.mjs"
)

// textPlace stands where the text of lwa.wasm belongs, until the bundle is made: esbuild would
// escape most of it.
const textPlace = `"lwa.wasm belongs here"`

// textShift is added to each octet. The octets that are frequent in a wasm then take one byte in
// UTF-8 and need no escape: 804 bytes more than two files take after brotli -11. The best that was
// found, without NUL in the script, which some proxies and editors take for the sign of a binary
// file; 0 costs 1,085, base64 7,887.
const textShift = 35

// enclosing returns a function that bundles an entry together with lwa.wasm.
func enclosing(entry string, format api.Format, wasm []byte) func(modules) ([]byte, error) {
	return func(made modules) ([]byte, error) {
		all := maps.Clone(made)
		all["src/enclosed.ts is"] = "src/enclosed-text.ts"
		all["lwa:wasm"] += fmt.Sprintf("export const shift = %d, text = %s;\n", textShift, textPlace)
		code, err := bundle(entry, format, all)
		if err == nil && bytes.Count(code, []byte(textPlace)) != 1 {
			err = errors.New("the place of lwa.wasm is not in the bundle once")
		}
		if err != nil {
			return nil, err
		}
		return bytes.Replace(code, []byte(textPlace), textOf(wasm), 1), nil
	}
}

var escapes = strings.NewReplacer("\x00", `\0`, "\n", `\n`, "\r", `\r`, `"`, `\"`, `\`, `\\`)

// textOf is a string literal of JavaScript in UTF-8, with one character for each octet. A digit
// after \0 would make another escape of it.
func textOf(octets []byte) []byte {
	text := make([]rune, len(octets))
	for i, b := range octets {
		text[i] = rune(b + textShift)
	}
	escaped := escapes.Replace(string(text))
	for digit := '0'; digit <= '9'; digit++ {
		escaped = strings.ReplaceAll(escaped, `\0`+string(digit), `\x00`+string(digit))
	}
	return []byte(`"` + escaped + `"`)
}
