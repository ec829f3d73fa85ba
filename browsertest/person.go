package browsertest

import (
	"fmt"
	"strings"

	"github.com/chromedp/chromedp"
)

// SignIn signs a person in on the fake Amazon's page, and allows what is asked for. The person is a part of the name that is
// shown, such as "Zoë".
func (tab *Tab) SignIn(person string) {
	tab.Helper()
	tab.Pick(person)
	tab.Allow()
}

// Pick signs a person in, and waits for the page that asks what they allow. Somebody else who is signed in is signed out first.
func (tab *Tab) Pick(person string) {
	tab.Helper()
	tab.Wait("button.person, #allow")
	if who := Eval[string](tab, `document.querySelector("#allow") ? document.querySelector(".self").textContent : ""`); who != "" {
		if strings.Contains(who, person) {
			return
		}
		tab.Click("#other-person")
	}
	click := chromedp.Click(chromedp.Search(fmt.Sprintf(`//button[contains(@class,"person")][contains(.,%q)]`, person)))
	tab.Do(click)
	// A window that has just opened loses a click now and then, where the machine is busy.
	for range 2 {
		if tab.soon(chromedp.WaitVisible(chromedp.CSS("#allow"))) == nil {
			return
		}
		_ = tab.soon(click)
	}
	tab.Wait("#allow")
}

// Allow allows what the fake Amazon's page asks for.
func (tab *Tab) Allow() {
	tab.Helper()
	tab.Click("#allow")
}

// AllowWithout allows what the fake Amazon's page asks for, but for scopes that the page marks as optional: those that the
// site asks for with essential: false in scopeData. What Amazon grants to everybody is
// [amazontest.Settings].GrantScope.
func (tab *Tab) AllowWithout(scopes ...string) {
	tab.Helper()
	for _, scope := range scopes {
		tab.Click(fmt.Sprintf(`input[name=grant][value=%q]:checked`, scope))
	}
	tab.Allow()
}

// Cancel presses Cancel on the fake Amazon's page: the person refuses.
func (tab *Tab) Cancel() {
	tab.Helper()
	tab.Wait("button")
	tab.Click("#cancel")
}

// GiveUp closes the fake Amazon's window, as somebody does who has looked at it for two seconds. Of a window that is gone at
// once no page without focus events can tell whether it was closed, and a headless browser has none: use [Tab.Close] for that.
func (tab *Tab) GiveUp() {
	tab.Helper()
	tab.Wait("body[data-page]")
	tab.Exec(`new Promise((looked) => { // the page's verdict needs longer where the machine is slow
		const from = performance.now();
		let late = 0, due = from + 20;
		const id = setInterval(() => {
			const now = performance.now();
			late = Math.max(late, now - due);
			due = now + 20;
			if (now - from > 2000 + 30 * late) { clearInterval(id); looked(); }
		}, 20);
	})`)
	tab.Close()
}

// Phone opens the fake Amazon's page for the codes of televisions, as the person with the phone does.
func (b *Bench) Phone() *Tab {
	b.Helper()
	return b.Open(b.Amazon.URL + "/us/code")
}

// EnterCode types the code of a television on that page. Then comes [Tab.SignIn], or [Tab.Pick] and [Tab.Cancel].
func (tab *Tab) EnterCode(code string) {
	tab.Helper()
	tab.Type("input[name=code]", code)
	tab.Click("#continue")
}
