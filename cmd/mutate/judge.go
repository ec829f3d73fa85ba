package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"syscall"
	"time"
)

// Verdicts on a mutant. A mutant that never ends is as good as killed; one that does not compile proves nothing.
const (
	killed   = "killed"
	timedOut = "timed out"
	survived = "survived"
	invalid  = "does not compile"
)

// result is a mutant with what became of it.
type result struct {
	mutant
	Verdict string  `json:"verdict"`
	By      string  `json:"by,omitempty"` // the test that failed first
	Seconds float64 `json:"seconds"`
}

// judge builds a package with a mutant in it, and runs its tests.
type judge struct {
	root    string // of the module
	dir     string // the package's folder, below root
	skip    string // tests that do not count
	last    string // tests that run when the others have passed
	args    []string
	build   string // shell commands in place of go test -c, and of its run
	run     string
	timeout time.Duration
}

// try gives its verdict on a mutant; nil is the package as it is.
func (j *judge) try(m *mutant) (*result, error) {
	scratch, err := os.MkdirTemp("", "mutate")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(scratch) }()
	overlay, err := j.overlay(m, scratch)
	if err != nil {
		return nil, err
	}
	began := time.Now()
	r := &result{Verdict: invalid}
	if m != nil {
		r.mutant = *m
	}
	if out, err := j.compile(scratch, overlay); err != nil {
		r.By = string(out)
		return r, nil
	}
	r.Verdict, r.By = j.judge(scratch, overlay)
	r.Seconds = time.Since(began).Seconds()
	return r, nil
}

// overlay writes the changed source, and the file that has the go command read it in place of the real one.
func (j *judge) overlay(m *mutant, scratch string) (string, error) {
	replace := map[string]string{}
	if m != nil {
		source, err := os.ReadFile(filepath.Join(j.root, m.File))
		if err != nil {
			return "", err
		}
		changed := filepath.Join(scratch, "changed.go")
		if err := os.WriteFile(changed, m.apply(source), 0o600); err != nil {
			return "", err
		}
		replace[filepath.Join(j.root, m.File)] = changed
	}
	list, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	path := filepath.Join(scratch, "overlay.json")
	return path, os.WriteFile(path, list, 0o600)
}

func (j *judge) compile(scratch, overlay string) ([]byte, error) {
	if j.build != "" {
		return j.shell(j.build, scratch, overlay)
	}
	cmd := exec.Command("go", "test", "-c", "-vet=off", "-ldflags=-s -w", "-overlay", overlay, "-o", filepath.Join(scratch, "package.test"), "./"+j.dir)
	cmd.Dir = j.root
	return cmd.CombinedOutput()
}

func (j *judge) judge(scratch, overlay string) (verdict, by string) {
	if j.run != "" {
		return sentence(j.shell(j.run, scratch, overlay))
	}
	binary := filepath.Join(scratch, "package.test")
	args := append([]string{"-test.failfast"}, j.args...)
	first := append(args[:len(args):len(args)], "-test.skip="+either(j.skip, j.last))
	if verdict, by := sentence(j.limited(binary, first...)); verdict != survived || j.last == "" {
		return verdict, by
	}
	return sentence(j.limited(binary, append(args, "-test.run="+j.last, "-test.skip="+j.skip)...))
}

func either(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "|" + b
}

// limited runs a program in the package's folder, and ends it with all that it started when its time is up.
func (j *judge) limited(name string, args ...string) ([]byte, error) {
	return j.command(filepath.Join(j.root, j.dir), nil, name, args...)
}

// shell runs a command in the module's folder. The go command reads the mutant there; MUTANT is a folder for what it builds.
func (j *judge) shell(command, scratch, overlay string) ([]byte, error) {
	env := []string{"GOFLAGS=-overlay=" + overlay, "MUTANT=" + scratch}
	return j.command(j.root, env, "sh", "-c", command)
}

func (j *judge) command(dir string, env []string, name string, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), j.timeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	if err != nil && ctx.Err() != nil {
		err = ctx.Err()
	}
	return out.Bytes(), err
}

var failedTest = regexp.MustCompile(`(?m)^\s*--- FAIL: (\S+)|^panic: (.{0,80})|^(fatal error: .{0,80})`)

// sentence reads what a run says of a mutant.
func sentence(out []byte, err error) (verdict, by string) {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return timedOut, ""
	case err == nil:
		return survived, ""
	}
	if found := failedTest.FindAllSubmatch(out, -1); len(found) > 0 {
		last := found[len(found)-1] // the innermost subtest stands last
		return killed, string(last[1]) + string(last[2]) + string(last[3])
	}
	return killed, "exit"
}
