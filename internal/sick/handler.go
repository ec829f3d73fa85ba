package sick

import (
	"bytes"
	"html/template"
	"io/fs"
	"net/http"
	"strings"
)

// Path is the path below which [Handler] serves.
const Path = "/sick/"

var index = template.Must(template.New("").Parse(`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>The doctor · lwa.js</title>
  <link rel="icon" href="/favicon.svg">
  <link rel="stylesheet" href="/style.css">
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header class="bar">
  <a class="mark" href="/">lwa.js</a>
  <nav aria-label="Demos"><a href="/">Start</a> <a href="/sick/" aria-current="page">Doctor</a></nav>
</header>
<main id="main">
  <h1>The doctor</h1>
  <p class="lead">Each line is a site with one fault. Examine one, and read what the doctor finds and which lines it says to paste.</p>
  <ul class="cases">
    <li><div><h2>Nothing is wrong</h2><code>well</code></div> <a href="/lwa/lwa-doctor.html#{{.Path}}well/">Examine</a></li>
{{- range .Cases}}
    <li><div><h2>{{.How}}</h2><code>{{.Code}}</code></div> <a href="/lwa/lwa-doctor.html#{{$.Path}}{{.Code}}/" aria-label="Examine: {{.How}}">Examine</a></li>
{{- end}}
  </ul>
</main>
</body>
</html>
`))

// Handler serves a list of all cases at [Path], and below it the site of each.
// Headers that are set already go with the list, and not with the sites.
func Handler(component fs.FS, provider string) http.Handler {
	var list bytes.Buffer
	if err := index.Execute(&list, map[string]any{"Path": Path, "Cases": capitals(Cases)}); err != nil {
		panic(err) // a template of ours, over a table of ours
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		code, _, found := strings.Cut(strings.TrimPrefix(r.URL.Path, Path), "/")
		if code == "" {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = w.Write(list.Bytes())
			return
		}
		s, err := New(component, Path+code, provider)
		if err != nil || !found || !s.fall(code) {
			http.NotFound(w, r)
			return
		}
		for _, name := range []string{"Content-Security-Policy", "Referrer-Policy", "X-Content-Type-Options", "Cache-Control"} {
			w.Header().Del(name)
		}
		s.ServeHTTP(w, r)
	})
}

// fall switches a fault on, or none for "well".
func (s *Site) fall(code string) bool {
	for _, c := range Cases {
		if c.Code == code {
			c.Apply(s)
			return true
		}
	}
	return code == "well"
}

// capitals begin the descriptions that begin with a word of prose. Each code is
// listed once.
func capitals(cases []Case) (all []Case) {
	listed := map[string]bool{}
	for _, c := range cases {
		if listed[c.Code] {
			continue
		}
		listed[c.Code] = true
		if word, _, _ := strings.Cut(c.How, " "); !strings.ContainsAny(word, ".-B") {
			c.How = strings.ToUpper(c.How[:1]) + c.How[1:]
		}
		all = append(all, c)
	}
	return all
}
