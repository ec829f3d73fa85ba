package browsertest

import (
	"context"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

// Every test ends with two of the three oracles of the threat table, asked for or not: LEAK, in each tab that is still open,
// and COUNT, at the fake Amazon. The third one, ALIVE, is at the end of the tests that need no window (web/test).

// atRest is what a test may leave where it stops in the middle of a login: the record of one that has left by redirect is in
// the tab's storage until its answer is handled.
var atRest = regexp.MustCompile(`sessionStorage\[lwa\.1\.login\.`)

// Leaky announces findings of LEAK at the end of the test, as a regular expression over them: what a test makes up and shows,
// or what its own page does. Say why beside it.
func (b *Bench) Leaky(pattern string) { b.leaky = append(b.leaky, regexp.MustCompile(pattern)) }

// looksAtEnd has a tab searched for secrets before it closes.
func (tab *Tab) looksAtEnd() {
	tab.Cleanup(func() {
		if tab.Failed() || !tab.IsOpen() || !tab.answers() {
			return
		}
		for _, finding := range tab.Bench.Leaks(LeakSearch{}, tab) {
			if !atRest.MatchString(finding) && !tab.Bench.expectsLeak(finding) {
				tab.Errorf("leak at the end: %s", finding)
			}
		}
	})
}

func (b *Bench) expectsLeak(finding string) bool {
	for _, pattern := range b.leaky {
		if pattern.MatchString(finding) {
			return true
		}
	}
	return false
}

// answers reports whether the tab shows a page that can be asked: none that a dialog holds up, that has crashed, or in which
// a script of the test has replaced what the search needs.
func (tab *Tab) answers() bool {
	ctx, cancel := context.WithTimeout(tab.CDP(), 5*time.Second)
	defer cancel()
	dump, err := chromedp.Run(ctx, chromedp.Evaluate[map[string]string](pageDump, chromedp.EvalAwaitPromise))
	return err == nil && dump != nil
}

// countsAtEnd holds that no code was sent to the token endpoint twice, and no verifier with another code.
func (b *Bench) countsAtEnd() {
	sent, with := map[string]int{}, map[string]string{}
	for _, r := range b.Fake.Requests() {
		if !strings.HasPrefix(r.URL, "/auth/o2/token") || r.Method != "POST" {
			continue
		}
		form, _ := url.ParseQuery(r.Body)
		code, verifier := form.Get("code"), form.Get("code_verifier")
		if code == "" || r.Header.Get("Origin") == "" { // a server of the test
			continue
		}
		if sent[code]++; sent[code] == 2 {
			b.Error("count at the end: a code was sent to the token endpoint twice")
		}
		if other, seen := with[verifier]; seen && other != code {
			b.Error("count at the end: a verifier was sent with two codes")
		}
		with[verifier] = code
	}
}
