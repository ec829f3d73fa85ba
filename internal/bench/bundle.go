package bench

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// bundle makes one script of an entry in the folder of peers, as the bundler of a site owner would.
func bundle(peers, entry string, constants map[string]string) ([]byte, error) {
	folder, err := filepath.Abs(peers)
	if err != nil {
		return nil, err
	}
	define := map[string]string{"process.env.NODE_ENV": `"production"`}
	for name, value := range constants {
		quoted, _ := json.Marshal(value) // a string always marshals
		define[name] = string(quoted)
	}
	result := api.Build(api.BuildOptions{
		EntryPoints:       []string{entry},
		AbsWorkingDir:     folder,
		Bundle:            true,
		Format:            api.FormatIIFE,
		Platform:          api.PlatformBrowser,
		Target:            api.ES2022,
		Charset:           api.CharsetUTF8,
		Define:            define,
		LegalComments:     api.LegalCommentsNone,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
	})
	if len(result.Errors) > 0 {
		return nil, errors.New(strings.Join(api.FormatMessages(result.Errors, api.FormatMessagesOptions{}), ""))
	}
	return result.OutputFiles[0].Contents, nil
}

// version is what npm installed of a package.
func version(peers, name string) (string, error) {
	text, err := os.ReadFile(filepath.Join(peers, "node_modules", filepath.FromSlash(name), "package.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("%s is not installed: run npm ci in %s", name, peers)
	}
	if err != nil {
		return "", err
	}
	var manifest struct{ Version string }
	err = json.Unmarshal(text, &manifest)
	return manifest.Version, err
}
