package browsertest_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// TestDoctorOldPage examines pages on which libraries of another age have put something in the
// place of built-ins. Each is named, and no file is blamed for it.
func TestDoctorOldPage(t *testing.T) {
	b := calm(t)
	serve(b, healthy(b, "old"))
	cases := maps.Clone(substitutes)
	cases["all of them"] = everySubstitute()
	for name, source := range cases {
		tab := b.Blank()
		inject(tab, "if (top === window) { "+source+" }")
		tab.Go("/old/")
		said := browsertest.Eval[string](tab, `import("/lwa/lwa-doctor.js").then((m) => m.doctor({ popup: false })).then((r) => {
			let out = "";
			for (const f of r.findings) if (f.severity !== "ok") out += f.code + " ";
			return out;
		}, (error) => "rejects: " + error + error.stack)`)
		for _, code := range strings.Fields(said) {
			assert.Equal(t, "builtins_replaced", code, "%s: %s", name, said)
		}
	}
}
