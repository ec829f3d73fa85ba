package bench

import (
	"bytes"
	"embed"
	"text/template"
)

//go:embed pages
var pages embed.FS

var pageTemplate = template.Must(template.ParseFS(pages, "pages/page.html"))

// render makes the page that a login starts from. glue is the page's own script ahead of what all
// pages share.
func render(name, head, glue string) ([]byte, error) {
	script, err := pages.ReadFile("pages/page.js")
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = pageTemplate.Execute(&out, map[string]string{"Name": name, "Head": head, "Script": glue + string(script)})
	return out.Bytes(), err
}

// bare is a page with nothing but what its head loads: a callback page.
func bare(title, head string) []byte {
	return []byte("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<link rel=\"icon\" href=\"data:,\">\n<title>" + title + "</title>\n" + head + "\n")
}
