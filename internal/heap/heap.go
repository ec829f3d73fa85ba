// Package heap is the memory of the TinyGo build: an allocator, and a collector that runs between
// calls.
//
// TinyGo's own collectors look for pointers on the stack, so the compiler must keep a copy of every
// pointer in memory: a third of the program's size. lwa.wasm needs none of that: it works only
// while JavaScript calls it, and between two calls its stack is empty. Everything alive is then
// reachable from the globals, and that is when [Heap.Collect] runs.
//
// It marks conservatively: a word that could be the address of a chunk, or of its inside, keeps the
// chunk. It is plain Go over a block of memory, so its tests run natively; runtime_tinygo.go puts
// it in the place of the runtime's own.
//
// It imports unsafe alone, and no package but jsbridge imports it.
package heap

import "unsafe"

// Address counts bytes from the beginning of the memory, as pointers of WebAssembly do.
type Address = uint32

// A chunk is a header of two words and a payload. The first word is its size in bytes, header
// included, a multiple of align, and its flags; the second links it into a list: those to be
// marked, or the free runs.
const (
	align  = 8
	header = 8

	used    = 1
	marked  = 2
	tracked = 4 // its first word goes to Release when it dies
	flags   = align - 1
)

// limit is how much may be allocated before Collect finds it worth its while.
const limit = 64 << 10

// Heap manages memory from Start on.
type Heap struct {
	Base       unsafe.Pointer                // where address 0 lies
	Start, End Address                       // multiples of align; End moves with Grow
	Grow       func(bytes uint32) Address    // makes the memory at least so much longer, zeroed, and returns its new end
	Release    func(word uint32)             // told the first word of each tracked chunk that died
	Roots      func(mark func(word Address)) // names every word outside the heap that may point into it

	next, stop Address // the free run that chunks are cut from
	top        Address // chunks end here; all beyond is free
	runs       Address // further free runs, linked
	debt       uint32  // allocated since the last collection
	gray       Address // marked chunks whose words are still to be looked at, linked
	index      Address // while collecting: the addresses of all chunks, in order
	chunks     uint32
}

func (h *Heap) word(a Address) *uint32 { return (*uint32)(unsafe.Add(h.Base, a)) }

func (h *Heap) size(chunk Address) uint32 { return *h.word(chunk) &^ flags }

// Alloc returns the address of size zeroed bytes.
func (h *Heap) Alloc(size uint32) Address {
	need := (size+align-1)&^(align-1) + header
	for h.stop-h.next < need {
		h.advance(need)
	}
	chunk := h.next
	h.next += need
	h.debt += need
	*h.word(chunk) = need | used
	*h.word(chunk + 4) = 0
	return chunk + header
}

// Track has the first word of an allocation given to Release when it dies.
func (h *Heap) Track(payload Address) { *h.word(payload - header) |= tracked }

// advance takes the next free run; what is left of the present one is lost until the next
// collection. After the last one comes the end of the memory, which grows.
func (h *Heap) advance(need uint32) {
	h.close()
	if run := h.runs; run != 0 {
		h.runs = *h.word(run + 4)
		h.next, h.stop = run, run+h.size(run)
		return
	}
	if h.top == 0 {
		h.top = h.Start
	}
	if h.End-h.top < need {
		h.End = h.Grow(need)
	}
	h.next, h.stop = h.top, h.End
}

// close makes a chunk of what is left of the present run, so that the chunks can be walked through.
func (h *Heap) close() {
	switch {
	case h.stop == h.End: // the last one: all beyond is free
		h.top = h.next
	case h.next < h.stop:
		*h.word(h.next) = h.stop - h.next
	}
	h.next, h.stop = 0, 0
}

// Collect frees what cannot be reached from the roots, if enough was allocated since it last did.
// No chunk may be known to anyone but the roots and the chunks they lead to: it must run while
// nothing else does.
func (h *Heap) Collect() {
	if h.debt < limit {
		return
	}
	h.debt = 0
	h.close()
	h.list()
	h.Roots(h.mark)
	for h.gray != 0 {
		chunk := h.gray
		h.gray = *h.word(chunk + 4)
		for a, end := chunk+header, chunk+h.size(chunk); a < end; a += 4 {
			h.mark(*h.word(a))
		}
	}
	clear(unsafe.Slice(h.word(h.index), h.chunks))
	h.sweep()
}

// list writes down where the chunks begin, beyond the last of them.
func (h *Heap) list() {
	h.index, h.chunks = h.top, 0
	for chunk := h.Start; chunk < h.top; chunk += h.size(chunk) {
		entry := h.index + 4*h.chunks
		if h.End-entry < align {
			h.End = h.Grow(align)
		}
		*h.word(entry) = chunk
		h.chunks++
	}
}

// mark keeps the chunk that a word points into, if it does.
func (h *Heap) mark(word Address) {
	if word < h.Start || word >= h.top {
		return
	}
	low, high := uint32(0), h.chunks // the last chunk at or before word is between them
	for high-low > 1 {
		if middle := (low + high) / 2; *h.word(h.index + 4*middle) <= word {
			low = middle
		} else {
			high = middle
		}
	}
	chunk := *h.word(h.index + 4*low)
	if w := h.word(chunk); *w&(used|marked) == used {
		*w |= marked
		*h.word(chunk + 4) = h.gray
		h.gray = chunk
	}
}

// sweep makes zeroed runs of all that was not marked.
func (h *Heap) sweep() {
	last := Address(0) // of the free runs
	h.runs = 0
	for chunk := h.Start; chunk < h.top; {
		if w := h.word(chunk); *w&marked != 0 {
			*w &^= marked
			chunk += *w &^ flags
			continue
		}
		end := chunk
		for end < h.top && *h.word(end)&marked == 0 {
			w := *h.word(end)
			if w&tracked != 0 {
				h.Release(*h.word(end + header))
			}
			end += w &^ flags
		}
		clear(unsafe.Slice((*byte)(unsafe.Pointer(h.word(chunk))), end-chunk))
		if end == h.top {
			h.top = chunk
			return
		}
		*h.word(chunk) = end - chunk
		if last == 0 {
			h.runs = chunk
		} else {
			*h.word(last + 4) = chunk
		}
		last, chunk = chunk, end
	}
}
