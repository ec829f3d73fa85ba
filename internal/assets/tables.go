package assets

import (
	"encoding/json"

	"github.com/lwa-wasm/lwa/internal/lwa"
)

// tables is the module "lwa:tables" (web/src/tables.d.ts): Go's tables for the shell.
func tables() string { return tablesOf(func(lwa.Code) bool { return true }) }

// tablesOf has the messages and hints of some codes only.
func tablesOf(has func(lwa.Code) bool) string {
	return "export const options = " + jsonOf(shellOptions()) + ";\n" +
		"export const codes = " + codeTable(has) + ";\n" +
		"export const version = " + jsonOf(lwa.Version) + ";\n"
}

// codeTable is message and hint of the codes, by code.
func codeTable(has func(lwa.Code) bool) string {
	codes := map[lwa.Code][2]string{}
	for _, c := range lwa.Codes {
		if has(c.Code) {
			codes[c.Code] = [2]string{c.Message, c.Hint}
		}
	}
	return jsonOf(codes)
}

// jsonOf is a value of Go as JavaScript writes it.
func jsonOf(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // the tables hold strings and numbers only
	}
	return string(text)
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
