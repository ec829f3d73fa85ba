package assets

import (
	"encoding/json"
	"strings"

	"github.com/lwa-wasm/lwa/internal/flow"
	"github.com/lwa-wasm/lwa/internal/lwa"
)

// shellCodes are the failures that happen before, or without, the wasm: the shell raises them itself.
var shellCodes = []lwa.Code{
	lwa.CodeAborted, lwa.CodeBlockNestedPopups, lwa.CodeCryptoNonexistent, lwa.CodeInternalError,
	lwa.CodeInvalidConfiguration, lwa.CodeInvalidRequest, lwa.CodeNonBrowserEnvironment, lwa.CodeTimedOut,
	lwa.CodeWasmNonexistent,
}

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
	for _, code := range shellCodes {
		e := lwa.NewError(code)
		codes[code] = [2]string{e.Message, e.Hint}
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
