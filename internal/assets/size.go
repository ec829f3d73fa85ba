package assets

import (
	"fmt"
	"io"
	"io/fs"
	"text/tabwriter"
)

// Budget is what a login may cost a visitor at most: lwa.js, lwa-run.js and lwa.wasm, in bytes
// after brotli -11.
const Budget = 43_250

// ScriptBudget is for lwa.js alone: all that loads before a click works.
const ScriptBudget = 7_910

// ElementBudget is what <lwa-login> may cost at most, in bytes after brotli -11, beside the
// component and its language.
const ElementBudget = 6_000

// PrintSizes writes what a release costs, in bytes: as it is, and as a server sends it. When its
// code is also among the tools with the names of its functions, a second table has a line for each
// package. It fails when a release made with TinyGo is over the budget.
func PrintSizes(w io.Writer, dist, tools fs.FS) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	line := func(name string, contents ...[]byte) (brotlied int) {
		var s sizes
		for _, content := range contents {
			s.add(content)
		}
		fmt.Fprintf(t, "%s\t%d\t%d\t%d\t\n", name, s.raw, s.gzip, s.brotli)
		return s.brotli
	}
	fmt.Fprintln(t, "file\traw\tgzip -9\tbrotli -11\t")
	var script, whole, run, wasm []byte
	var dropIn, element sizes
	for _, name := range shipped {
		content, err := fs.ReadFile(dist, name)
		if err != nil {
			return fmt.Errorf("%w: run `make dist`", err)
		}
		line(name, content)
		switch name {
		case "lwa.js":
			script = content
		case runFile:
			run = content
		case "lwa.mjs":
			whole = content
		case "lwa-amazon.js":
			dropIn.add(content)
		case loginFile:
			element.add(content)
		case "lwa.wasm":
			wasm = content
		}
	}
	total := line("lwa.js + lwa-run.js + lwa.wasm", script, run, wasm)
	var own, together sizes
	own.add(script)
	together.add(whole)
	fmt.Fprintf(t, "lwa-amazon.js over lwa.mjs\t%d\t%d\t%d\t\n", dropIn.raw-together.raw, dropIn.gzip-together.gzip, dropIn.brotli-together.brotli)
	if err := t.Flush(); err != nil {
		return err
	}
	if element.brotli > ElementBudget {
		return fmt.Errorf("%s is %d bytes over its budget of %d", loginFile, element.brotli-ElementBudget, ElementBudget)
	}
	named, err := fs.ReadFile(tools, namedWasm)
	if whose, _ := fs.ReadFile(tools, namedFor); err != nil || string(whose) != integrity(wasm) {
		fmt.Fprintf(w, "\nNot made with TinyGo: there is no table by package, and no budget.\n")
		return nil
	}
	packages, err := codeByPackage(named)
	if err != nil {
		return err
	}
	fmt.Fprintln(t, "\npackage of lwa.wasm\traw\tgzip -9\tbrotli -11\t")
	for _, p := range packages {
		line(p.name, p.code)
	}
	fmt.Fprintln(t, "\t\t\t\t")
	fmt.Fprintf(t, "budget\t\t\t%d\t\n", Budget)
	fmt.Fprintf(t, "budget of lwa.js\t\t\t%d\t\n", ScriptBudget)
	if err := t.Flush(); err != nil {
		return err
	}
	if own.brotli > ScriptBudget {
		return fmt.Errorf("lwa.js is %d bytes over its budget of %d", own.brotli-ScriptBudget, ScriptBudget)
	}
	if total > Budget {
		return fmt.Errorf("lwa.js, lwa-run.js and lwa.wasm are %d bytes over their budget", total-Budget)
	}
	return nil
}

// sizes of one or several files.
type sizes struct{ raw, gzip, brotli int }

func (s *sizes) add(content []byte) {
	s.raw += len(content)
	s.gzip += len(gzipped(content))
	s.brotli += len(brotlied(content))
}
