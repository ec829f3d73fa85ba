package flow

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/lwa"
)

// TestMessages holds what the page takes for an answer.
func TestMessages(t *testing.T) {
	good := func(p *page) Message { return overChannel("?code=" + answered + "&state=" + p.state()) }
	for _, test := range []struct {
		name   string
		change func(p *page, m *Message)
	}{
		{"PO-04 own origin, wrong window", func(_ *page, m *Message) { m.OnChannel = false }},
		{"PO-06 far too long", func(_ *page, m *Message) { m.Text += "&x=" + strings.Repeat("x", 17<<10) }},
		{"AR-01 no state", func(_ *page, m *Message) { m.Text = "?code=" + answered }},
		{"AR-02 another state", func(_ *page, m *Message) { m.Text = "?code=" + answered + "&state=" + secretsOf(77).State }},
		{"AR-03 an empty state", func(_ *page, m *Message) { m.Text = "?code=" + answered + "&state=" }},
		{"AR-06 an error with another state", func(_ *page, m *Message) { m.Text = "?error=access_denied&state=" + secretsOf(77).State }},
		{"AR-06 an error without state", func(_ *page, m *Message) { m.Text = "?error=access_denied" }},
		{"AR-10 the state twice", func(p *page, m *Message) { m.Text += "&state=" + p.state() }},
		{"AR-10 two states", func(_ *page, m *Message) { m.Text += "&%73tate=" + secretsOf(77).State }},
		{"AR-26 the state cut short", func(_ *page, m *Message) { m.Text = m.Text[:len(m.Text)-1] }},
		{"AR-26 the state and more", func(_ *page, m *Message) { m.Text += "x" }},
		{"AR-26 the state with a space", func(_ *page, m *Message) { m.Text += "+" }},
		{"AR-26 the state in other letters", func(p *page, m *Message) { m.Text = "?code=x&state=" + strings.ToUpper(p.state()) }},
		{"PO-22 a ready token", func(_ *page, m *Message) { m.Text = `{"access_token":"Atza|other","token_type":"bearer"}` }},
		{"PO-23 a word of success", func(_ *page, m *Message) { m.Text = "success" }},
		{"PO-28 a broken address", func(_ *page, m *Message) { m.Text = "?code=%zz&state=" }},
		{"PO-28 nothing", func(_ *page, m *Message) { m.Text = "" }},
		{"misplaced, without the state", func(_ *page, m *Message) { m.Text = lwa.Misplaced }},
		{"misplaced, with another state", func(p *page, m *Message) { m.Text = lwa.Misplaced + p.state()[:42] + "!" }},
		{"misplaced, the state and more", func(p *page, m *Message) { m.Text = lwa.Misplaced + p.state() + "&state=" + p.state() }},
		{"PO-28 the acknowledgement itself", func(_ *page, m *Message) { m.Text = "ok" }},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, at := range []string{"", "gone", "proved", "blur gone", "blur focus gone"} {
				p := waiting(t, nil)
				p.do(at)
				phase, m := p.m.Phase(), good(p)
				test.change(p, &m)
				p.step(Event{Kind: AnswerArrived, Message: m})
				p.ignored(phase) // kept: the real answer still completes it
				p.answer()
				p.token()
				p.proofs("A")
				assert.Equal(t, 1, p.posts())
				assert.True(t, p.live())
			}
		})
	}
	t.Run("from the popup's window, without the channel", func(t *testing.T) {
		p := waiting(t, nil)
		m := good(p)
		m.OnChannel, m.FromPopup = false, true
		p.step(Event{Kind: AnswerArrived, Message: m})
		assert.Equal(t, Exchanging, p.m.Phase())
	})
	t.Run("PO-11 the same answer arrives twice", func(t *testing.T) {
		p := waiting(t, nil)
		m := good(p)
		for range 100 {
			p.step(Event{Kind: AnswerArrived, Message: m})
		}
		assert.Equal(t, 1, p.posts())
		p.token()
		p.step(Event{Kind: AnswerArrived, Message: m})
		p.ignored(Verifying)
		p.proofs("A")
		p.step(Event{Kind: AnswerArrived, Message: m}) // AR-05
		p.ignored(Idle)
		assert.Equal(t, 1, p.posts())
		assert.True(t, p.live())
	})
	t.Run("PO-24 the channel is open before the popup leaves", func(t *testing.T) {
		p := waiting(t, nil)
		var order []EffectKind
		for _, e := range p.effects {
			order = append(order, e.Kind)
		}
		require.Subset(t, order, []EffectKind{OpenChannel, NavigatePopup})
		assert.Equal(t, OpenChannel, order[0])
		assert.Equal(t, ChannelPrefix+p.state(), p.one(OpenChannel).Key) // PO-10
	})
}

// TestMisplaced: the app shows where the callback page should. Whoever says so must know the state,
// and says it once.
func TestMisplaced(t *testing.T) {
	t.Run("in the popup", func(t *testing.T) {
		p := waiting(t, nil)
		call, state := p.calls, p.state()
		p.step(Event{Kind: AnswerArrived, Message: overChannel(lwa.Misplaced + state)})
		p.rejected(call, lwa.CodeCallbackPageMissing)
		assert.Zero(t, p.posts())
		p.over()
		p.step(Event{Kind: AnswerArrived, Message: overChannel("?code=" + answered + "&state=" + state)})
		p.ignored(Idle) // consumed
		p.secretsReady()
		p.alive(nil)
	})
	t.Run("in the page that a redirect comes back to", func(t *testing.T) {
		record, state := left(t, nil)
		p, ready := back(t, nil, 5000, record, answerEntry(lwa.Misplaced+state))
		p.rejected(ready, lwa.CodeCallbackPageMissing)
		assert.Equal(t, []string{"error"}, p.emitted())
		assert.ElementsMatch(t, []string{AnswerKey, record.Key}, dropped(p))
		assert.Zero(t, p.posts())
		p.over()
	})
	t.Run("without the state of a login", func(t *testing.T) {
		record, state := left(t, nil)
		p, ready := back(t, nil, 5000, record, answerEntry(lwa.Misplaced+state[:42]))
		assert.Equal(t, "null", p.resolved(ready))
		assert.Equal(t, lwa.CodeStateMismatch, p.one(Emit).Err.Code)
		assert.NotContains(t, dropped(p), record.Key)
	})
}

func TestAnswers(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       lwa.Code
	}{
		{"AR-07 the person pressed Cancel", "?error=access_denied&error_description=No.&state=", lwa.CodeAccessDenied},
		{"AR-08 an error beside a code", "?code=" + answered + "&error=access_denied&state=", lwa.CodeAccessDenied},
		{"AR-09 neither code nor error", "?state=", lwa.CodeInvalidResponse},
		{"AR-09 an empty code", "?code=&state=", lwa.CodeInvalidResponse},
		{"AR-10 two codes", "?code=" + answered + "&code=b&state=", lwa.CodeInvalidResponse},
		{"AR-12 another issuer", "?code=" + answered + "&iss=https%3A%2F%2Fevil.example&state=", lwa.CodeInvalidResponse},
		{"AR-15 a token in the answer", "?code=" + answered + "&access_token=x&state=", lwa.CodeInvalidResponse},
		{"AR-17 a code in the fragment", "#code=" + answered + "&state=", lwa.CodeInvalidResponse},
		{"PO-22 a token and a profile", "?access_token=x&user_id=A&state=", lwa.CodeInvalidResponse},
		{"PO-23 success in words, error in parameters", "?status=success&error=server_error&state=", lwa.CodeServerError},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := waiting(t, nil)
			call, text := p.calls, test.text+p.state()
			p.message(text)
			p.ended(call, test.want)
			p.one(Acknowledge)
			assert.Zero(t, p.posts())
			p.message(text) // consumed
			p.ignored(Idle)
			p.secretsReady()
			p.alive(nil)
		})
	}
	t.Run("AR-11 unknown parameters", func(t *testing.T) {
		p := waiting(t, nil)
		p.message("?x=1&x=2&code=" + answered + "&state=" + p.state())
		assert.Equal(t, Exchanging, p.m.Phase())
	})
	t.Run("AR-13 the issuer that the configuration wants", func(t *testing.T) {
		p := waiting(t, settings{"issuer": "https://issuer.example"})
		call := p.calls
		p.answer()
		p.ended(call, lwa.CodeInvalidResponse)
	})
	t.Run("AR-04 nothing is pending", func(t *testing.T) {
		p := configured(t, nil)
		p.message("?code=x&state=" + secretsOf(1).State)
		p.ignored(Idle)
	})
	t.Run("AR-25 two pages, answers crossed and in reverse order", func(t *testing.T) {
		one, two := waiting(t, nil), configured(t, nil)
		two.series = 500
		two.login(nil)
		two.opened()
		two.secretsReady()
		require.NotEqual(t, one.state(), two.state())
		for _, pages := range [][2]*page{{one, two}, {two, one}} {
			pages[0].message("?code=" + answered + "&state=" + pages[1].state())
			pages[0].ignored(Waiting)
		}
		for _, p := range []*page{two, one} {
			verifier := secretsOf(p.series + p.pairs).Verifier
			p.answer()
			assert.Equal(t, verifier, form(t, p.one(Fetch).Text).Get("code_verifier"))
		}
	})
	t.Run("PO-21 after the deadline", func(t *testing.T) {
		p := waiting(t, nil)
		call, state := p.calls, p.state()
		p.pass(600_001)
		p.fires(Deadline)
		p.ended(call, lwa.CodeTimedOut)
		p.message("?code=" + answered + "&state=" + state)
		p.ignored(Idle)
		assert.Zero(t, p.posts())
	})
	for _, test := range []struct {
		name       string
		mono, wall lwa.Millis
		over       bool
	}{
		{"an hour passed, before the timer fired: the machine slept", 3_600_000, 3_600_000, true},
		{"a machine whose monotonic clock stops in its sleep: an hour", 0, 3_600_000, false},
		{"a machine whose monotonic clock stops in its sleep: two days", 0, 2 * 86_400_000, true},
		{"the clock was set forward by an hour", 1000, 3_600_000, false},
		{"the clock was set back by an hour", 1000, -3_600_000, false},
		{"the clock was set forward by a day", 1000, 86_401_000, false},
		{"the clock was set back by a day", 1000, -86_400_000, false},
		{"the clock was set back to hide that the time is up", 600_001, -86_400_000, true},
	} {
		t.Run("PO-21 "+test.name, func(t *testing.T) {
			p := waiting(t, nil)
			call := p.calls
			p.now.Mono, p.now.Wall = p.now.Mono+test.mono, p.now.Wall+test.wall
			p.answer()
			if !test.over {
				assert.Equal(t, Exchanging, p.m.Phase())
				return
			}
			p.ended(call, lwa.CodeTimedOut)
			assert.Zero(t, p.posts())
		})
	}
}
