//go:build js && wasm && !tinygo

package jsbridge

import (
	"github.com/hack-pad/safejs"

	"github.com/lwa-wasm/lwa/internal/wire"
)

// Value is a JavaScript value. If an operation threw, its result is of typeThrown, and so is the
// result of every further operation on it. Only this file and its TinyGo sibling know how values
// are held.
type Value struct {
	safe   safejs.Value
	thrown bool
}

// Type is the type of a value, or typeThrown.
type Type int

// The types that the bridge tells apart.
const (
	typeNull     = Type(safejs.TypeNull)
	typeBoolean  = Type(safejs.TypeBoolean)
	typeNumber   = Type(safejs.TypeNumber)
	typeString   = Type(safejs.TypeString)
	typeObject   = Type(safejs.TypeObject)
	typeFunction = Type(safejs.TypeFunction)
	typeThrown   = Type(-1)
)

func typeOf(v Value) Type {
	if v.thrown {
		return typeThrown
	}
	return Type(v.safe.Type())
}

func wrap(v safejs.Value, err error) Value { return Value{v, err != nil} }

func global() Value { return Value{safe: safejs.Global()} }

func undefined() Value { return Value{} }

// Get returns a property.
func (v Value) Get(name string) Value { return wrap(v.safe.Get(name)) }

// try is Get of a property whose getter may throw, such as one of another origin's window. Go's
// glue catches only what calls throw, so this is a call into the shell.
func try(v Value, name string) Value { return call2(world{global()}, wire.Get, any(v), name) }

// Set sets a property.
func (v Value) Set(name string, value any) { _ = v.safe.Set(name, unwrap([]any{value})[0]) }

// Call calls a method.
func (v Value) Call(name string, args ...any) Value { return wrap(v.safe.Call(name, unwrap(args)...)) }

// New calls v as a constructor.
func (v Value) New(args ...any) Value { return wrap(v.safe.New(unwrap(args)...)) }

func unwrap(args []any) []any {
	for i, arg := range args {
		switch a := arg.(type) {
		case Value:
			args[i] = a.safe
		case wire.Call:
			args[i] = string(a)
		}
	}
	return args
}

// Float returns a number, and 0 for anything else.
func (v Value) Float() float64 {
	f, err := v.safe.Float()
	if err != nil {
		return 0
	}
	return f
}

// text is the value of a JavaScript string, and whether it is one.
func text(v Value) (string, bool) {
	if typeOf(v) != typeString {
		return "", false
	}
	s, err := v.safe.String()
	return s, err == nil
}

func isTrue(v Value) bool {
	if typeOf(v) != typeBoolean {
		return false
	}
	b, err := v.safe.Bool()
	return b && err == nil
}

// bytesFrom copies a Uint8Array.
func bytesFrom(array Value) []byte {
	n, err := array.safe.Length()
	if err != nil {
		return nil
	}
	out := make([]byte, n)
	if _, err := safejs.CopyBytesToGo(out, array.safe); err != nil {
		return nil
	}
	return out
}

// export makes fn a JavaScript function that lives as long as the program. There is only this one:
// every callback is this function, which JavaScript itself binds to a name and a number. So nothing
// has to be released.
//
// No panic crosses into JavaScript, where it would wedge the runtime: crashed is called instead.
func export(fn func(args []Value), crashed func()) Value {
	f, err := safejs.FuncOf(func(_ safejs.Value, given []safejs.Value) any {
		defer func() {
			if recover() != nil {
				crashed()
			}
		}()
		args := make([]Value, 4)
		for i := range min(len(given), len(args)) {
			args[i].safe = given[i]
		}
		fn(args)
		return nil
	})
	return wrap(f.Value(), err)
}

// stay keeps the program alive. From now on the page calls in.
func stay() { select {} }
