package assets

import (
	"encoding/json"
	"strings"

	"github.com/lwa-wasm/lwa/internal/flow"
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
	options := append([]lwa.Option(nil), lwa.Options...)
	for i := range options {
		options[i].Meaning = "" // for people; the shell shows the accepted values
	}
	export("options", options)
	export("foreignNames", lwa.ForeignNames)
	export("codes", codes)
	export("names", map[string]string{
		"channel": flow.ChannelPrefix, "record": flow.RecordPrefix, "answer": flow.AnswerKey,
	})
	export("version", lwa.Version)
	return b.String()
}
