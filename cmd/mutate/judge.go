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

// buildTime bounds what a compiler may take.
const buildTime = 15 * time.Minute

// judge runs the tests of a package with a mutant in it.
type judge struct {
	root    string // of the module
	dir     string // the package's folder, below root
	pack    *pack
	skip    string // tests that do not count
	last    string // tests that run when the others have passed
	args    []string
	build   string // shell commands in place of go test -c, and of its run
	run     string
	wasm    bool // no mutant can be switched on: WebAssembly has no environment
	timeout time.Duration

	all     string         // the folder of a build that has every mutant in it which can be switched on
	numbers map[string]int // of those, by description
}

// prepare builds the package with every mutant in it that can be switched on.
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

// healthy reports an error when the tests fail without a mutant.
func (j *judge) healthy() error {
	if verdict, by := j.judge(j.all, 0); verdict != survived {
		return fmt.Errorf("%s fails without a change: %s, %s", j.dir, verdict, by)
	}
	return nil
}

// try gives its verdict on a mutant.
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

// compile builds the package in a folder, with these sources in place of the real ones.
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

// judge runs the tests of the build in a folder, with the mutant of that number switched on.
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

// command runs a program, and ends it with all that it started when its time is up.
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
