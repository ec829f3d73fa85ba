package examples

import (
	"bufio"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// project is a copy of an example.
type project struct {
	testing.TB
	dir, tarball string
	env          []string
}

// copyOf copies an example to a folder of its own, whose commands find the bench's Amazon in their
// environment.
func copyOf(b *browsertest.Bench, example string) *project {
	b.Helper()
	p := &project{TB: b.TB, dir: b.TempDir(), tarball: tarball(b)}
	require.NoError(b, os.CopyFS(p.dir, os.DirFS(example)))
	for _, made := range []string{".next", "dist", "lwa", "lwa-wasm.tgz", "node_modules", "public/lwa"} { // by somebody who worked on it
		require.NoError(b, os.RemoveAll(filepath.Join(p.dir, made)))
	}
	for name, value := range map[string]string{"CLIENT_ID": browsertest.ClientID, "PROVIDER": b.Amazon} {
		p.env = append(p.env, "LWA_"+name+"="+value, "VITE_LWA_"+name+"="+value, "NEXT_PUBLIC_LWA_"+name+"="+value)
	}
	return p
}

// tarball is the packed npm package.
func tarball(t testing.TB) string {
	t.Helper()
	path := os.Getenv("LWA_PACKAGE")
	if path == "" {
		t.Skip("LWA_PACKAGE names no packed npm package: make test-examples does")
	}
	require.FileExists(t, path)
	return path
}

// install has npm install what package.json says, as the lock file pins it, with the packed
// packages where package.json looks for them.
func (p *project) install() {
	p.Helper()
	if p.tarball != "" { // not every project needs it
		p.take(p.tarball, "lwa-wasm.tgz")
	}
	p.run("npm", "ci", "--loglevel=error", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund")
}

// take copies a file into the project.
func (p *project) take(path, name string) {
	p.Helper()
	content, err := os.ReadFile(path)
	require.NoError(p, err)
	require.NoError(p, os.WriteFile(filepath.Join(p.dir, name), content, 0o644))
}

// unpack writes files of the package to a folder, without npm.
func (p *project) unpack(folder string, names ...string) {
	p.Helper()
	require.NoError(p, os.MkdirAll(filepath.Join(p.dir, folder), 0o755))
	args := []string{"-xzf", p.tarball, "-C", folder, "--strip-components=1"}
	for _, name := range names {
		args = append(args, "package/"+name)
	}
	p.run("tar", args...)
}

func (p *project) command(name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(p.Context(), name, args...)
	cmd.Dir, cmd.Env = p.dir, append(os.Environ(), append(p.env, "NO_COLOR=1")...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) } // what npm starts, too
	cmd.WaitDelay = 5 * time.Second
	return cmd
}

func (p *project) run(name string, args ...string) {
	p.Helper()
	out, err := p.command(name, args...).CombinedOutput()
	require.NoError(p, err, "%s %v\n%s", name, args, out)
}

var address = regexp.MustCompile(`http://localhost:\d+`)

// start starts a server and has the bench's site be what it serves: the first address that it
// prints.
func (p *project) start(b *browsertest.Bench, name string, args ...string) {
	p.Helper()
	read, write, err := os.Pipe()
	require.NoError(p, err)
	cmd := p.command(name, args...)
	cmd.Stdout, cmd.Stderr = write, write
	require.NoError(p, cmd.Start())
	write.Close()
	p.Cleanup(func() { _ = cmd.Wait(); read.Close() }) // the test's context has ended by then
	hangs := time.AfterFunc(time.Minute, func() { _ = cmd.Cancel() })
	defer hangs.Stop()
	var said string
	for lines := bufio.NewScanner(read); lines.Scan(); said += lines.Text() + "\n" {
		found := address.FindString(lines.Text())
		if found == "" {
			continue
		}
		target, err := url.Parse(found)
		require.NoError(p, err)
		go func() { _, _ = io.Copy(io.Discard, read) }() // a full pipe would stop it
		b.Handle("/", &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.Host = r.In.Host
		}})
		return
	}
	p.Fatalf("%s %v ended:\n%s", name, args, said)
}

// files serves a folder of the project.
func (p *project) files(folder string) http.Handler {
	return http.FileServer(http.Dir(filepath.Join(p.dir, folder)))
}
