//go:build js && wasm && tinygo

package jsbridge

import (
	"unsafe"

	"github.com/lwa-wasm/lwa/internal/heap"
)

// TinyGo cannot recover, so nothing that JavaScript does may reach Go as an exception: every operation is one call of the
// shell (web/src/tinygo.ts), inside one try. Its syscall/js also never lets go of a value; here the collector does.

// Value is a JavaScript value. Its zero value is undefined.
type Value struct{ *ref }

// ref is what Go knows of a value. Objects, functions and strings stay with the shell, under a number.
type ref struct {
	id   uint32 // 0 for the other types; the collector looks for it here
	kind Type
	num  float64 // of a number, or 1 for true
}

// Type is what typeof says, but for null.
type Type uint32

// The types, numbered as web/src/tinygo.ts does.
const (
	typeUndefined Type = iota
	typeNull
	typeBoolean
	typeNumber
	typeString
	typeObject
	typeFunction
	typeBytes // a piece of Go's memory, to be read or filled while the operation lasts
)

// What the shell can be asked for, numbered as in web/src/tinygo.ts.
const (
	opGet = iota
	opSet
	opCall
	opNew
	opOpen // a string's or an array's bytes, for opTake; the result is how many
	opTake
	opPut
	opArgs
)

// slot is one operand in the memory that both sides see. The result replaces the first.
type slot struct {
	kind Type
	len  uint32  // of a text, in bytes
	num  float64 // a number, the id of a value, or the address of a text
}

//go:wasmimport lwa op
func op(code uint32, slots unsafe.Pointer, n uint32) uint32

//go:wasmimport lwa release
func release(id uint32)

type thrown struct{}

func (thrown) Error() string { return "JavaScript threw" }

var errThrown error = thrown{}

// perform has the shell carry out an operation.
func perform(code uint32, receiver Value, name string, args ...any) (Value, error) {
	slots := make([]slot, 2, 2+len(args))
	slots[0].set(receiver)
	slots[1].set(name)
	for _, a := range args {
		slots = append(slots, slot{})
		slots[len(slots)-1].set(a)
	}
	if op(code, unsafe.Pointer(&slots[0]), uint32(len(slots))) != 0 {
		return Value{}, errThrown
	}
	return slots[0].value(), nil
}

func (s *slot) set(arg any) {
	switch a := arg.(type) {
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
		if a.ref != nil {
			s.kind, s.num = a.kind, a.num
			if a.id != 0 {
				s.kind, s.num = typeObject, float64(a.id)
			}
		}
	}
}

func (s *slot) value() Value {
	if s.kind == typeUndefined {
		return Value{}
	}
	r := &ref{kind: s.kind, num: s.num}
	if s.kind >= typeString {
		r.id = uint32(s.num)
		heap.Track(unsafe.Pointer(r))
	}
	return Value{r}
}

// Get returns a property.
func (v Value) Get(name string) (Value, error) { return perform(opGet, v, name) }

// Set sets a property.
func (v Value) Set(name string, value any) error {
	_, err := perform(opSet, v, name, value)
	return err
}

// Call calls a method.
func (v Value) Call(name string, args ...any) (Value, error) {
	return perform(opCall, v, name, args...)
}

// New calls v as a constructor.
func (v Value) New(args ...any) (Value, error) { return perform(opNew, v, "", args...) }

// Length returns the property length.
func (v Value) Length() (int, error) {
	n, err := v.Get("length")
	if err != nil {
		return 0, err
	}
	return n.Int()
}

// Int returns a number's integer part.
func (v Value) Int() (int, error) {
	f, err := v.Float()
	return int(f), err
}

// Float returns a number.
func (v Value) Float() (float64, error) {
	if typeOf(v) != typeNumber {
		return 0, errThrown
	}
	return v.num, nil
}

// Bool returns a boolean.
func (v Value) Bool() (bool, error) { return v.ref != nil && v.num == 1, nil }

// String returns a string's text.
func (v Value) String() (string, error) {
	b := bytesFrom(v)
	return unsafe.String(unsafe.SliceData(b), len(b)), nil
}

func typeOf(v Value) Type {
	if v.ref == nil {
		return typeUndefined
	}
	return v.kind
}

// The shell's table begins with its world and with the function that calls enter.
func global() Value { return Value{&ref{id: 1, kind: typeObject}} }

func undefined() Value { return Value{} }

// bytesFrom copies the bytes of a Uint8Array, or of a string as UTF-8.
func bytesFrom(v Value) []byte {
	n, err := perform(opOpen, v, "")
	if err != nil || typeOf(n) != typeNumber || n.num == 0 {
		return nil
	}
	out := make([]byte, int(n.num))
	_, _ = perform(opTake, Value{}, "", out)
	return out
}

// bytesTo fills a Uint8Array.
func bytesTo(array Value, src []byte) bool {
	_, err := perform(opPut, array, "", src)
	return err == nil
}

var (
	entry func(args []Value)
	depth int
)

// export makes fn the function that the shell calls in with.
func export(fn func(args []Value), _ func()) (Value, error) {
	entry = fn
	return Value{&ref{id: 2, kind: typeFunction}}, nil
}

// enter is a call from JavaScript. Between two of them nothing is on the stack: then what is of no more use is freed.
//
//go:wasmexport enter
func enter() {
	depth++
	called()
	if depth--; depth == 0 {
		heap.Collect(func(id uint32) { release(id) })
	}
}

// called is apart from enter so that its pointers are gone when enter collects.
//
//go:noinline
func called() {
	slots := make([]slot, 4)
	op(opArgs, unsafe.Pointer(&slots[0]), 4)
	args := make([]Value, 4)
	for i := range args {
		args[i] = slots[i].value()
	}
	entry(args)
}

// stay returns: a program without a scheduler lives on in its exported function.
func stay() {}
