package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// TestImage runs the command as in the image of docs/ci/Dockerfile, but without Docker. It builds
// the command with the line at the start of the Dockerfile. The command runs as the user of the
// image, in a root with nothing else but /etc/hosts, which containers have.
func TestImage(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root may change the root of a process")
	}
	recipe, err := os.ReadFile("../../docs/ci/Dockerfile")
	require.NoError(t, err)
	require.Regexp(t, `(?m)^FROM scratch\nCOPY --chmod=755 lwa-devserver /lwa-devserver\nUSER 65534:65534\n`, string(recipe))
	require.Contains(t, string(recipe), "\nENTRYPOINT [\"/lwa-devserver\"]\n")
	build := regexp.MustCompile(`CGO_ENABLED=0 go build .*-o (\S+) \./cmd/devserver`).FindStringSubmatch(string(recipe))
	require.NotNil(t, build)

	root := t.TempDir()
	cmd := exec.Command("sh", "-c", strings.Replace(build[0], build[1], filepath.Join(root, "lwa-devserver"), 1))
	cmd.Dir = "../.."
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	require.NoError(t, os.Mkdir(filepath.Join(root, "etc"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(root, "etc", "hosts"), []byte("127.0.0.1 localhost\n"), 0o644))

	server := exec.CommandContext(t.Context(), "/lwa-devserver", append(composed(t), "-port", "0", "-json", "-exit-with-stdin")...)
	server.Dir, server.Env = "/", []string{}
	server.SysProcAttr = &syscall.SysProcAttr{Chroot: root, Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	var complaints bytes.Buffer
	server.Stderr = &complaints
	stdin, err := server.StdinPipe()
	require.NoError(t, err)
	stdout, err := server.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, server.Start())
	line, err := bufio.NewReader(stdout).ReadBytes('\n')
	if err != nil {
		_ = server.Wait() // afterwards nothing writes to complaints any more
		t.Fatal(err, complaints.String())
	}
	var here announcement
	require.NoError(t, json.Unmarshal(line, &here))
	res, _ := get(t, here.Site+"/lwa/lwa.wasm")
	assert.Equal(t, 200, res.StatusCode)
	res, _ = get(t, here.Control)
	assert.Equal(t, 200, res.StatusCode)
	require.NoError(t, stdin.Close())
	require.NoError(t, server.Wait())
}

// composed returns the flags of the dev server in docs/ci/compose.yaml.
func composed(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("../../docs/ci/compose.yaml")
	require.NoError(t, err)
	var compose struct {
		Services map[string]struct {
			Command []string
			Network string `yaml:"network_mode"`
		}
	}
	require.NoError(t, yaml.Unmarshal(text, &compose))
	assert.Equal(t, "service:amazon", compose.Services["tests"].Network)
	require.NotEmpty(t, compose.Services["amazon"].Command)
	return compose.Services["amazon"].Command
}
