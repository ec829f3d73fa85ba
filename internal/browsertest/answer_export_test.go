package browsertest

import "context"

// Context is the tab's own, for browser features that the helpers do not wrap.
func (tab *Tab) Context() context.Context { return tab.CDP() }
