package assets

import (
	"crypto/sha256"
	"encoding/base64"
	"io/fs"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/lwa-wasm/lwa/web"
)

// callbackPage puts script and style into the callback page, and their hashes into its policy.
func callbackPage(made modules) ([]byte, error) {
	page, err := fs.ReadFile(web.Source, "src/lwa-callback.html")
	if err != nil {
		return nil, err
	}
	code, err := bundle("src/callback.ts", iife, made)
	if err != nil {
		return nil, err
	}
	css, err := fs.ReadFile(web.Source, "src/callback.css")
	if err != nil {
		return nil, err
	}
	style := api.Transform(string(css), api.TransformOptions{Loader: api.LoaderCSS, MinifyWhitespace: true, MinifySyntax: true})
	return []byte(strings.NewReplacer(
		"{{script}}", digest(string(code)), "{{style}}", digest(string(style.Code)),
		"<script></script>", "<script>"+string(code)+"</script>", "<style></style>", "<style>"+string(style.Code)+"</style>",
	).Replace(string(page))), nil
}

// digest is the source expression of CSP for an inline script or style.
func digest(content string) string {
	sum := sha256.Sum256([]byte(content))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
