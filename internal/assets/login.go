package assets

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/lwa-wasm/lwa/internal/lwa"
	"github.com/lwa-wasm/lwa/web"
)

// loginFile is <lwa-login>. It holds English; languageFile has the name of the file of every other language.
const loginFile = "lwa-login.js"

func languageFile(language string) string { return "lwa-login." + language + ".js" }

// languages are those that <lwa-login> has texts in besides English, in the order of their names.
var languages = func() (all []string) {
	files, err := fs.Glob(web.Source, "texts/*.json")
	if err != nil {
		panic(err) // the pattern is well formed
	}
	for _, file := range files {
		if language := strings.TrimSuffix(path.Base(file), ".json"); language != "en" {
			all = append(all, language)
		}
	}
	return all
}()

func languageFiles() (all []string) {
	for _, language := range languages {
		all = append(all, languageFile(language))
	}
	return all
}

// loginScript bundles <lwa-login> with its style and its English texts.
func loginScript(made modules) ([]byte, error) {
	css, err := fs.ReadFile(web.Source, "src/login.css")
	if err != nil {
		return nil, err
	}
	words, err := loginTables()
	if err != nil {
		return nil, err
	}
	return bundle("src/login-element.ts", module, modules{
		"lwa:tables": made["lwa:tables"], "lwa:login": words, "lwa:login.css": fmt.Sprintf("export default %q;\n", minified(css)),
	})
}

// loginTables is the module "lwa:login" (web/src/tables.d.ts). The addresses of the languages are written out, so that
// bundlers find them.
func loginTables() (string, error) {
	english, err := fs.ReadFile(web.Source, "texts/en.json")
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "export const english = %s;\nexport const languages = {\n", english)
	for _, language := range languages {
		fmt.Fprintf(&b, "  %s: () => import(%q),\n", language, "./"+languageFile(language))
	}
	b.WriteString("};\n")
	for name, options := range map[string]map[string]lwa.OptionType{
		"pageOptions":  optionTypes(lwa.InConfigure, 0),
		"loginOptions": optionTypes(lwa.InLogin, lwa.InConfigure),
	} {
		text, err := json.Marshal(options)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "export const %s = %s;\n", name, text)
	}
	return b.String(), nil
}

// noAttributes are options that <lwa-login> has no attribute for: its own "state" is what it shows, and a signal, a size
// and a wish for no button cannot be written into markup.
var noAttributes = map[string]bool{"state": true, "signal": true, "popup": true, "interactive": true}

// optionTypes are the options of some calls and not of others, by name.
func optionTypes(in, not lwa.Calls) map[string]lwa.OptionType {
	types := map[string]lwa.OptionType{}
	for _, o := range lwa.Options {
		if o.In&in != 0 && o.In&not == 0 && !noAttributes[o.Name] {
			types[o.Name] = o.Type
		}
	}
	return types
}

// languageScript returns a function that makes the file of one language.
func languageScript(language string) func(modules) ([]byte, error) {
	return func(modules) ([]byte, error) {
		text, err := fs.ReadFile(web.Source, "texts/"+language+".json")
		if err != nil {
			return nil, err
		}
		var compact map[string]string
		if err := json.Unmarshal(text, &compact); err != nil {
			return nil, err
		}
		text, err = json.Marshal(compact)
		return fmt.Appendf(nil, "export default %s;\n", text), err
	}
}
