package examples

import "testing"

func TestVue(t *testing.T) {
	b := needs(t)
	p := copyOf(b, "vue")
	p.install()
	p.run("npm", "run", "build")
	wait(b, p.files("dist"))
	tab := b.Open("/")
	refuse(tab)
	logInAndOut(tab)
	pictures(b, "vue")

	rendered(p, "vue")
	p.start(b, "npm", "run", "dev", "--", "--port", "0")
	logInAndOut(b.Open("/"))
	hydrate(b)
}
