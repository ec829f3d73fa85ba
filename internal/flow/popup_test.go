package flow

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/lwa"
)

// do takes a word for an event of the popup or the page, "1s" for a second that passes, "silence"
// for the grace timer.
func (p *page) do(words string) {
	p.t.Helper()
	kinds := map[string]EventKind{
		"gone": PopupGone, "blur": PageBlurred, "shown": PageShown, "focus": PageFocused, "press": PagePressed,
		"restored": PageRestored, "cancel": CancelAsked, "front": FocusAsked, "again": LoginAsked,
	}
	for _, word := range strings.Fields(words) {
		switch kind := kinds[word]; {
		case word == "again":
			p.login(nil)
		case word == "proved": // the looks before it read closed prove that nothing cut it off
			p.step(Event{Kind: PopupGone, Looks: Looks{Alive: sureTime}})
		case kind != 0:
			p.event(kind)
		case word == "2s":
			p.pass(2000)
		case word == "silence":
			p.pass(graceTime)
			p.fires(Grace)
		default:
			p.t.Fatalf("no event is called %s", word)
		}
	}
}

// TestVerdict is what becomes of a popup whose handle reads closed (docs/popup.md).
func TestVerdict(t *testing.T) {
	for _, test := range []struct {
		name, words string
		want        Phase
	}{
		{"the person went there and came back as it closed", "blur focus gone", Returned},
		{"and then silence: closed", "blur focus gone silence", Idle},
		{"closed on a page that was seen, in a browser without focus: a moment first", "proved", Closing},
		{"and then silence: closed", "proved silence", Idle},
		{"PO-12 the provider isolates itself while the person is there", "blur gone", Severed},
		{"PO-12 and they come back later", "blur gone 2s focus", Returned},
		{"and go away again", "blur gone focus blur", Severed},
		{"and are silent: closed", "blur gone focus silence", Idle},
		{"and press something: nobody can tell", "blur gone focus press", Unsure},
		{"the focus came back long ago, then it reads closed", "blur focus 2s gone", Unsure},
		{"PO-12 isolated at once where the focus tells nothing", "gone", Unsure},
		{"and stays so", "gone silence", Unsure},
		{"and the page loses the focus after all", "gone blur", Severed},
		{"closing, and the page loses the focus", "proved blur", Severed},
		{"unsure, and the person gives up", "gone cancel", Idle},
		{"the focus moves while the window is open", "blur focus blur focus", Waiting},
		{"the focus came and went again, then it reads closed", "blur focus blur gone", Severed},
		{"it reads closed twice", "proved gone", Closing},
		{"looking for the window", "front", Waiting},
		{"the focus came and went: the looks prove nothing", "blur focus 2s proved", Unsure},
		{"told that nobody can tell, the person goes and comes back", "gone silence blur focus", Unsure},
		{"and is silent", "gone silence blur focus silence", Unsure},
		{"the same after a press", "blur gone focus press blur focus silence", Unsure},
		{"pressed before the focus came", "blur gone press focus silence", Unsure},
		{"nobody had said so yet when it read closed", "gone blur focus", Returned},
		{"a phone: the page is hidden behind the tab, and visible without the focus", "blur gone shown", Unsure},
		{"a phone: and then the focus", "blur gone shown focus", Returned},
		{"a phone: and the focus never", "blur gone shown silence", Unsure},
		{"a phone: visible, then it reads closed", "blur shown gone", Unsure},
		{"a phone: visible and focused, then it reads closed", "blur shown focus gone", Returned},
		{"visible, and hidden again", "blur gone shown blur", Severed},
		{"back from the back/forward cache: the focus is the page's own coming back", "blur restored focus gone", Unsure},
		{"and stays so", "blur restored focus gone silence", Unsure},
		{"restored while it read closed", "blur gone restored", Unsure},
		{"and then the focus", "blur gone restored focus silence", Unsure},
		{"restored with the focus first", "blur gone focus restored silence", Unsure},
		{"restored, where the looks proved it", "proved restored silence", Unsure},
	} {
		t.Run(test.name+": "+test.words, func(t *testing.T) {
			p := waiting(t, nil)
			call := p.calls
			p.do(test.words)
			require.Equal(t, test.want, p.m.Phase())
			if test.want == Idle {
				p.ended(call, lwa.CodeUserCancelled) // PO-13
				p.secretsReady()
				p.alive(nil)
				return
			}
			p.none(Settle)
			p.answer() // PO-12: a late answer wins
			assert.Equal(t, Exchanging, p.m.Phase())
		})
	}
	t.Run("PO-13 within two seconds", func(t *testing.T) {
		p := waiting(t, nil)
		p.do("blur focus gone")
		timer := p.one(StartTimer)
		assert.Equal(t, Grace, timer.Timer)
		assert.LessOrEqual(t, timer.Timeout, lwa.Millis(2000))
	})
	t.Run("the page is told once that nobody can tell", func(t *testing.T) {
		p := waiting(t, nil)
		p.do("gone")
		p.none(Emit)
		p.do("silence")
		assert.Equal(t, []string{"unsure"}, p.emitted())
		q := waiting(t, nil)
		q.do("blur gone focus press")
		assert.Equal(t, []string{"unsure"}, q.emitted())
		assert.Equal(t, Grace, q.one(StopTimer).Timer)
	})
	t.Run("the deadline ends it under its own name, other timers not at all", func(t *testing.T) {
		for words, phase := range map[string]Phase{
			"": Waiting, "gone": Unsure, "proved": Closing, "blur gone": Severed, "blur focus gone": Returned,
		} {
			p := waiting(t, nil)
			call := p.calls
			p.do(words)
			p.fires(Expiry)
			p.ignored(phase)
			p.fires(Deadline)
			p.ended(call, lwa.CodeTimedOut)
		}
		p := exchanging(t)
		p.fires(Grace)
		p.ignored(Exchanging)
	})
	t.Run("a wall clock that jumps does not make the focus old or new", func(t *testing.T) {
		p := waiting(t, nil)
		p.do("blur focus")
		for _, set := range []lwa.Millis{-3_600_000, 3_600_000} {
			p.now.Wall += set
			p.do("focus gone")
			assert.Equal(t, Returned, p.m.Phase())
			p = waiting(t, nil)
			p.do("blur focus")
		}
	})
	t.Run("the window is brought to the front", func(t *testing.T) {
		p := waiting(t, nil)
		p.event(FocusAsked)
		p.one(FocusPopup)
	})
}

// TestLooks holds how long a handle must have read alive, where nothing tells the focus, before
// closed means closed.
func TestLooks(t *testing.T) {
	for _, test := range []struct {
		name  string
		looks Looks
		want  Phase
	}{
		{"an idle machine", Looks{Way: 90, Alive: 800, Late: 10}, Closing},
		{"a robot that closes it as soon as the page shows", Looks{Way: 90, Alive: 100, Late: 5}, Unsure},
		{"Amazon's page was never seen", Looks{}, Unsure},
		{"a load of 20: it is being cut off", Looks{Way: 400, Alive: 700, Late: 60}, Unsure},
		{"a load of 20: no look was late, yet the way took long", Looks{Way: 1500, Alive: 1400}, Unsure},
		{"a load of 20: one look was very late", Looks{Way: 200, Alive: 5000, Late: 700}, Unsure},
		{"a load of 20, and looked at for long", Looks{Way: 1500, Alive: 10_600, Late: 700}, Closing},
		{"just enough", Looks{Way: 100, Alive: sureTime + 200 + 100, Late: 10}, Closing},
		{"not quite", Looks{Way: 100, Alive: sureTime + 200 + 99, Late: 10}, Unsure},
		{"a timer that was throttled in a hidden page", Looks{Way: 100, Alive: 2000, Late: 900}, Unsure},
		{"the machine slept for a minute", Looks{Way: 100, Alive: 2000, Late: 60_000}, Unsure},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := waiting(t, nil)
			p.step(Event{Kind: PopupGone, Looks: test.looks})
			assert.Equal(t, test.want, p.m.Phase())
			assert.Equal(t, graceTime+min(10*test.looks.Late, 10_000), p.one(StartTimer).Timeout, "a slow machine gets more time for the answer")
		})
	}
}

// TestAgain is a second call while the window may be gone: it starts anew, instead of pointing to a
// window that nothing can bring to the front.
func TestAgain(t *testing.T) {
	for words, want := range map[string]Phase{
		"gone": Opening, "gone silence": Opening, "blur gone focus": Opening, "proved": Opening, "gone silence blur focus": Opening,
		"": Waiting, "blur gone": Severed, // the window is there, as far as anyone knows
	} {
		t.Run(words, func(t *testing.T) {
			p := waiting(t, nil)
			first := p.calls
			p.do(words + " again")
			require.Equal(t, want, p.m.Phase())
			if want != Opening {
				p.rejected(p.calls, lwa.CodeInteractionInProgress)
				return
			}
			p.rejected(first, lwa.CodeUserCancelled)
			p.one(ClosePopup)
			p.one(OpenPopup)
		})
	}
}

// TestCrossSite: in a frame of another site a window that reads closed can bring no answer,
// whatever closed it. After the moment of silence the login ends, with user_cancelled if the page
// saw the person come back.
func TestCrossSite(t *testing.T) {
	const cancelled, cut = lwa.CodeUserCancelled, lwa.CodePopupWindowError
	for words, want := range map[string]lwa.Code{
		"gone silence":                  cut,
		"blur gone silence":             cut,
		"blur gone focus blur silence":  cut,
		"gone blur silence":             cut,
		"blur focus 2s gone silence":    cut,
		"blur gone press silence":       cut,
		"blur gone focus press silence": cut,
		"blur gone focus silence":       cancelled,
		"blur focus gone silence":       cancelled,
		"proved silence":                cancelled,
	} {
		t.Run(words, func(t *testing.T) {
			p := waiting(t, settings{"framed": true, "crossSite": true, "mode": "popup"})
			call := p.calls
			p.do(words)
			err := p.rejected(call, want)
			p.over()
			if want != cut {
				return
			}
			message, hint := err.Texts()
			assert.Equal(t, "The login window is out of this frame's reach.", message)
			assert.Contains(t, hint, "Log in from the top page")
			told := 0
			if strings.Contains(words, "press") {
				told = 1 // a call of the page would take the place of this login, so it must know
			}
			assert.Len(t, filter(p.log, Emit), told, "unsure")
		})
	}
	t.Run("an answer that was on its way arrives", func(t *testing.T) {
		p := waiting(t, settings{"framed": true, "crossSite": true, "mode": "popup"})
		p.do("blur gone")
		p.message("?code=" + answered + "&state=" + p.state())
		assert.Equal(t, 1, p.posts())
	})
}

func TestContinueHere(t *testing.T) {
	t.Run("the same login goes on by the page itself", func(t *testing.T) {
		p := waiting(t, nil)
		state := p.state()
		p.do("gone")
		p.event(HereAsked)
		p.one(ClosePopup)
		p.one(CloseChannel)
		save := p.one(Save)
		assert.Equal(t, transactionKey(client, state), save.Key)
		p.message("?code=" + answered + "&state=" + state)
		p.ignored(Saving)
		for _, kind := range []EventKind{Saved, SaveFailed} {
			p.step(Event{Kind: kind, Key: "lwa.1.login.another"})
			p.ignored(Saving)
		}
		p.step(Event{Kind: Saved, Key: save.Key})
		assert.Equal(t, state, query(t, p.one(Leave).URL).Get("state"))
		assert.Zero(t, p.posts())
	})
	t.Run("RD-06 the record cannot be written", func(t *testing.T) {
		p := waiting(t, nil)
		call := p.calls
		p.event(HereAsked)
		p.step(Event{Kind: SaveFailed, Key: p.one(Save).Key})
		p.ended(call, lwa.CodeStorageUnavailable)
		assert.Empty(t, filter(p.log, Leave))
	})
	t.Run("not in a frame", func(t *testing.T) {
		p := waiting(t, settings{"framed": true, "mode": "popup"})
		call := p.calls
		p.event(HereAsked)
		p.ended(call, lwa.CodeRedirectInIframe)
	})
}

// A login that goes on in the page is a redirect from then on: when it is given up, its transaction
// goes.
func TestContinueHereGivenUp(t *testing.T) {
	for code, end := range map[lwa.Code]func(*page){
		lwa.CodeAborted:  func(p *page) { p.step(Event{Kind: Aborted, Call: p.calls}) },
		lwa.CodeTimedOut: func(p *page) { p.fires(Deadline) },
	} {
		p := waiting(t, nil)
		p.event(HereAsked)
		save := p.one(Save)
		p.step(Event{Kind: Saved, Key: save.Key})
		end(p)
		p.rejected(p.calls, code)
		assert.Equal(t, []string{save.Key}, dropped(p))
	}
}

// A login takes the place of one whose popup nobody can tell about. The window that the shell
// opened has that popup's name, so that it is the same one, and closes with it.
func TestReplacePopup(t *testing.T) {
	p := waiting(t, nil)
	p.do("gone")
	require.Equal(t, Unsure, p.m.Phase())
	first := p.calls
	second := p.call(Event{Kind: LoginAsked, Text: with(nil), Window: WindowOpen})
	p.rejected(first, lwa.CodeUserCancelled)
	p.one(ClosePopup)
	p.one(OpenPopup)
	p.opened()
	p.secretsReady()
	p.answer()
	p.token()
	p.proofs("A")
	assert.Contains(t, p.resolved(second), token)
}
