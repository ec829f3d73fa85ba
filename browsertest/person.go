package browsertest

import (
	"fmt"
	"strings"

	"github.com/chromedp/chromedp"
)

// SignIn signs a person in on the page of the fake Amazon, and allows what the site requests.
// person is a part of the displayed name, such as "Zoë".
func (tab *Tab) SignIn(person string) {
	tab.Helper()
	tab.Pick(person)
	tab.Allow()
}

// Pick signs a person in, and waits for the consent page. If somebody else is signed in, Pick
// first goes back to the sign-in page.
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
	// On a busy machine, a window that has just opened sometimes loses a click.
	for range 2 {
		if tab.soon(chromedp.WaitVisible(chromedp.CSS("#allow"))) == nil {
			return
		}
		_ = tab.soon(click)
	}
	tab.Wait("#allow")
}

// Allow clicks Allow on the consent page of the fake Amazon.
func (tab *Tab) Allow() {
	tab.Helper()
	tab.Click("#allow")
}

// AllowWithout deselects scopes on the consent page, then clicks Allow. It only works for
// optional scopes: those that the site requests with essential: false in scopeData. To grant less
// without the person, use [amazontest.Settings].GrantScope.
func (tab *Tab) AllowWithout(scopes ...string) {
	tab.Helper()
	for _, scope := range scopes {
		tab.Click(fmt.Sprintf(`input[name=grant][value=%q]:checked`, scope))
	}
	tab.Allow()
}

// Cancel clicks Cancel on the page of the fake Amazon: the person refuses.
func (tab *Tab) Cancel() {
	tab.Helper()
	tab.Wait("button")
	tab.Click("#cancel")
}

// GiveUp closes the window of the fake Amazon after two seconds or more, as a person may do. If a
// window closes at once, a page without focus events cannot tell whether a person closed it, and
// a headless browser has no focus events. To close the window at once, use [Tab.Close].
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

// Phone opens the page of the fake Amazon where a person types the code of a television.
func (b *Bench) Phone() *Tab {
	b.Helper()
	return b.Open(b.Amazon.URL + "/us/code")
}

// EnterCode types the code of a television on the page of [Bench.Phone]. After that, call
// [Tab.SignIn], or [Tab.Pick] and [Tab.Cancel].
func (tab *Tab) EnterCode(code string) {
	tab.Helper()
	tab.Type("input[name=code]", code)
	tab.Click("#continue")
}
