//go:build js && wasm

package jsbridge

import "github.com/lwa-wasm/lwa/internal/wire"

// world is the object whose functions the shell provides (internal/wire lists them). Each function
// below calls one with that many arguments; the compiler checks names and types.
type world struct{ object Value }

func call0(w world, f wire.Func0) Value { return w.object.Call(string(f)) }

func call1[A any](w world, f wire.Func1[A], a A) Value { return w.object.Call(string(f), a) }

func call2[A, B any](w world, f wire.Func2[A, B], a A, b B) Value {
	return w.object.Call(string(f), a, b)
}

func call3[A, B, C any](w world, f wire.Func3[A, B, C], a A, b B, c C) Value {
	return w.object.Call(string(f), a, b, c)
}

func call4[A, B, C, D any](w world, f wire.Func4[A, B, C, D], a A, b B, c C, d D) Value {
	return w.object.Call(string(f), a, b, c, d)
}

func call6[A, B, C, D, E, F any](w world, f wire.Func6[A, B, C, D, E, F], a A, b B, c C, d D, e E, g F) Value {
	return w.object.Call(string(f), a, b, c, d, e, g)
}
