package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"syscall"
	"time"
)

// The verdicts on a mutant. A timeout counts as a failed test. A mutant that does not compile is
// not counted.
const (
	killed   = "killed"
	timedOut = "timed out"
	survived = "survived"
	invalid  = "does not compile"
)

// result is a mutant and its verdict.
type result struct {
	mutant
	Verdict string  `json:"verdict"`
	By      string  `json:"by,omitempty"` // the test that failed first
	Seconds float64 `json:"seconds"`
}

// buildTime is the limit for one compilation.
const buildTime = 15 * time.Minute

// judge runs the tests of a package with a mutant in it.
type judge struct {
	root    string // the root of the module
	dir     string // the folder of the package, relative to root
	pack    *pack
	skip    string // tests to leave out
	last    string // tests that run only after all others have passed
	args    []string
	build   string // shell commands that replace go test -c, and running the test
	run     string
	wasm    bool // each mutant is built by itself, since WebAssembly has no environment variables
	timeout time.Duration

	all     string         // the folder of the build with all mutants that can be switched on
	numbers map[string]int // the numbers of these mutants, by id
}

// prepare builds the package with all mutants that can be switched on.
func (j *judge) prepare(mutants []mutant) error {
	folder, err := os.MkdirTemp("", "mutate")
	if err != nil {
		return err
	}
	j.all, j.numbers = folder, map[string]int{}
	byFile := map[string][]numbered{}
	for i := range mutants {
		m := &mutants[i]
		if m.before == "" || j.wasm {
			continue
		}
		j.numbers[m.id()] = i + 1
		byFile[m.File] = append(byFile[m.File], numbered{m, i + 1})
	}
	sources := map[string][]byte{}
	if len(byFile) > 0 {
		sources[j.dir+"/mutants_switch.go"] = []byte(switchFile(j.pack.types.Name()))
	}
	for file, list := range byFile {
		sources[file] = schema(j.pack.sources[file], list)
	}
	if out, err := j.compile(folder, sources); err != nil {
		return fmt.Errorf("%s with all mutants in %s: %w\n%s", j.dir, folder, err, out)
	}
	return nil
}

func (j *judge) close() { _ = os.RemoveAll(j.all) }

// healthy returns an error if the tests fail without a mutant.
func (j *judge) healthy() error {
	if verdict, by := j.judge(j.all, 0); verdict != survived {
		return fmt.Errorf("%s fails without a change: %s, %s", j.dir, verdict, by)
	}
	return nil
}

// try returns the verdict on a mutant.
func (j *judge) try(m *mutant) (*result, error) {
	began := time.Now()
	r := &result{mutant: *m}
	folder, number := j.all, j.numbers[m.id()]
	if number == 0 {
		alone, err := os.MkdirTemp("", "mutate")
		if err != nil {
			return nil, err
		}
		defer func() { _ = os.RemoveAll(alone) }()
		if _, err := j.compile(alone, map[string][]byte{m.File: m.apply(j.pack.sources[m.File])}); err != nil {
			r.Verdict = invalid
			return r, nil
		}
		folder = alone
	}
	r.Verdict, r.By = j.judge(folder, number)
	r.Seconds = time.Since(began).Seconds()
	return r, nil
}

// compile builds the package into a folder, with sources in place of the original files.
func (j *judge) compile(folder string, sources map[string][]byte) ([]byte, error) {
	replace := map[string]string{}
	for name, source := range sources {
		changed := filepath.Join(folder, filepath.Base(name))
		if err := os.WriteFile(changed, source, 0o600); err != nil {
			return nil, err
		}
		replace[filepath.Join(j.root, name)] = changed
	}
	list, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return nil, err
	}
	overlay := filepath.Join(folder, "overlay.json")
	if err := os.WriteFile(overlay, list, 0o600); err != nil {
		return nil, err
	}
	if j.build != "" {
		return command(buildTime, j.root, []string{"GOFLAGS=-overlay=" + overlay, "MUTANT=" + folder}, "sh", "-c", j.build)
	}
	return command(buildTime, j.root, nil, "go", "test", "-c", "-vet=off", "-ldflags=-s -w", "-overlay", overlay, "-o", filepath.Join(folder, "package.test"), "./"+j.dir)
}

// judge runs the tests of the build in a folder, with the mutant of this number switched on.
// Number 0 means no mutant.
func (j *judge) judge(folder string, number int) (verdict, by string) {
	env := []string{"MUTANT_ON=" + strconv.Itoa(number), "MUTANT=" + folder}
	if j.run != "" {
		return sentence(command(j.timeout, j.root, env, "sh", "-c", j.run))
	}
	binary, dir := filepath.Join(folder, "package.test"), filepath.Join(j.root, j.dir)
	args := append([]string{"-test.failfast"}, j.args...)
	verdict, by = sentence(command(j.timeout, dir, env, binary, append(args[:len(args):len(args)], "-test.skip="+either(j.skip, j.last))...))
	if verdict != survived || j.last == "" {
		return verdict, by
	}
	return sentence(command(j.timeout, dir, env, binary, append(args, "-test.run="+j.last, "-test.skip="+j.skip)...))
}

func either(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "|" + b
}

// command runs a program. At the time limit it kills the program and all processes that the
// program started.
func command(limit time.Duration, dir string, env []string, name string, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
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

// sentence returns the verdict from the output of a test run.
func sentence(out []byte, err error) (verdict, by string) {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return timedOut, ""
	case err == nil:
		return survived, ""
	}
	if found := failedTest.FindAllSubmatch(out, -1); len(found) > 0 {
		last := found[len(found)-1] // the last one is the innermost subtest
		return killed, string(last[1]) + string(last[2]) + string(last[3])
	}
	return killed, "exit"
}
