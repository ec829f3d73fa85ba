package browsertest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// named are the elements that a document lists by their names, and that markup can therefore put in
// the place of its own properties. %[1]s is the name, %[2]s are further attributes.
var named = map[string]string{
	"img":      `<img name="%[1]s" alt="" %[2]s>`,
	"img, id":  `<img name="x" id="%[1]s" alt="" %[2]s>`,
	"embed":    `<embed name="%[1]s" type="text/plain" %[2]s>`,
	"form":     `<form name="%[1]s" %[2]s><input name="src" value="/evil"><input name="dataset"></form>`,
	"iframe":   `<iframe name="%[1]s" title="frame" %[2]s></iframe>`,
	"object":   `<object id="%[1]s" type="text/plain" %[2]s></object>`,
	"two":      `<img name="%[1]s" alt="" %[2]s><img name="%[1]s" alt="" %[2]s>`,
	"svg":      `<svg name="%[1]s" id="%[1]s" %[2]s></svg>`,
	"a script": `<script name="%[1]s" id="%[1]s" type="text/plain" %[2]s></script>`,
}

// clobbering is markup of an attacker that names an element and gives it the settings of a
// component of theirs.
func clobbering(format, name, client, provider string) string {
	return fmt.Sprintf(format, name, fmt.Sprintf(`data-client-id="%s" data-provider="%s" data-api-base="/evil" data-mode="redirect"`, client, provider))
}

// TestClobberCurrentScript: markup that names an element "currentScript" takes over none of the
// settings of lwa.js.
func TestClobberCurrentScript(t *testing.T) {
	for name, format := range named {
		t.Run(name, func(t *testing.T) {
			b := approved(parallel(t))
			evil := b.Attacker()
			b.HandleFunc("/page", head(clobbering(format, "currentScript", "theirs", evil.CrossSite)+withoutPreload(tags(b, "/lwa", `data-mode="popup"`))))
			tab := b.Open("/page").Ready()
			logIn(tab, 1)
			assert.Equal(t, browsertest.ClientID, parameter(b, lastAuthorize(b), "client_id"))
			assert.Equal(t, b.App+callbackPath, parameter(b, lastAuthorize(b), "redirect_uri"))
			assert.Empty(t, evil.Requests())
			for _, r := range b.Seen() {
				require.False(t, strings.HasPrefix(r.URL.Path, "/evil"), r.URL.Path)
			}
		})
	}
}

// read are the members of document and window, and the globals, that the shell looks at by name.
var read = strings.Fields(`currentScript baseURI hasFocus visibilityState documentElement createElement appendChild title cookie
	location origin name opener top parent self window document navigator history performance crypto indexedDB localStorage
	sessionStorage console screenX screenY outerWidth outerHeight open close isSecureContext dispatchEvent addEventListener
	removeEventListener setTimeout clearTimeout queueMicrotask fetch navigation BroadcastChannel MessageEvent CustomEvent EventTarget
	AbortController AbortSignal Request URL TextEncoder TextDecoder WebAssembly XMLHttpRequest btoa atob Object Array Map JSON
	Promise Reflect Uint8Array lwa lwaLogin LwaError amazon`)

// TestClobberEverything: a page on which elements have every name that the shell reads, and a base
// elsewhere.
func TestClobberEverything(t *testing.T) {
	for kind, format := range map[string]string{
		"images": `<img name="%[1]s" alt=""><img id="%[1]s" alt="">`,
		"forms":  `<form name="%[1]s" id="%[1]s"><input name="version"><input name="configure"><input name="src"><input name="then"></form>`,
		"frames": `<iframe name="%[1]s" title="frame" hidden></iframe>`,
	} {
		t.Run(kind, func(t *testing.T) {
			b := approved(parallel(t))
			var markup strings.Builder
			markup.WriteString(`<base href="/elsewhere/">`)
			for _, name := range read {
				fmt.Fprintf(&markup, format, name)
			}
			b.HandleFunc("/shop", shopPage(b, `</script>`+markup.String()+`<script>`, "", `data-mode="popup"`))
			oldLogin(t, b).Spoiled()
			assert.Equal(t, b.App+callbackPath, parameter(b, lastAuthorize(b), "redirect_uri"))
		})
	}
}
