package docs

import (
	"io/fs"
	"os"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// foreign are folders whose files are installed or made.
var foreign = []string{"node_modules", ".git", ".cache", "build", "dist"}

var walked = sync.OnceValues(func() (files []string, err error) {
	err = fs.WalkDir(os.DirFS(".."), ".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case !d.IsDir():
			files = append(files, path)
		case slices.Contains(foreign, d.Name()):
			return fs.SkipDir
		}
		return nil
	})
	return files, err
})

// ownFiles are the files of the repository, named from its root.
func ownFiles(t *testing.T) []string {
	t.Helper()
	files, err := walked()
	require.NoError(t, err)
	require.NotEmpty(t, files)
	return files
}
