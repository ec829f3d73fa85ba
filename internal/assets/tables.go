package assets

import (
	"encoding/json"
	"strings"

	"github.com/lwa-wasm/lwa/internal/lwa"
)

// tables is the module "lwa:tables" (web/src/tables.d.ts): Go's tables for the shell.
func tables() string {
	var b strings.Builder
	export := func(name string, value any) {
		text, err := json.Marshal(value)
		if err != nil {
			panic(err) // the tables hold strings and numbers only
		}
		b.WriteString("export const " + name + " = " + string(text) + ";\n")
	}
	codes := map[lwa.Code][2]string{}
	for _, c := range lwa.Codes {
		codes[c.Code] = [2]string{c.Message, c.Hint}
	}
	export("options", shellOptions())
	export("codes", codes)
	export("version", lwa.Version)
	return b.String()
}

// shellOption is an option as the shell takes it: its default is the value itself.
type shellOption struct {
	lwa.Option
	Default json.RawMessage `json:"default,omitempty"`
}

func shellOptions() (all []shellOption) {
	for _, o := range lwa.Options {
		o.Meaning = "" // for people; the shell shows the accepted values
		all = append(all, shellOption{o, json.RawMessage(o.Default)})
	}
	return all
}
