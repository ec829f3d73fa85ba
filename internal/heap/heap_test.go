package heap

import (
	"math/rand/v2"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// world is a heap in a block of memory, with the roots that a program would have.
type world struct {
	t        testing.TB
	heap     Heap
	memory   []uint64
	roots    []Address
	released []uint32
}

const room = 4 << 20

func newWorld(t testing.TB) *world {
	w := &world{t: t, memory: make([]uint64, room/8)}
	w.heap = Heap{
		Base: unsafe.Pointer(&w.memory[0]), Start: 1024, End: 8192,
		Grow: func(bytes uint32) Address {
			end := w.heap.End + (bytes+4095)&^4095
			require.LessOrEqual(t, end, uint32(room))
			return end
		},
		Release: func(word uint32) { w.released = append(w.released, word) },
		Roots: func(mark func(Address)) {
			for _, r := range w.roots {
				mark(r)
			}
		},
	}
	return w
}

func (w *world) collect() {
	w.heap.debt = limit
	w.heap.Collect()
}

func (w *world) set(a Address, i int, value uint32) { *w.heap.word(a + 4*uint32(i)) = value }
func (w *world) get(a Address, i int) uint32        { return *w.heap.word(a + 4*uint32(i)) }

func (w *world) alloc(size uint32) Address {
	a := w.heap.Alloc(size)
	require.Zero(w.t, a%align)
	for _, b := range unsafe.Slice((*byte)(unsafe.Pointer(w.heap.word(a))), size) {
		if b != 0 {
			w.t.Fatal("fresh memory is not zeroed")
		}
	}
	return a
}

func TestWhatTheRootsReachStays(t *testing.T) {
	w := newWorld(t)
	first, second, lost := w.alloc(12), w.alloc(100), w.alloc(100)
	w.set(first, 0, second+50) // the inside of a chunk keeps it
	w.set(second, 24, 7)
	w.set(lost, 0, first)
	w.roots = []Address{first + 8}
	w.collect()
	assert.Equal(t, second+50, w.get(first, 0))
	assert.Equal(t, uint32(7), w.get(second, 24))
	assert.Equal(t, lost, w.alloc(100), "the dead one's place is taken again")

	w.roots = nil
	w.collect()
	assert.Equal(t, w.heap.Start+header, w.alloc(1), "nothing is left")
}

func TestCyclesDie(t *testing.T) {
	w := newWorld(t)
	a, b := w.alloc(8), w.alloc(8)
	w.set(a, 0, b)
	w.set(b, 0, a)
	w.heap.Track(a)
	w.set(a, 1, 0)
	w.collect()
	assert.Equal(t, []uint32{b}, w.released)
}

func TestTrackedIsReleasedOnce(t *testing.T) {
	w := newWorld(t)
	for id := uint32(1); id <= 3; id++ {
		a := w.alloc(16)
		w.set(a, 0, id)
		w.heap.Track(a)
		w.roots = append(w.roots, a)
	}
	w.collect()
	assert.Empty(t, w.released)
	w.roots = w.roots[1:2]
	w.collect()
	w.collect()
	assert.ElementsMatch(t, []uint32{1, 3}, w.released)
}

func TestNothingHappensBeforeItIsWorthIt(t *testing.T) {
	w := newWorld(t)
	a := w.alloc(8)
	w.heap.Track(a)
	w.heap.Collect()
	assert.Empty(t, w.released)
	w.alloc(limit)
	w.heap.Collect()
	assert.Len(t, w.released, 1)
}

func TestEmptyAllocations(t *testing.T) {
	w := newWorld(t)
	a, b := w.alloc(0), w.alloc(0)
	assert.NotEqual(t, a, b)
	w.collect()
	w.collect()
}

func TestWordsThatPointNowhere(t *testing.T) {
	w := newWorld(t)
	w.roots = []Address{0, 1, w.heap.Start - 1, w.heap.Start, w.heap.End, ^uint32(0)}
	w.collect() // an empty heap
	w.alloc(8)
	w.roots = append(w.roots, w.heap.Start, w.heap.Start+1, w.heap.top)
	w.collect()
}

// node is what the model knows of an allocation.
type node struct {
	size uint32
	refs map[int]Address // word → the node it points to
	fill uint32
	id   uint32 // 0: not tracked
}

// TestModel runs random programs: a graph of chunks whose words are known, against the heap's own
// view after each collection.
func TestModel(t *testing.T) {
	for seed := range uint64(60) {
		w, r := newWorld(t), rand.New(rand.NewPCG(seed, 1))
		nodes := map[Address]*node{}
		ids := map[uint32]bool{}
		var order []Address
		for range 400 {
			size := uint32(4 * (3 + r.IntN(40)))
			if r.IntN(50) == 0 {
				size = uint32(r.IntN(70 << 10))
			}
			n := &node{size: max(size, 12), refs: map[int]Address{}, fill: r.Uint32N(1000)}
			a := w.alloc(n.size)
			require.NotContains(t, nodes, a, "an allocation lies on a live one")
			for i := 1; i < int(n.size/4); i++ {
				w.set(a, i, n.fill)
			}
			if r.IntN(4) == 0 {
				n.id = a
				ids[a] = true
				w.set(a, 0, n.id)
				w.heap.Track(a)
			}
			nodes[a], order = n, append(order, a)
			for range r.IntN(3) {
				to := order[r.IntN(len(order))]
				if nodes[to] == nil {
					continue
				}
				i := 1 + r.IntN(int(n.size/4)-1)
				n.refs[i] = to
				w.set(a, i, to+r.Uint32N(nodes[to].size))
			}
			if r.IntN(10) == 0 {
				w.roots = append(w.roots, a)
			}
			if r.IntN(20) == 0 && len(w.roots) > 0 {
				w.roots = w.roots[1:]
			}
			if r.IntN(15) == 0 {
				w.collect()
				w.check(nodes, ids)
			}
		}
	}
}

// check drops from nodes what is dead, and holds the rest against the memory.
func (w *world) check(nodes map[Address]*node, ids map[uint32]bool) {
	live := map[Address]bool{}
	var visit func(a Address)
	visit = func(a Address) {
		if live[a] {
			return
		}
		live[a] = true
		for _, to := range nodes[a].refs {
			visit(to)
		}
	}
	for _, a := range w.roots {
		visit(a)
	}
	for a, n := range nodes {
		if !live[a] {
			delete(nodes, a)
			continue
		}
		for i := 1; i < int(n.size/4); i++ {
			got := w.get(a, i)
			to, ok := n.refs[i]
			if ok && (got < to || got >= to+nodes[to].size) || !ok && got != n.fill {
				w.t.Fatalf("word %d of a live chunk changed", i)
			}
		}
	}
	for _, id := range w.released {
		require.True(w.t, ids[id], "released twice, or never tracked")
		require.False(w.t, live[id], "released though alive")
		delete(ids, id)
	}
	w.released = nil
	for id := range ids {
		require.True(w.t, live[id], "dead and not released")
	}
}

// TestBounded: a program that keeps little needs little, however long it runs.
func TestBounded(t *testing.T) {
	w := newWorld(t)
	r := rand.New(rand.NewPCG(1, 2))
	w.roots = make([]Address, 50)
	for range 200_000 {
		w.roots[r.IntN(len(w.roots))] = w.heap.Alloc(r.Uint32N(600))
		w.heap.Collect()
	}
	assert.Less(t, w.heap.End, uint32(512<<10))
}

func BenchmarkAlloc(b *testing.B) {
	w := newWorld(b)
	b.ReportAllocs()
	for b.Loop() {
		w.heap.Alloc(48)
		w.heap.Collect()
	}
}

func BenchmarkCollect(b *testing.B) {
	w := newWorld(b)
	for range 1000 {
		w.roots = append(w.roots, w.alloc(64))
	}
	b.ReportAllocs()
	for b.Loop() {
		w.collect()
	}
}
