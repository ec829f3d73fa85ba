//go:build js && wasm && tinygo

package jsbridge

import (
	"unsafe"

	"github.com/lwa-wasm/lwa/internal/heap"
	"github.com/lwa-wasm/lwa/internal/wire"
)

// TinyGo cannot recover from a panic, so no JavaScript exception may reach Go: every operation is
// one call of the shell (web/src/tinygo.ts) inside one try. TinyGo's own syscall/js never releases
// a value; here the collector does.

// Value is a JavaScript value. If an operation threw, its result is of typeThrown, and so is the
// result of every further operation on it. The zero Value is undefined.
type Value struct{ p unsafe.Pointer } // points to a ref; a field of type *ref would add its type description to the program

// ref is what Go holds of a value. Objects, functions and strings stay in the shell; a number names
// them.
type ref struct {
	id   uint32 // 0 for the other types; the collector looks for it here
	kind Type
	num  float64 // of a number, or 1 for true
}

// Type is the type of a value, or typeThrown.
type Type = wire.Type

// The types that the bridge tells apart.
const (
	typeUndefined = wire.TypeUndefined
	typeNull      = wire.TypeNull
	typeBoolean   = wire.TypeBoolean
	typeNumber    = wire.TypeNumber
	typeString    = wire.TypeString
	typeObject    = wire.TypeObject
	typeFunction  = wire.TypeFunction
	typeBytes     = wire.TypeBytes
	typeThrown    = wire.TypeThrown
)

// slot is one operand in the memory that both sides see. The result replaces the first.
type slot struct {
	kind Type
	len  uint32  // of a text, in bytes
	num  float64 // a number, the id of a value, or the address of a text
}

//go:wasmimport lwa op
func op(code wire.Op, slots unsafe.Pointer, n uint32)

//go:wasmimport lwa release
func release(id uint32)

// perform makes the shell carry out an operation.
func perform(code wire.Op, receiver Value, name string, args ...any) Value {
	slots := make([]slot, 2, 2+len(args))
	slots[0].set(receiver)
	slots[1].set(name)
	for _, a := range args {
		slots = append(slots, slot{})
		slots[len(slots)-1].set(a)
	}
	op(code, unsafe.Pointer(&slots[0]), uint32(len(slots)))
	return slots[0].value()
}

func (s *slot) set(arg any) {
	switch a := arg.(type) {
	case wire.Call:
		s.set(string(a))
	case string:
		s.kind, s.len, s.num = typeString, uint32(len(a)), float64(uintptr(unsafe.Pointer(unsafe.StringData(a))))
	case int:
		s.kind, s.num = typeNumber, float64(a)
	case int64:
		s.kind, s.num = typeNumber, float64(a)
	case []byte:
		s.kind, s.len, s.num = typeBytes, uint32(len(a)), float64(uintptr(unsafe.Pointer(unsafe.SliceData(a))))
	case bool:
		s.kind = typeBoolean
		if a {
			s.num = 1
		}
	case Value:
		if a.p != nil {
			r := (*ref)(a.p)
			s.kind, s.num = r.kind, r.num
			if r.id != 0 {
				s.kind, s.num = typeObject, float64(r.id)
			}
		}
	}
}

func (s *slot) value() Value {
	if s.kind == typeUndefined {
		return Value{}
	}
	r := &ref{kind: s.kind, num: s.num}
	if s.kind >= typeString && s.kind != typeThrown {
		r.id = uint32(s.num)
		heap.Track(unsafe.Pointer(r))
	}
	return Value{unsafe.Pointer(r)}
}

// Get returns a property.
func (v Value) Get(name string) Value { return perform(wire.OpGet, v, name) }

func try(v Value, name string) Value { return v.Get(name) }

// Set sets a property.
func (v Value) Set(name string, value any) { perform(wire.OpSet, v, name, value) }

// Call calls a method.
func (v Value) Call(name string, args ...any) Value { return perform(wire.OpCall, v, name, args...) }

// New calls v as a constructor.
func (v Value) New(args ...any) Value { return perform(wire.OpNew, v, "", args...) }

// Float returns a number, and 0 for anything else.
func (v Value) Float() float64 {
	if typeOf(v) != typeNumber {
		return 0
	}
	return (*ref)(v.p).num
}

// text is the value of a JavaScript string, and whether it is one.
func text(v Value) (string, bool) {
	if typeOf(v) != typeString {
		return "", false
	}
	b := bytesFrom(v)
	return unsafe.String(unsafe.SliceData(b), len(b)), true
}

func isTrue(v Value) bool { return typeOf(v) == typeBoolean && (*ref)(v.p).num == 1 }

func typeOf(v Value) Type {
	if v.p == nil {
		return typeUndefined
	}
	return (*ref)(v.p).kind
}

// The shell's table begins with its world and with the function that calls enter.
func global() Value { return Value{unsafe.Pointer(&ref{id: 1, kind: typeObject})} }

func undefined() Value { return Value{} }

// bytesFrom copies the bytes of a Uint8Array, or of a string as UTF-8.
func bytesFrom(v Value) []byte {
	n := int(perform(wire.OpOpen, v, "").Float())
	if n <= 0 {
		return nil
	}
	out := make([]byte, n)
	perform(wire.OpTake, Value{}, "", out)
	return out
}

var (
	entry func(args []Value)
	depth int
)

// export makes fn the function through which the shell calls in.
func export(fn func(args []Value), _ func()) Value {
	entry = fn
	return Value{unsafe.Pointer(&ref{id: 2, kind: typeFunction})}
}

// enter handles a call from JavaScript. Between two calls nothing is on the stack, so the collector
// can free what is unused.
//
//go:wasmexport enter
func enter() {
	depth++
	called()
	if depth--; depth == 0 {
		heap.Collect(func(id uint32) { release(id) })
	}
}

// called is a function of its own, so that its pointers are gone when enter collects.
//
//go:noinline
func called() {
	slots := make([]slot, 4)
	op(wire.OpArgs, unsafe.Pointer(&slots[0]), 4)
	args := make([]Value, 4)
	for i := range args {
		args[i] = slots[i].value()
	}
	entry(args)
}

// stay returns at once: a program without a scheduler lives on in its exported function.
func stay() {}
