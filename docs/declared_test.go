package docs

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/assets"
)

// TestDocsDeclared holds the pages that are made from the type declarations.
func TestDocsDeclared(t *testing.T) {
	all := declarations(t, "lwa.d.ts")
	compare(t, "methods.md", methodsPage(t, all))
	compare(t, "events.md", eventsPage(t, all))
	compare(t, "types.md", typesPage(t, all))
	compare(t, "elements.md", elementsPage(t))
}

func methodsPage(t *testing.T, all []declaration) string {
	var b strings.Builder
	b.WriteString("# Methods\n\n" + made("web/lwa.d.ts") +
		"`lwa.js` adds `lwa`, `lwaLogin` and `LwaError` to the window; `lwa.mjs` and the npm package export the same names.\n" +
		"`lwa` is an `EventTarget`: [Events](events.md) lists what it fires. [Errors](errors.md) lists with which codes the promises reject.\n")
	entry := func(title string, signatures []string, doc string) {
		fmt.Fprintf(&b, "\n## %s\n\n```ts\n%s\n```\n\n%s\n", title, strings.Join(signatures, "\n"), withLinks(doc))
	}
	var signatures []string
	for _, d := range all {
		if d.kind == "function" && d.name == "lwaLogin" {
			signatures = append(signatures, strings.TrimPrefix(d.text, "export function "))
		}
	}
	require.NotEmpty(t, signatures)
	entry("`lwaLogin()`", signatures, "Logs in. "+find(t, all, "lwaLogin").doc+" [Popup or redirect](popup-or-redirect.md) says where the session arrives, [`LoginOptions`](types.md#loginoptions) what it takes.")
	byName, order := map[string][]member{}, []string{}
	for _, m := range find(t, all, "Lwa").members {
		if byName[m.name] == nil {
			order = append(order, m.name)
		}
		byName[m.name] = append(byName[m.name], m)
	}
	for _, name := range order {
		var signatures []string
		doc := ""
		for _, m := range byName[name] {
			signatures = append(signatures, m.signature+";")
			doc = strings.TrimSpace(doc + " " + m.doc)
		}
		if name == "login" {
			doc = "The same as [`lwaLogin()`](#lwalogin)."
		}
		if name == "version" {
			doc = "The version of the component, such as `\"0.1.0\"`."
		}
		require.NotEmpty(t, doc, name)
		call := ""
		if strings.Contains(signatures[0], "(") {
			call = "()"
		}
		entry("`lwa."+name+call+"`", signatures, doc)
	}
	return b.String()
}

func eventsPage(t *testing.T, all []declaration) string {
	var b strings.Builder
	b.WriteString("# Events\n\n" + made("the files web/*.d.ts") +
		"Each event is a `CustomEvent`; the column *detail* says what its `detail` is. An empty cell means `null`.\n\n" +
		"```js\nlwa.addEventListener(\"login\", ({ detail }) => console.log(detail.profile.userId));\n```\n")
	for _, of := range []struct{ title, intro, file, name string }{
		{"`lwa`", "", "lwa.d.ts", "LwaEventMap"},
		{"A login by code", "`lwa.device()` resolves with an object that fires these ([Televisions](television.md)).", "lwa.d.ts", "DeviceEventMap"},
		{"`<lwa-login>`", "They bubble, and leave shadow trees ([The button](button.md)).", "lwa-login.d.ts", "LwaLoginEventMap"},
		{"`<lwa-device>`", "They do not bubble ([Televisions](television.md)).", "lwa-device.d.ts", "LwaDeviceEventMap"},
	} {
		fmt.Fprintf(&b, "\n## %s\n\n", of.title)
		if of.intro != "" {
			b.WriteString(of.intro + "\n\n")
		}
		b.WriteString("| event | detail | when it fires |\n|---|---|---|\n")
		for _, m := range find(t, declarations(t, of.file), of.name).members {
			require.NotEmpty(t, m.doc, "%s.%s", of.name, m.name)
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", m.name, detail(m), escape(withLinks(m.doc)))
		}
	}
	return b.String()
}

// toldElsewhere are the declarations that other pages are made of.
var toldElsewhere = map[string]bool{"Lwa": true, "LwaEventMap": true, "DeviceEventMap": true, "LwaErrorCode": true}

func typesPage(t *testing.T, all []declaration) string {
	var b strings.Builder
	b.WriteString("# Types\n\n" + made("web/lwa.d.ts") +
		"The TypeScript declarations are in `lwa.d.ts`; the npm package names them, so an `import` finds them by itself. The types of\n" +
		"`amazon.Login`, the [drop-in for Amazon's SDK](migrate-amazon-sdk.md), come with `/// <reference types=\"lwa-wasm/amazon\" />`.\n")
	for _, d := range all {
		if d.kind == "function" || toldElsewhere[d.name] {
			continue
		}
		fmt.Fprintf(&b, "\n## `%s`\n\n", d.name)
		if d.doc != "" {
			b.WriteString(withLinks(d.doc) + "\n\n")
		}
		if d.kind == "type" {
			fmt.Fprintf(&b, "```ts\n%s\n```\n", strings.TrimPrefix(d.text, "export "))
			continue
		}
		if d.extends != "" {
			fmt.Fprintf(&b, "It extends `%s`.\n\n", d.extends)
		}
		b.WriteString("| member | type | meaning |\n|---|---|---|\n")
		for _, m := range d.members {
			name := m.name
			if strings.Contains(m.signature, name+"?:") {
				name += "?"
			}
			kind := typeText(m)
			if strings.Contains(m.signature, name+"(") {
				name, kind = name+"()", strings.TrimPrefix(m.signature, m.name)
			}
			fmt.Fprintf(&b, "| `%s` | `%s` | %s |\n", name, escape(kind), escape(withLinks(m.doc)))
		}
	}
	b.WriteString("\n## `LwaErrorCode`\n\nThe name of a failure: [Errors](errors.md) lists them all.\n")
	return b.String()
}

// thing is an entry of the custom-elements manifest.
type thing struct {
	Name, Description, Default string
	Type                       struct{ Text string }
}

var backquoted = regexp.MustCompile("`([^`]+)`")

func elementsPage(t *testing.T) string {
	text, err := assets.Elements()
	require.NoError(t, err)
	var manifest struct {
		Modules []struct {
			Declarations []struct {
				Attributes, Slots, CSSParts, CSSProperties []thing
			}
		}
	}
	require.NoError(t, json.Unmarshal(text, &manifest))
	login := manifest.Modules[0].Declarations[0]
	var b strings.Builder
	b.WriteString("# Elements\n\n" + made("the custom-elements manifest (internal/assets/elements.go) and web/lwa-device.d.ts") +
		"## `<lwa-login>`\n\nThe login button, and everything after it. [The button](button.md) explains its states, slots and style; [Events](events.md#lwa-login) lists its events.\n\n" +
		"| attribute | type | meaning |\n|---|---|---|\n")
	var texts []thing
	for _, a := range login.Attributes {
		if strings.HasPrefix(a.Name, "text-") {
			texts = append(texts, a)
			continue
		}
		require.NotEmpty(t, a.Description, a.Name)
		fmt.Fprintf(&b, "| `%s` | `%s` | %s |\n", a.Name, escape(a.Type.Text), escape(a.Description))
	}
	b.WriteString("\nThese attributes replace texts. The English texts are:\n\n| attribute | text |\n|---|---|\n")
	for _, a := range texts {
		fmt.Fprintf(&b, "| `%s` | %s |\n", a.Name, escape(a.Default))
	}
	require.NotEmpty(t, texts)
	for _, l := range []struct {
		title string
		list  []thing
	}{{"Slots", login.Slots}, {"Parts, for `::part()`", login.CSSParts}, {"Custom properties", login.CSSProperties}} {
		fmt.Fprintf(&b, "\n%s: %s.\n", l.title, listed(l.list))
	}
	members(t, &b, "lwa-login.d.ts", "LwaLogin")
	b.WriteString("\n## `<lwa-device>`\n\nA login by code, for televisions ([Televisions](television.md)). [Events](events.md#lwa-device) lists its events.\n\n")
	doc := find(t, declarations(t, "lwa-device.d.ts"), "LwaDevice").doc
	_, lists, ok := strings.Cut(doc, "Attributes: ")
	require.True(t, ok)
	attributes, style, ok := strings.Cut(lists, "CSS: ")
	require.True(t, ok)
	assert.GreaterOrEqual(t, len(backquoted.FindAllString(style, -1)), 20)
	b.WriteString("Attributes: " + strings.TrimSpace(attributes) + "\n\nStyle: " + style + "\n")
	members(t, &b, "lwa-device.d.ts", "LwaDevice")
	return b.String()
}

func listed(things []thing) string {
	var names []string
	for _, thing := range things {
		names = append(names, "`"+thing.Name+"`")
	}
	return strings.Join(names, ", ")
}

func members(t *testing.T, b *strings.Builder, file, name string) {
	t.Helper()
	b.WriteString("\n| property or method | meaning |\n|---|---|\n")
	for _, m := range find(t, declarations(t, file), name).members {
		fmt.Fprintf(b, "| `%s` | %s |\n", escape(m.signature), escape(withLinks(m.doc)))
	}
}
