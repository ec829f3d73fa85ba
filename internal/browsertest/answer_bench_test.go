package browsertest_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// planted is a code that no server issued.
const planted = "planted-code-0123456789abcdef"

var people = fakeamazon.DefaultPeople()

// loginPage is a bench page that logs in again and again, in popups whose answers a test may write
// itself.
type loginPage struct {
	*browsertest.Bench
	tab      *browsertest.Tab
	popups   []*browsertest.Tab
	requests <-chan fakeamazon.Request
	done     int // logins whose outcome was read
}

// newPage opens the bench page with these settings of the script tag. Every login asks Amazon.
func newPage(t *testing.T, settings string) *loginPage {
	t.Helper()
	b := browsertest.New(t)
	return &loginPage{Bench: b, tab: openPage(b, settings), requests: b.Fake.Watch()}
}

func openPage(b *browsertest.Bench, settings string) *browsertest.Tab {
	b.Helper()
	tab := b.Open("/bench?" + settings).Ready()
	tab.Exec(`bench.options = {interactive: "always"}`)
	return tab
}

// start begins a login and returns its popup, on Amazon's first page, and the address it was sent
// to.
func (p *loginPage) start() (popup *browsertest.Tab, authorize *url.URL) {
	p.Helper()
	for len(p.requests) > 0 {
		<-p.requests
	}
	popup = p.tab.Popup(func() { p.tab.Click("#go") })
	p.popups = append(p.popups, popup)
	popup.Wait("body[data-page]")
	for r := range p.requests {
		if strings.HasPrefix(r.URL, "/ap/oa?") {
			authorize, err := url.Parse(p.Amazon + r.URL)
			require.NoError(p, err)
			return popup, authorize
		}
	}
	return nil, nil
}

// auto has the fake Amazon answer at once, in Zoë's name, with these faults.
func auto(f fakeamazon.Faults) fakeamazon.Faults {
	f.AutoApprove = people[0].UserID
	return f
}

// login runs one whole login under these faults and returns what came of it.
func (p *loginPage) login(f fakeamazon.Faults) browsertest.Outcome {
	p.Helper()
	p.Fake.SetFaults(auto(f))
	defer p.Fake.SetFaults(fakeamazon.Faults{})
	p.tab.Click("#go")
	return p.outcome()
}

// outcome is what came of the next login.
func (p *loginPage) outcome() browsertest.Outcome {
	p.Helper()
	p.done++
	return p.tab.Outcomes(p.done)[p.done-1]
}

// rejected asserts that a login failed, with this code and something to do about it.
func rejected(t testing.TB, outcome browsertest.Outcome, code string) *browsertest.Error {
	t.Helper()
	require.NotNil(t, outcome.Error, "%+v", outcome.Session)
	assert.Equal(t, code, outcome.Error.Code, "%+v", outcome.Error)
	assert.Equal(t, "LwaError", outcome.Error.Name)
	assert.NotEmpty(t, outcome.Error.Hint)
	assert.NotEmpty(t, outcome.Error.Message)
	return outcome.Error
}

// alive asserts that a normal login still works in this page.
func (p *loginPage) alive() browsertest.Session {
	p.Helper()
	outcome := p.login(fakeamazon.Faults{})
	require.NotNil(p, outcome.Session, "%+v", outcome.Error)
	return *outcome.Session
}

// noLeak searches the page and all popups so far.
func (p *loginPage) noLeak() {
	p.Helper()
	p.NoLeakBut(browsertest.LeakSearch{Also: []string{planted}}, append(p.popups, p.tab)...)
}

// send has a window go somewhere by itself, as a link would, and does not wait.
func send(tab *browsertest.Tab, address string) {
	tab.Helper()
	tab.Exec(`void setTimeout(() => location.replace(%s))`, jsValue(address))
}

// clean asserts that the callback page left nothing of an answer in its address.
func clean(t testing.TB, tab *browsertest.Tab) {
	t.Helper()
	assert.Empty(t, browsertest.Eval[string](tab, `location.search + location.hash`))
}
