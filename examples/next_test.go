package examples

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestNext logs in on a page that Next has rendered ahead, with nobody logged in yet, and that
// hydrates.
func TestNext(t *testing.T) {
	b := needs(t)
	p := copyOf(b, "next")
	p.env = append(p.env, "NEXT_TELEMETRY_DISABLED=1")
	p.install()
	p.run("npm", "run", "build")
	assert.Contains(t, read(t, p.dir+"/.next/server/app/index.html"), `<p role="status">One moment…</p>`)
	p.start(b, "npm", "run", "start", "--", "--port", "0")
	tab := b.Open("/")
	refuse(tab)
	logInAndOut(tab)
	pictures(b, "next")
}
