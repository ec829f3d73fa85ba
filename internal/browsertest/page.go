package browsertest

import (
	"embed"
	"html/template"
	"net/http"
	"strings"
)

//go:embed testdata/bench.html testdata/bench.js
var files embed.FS

var benchTemplate = template.Must(template.ParseFS(files, "testdata/bench.html"))

// policy is as strict as a page with the component can be.
func policy(b *Bench) string {
	return "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; img-src data:; connect-src 'self' " + b.Amazon + "; base-uri 'none'; form-action 'none'" +
		"; require-trusted-types-for 'script'; trusted-types 'none'"
}

// benchPage is a bare page with a button that calls lwaLogin(window.options) and keeps what comes
// of it. Its query is the settings of the script tag: /bench?mode=redirect&persist=session; a path
// below /bench is another page.
func benchPage(b *Bench) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Has("script") {
			w.Header().Set("Content-Type", "text/javascript")
			http.ServeFileFS(w, r, files, "testdata/bench.js")
			return
		}
		data := map[string]string{"client-id": ClientID, "provider": b.Amazon}
		for key, values := range r.URL.Query() {
			data[key] = values[0]
			if values[0] == "-" {
				delete(data, key)
			}
		}
		var attributes strings.Builder
		for key, value := range data {
			attributes.WriteString(" data-" + key + `="` + template.HTMLEscapeString(value) + `"`)
		}
		w.Header().Set("Content-Security-Policy", policy(b))
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_ = benchTemplate.Execute(w, template.HTMLAttr(attributes.String()))
	})
}
