package assets

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/lwa-wasm/lwa/internal/lwa"
)

// elementsFile is the custom-elements manifest: what editors know of <lwa-login>. The format is
// that of https://github.com/webcomponents/custom-elements-manifest.
const elementsFile = "custom-elements.json"

// named is a thing of the manifest: an attribute, an event, a slot, a part, a property of style.
type named struct {
	Name        string    `json:"name"`
	Type        *typeText `json:"type,omitempty"`
	Description string    `json:"description,omitempty"`
	Default     string    `json:"default,omitempty"`
}

type typeText struct {
	Text string `json:"text"`
}

func typed(name, kind, description string) named {
	return named{Name: name, Type: &typeText{kind}, Description: description}
}

var upper = regexp.MustCompile(`[A-Z]`)

// attributeOf is an option as an attribute: clientId, client-id.
func attributeOf(option string) string {
	return upper.ReplaceAllStringFunc(option, func(letter string) string { return "-" + strings.ToLower(letter) })
}

// loginAttributes are those of <lwa-login>: its own, the options of the component, its texts.
func loginAttributes() ([]named, error) {
	all := []named{
		typed("theme", `"gold" | "dark" | "light"`, "Colours of the button."),
		typed("size", `"small" | "medium" | "large"`, "Height of the button: 32, 46 or 64 pixels."),
		typed("text", `"login-with-amazon" | "login" | "a"`, "What the button says."),
		typed("image", "string", "Address of a picture of your own to show as the button."),
		typed("name", "string", "Name of the value in a form."),
		typed("value-is", `"token" | "code" | "user-id"`, "What the value in a form is."),
		typed("required", "boolean", "A form is not valid until somebody has logged in."),
		typed("disabled", "boolean", "The button cannot be pressed."),
		typed("demo-anywhere", "boolean", `Lets provider="demo" run on other hosts than this machine.`),
	}
	for _, o := range lwa.Options {
		if o.In&(lwa.InConfigure|lwa.InLogin) == 0 || noAttributes[o.Name] {
			continue
		}
		kind := "string"
		switch {
		case o.OneOf != nil:
			kind = `"` + strings.Join(o.OneOf, `" | "`) + `"`
		case written[o.Type] != "":
			kind = string(o.Type)
		}
		all = append(all, typed(attributeOf(o.Name), kind, o.Meaning))
	}
	words, err := texts("en")
	if err != nil {
		return nil, err
	}
	keys := make([]string, 0, len(words))
	for key := range words {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		all = append(all, named{Name: "text-" + key, Type: &typeText{"string"}, Description: "In the place of: " + words[key], Default: words[key]})
	}
	return all, nil
}

func names(list string) (all []named) {
	for _, name := range strings.Fields(list) {
		all = append(all, named{Name: name})
	}
	return all
}

func elements(modules) ([]byte, error) { return Elements() }

// Elements is the custom-elements manifest of <lwa-login>, as JSON.
func Elements() ([]byte, error) {
	attributes, err := loginAttributes()
	if err != nil {
		return nil, err
	}
	type object = map[string]any
	text, err := json.MarshalIndent(object{
		"schemaVersion": "1.0.0",
		"modules": []object{{
			"kind": "javascript-module", "path": loginFile,
			"declarations": []object{{
				"kind": "class", "name": "LwaLogin", "tagName": "lwa-login", "customElement": true,
				"superclass": object{"name": "HTMLElement"}, "description": "The button, and everything after it.",
				"attributes": attributes,
				"events": []named{
					typed("login", "CustomEvent<Session>", "Somebody logged in."), typed("code", "CustomEvent<AuthorizationCode>", "The code for your server, with hand-over."),
					typed("logout", "CustomEvent<null>", "The login ended."), typed("error", "CustomEvent<LwaError>", "The login failed."), typed("cancel", "CustomEvent<null>", "The person gave up."),
				},
				"slots":         names("signed-out busy signed-in error"),
				"cssParts":      names("panel face button login logout mark label image session name card message actions front here stay cancel close"),
				"cssProperties": names("--lwa-width --lwa-height --lwa-radius --lwa-face --lwa-ink --lwa-edge --lwa-focus"),
			}},
			"exports": []object{
				{"kind": "js", "name": "LwaLogin", "declaration": object{"name": "LwaLogin"}},
				{"kind": "custom-element-definition", "name": "lwa-login", "declaration": object{"name": "LwaLogin"}},
			},
		}},
	}, "", "  ")
	return append(text, '\n'), err
}
