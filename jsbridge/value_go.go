//go:build js && wasm && !tinygo

package jsbridge

import "github.com/hack-pad/safejs"

// Value is a JavaScript value; every operation on it returns an error where JavaScript throws. This file and its TinyGo
// sibling are the only ones that know how.
type Value = safejs.Value

func global() Value { return safejs.Global() }

func undefined() Value { return safejs.Undefined() }

// export makes fn a JavaScript function that lives as long as the program. It is the only one there is: everything that
// calls back is this function, bound to a name and a number by JavaScript itself, so nothing has to be released.
//
// No panic crosses into JavaScript, where it would wedge the runtime: crashed is called instead.
func export(fn func(args []Value), crashed func()) (Value, error) {
	f, err := safejs.FuncOf(func(_ Value, args []Value) any {
		defer func() {
			if recover() != nil {
				crashed()
			}
		}()
		fn(args)
		return nil
	})
	return f.Value(), err
}

func typeOf(v Value) safejs.Type { return v.Type() }

// The types that the bridge tells apart.
const (
	typeNull     = safejs.TypeNull
	typeBoolean  = safejs.TypeBoolean
	typeNumber   = safejs.TypeNumber
	typeString   = safejs.TypeString
	typeObject   = safejs.TypeObject
	typeFunction = safejs.TypeFunction
)

// bytesFrom copies a Uint8Array.
func bytesFrom(array Value) []byte {
	n, err := array.Length()
	if err != nil {
		return nil
	}
	out := make([]byte, n)
	if _, err := safejs.CopyBytesToGo(out, array); err != nil {
		return nil
	}
	return out
}

// bytesTo fills a Uint8Array.
func bytesTo(array Value, src []byte) bool {
	_, err := safejs.CopyBytesToJS(array, src)
	return err == nil
}

// stay keeps the program alive: the page calls in from now on.
func stay() { select {} }
