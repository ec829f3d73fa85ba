//go:build tinygo

package heap

import "unsafe"

// TinyGo leaves alloc undefined with -gc none, and this is it. No stack is searched, so Collect may
// only run when no Go function is on it.

//go:extern __global_base
var globals [0]byte

//go:extern __heap_base
var bottom [0]byte

//export llvm.wasm.memory.size.i32
func memorySize(index int32) uint32

//export llvm.wasm.memory.grow.i32
func memoryGrow(index int32, pages uint32) int32

const page = 64 << 10

var heap Heap

//go:linkname alloc runtime.alloc
func alloc(size uintptr, _ unsafe.Pointer) unsafe.Pointer {
	if heap.Start == 0 {
		heap.Start = Address(uintptr(unsafe.Pointer(&bottom))) // the linker aligns it
		heap.End = memorySize(0) * page
		heap.Grow = grow
		heap.Roots = roots
	}
	return unsafe.Pointer(uintptr(heap.Alloc(uint32(size))))
}

func grow(bytes uint32) Address {
	if memoryGrow(0, (bytes+page-1)/page) < 0 {
		panic("out of memory")
	}
	return memorySize(0) * page
}

// roots are the words of all globals.
func roots(mark func(Address)) {
	for a := uintptr(unsafe.Pointer(&globals)); a < uintptr(unsafe.Pointer(&bottom)); a += 4 {
		mark(*(*Address)(unsafe.Pointer(a)))
	}
}

// Collect frees what no global leads to, if it is worth it. No Go function may be running but its
// caller, and that one must not hold a pointer into the heap.
func Collect(release func(word uint32)) {
	heap.Release = release
	heap.Collect()
}

// Track has the first word of what p points to given to Collect's caller when nothing leads to it
// any more.
func Track(p unsafe.Pointer) { heap.Track(Address(uintptr(p))) }

//export arc4random
func arc4random() uint32 { return 4 } // seeds TinyGo's maps, of which there are none; randomness is WebCrypto's
