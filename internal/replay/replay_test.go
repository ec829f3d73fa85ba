package replay_test

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/replay"
)

// login is a trace of a login, its renewal, and a login that the person refused.
func login(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile("testdata/login.json")
	require.NoError(t, err)
	return string(text)
}

func walk(t testing.TB, trace string) *replay.Walk {
	t.Helper()
	read, err := replay.Read(strings.NewReader(trace))
	require.NoError(t, err)
	return replay.New(read)
}

func TestWalk(t *testing.T) {
	w := walk(t, login(t))
	assert.False(t, w.Differs())
	text := w.Text()
	for _, line := range []string{
		"LoginAsked for call 2                    [Preparing]\n", "Fetch POST api.amazon.com/auth/o2/token request 1\n",
		"StartTimer Deadline 600.0 s\n", "Settle call 4 with access_denied\n", "does what it did in the page, at every step.\n",
	} {
		assert.Contains(t, text, line)
	}
}

// TestDiffers: what the machine here does otherwise is shown beside what the page did.
func TestDiffers(t *testing.T) {
	w := walk(t, strings.Replace(login(t), `"Settle access_denied"`, `"Settle user_cancelled"`, 1))
	assert.True(t, w.Differs())
	assert.Regexp(t, `\n! +in the page: .*Settle user_cancelled\n`, w.Text())
	assert.Contains(t, w.Mermaid(), "Component->>Component: in the page: ")
}

// TestLost: where a trace leaves something out, what happened in the page is shown, and nothing is
// compared.
func TestLost(t *testing.T) {
	w := walk(t, strings.Replace(login(t), `"event": "AnswerArrived",`, `"event": "AnswerArrived", "cut": true,`, 1))
	assert.False(t, w.Differs())
	assert.Contains(t, w.Text(), "[not walked]")
	assert.Contains(t, w.Text(), "                  Settle access_denied\n")
	assert.Contains(t, w.Mermaid(), "Component-->>Page: Settle access_denied\n")
}

// TestBegins: after a crash, a machine begins anew, and its requests are counted anew.
func TestBegins(t *testing.T) {
	steps := strings.TrimSuffix(strings.TrimSpace(login(t)), "\n ]\n}")
	_, first, found := strings.Cut(steps, `"steps": [`)
	require.True(t, found)
	assert.False(t, walk(t, steps+","+first+"\n ]\n}").Differs())
}

// TestSVG: a drawing that stands alone, has an arrow for each event and effect, and is XML.
func TestSVG(t *testing.T) {
	svg, err := walk(t, login(t)).SVG()
	require.NoError(t, err)
	assert.Contains(t, svg, "<style>")
	assert.Greater(t, strings.Count(svg, `class="diagram-step"`), 40)
	assert.NoError(t, wellFormed(svg))
}

func wellFormed(text string) error {
	for d := xml.NewDecoder(strings.NewReader(text)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func TestNoTrace(t *testing.T) {
	for text, why := range map[string]string{
		"":                         "this is no trace, which is the JSON of what lwa.trace() returns: unexpected end of JSON input",
		`{"trace":2,"steps":[]}`:   "this is a trace of format 2: format 1 can be read here",
		`{"trace":1,"steps":[{}]}`: `step 1: there is no event ""`,
		`{"trace":1,"steps":[{"event":"Renewed"}]}`: `step 1: there is no event "Renewed"`,
		strings.Repeat(" ", 17<<20):                 "this is no trace: it is too long",
	} {
		_, err := replay.Read(strings.NewReader(text))
		assert.EqualError(t, err, why)
	}
}

// FuzzReplay: whatever somebody sends is refused, or walked and drawn.
func FuzzReplay(f *testing.F) {
	f.Add(login(f))
	f.Add(`{"trace":1,"steps":[{"event":"PopupGone","way":1,"alive":2,"mono":5,"effects":["Settle","x"]},{"event":"Recalled","cause":9}]}`)
	f.Add(`{"trace":1,"steps":[{"event":"Configured","before":true,"text":"{}"},{"event":"TimerFired","timer":200,"failure":77,"cut":true}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		read, err := replay.Read(strings.NewReader(text))
		if err != nil {
			return
		}
		w := replay.New(read)
		assert.NotContains(t, strings.ReplaceAll(w.Text(), "\n", ""), "\x1b", "nothing that a terminal obeys")
		svg, err := w.SVG()
		if err != nil {
			t.Fatal(err)
		}
		assert.NoError(t, wellFormed(svg))
	})
}
