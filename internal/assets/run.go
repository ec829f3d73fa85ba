package assets

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/lwa-wasm/lwa/internal/lwa"
	"github.com/lwa-wasm/lwa/web"
)

// runFile is the part of lwa.js that nobody needs before there is a reason to start lwa.wasm.
const runFile = "lwa-run.js"

// sharedModules are the modules of lwa.js that lwa-run.js takes from it, as it runs: what they took
// of the page is from before any script could replace it.
var sharedModules = []string{"core", "errors", "platform", "policy", "popup", "signal"}

// runEntry hands over what lwa.js calls (web/src/running-part.ts). The two names are parameters of
// the function that the bundle becomes.
const runEntry = `import { boot, send, tell, trace } from "./run"; made({ __proto__: null, boot, send, tell, trace });`

// split bundles lwa.js and lwa-run.js. Messages and hints that only the second needs are there
// alone.
func split(made modules) (script, run []byte, err error) {
	names, err := taken(made)
	if err != nil {
		return nil, nil, err
	}
	made = maps.Clone(made)
	made["src/running.ts is"] = "src/running-part.ts"
	made["lwa:part"] = partModule(names, nil)
	made["lwa:tables"] = tablesOf(func(lwa.Code) bool { return false })
	rough, inScript, err := bundleOf("src/script.ts", iife, made)
	if err != nil {
		return nil, nil, err
	}
	early := func(code lwa.Code) bool { return raises(rough, code) }
	run, inRun, err := runScript(made, names, early)
	if err == nil {
		err = apart(inScript, inRun)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", runFile, err)
	}
	made["lwa:tables"], made["lwa:part"] = tablesOf(early), partModule(names, run)
	script, err = bundle("src/script.ts", iife, made)
	return script, run, err
}

// apart makes sure that no module is in both scripts: it would take things of the page twice, the
// second time late, and have two states. What wire.gen.ts has are constants.
func apart(inScript, inRun map[string]bool) error {
	for module := range inRun {
		if strings.HasPrefix(module, "src/") && module != wireFile && inScript[module] {
			return fmt.Errorf("%s is in lwa.js, too: lwa-run.js must take it from there", module)
		}
	}
	return nil
}

// raises says whether a script makes errors of that code without a message of its own. It finds the
// code where it is no argument that a message follows, and where it is not compared.
func raises(script []byte, code lwa.Code) bool {
	quoted := []byte(`"` + string(code) + `"`)
	for at := 0; ; {
		i := bytes.Index(script[at:], quoted)
		if i < 0 {
			return false
		}
		before, after := script[:at+i], script[at+i+len(quoted):]
		at += i + len(quoted)
		worded := argument.Match(before) && message.Match(after)
		if !worded && !bytes.HasSuffix(before, []byte("==")) {
			return true
		}
	}
}

var (
	argument = regexp.MustCompile(`[\w$]\((?:\w+,)?$`)
	message  = regexp.MustCompile("^,(?:[\"'`]|\\w+,\\w+\\))") // a text, or two parameters of whoever passes them on
)

// runScript bundles lwa-run.js: a module whose default export is called once, with what lwa.js
// shares, and with the function that takes what it makes.
func runScript(made modules, names []exported, early func(lwa.Code) bool) ([]byte, map[string]bool, error) {
	made = maps.Clone(made)
	made["lwa:run"] = runEntry
	made["lwa:late"] = "export const late = " + codeTable(func(c lwa.Code) bool { return !early(c) }) + ";"
	var all []string
	from := map[string][]string{}
	for i, n := range names {
		all = append(all, fmt.Sprintf("%d: %s", i, n.alias()))
		from[n.module] = append(from[n.module], n.alias()+" as "+n.name)
	}
	// Not as an array: the page may have replaced what goes through one.
	made["script:all"] = "export const {" + strings.Join(all, ",") + "} = shared;"
	for module, list := range from {
		made["src/"+module+".ts is"] = "script:" + module
		made["script:"+module] = "export {" + strings.Join(list, ",") + `} from "script:all";`
	}
	code, inputs, err := bundleOf("lwa:run", iife, made)
	if err != nil {
		return nil, nil, err
	}
	code = bytes.TrimSpace(code)
	return fmt.Appendf(nil, "export const stamp=%q;export default(shared,made)=>{%s}\n", stamp(code), code), inputs, nil
}

// stamp tells the code of one build from that of another, where a browser does not hold a file to
// its digest.
func stamp(code []byte) string { return integrity(code)[len("sha384-"):][:8] }

// stampIn is the stamp that a lwa-run.js has.
func stampIn(run []byte) string {
	_, rest, _ := bytes.Cut(run, []byte(`stamp="`))
	text, _, _ := bytes.Cut(rest, []byte(`"`))
	return string(text)
}

// exported is a name that a module of lwa.js exports.
type exported struct{ module, name string }

func (e exported) alias() string { return e.module + "_" + e.name }

// partModule is the module "lwa:part" (web/src/tables.d.ts).
func partModule(names []exported, run []byte) string {
	var b strings.Builder
	var all []string
	for _, n := range names {
		fmt.Fprintf(&b, "import { %s as %s } from \"./%s\";\n", n.name, n.alias(), n.module)
		all = append(all, n.alias())
	}
	fmt.Fprintf(&b, "export const shared = () => [%s];\n", strings.Join(all, ", "))
	fmt.Fprintf(&b, "export const part = { file: %q, integrity: %q, stamp: %q };\n", runFile, integrity(run), stampIn(run))
	return b.String()
}

var (
	importing = regexp.MustCompile(`(?m)^(?:import|export)\s+(?:([^"';]*?)\s+from\s+)?"([^"]+)";`)
	wordIn    = regexp.MustCompile(`^[\w$]+`)
)

// taken are the names that the modules of lwa-run.js import from those of lwa.js, in a fixed order.
// If one were overlooked, esbuild would refuse the bundle that lacks it, or apart the module that
// comes along.
func taken(made modules) ([]exported, error) {
	made = maps.Clone(made)
	made["lwa:run"] = runEntry
	found := map[exported]bool{}
	seen := map[string]bool{}
	queue := []string{"lwa:run"}
	for len(queue) > 0 {
		name := queue[0]
		queue = queue[1:]
		if seen[name] {
			continue
		}
		seen[name] = true
		text, ok := made[name]
		switch {
		case name == wireFile:
			text = wireModule()
		case !ok && strings.HasPrefix(name, "lwa:"):
			continue // the build makes it, and it imports nothing
		case !ok:
			file, err := fs.ReadFile(web.Source, name)
			if err != nil {
				return nil, err
			}
			text = string(file)
		}
		for _, m := range importing.FindAllStringSubmatch(text, -1) {
			what, module := m[1], strings.TrimPrefix(m[2], "./")
			switch {
			case strings.HasPrefix(what, "type "):
			case slices.Contains(sharedModules, module):
				for _, n := range strings.Split(strings.Trim(what, "{} \n"), ",") {
					if n = strings.TrimSpace(n); n != "" && !strings.HasPrefix(n, "type ") {
						found[exported{module, wordIn.FindString(n)}] = true
					}
				}
			case module != m[2]:
				queue = append(queue, path.Join("src", module)+".ts")
			default:
				queue = append(queue, m[2])
			}
		}
	}
	return slices.SortedFunc(maps.Keys(found), func(a, b exported) int { return strings.Compare(a.alias(), b.alias()) }), nil
}
