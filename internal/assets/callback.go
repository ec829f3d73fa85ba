package assets

import (
	"crypto/sha256"
	"encoding/base64"
	"io/fs"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/lwa-wasm/lwa/web"
)

// callbackPage is lwa-callback.html.
func callbackPage(made modules) ([]byte, error) {
	return page("src/lwa-callback.html", "src/callback.ts", "src/callback.css", made)
}

// page puts script and style into a page, and their hashes into its policy. Minifiers of HTML trim
// what an element holds, so nothing is there to trim; those that rewrite script or style leave the
// nonce alone, by which the policy admits both as well. The page is static: nobody can add a tag
// who could not also change the policy.
func page(name, script, sheet string, made modules) ([]byte, error) {
	page, err := fs.ReadFile(web.Source, name)
	if err != nil {
		return nil, err
	}
	code, err := bundle(script, iife, made)
	if err != nil {
		return nil, err
	}
	css, err := fs.ReadFile(web.Source, sheet)
	if err != nil {
		return nil, err
	}
	inline, style := strings.TrimSpace(string(code)), minified(css)
	return []byte(strings.NewReplacer(
		"{{script}}", digest(inline), "{{style}}", digest(style), "></script>", ">"+inline+"</script>", "></style>", ">"+style+"</style>",
	).Replace(string(page))), nil
}

// minified is a style sheet without what people need to read it.
func minified(css []byte) string {
	result := api.Transform(string(css), api.TransformOptions{Loader: api.LoaderCSS, MinifyWhitespace: true, MinifySyntax: true})
	return strings.TrimSpace(string(result.Code))
}

// digest is the source expression of CSP for an inline script or style.
func digest(content string) string {
	sum := sha256.Sum256([]byte(content))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
