package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// The exact members of a request that is complete.
func TestAmazonRequestMembers(t *testing.T) {
	for name, c := range map[string]struct {
		options string
		faults  fakeamazon.Faults
		want    []string
	}{
		"token": {`{ scope: "profile", state: "mine" }`, fakeamazon.Faults{AutoApprove: zoe.UserID},
			[]string{"status", "access_token", "token_type", "expires_in", "scope", "state"}},
		"token, explicitly": {`{ scope: "profile", response_type: "token" }`, fakeamazon.Faults{AutoApprove: zoe.UserID},
			[]string{"status", "access_token", "token_type", "expires_in", "scope"}},
		"code": {`{ scope: "profile", response_type: "code", state: "mine" }`, fakeamazon.Faults{AutoApprove: zoe.UserID},
			[]string{"status", "code", "scope", "state", "code_verifier", "redirect_uri"}},
		"error": {`{ scope: "profile", state: "mine" }`, fakeamazon.Faults{AuthorizeError: fakeamazon.AuthorizeError{Error: "invalid_scope", Description: "no"}},
			[]string{"status", "error", "error_description", "state"}},
	} {
		t.Run(name, func(t *testing.T) {
			tab := oldPage(t, "bench.html")
			tab.Fake.SetFaults(c.faults)
			tab.Exec(`options = %s`, c.options)
			tab.Click("#go")
			answer := toldLast(tab, 1)
			assert.ElementsMatch(t, c.want, members(answer))
			assert.Equal(t, "complete", answer["status"])
			if token, ok := answer["access_token"].(string); ok {
				assert.Regexp(t, `^Atza\|`, token)
				assert.Equal(t, "bearer", answer["token_type"])
				assert.Equal(t, "profile", answer["scope"])
				assert.InDelta(t, 3600, answer["expires_in"], 60)
			}
			if _, ok := answer["state"]; ok {
				assert.Equal(t, "mine", answer["state"])
			}
			assert.True(t, browsertest.Eval[bool](tab, `answers[0] === request`), "the callback gets the object that authorize gave")
		})
	}
}

// Functions accumulate and run in their order, after the statement that completed or asked; one that throws stops no other.
func TestAmazonAM14_RequestCallbacks(t *testing.T) {
	tab := oldPage(t, "bench.html").Expect("mine")
	tab.Exec(`action = () => {
		request = amazon.Login.authorize(options, () => { throw new Error("mine"); });
		statuses = [request.status];
		chained = request.onComplete((r) => note(["second", r === request, r.status])).onComplete((r) => note(["third", r === request, r.status]));
		statuses.push(request.status);
	}`)
	tab.Click("#go")
	tab.Wait(`#answers[data-count="2"]`)
	assert.JSONEq(t, `[["second", true, "complete"], ["third", true, "complete"]]`, browsertest.Eval[string](tab, `JSON.stringify(answers)`))
	assert.Equal(t, []string{"in_progress", "in_progress"}, browsertest.Eval[[]string](tab, `statuses`))
	assert.True(t, browsertest.Eval[bool](tab, `chained === request`))
	complaints := tab.Complaints()
	require.Len(t, complaints, 1, "the page sees its own error")
	assert.Contains(t, complaints[0], "mine")

	tab.Exec(`order = []; request.onComplete((r) => { order.push("late"); note(r); }); order.push("statement")`)
	tab.Wait(`#answers[data-count="3"]`)
	assert.Equal(t, []string{"statement", "late"}, browsertest.Eval[[]string](tab, `order`))
}

// An address replaces the one before; one that comes after the end is opened at once.
func TestAmazonRequestAddress(t *testing.T) {
	for name, action := range map[string]string{
		"replaced": `amazon.Login.authorize(options, "welcome.html?first").onComplete("welcome.html?second")`,
		"late":     `amazon.Login.authorize(options, (r) => r.onComplete("welcome.html?second"))`,
	} {
		t.Run(name, func(t *testing.T) {
			tab := oldPage(t, "bench.html").Expect(inNext)
			tab.Exec(`action = () => %s`, action)
			tab.Click("#go")
			got := arrival(tab, "/old/welcome.html")
			assert.Contains(t, got, "second")
			assert.NotContains(t, got, "first")
			assert.Contains(t, got, "access_token")
		})
	}
}

// A relative address means what a link of the page with that address would.
func TestAmazonRequestBase(t *testing.T) {
	tab := oldPage(t, "angular.html").Expect(inNext).Expect("redirect_uri")
	tab.Wait("#status:not(:empty)")
	tab.Exec(`document.getElementById("login").onclick = () => amazon.Login.authorize({ scope: "profile" }, "old/welcome.html")`)
	tab.Click("#login")
	tab.Wait("#result:not(:empty)")
	arrival(tab, "/old/welcome.html")
}

// interactive, with and without a token at hand.
func TestAmazonInteractive(t *testing.T) {
	tab := oldPage(t, "bench.html")
	tab.Exec(`options = { scope: "profile", interactive: "never" }`)
	tab.Click("#go")
	assert.Equal(t, "invalid_grant", toldLast(tab, 1)["error"])
	require.Zero(t, tab.Fake.Counts().AuthorizeRequests)

	tab.Exec(`options = { scope: "profile", interactive: "auto" }`)
	first := loggedIn(tab, 2)["access_token"]
	for n, c := range []struct {
		interactive string
		asked       int
	}{{"never", 1}, {"auto", 1}, {"always", 2}} {
		tab.Exec(`options = { scope: "profile", interactive: %q, state: %q }`, c.interactive, c.interactive)
		answer := loggedIn(tab, n+3)
		assert.Equal(t, c.interactive, answer["state"])
		assert.Equal(t, c.asked, tab.Fake.Counts().AuthorizeRequests, c.interactive)
		assert.Equal(t, c.interactive != "always", answer["access_token"] == first, c.interactive)
	}
	tab.Exec(`amazon.Login.logout(); options = { scope: "profile", interactive: "never" }`)
	tab.Click("#go")
	assert.Equal(t, "invalid_grant", toldLast(tab, 6)["error"])
}

// A second click, and a third, while the window is open: it comes to the front, and all get what comes of it, each with its own state.
func TestAmazonDoubleClick(t *testing.T) {
	tab := oldPage(t, "bench.html")
	tab.Fake.SetFaults(fakeamazon.Faults{})
	tab.Exec(`n = 0; action = () => amazon.Login.authorize({ scope: "profile", state: String(++n) }, note)`)
	popup := tab.Popup(func() { tab.Click("#go") })
	popup.Wait("button.person")
	tab.Click("#go")
	tab.Click("#go")
	popup.SignIn("Zoë")
	answers := told(tab, 3)
	for i, state := range []string{"1", "2", "3"} {
		assert.Equal(t, state, answers[i]["state"])
		assert.Equal(t, answers[0]["access_token"], answers[i]["access_token"])
	}
	assert.Equal(t, 1, tab.Fake.Counts().AuthorizeRequests)
}

// A click while the page proves tokens, one after the other: it waits for its turn, and they for theirs.
func TestAmazonBusy(t *testing.T) {
	tab := oldPage(t, "bench.html").Expect("tokeninfo|user/profile")
	gate := make(chan struct{})
	tab.Fake.SetFaults(fakeamazon.Faults{AutoApprove: zoe.UserID, TokenInfo: fakeamazon.Fault{Gate: gate}, Profile: fakeamazon.Fault{Gate: gate}})
	tab.Exec(`lwa.ready`)
	tab.Exec(`for (const token of ["Atza|one", "Atza|two"]) amazon.Login.retrieveProfile(token, note); 0`)
	tab.Click("#go")
	close(gate)
	granted := 0
	for _, answer := range told(tab, 3) {
		if answer["access_token"] != nil {
			granted++
		} else {
			assert.Equal(t, "invalid_token", answer["error"])
		}
	}
	assert.Equal(t, 1, granted)
}
