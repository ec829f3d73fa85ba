package flow

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// move is an op with its argument.
type move struct{ op, arg int }

// run walks through the moves in a fresh world and returns what failed, and whether the last move
// did anything.
func run(sequence []move) (failed string, moved bool) {
	w := newWorld()
	w.configure(0)
	for _, m := range sequence {
		before := moves
		moved = ops[m.op].do(w, m.arg) && (moves > before || quiet[ops[m.op].name])
		if w.failed != "" {
			return w.failed, moved
		}
	}
	if len(sequence) > 0 && !moved {
		return "", false // as alive as it was before the last move
	}
	return w.alive(), moved
}

// quiet are the ops that change the world and not the machine.
var quiet = map[string]bool{"time": true, "storage breaks or heals": true, "poison": true, "come back": true, "duplicate": true, "hidden": true, "another tab": true, "another tab renews": true, "another tab is refused": true, "an hour": true}

// alive checks that a normal login succeeds after whatever happened, once the person has logged
// out.
func (w *world) alive() string {
	w.broken, w.blocked = false, false
	w.event(Event{Kind: LogoutAsked, Call: w.call()})
	for _, id := range ids(w.flying) {
		w.land(id)
		w.event(Event{Kind: RequestFailed, Request: id})
	}
	if len(w.calls) > 0 {
		w.fail("calls %v were never settled", ids(w.calls))
	}
	w.configure(0)
	w.event(Event{Kind: LogoutAsked, Call: w.call()})
	for area, entries := range w.storage {
		if _, there := entries[sessionKey(client)]; there && area == Session {
			w.fail("a session is in storage after a logout")
		}
	}
	w.login(3, NoWindow)
	w.pair()
	if !w.goodAnswer(0) || len(w.flying) != 1 {
		w.fail("ALIVE: no login can be started, phase %b", w.m.Phase())
		return w.failed
	}
	for range 3 {
		w.respond(0, true)
	}
	if w.shown == none || w.m.Phase() != Idle || len(w.calls) > 0 {
		w.fail("ALIVE: no normal login succeeds, phase %b", w.m.Phase())
	}
	return w.failed
}

// shrink drops moves as long as the sequence still fails.
func shrink(sequence []move) []move {
	for size := len(sequence) / 2; size > 0; size /= 2 {
		for at := 0; at+size <= len(sequence); {
			shorter := append(append([]move{}, sequence[:at]...), sequence[at+size:]...)
			if failed, _ := run(shorter); failed != "" {
				sequence = shorter
				continue
			}
			at += size
		}
	}
	return sequence
}

func report(t *testing.T, sequence []move) {
	t.Helper()
	// A last move that does something, so that a fresh run looks whether the machine is alive.
	sequence = shrink(append(sequence, move{named("time")[0], 0}))
	failed, _ := run(sequence)
	var words []string
	for _, m := range sequence {
		words = append(words, fmt.Sprintf("%s(%d)", ops[m.op].name, m.arg))
	}
	require.Fail(t, failed, "after: %s", strings.Join(words, ", "))
}

// uncounted has the lines of the table that this test takes not count as tested.
func uncounted(t *testing.T) {
	counting = false
	t.Cleanup(func() { counting = true })
}

// How far the model walks. The defaults answer within seconds; make test-go walks the long way,
// too.
var (
	walks = flag.Int("walks", 4_000, "random walks of the model; from 20,000 on they must reach every line of the table")
	depth = flag.Int("depth", 4, "moves that each of the model's exhaustive walks makes after the first")
)

// TestModelRandom walks long random sequences over everything that may happen.
func TestModelRandom(t *testing.T) {
	uncounted(t)
	random := rand.New(rand.NewPCG(7636, 6749))
	for range *walks {
		w := newWorld()
		w.configure(0)
		var sequence []move
		for range 60 {
			m := w.likely(random)
			sequence = append(sequence, m)
			if ops[m.op].do(w, m.arg); w.failed != "" {
				report(t, sequence)
			}
		}
		if w.alive() != "" {
			report(t, sequence)
		}
	}
	if *walks < 20_000 {
		return // too few to have been everywhere
	}
	for i, n := range walked {
		assert.NotZero(t, n, "line %d of the table was never reached: event %d in phases %b", i+1, rules[i].on, rules[i].from)
	}
}

// likely picks any move at times, and mostly one that means something in the phase of the login, or
// of the renewal.
func (w *world) likely(random *rand.Rand) move {
	m := move{random.IntN(len(ops)), random.IntN(256)}
	if random.IntN(4) > 0 {
		choice := likelyOps[w.m.Phase()]
		if other := likelyOps[w.renewal()]; other != nil && random.IntN(2) == 0 {
			choice = other
		}
		m.op = choice[random.IntN(len(choice))]
		if random.IntN(2) == 0 {
			m.arg = 0
		}
	}
	return m
}

var likelyOps = map[Phase][]int{
	Idle:       named("login", "login", "login", "login with a window", "login, popups blocked", "come back", "elsewhere", "token", "profile", "good response", "expiry", "retry", "time", "an hour", "abort", "configure", "device", "device", "poll", "poll", "poll", "good response", "good response", "network failure"),
	Opening:    named("lost"),
	Preparing:  named("pair", "pair", "pair", "pair", "no pair", "login"),
	Saving:     named("stray saved"),
	Leaving:    named("come back", "come back", "come back", "restored", "kept", "time", "login"),
	Claiming:   named("locked", "locked", "locked", "locked", "locked", "duplicate", "token", "login", "configure", "restored"),
	Waiting:    named("good answer", "good answer", "blur", "focus", "shown", "closed", "gone", "here", "bad message", "login"),
	Severed:    named("good answer", "focus", "focus", "shown", "here", "press", "restored"),
	Returned:   named("good answer", "grace", "blur", "press", "press", "restored"),
	Closing:    named("good answer", "grace", "blur"),
	Unsure:     named("good answer", "grace", "blur", "focus", "here", "here", "login", "front"),
	Exchanging: named("good response", "good response", "good response", "good response", "bad response", "network failure", "login", "token", "profile"),
	Locking:    named("locked", "locked", "another tab renews", "another tab is refused", "another tab is refused"),
	Refreshing: named("good response", "bad response", "bad response", "network failure", "time"),
	Confirming: named("good response", "good response", "bad response"),
	Resting:    named("retry", "retry", "an hour", "time", "another tab", "token", "look"),
	Verifying:  named("good response", "good response", "good response", "good response", "bad response", "network failure", "profile"),
}

// letter is an op, with its argument.
type letter struct {
	name string
	arg  int
}

// small is the alphabet of the exhaustive walk, with the argument for each.
var small = []letter{
	{"login", 0}, {"login", 2}, {"pair", 0}, {"good answer", 0}, {"error answer", 0}, {"bad message", 2}, {"replay", 0}, {"closed", 20}, {"shown", 0},
	{"gone", 0}, {"lost", 0}, {"blur", 0}, {"focus", 0}, {"press", 0}, {"grace", 0}, {"deadline", 0}, {"good response", 0},
	{"bad response", 0}, {"network failure", 0}, {"late response", 0}, {"abort", 0}, {"cancel", 0}, {"here", 0}, {"logout", 0},
	{"restored", 0}, {"profile", 0}, {"come back", 0}, {"time", 3}, {"locked", 0},
}

// TestModelEvery walks every order of a smaller alphabet, after a login was asked for and its popup
// was sent off or not. A move that changes nothing is not followed further: the rest was walked
// without it.
func TestModelEvery(t *testing.T) {
	uncounted(t)
	walkEvery(t, "login", *depth, small)
}

// TestModelEveryDevice does the same for device logins, beside a login or without one.
func TestModelEveryDevice(t *testing.T) {
	uncounted(t)
	walkEvery(t, "device", *depth, smallDevice)
}

// smallDevice is its alphabet.
var smallDevice = []letter{
	{"device", 1}, {"poll", 0}, {"poll", 1}, {"poll", 5}, {"good response", 0}, {"good response", 1}, {"good response", 2}, {"bad response", 0},
	{"bad response", 3}, {"network failure", 0}, {"late response", 0}, {"abort", 0}, {"logout", 0}, {"login", 3}, {"pair", 0}, {"good answer", 0},
}

func walkEvery(t *testing.T, first string, depth int, letters []letter) {
	t.Helper()
	var alphabet []move
	for _, s := range letters {
		alphabet = append(alphabet, move{named(s.name)[0], s.arg})
	}
	sequences := 0
	var walk func(prefix []move, depth int)
	walk = func(prefix []move, depth int) {
		for _, m := range alphabet {
			sequence := append(prefix[:len(prefix):len(prefix)], m)
			sequences++
			failed, moved := run(sequence)
			if failed != "" {
				report(t, sequence)
			}
			if moved && depth > 1 {
				walk(sequence, depth-1)
			}
		}
	}
	walk([]move{{named(first)[0], 0}}, depth)
	t.Logf("%d sequences", sequences)
	require.Greater(t, sequences, 1_000, "the walk ended early")
}

func named(names ...string) (indexes []int) {
	for _, name := range names {
		for i, o := range ops {
			if o.name == name {
				indexes = append(indexes, i)
			}
		}
	}
	if len(indexes) != len(names) {
		panic("an op has no or two definitions")
	}
	return indexes
}
