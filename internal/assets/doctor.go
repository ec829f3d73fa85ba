package assets

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/lwa-wasm/lwa/internal/doctor"
	"github.com/lwa-wasm/lwa/web"
)

// examined are the files whose digests the doctor knows.
var examined = []string{"lwa.js", "lwa.mjs", "lwa-amazon.js", runFile, "lwa.wasm", "lwa-callback.html"}

// doctorScript bundles lwa-doctor.js with Go's table of findings, and with the
// digests of the files in out, which were built before.
func doctorScript(out string) func(modules) ([]byte, error) {
	return func(made modules) ([]byte, error) {
		digests := map[string]string{}
		for _, name := range examined {
			content, err := os.ReadFile(filepath.Join(out, name))
			if err != nil {
				return nil, err
			}
			digests[name] = integrity(content)
		}
		css, err := fs.ReadFile(web.Source, "src/doctor.css")
		if err != nil {
			return nil, err
		}
		return bundle("src/doctor.ts", module, modules{
			"lwa:tables":     made["lwa:tables"],
			"lwa:doctor":     doctorTables(digests),
			"lwa:doctor.css": fmt.Sprintf("export default %q;\n", minified(css)),
		})
	}
}

// doctorTables is the module "lwa:doctor" (web/src/tables.d.ts).
func doctorTables(digests map[string]string) string {
	type fault struct {
		Code     string          `json:"code"`
		Severity doctor.Severity `json:"severity"`
		What     string          `json:"what"`
		Mend     string          `json:"mend"`
	}
	type topic struct {
		Name   string  `json:"name"`
		OK     string  `json:"ok"`
		Mend   string  `json:"mend"`
		Faults []fault `json:"faults"`
	}
	var topics []topic
	for _, t := range doctor.Topics {
		faults := []fault{}
		for _, f := range t.Faults {
			if f.In&doctor.Browser != 0 {
				faults = append(faults, fault{f.Code, f.Severity, f.What, f.Mend})
			}
		}
		topics = append(topics, topic{t.Name, t.OK, t.Mend, faults})
	}
	mends := map[string][][2]string{}
	for key, all := range doctor.Mends {
		for _, l := range all {
			mends[key] = append(mends[key], [2]string{l.Host, l.Lines})
		}
	}
	var b strings.Builder
	for _, e := range []struct {
		name  string
		value any
	}{
		{"topics", topics}, {"mends", mends}, {"hosts", doctor.Hosts}, {"servers", doctor.Servers}, {"apiHosts", doctor.APIHosts}, {"digests", digests},
	} {
		text, err := json.Marshal(e.value)
		if err != nil {
			panic(err) // the tables hold strings only
		}
		b.WriteString("export const " + e.name + " = " + string(text) + ";\n")
	}
	return b.String()
}
