package browsertest_test

import (
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestDeviceDV10_Asleep: a page that is hidden and frozen polls nobody. Awake again, it polls once,
// and then by the clock.
func TestDeviceDV10_Asleep(t *testing.T) {
	b := parallel(t)
	seen := pollsOf(b)
	tv := television(b, quick, ``)
	asleep := func(state page.SetWebLifecycleStateState) {
		command(tv.Tab, page.SetWebLifecycleState, page.SetWebLifecycleStateParams{State: state})
	}
	seen.next()
	tv.hears("pending")
	asleep(page.SetWebLifecycleStateStateFrozen)
	phone := phone(b, tv.code()) // whatever time this takes
	for len(seen.at) > 0 {
		<-seen.at // one may have been under way
	}
	asleep(page.SetWebLifecycleStateStateActive)
	awake := seen.next()
	seen.apart(seen.next(), time.Second)
	assert.WithinDuration(t, time.Now(), awake, 20*time.Second)
	assert.NotContains(t, tv.told(), "slowdown", "Amazon saw no poll before its time")
	phone.Click("#allow")
	require.NotNil(t, tv.Outcome().Session)
}
