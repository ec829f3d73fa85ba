package assets

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/lwa-wasm/lwa/internal/flow"
	"github.com/lwa-wasm/lwa/internal/lwa"
	"github.com/lwa-wasm/lwa/web"
)

// loginFile is <lwa-login>; languageFile is the name of the file of one of its languages.
// loginSheet is how the element looks before its script has run.
const (
	loginFile  = "lwa-login.js"
	loginSheet = "lwa-login.css"
)

func languageFile(language string) string { return "lwa-login." + language + ".js" }

// languages are those that <lwa-login> has texts in, in the order of their names.
var languages = func() (all []string) {
	files, err := fs.Glob(web.Source, "texts/*.json")
	if err != nil {
		panic(err) // the pattern is well formed
	}
	for _, file := range files {
		all = append(all, strings.TrimSuffix(path.Base(file), ".json"))
	}
	return all
}()

func languageFiles() (all []string) {
	for _, language := range languages {
		all = append(all, languageFile(language))
	}
	return all
}

// loginScript bundles <lwa-login> with its style and the texts that a page shows first.
func loginScript(modules) ([]byte, error) {
	css, err := fs.ReadFile(web.Source, "src/login.css")
	if err != nil {
		return nil, err
	}
	words, err := loginTables()
	if err != nil {
		return nil, err
	}
	return bundle("src/login-element.ts", module, modules{
		"lwa:login": words, "lwa:login.css": fmt.Sprintf("export default %q;\n", minified(css)),
	})
}

func loginStyle(modules) ([]byte, error) {
	css, err := fs.ReadFile(web.Source, "src/lwa-login.css")
	return []byte(minified(css)), err
}

// loginTables is the module "lwa:login" (web/src/tables.d.ts). The addresses of the languages are
// written out, so that bundlers find them.
func loginTables() (string, error) {
	english, err := texts("en")
	if err != nil {
		return "", err
	}
	for name := range english {
		if !slices.Contains(first, name) {
			delete(english, name)
		}
	}
	shown, err := json.Marshal(english)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "export const first = %s;\nexport const languages = {\n", shown)
	for _, language := range languages {
		fmt.Fprintf(&b, "  %s: () => import(%q),\n", language, "./"+languageFile(language))
	}
	fmt.Fprintf(&b, "};\nexport const kept = [%q, %q];\n", flow.SessionPrefix, flow.AnswerKey)
	for _, part := range []struct {
		name    string
		options map[string]string
	}{{"pageOptions", optionTypes(lwa.InConfigure, 0)}, {"loginOptions", optionTypes(lwa.InLogin, lwa.InConfigure)}} {
		text, err := json.Marshal(part.options)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "export const %s = %s;\n", part.name, text)
	}
	return b.String(), nil
}

// first are the texts that are there before any file of a language is; "failed" stands in for all
// others.
var first = []string{"login", "short", "logout", "hello", "done", "failed"}

// texts are those of one language, by name.
func texts(language string) (all map[string]string, err error) {
	content, err := fs.ReadFile(web.Source, "texts/"+language+".json")
	if err != nil {
		return nil, err
	}
	return all, json.Unmarshal(content, &all)
}

// noAttributes are options that <lwa-login> has no attribute for: its own "state" is what it shows,
// and a signal, a size and a wish for no button cannot be written into markup.
var noAttributes = map[string]bool{"state": true, "signal": true, "popup": true, "interactive": true}

// written are the types that an attribute has to be read as; any other is text as it is.
var written = map[lwa.OptionType]string{lwa.TypeBoolean: "boolean", lwa.TypeNumber: "number", lwa.TypeObject: "object"}

// optionTypes are the options of some calls and not of others, by name.
func optionTypes(in, not lwa.Calls) map[string]string {
	types := map[string]string{}
	for _, o := range lwa.Options {
		if o.In&in != 0 && o.In&not == 0 && !noAttributes[o.Name] {
			types[o.Name] = written[o.Type]
		}
	}
	return types
}

// languageScript returns a function that makes the file of one language.
func languageScript(language string) func(modules) ([]byte, error) {
	return func(modules) ([]byte, error) {
		all, err := texts(language)
		if err != nil {
			return nil, err
		}
		text, err := json.Marshal(all)
		return fmt.Appendf(nil, "export default %s;\n", text), err
	}
}
