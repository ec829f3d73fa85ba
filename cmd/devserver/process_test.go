package main

import (
	"bufio"
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// binary is the path of the command, which TestMain builds.
var binary string

func TestMain(m *testing.M) {
	os.Exit(buildAndRun(m))
}

func buildAndRun(m *testing.M) int {
	dir, err := os.MkdirTemp("", "devserver-test-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "devserver")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		panic(string(out))
	}
	return m.Run()
}

// buildDir returns a folder like that of make build, with the files that the server checks.
func buildDir(t *testing.T, without ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range needed {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte("/* "+name+" */"), 0o600))
	}
	for _, name := range without {
		require.NoError(t, os.Remove(filepath.Join(dir, name)))
	}
	return dir
}

// finished runs the command until it exits.
func finished(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(t.Context(), binary, args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		require.NoError(t, err)
	}
	return cmd.ProcessState.ExitCode(), out.String(), errs.String()
}

// process is a running command.
type process struct {
	t            *testing.T
	cmd          *exec.Cmd
	greeting     string
	site, amazon string // origins
	stderr       *bytes.Buffer
	exited       chan struct{}

	mu    sync.Mutex
	lines []string // of stdout, after the greeting
	more  chan struct{}
}

var address = regexp.MustCompile(`(?m)^(Open this|Fake Amazon) +(https?://\S+?)/?$`)

// start starts the command on free ports, and waits until it says that it is ready.
func start(t *testing.T, args ...string) *process {
	t.Helper()
	args = append([]string{"-dir", buildDir(t), "-addr", "localhost:0", "-amazon-addr", "127.0.0.1:0"}, args...)
	p := &process{t: t, cmd: exec.Command(binary, args...), stderr: &bytes.Buffer{}, exited: make(chan struct{}), more: make(chan struct{}, 1000)}
	stdout, err := p.cmd.StdoutPipe()
	require.NoError(t, err)
	p.cmd.Stderr = p.stderr
	require.NoError(t, p.cmd.Start())
	t.Cleanup(func() { _ = p.cmd.Process.Kill(); <-p.exited })

	ready := make(chan string, 1)
	go func() {
		p.read(bufio.NewScanner(stdout), ready)
		_ = p.cmd.Wait()
		close(p.exited)
	}()
	select {
	case p.greeting = <-ready:
	case <-p.exited:
		require.FailNow(t, "it ended", p.stderr.String())
	case <-time.After(20 * time.Second):
		require.FailNow(t, "it did not get ready")
	}
	found := address.FindAllStringSubmatch(p.greeting, -1)
	require.Len(t, found, 2, p.greeting)
	p.site, p.amazon = found[0][2], found[1][2]
	return p
}

func (p *process) read(lines *bufio.Scanner, ready chan<- string) {
	greeting := ""
	for lines.Scan() {
		if greeting += lines.Text() + "\n"; lines.Text() == "Ctrl-C ends it." {
			break
		}
	}
	ready <- greeting
	for lines.Scan() {
		p.mu.Lock()
		p.lines = append(p.lines, lines.Text())
		p.mu.Unlock()
		select {
		case p.more <- struct{}{}:
		default:
		}
	}
}

// waitLine waits until a line of stdout contains text.
func (p *process) waitLine(text string) {
	p.t.Helper()
	deadline := time.After(10 * time.Second)
	for {
		p.mu.Lock()
		all := strings.Join(p.lines, "\n")
		p.mu.Unlock()
		if strings.Contains(all, text) {
			return
		}
		select {
		case <-p.more:
		case <-deadline:
			require.FailNow(p.t, "no line with "+text, all)
		}
	}
}

// stop sends a signal and returns the exit code and how long it took.
func (p *process) stop(sig os.Signal) (code int, took time.Duration) {
	p.t.Helper()
	began := time.Now()
	require.NoError(p.t, p.cmd.Process.Signal(sig))
	select {
	case <-p.exited:
	case <-time.After(20 * time.Second):
		require.FailNow(p.t, "it did not end")
	}
	return p.cmd.ProcessState.ExitCode(), time.Since(began)
}
