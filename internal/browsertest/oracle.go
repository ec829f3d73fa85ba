package browsertest

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// What holds at the end of every test that has not failed by then: no secret lies where it has no
// business (LEAK), no code was sent twice (COUNT), and the component of each page that is still
// there answers (ALIVE).

// lasting is a test whose context outlives it, so that its cleanups can still ask its pages.
type lasting struct{ testing.TB }

func (lasting) Context() context.Context { return context.Background() }

// watched is a tab, and the test or subtest at whose end it is looked at.
type watched struct {
	*Tab
	test testing.TB
}

// watch has the tab looked at when the test that opened it ends, before any tab is closed.
func (b *Bench) watch(tab *Tab) {
	test := b.TB
	b.watched = append(b.watched, watched{tab, test})
	b.Cleanup(func() { b.atEnd(test) }) // that of the last tab runs first
}

// Spoiled leaves the tab out of the look at the end: its page has replaced or hidden what a search
// of it needs.
func (tab *Tab) Spoiled() {
	b := tab.Bench
	b.watched = slices.DeleteFunc(b.watched, func(w watched) bool { return w.Tab.Tab == tab.Tab })
}

func (b *Bench) atEnd(test testing.TB) {
	var tabs []*Tab
	b.watched = slices.DeleteFunc(b.watched, func(w watched) bool {
		if w.test != test {
			return false
		}
		tabs = append(tabs, w.Tab)
		return true
	})
	if test.Failed() || len(tabs) == 0 {
		return
	}
	defer func(before testing.TB) { b.TB = before }(b.TB)
	b.TB = lasting{test}
	b.Helper()
	for _, finding := range b.Leaks(b.announced, tabs...) {
		b.Errorf("at the end, leak: %s", finding)
	}
	for _, finding := range b.repeated() {
		b.Errorf("at the end, count: %s", finding)
	}
	for _, tab := range tabs {
		if tab.hasComponent() {
			if says := Eval[string](tab, isAlive); says != "" {
				b.Errorf("at the end, alive: %s", says)
			}
		}
	}
}

// repeated tells of codes that the fake Amazon was sent more than once.
func (b *Bench) repeated() (findings []string) {
	for code, times := range b.sentCodes() {
		if times > max(1, b.resent[code]) {
			findings = append(findings, fmt.Sprintf("a code was sent %d times", times))
		}
	}
	return findings
}

// Resent leaves codes that were sent more than once so far out of the look at the end: a test sent
// them itself, or is looked at by itself.
func (b *Bench) Resent() { b.resent = b.sentCodes() }

// sentCodes counts how often each code was sent to the fake Amazon.
func (b *Bench) sentCodes() map[string]int {
	sent := map[string]int{}
	for _, r := range b.Fake.Requests() {
		if r.Endpoint != "token" {
			continue
		}
		if body, err := url.ParseQuery(r.Body); err == nil && body.Has("code") {
			sent[body.Get("code")]++
		}
	}
	return sent
}

// hasComponent reports whether the tab shows a page of the site that the component runs in.
func (tab *Tab) hasComponent() bool {
	return tab.IsOpen() && strings.HasPrefix(Eval[string](tab, `location.href`), tab.App+"/") &&
		Eval[bool](tab, `typeof lwa === "object" && typeof lwa?.token === "function"`)
}

// isAlive asks the component for its token, which it has or says why not. A session that ran out
// would be renewed first, by a fake Amazon that may not answer.
const isAlive = `(lwa.session?.expiresAt <= Date.now()) ? "" : new Promise((resolve) => {
	setTimeout(resolve, 10_000, "no answer to lwa.token()");
	lwa.token({ minValidity: 0 }).then(() => resolve(""), (e) => resolve(e?.name === "LwaError" ? "" : "not an LwaError: " + e));
})`
