// Command mutate finds changes of the code that no test notices. It makes one small change to a
// package at a time, and lists the changes for which no test fails. docs/mutation.md has its
// results.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"go/build"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"
)

type settings struct {
	skip, last, args, build, run string
	out, again, only             string
	workers, most                int
	timeout                      time.Duration
	wasm                         bool
}

func main() {
	var s settings
	flag.StringVar(&s.skip, "skip", "", "tests that do not count, such as those that compare documents with the source")
	flag.StringVar(&s.last, "last", "", "slow tests, which run when all others have passed")
	flag.StringVar(&s.args, "args", "", "more arguments of the test binary, separated by spaces")
	flag.StringVar(&s.build, "build", "", "shell command in place of go test -c; $MUTANT is a folder for what it makes, and the go command has the mutants in GOFLAGS")
	flag.StringVar(&s.run, "run", "", "shell command that tests what -build made")
	flag.StringVar(&s.out, "o", "", "append each result to this file, a line of JSON each; what stands there already is not tried again")
	flag.StringVar(&s.again, "again", "", "try only what survived according to this file")
	flag.StringVar(&s.only, "only", "", "try only mutants whose description has this in it")
	flag.IntVar(&s.workers, "workers", 2, "mutants tried at once")
	flag.IntVar(&s.most, "most", 0, "try no more than so many of each package, drawn at random, the same ones each time; 0 is all")
	flag.DurationVar(&s.timeout, "timeout", time.Minute, "time for the tests of one mutant")
	flag.BoolVar(&s.wasm, "wasm", false, "the package is for WebAssembly: each mutant is built by itself")
	flag.Parse()
	if err := s.mutate(flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(1)
	}
}

// mutate tests the mutants of the packages in these folders.
func (s *settings) mutate(dirs []string) error {
	root, err := os.Getwd()
	if err != nil {
		return err
	}
	if s.wasm {
		build.Default.GOOS, build.Default.GOARCH, build.Default.CgoEnabled = "js", "wasm", false
	}
	for _, dir := range dirs {
		if err := s.mutatePackage(root, filepath.ToSlash(filepath.Clean(dir))); err != nil {
			return err
		}
	}
	return nil
}

func (s *settings) mutatePackage(root, dir string) error {
	p, err := load(root, dir)
	if err != nil {
		return err
	}
	var all []mutant
	for _, name := range p.names {
		all = append(all, p.find(name)...)
	}
	j := &judge{
		root: root, dir: dir, pack: p, skip: s.skip, last: s.last, args: strings.Fields(s.args), build: s.build, run: s.run,
		wasm: s.wasm, timeout: s.timeout,
	}
	defer j.close()
	if err := j.prepare(all); err != nil {
		return err
	}
	if err := j.healthy(); err != nil {
		return err
	}
	mutants, err := s.choose(all)
	if err != nil {
		return err
	}
	results, err := s.tryAll(j, mutants)
	if err != nil {
		return err
	}
	summarise(os.Stdout, dir, results)
	return nil
}

// choose returns the mutants of a package that are to be tested. Their order is random but always
// the same.
func (s *settings) choose(all []mutant) ([]mutant, error) {
	tried, err := read(s.out)
	if err != nil {
		return nil, err
	}
	again, err := read(s.again)
	if err != nil {
		return nil, err
	}
	all = slices.Clone(all)
	random := rand.New(rand.NewPCG(1, 2))
	random.Shuffle(len(all), func(i, k int) { all[i], all[k] = all[k], all[i] })
	if s.most > 0 && s.most < len(all) {
		all = all[:s.most]
	}
	return slices.DeleteFunc(all, func(m mutant) bool {
		_, done := tried[m.id()]
		return done || !strings.Contains(m.id(), s.only) || s.again != "" && again[m.id()].Verdict != survived
	}), nil
}

// read reads the results in a file, by the id of the mutant. A missing file has no results.
func read(path string) (map[string]result, error) {
	found := map[string]result{}
	if path == "" {
		return found, nil
	}
	file, err := os.Open(path)
	if os.IsNotExist(err) {
		return found, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var r result
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return nil, err
		}
		found[r.id()] = r
	}
	return found, nil
}

// tryAll tests mutants in parallel, and writes each result.
func (s *settings) tryAll(j *judge, mutants []mutant) ([]result, error) {
	out := os.Stderr
	if s.out != "" {
		file, err := os.OpenFile(s.out, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
		if err != nil {
			return nil, err
		}
		defer func() { _ = file.Close() }()
		out = file
	}
	var (
		group   sync.WaitGroup
		lock    sync.Mutex
		results []result
		failed  error
	)
	queue := make(chan mutant)
	for range s.workers {
		group.Go(func() {
			for m := range queue {
				r, err := j.try(&m)
				lock.Lock()
				if err != nil {
					failed = err
				} else {
					results = append(results, *r)
					_ = json.NewEncoder(out).Encode(r)
				}
				lock.Unlock()
			}
		})
	}
	for _, m := range mutants {
		queue <- m
	}
	close(queue)
	group.Wait()
	return results, failed
}

// summarise prints the score and the surviving mutants.
func summarise(to *os.File, dir string, results []result) {
	count := map[string]int{}
	var alive []string
	for _, r := range results {
		count[r.Verdict]++
		if r.Verdict == survived {
			alive = append(alive, r.id())
		}
	}
	valid := len(results) - count[invalid]
	fmt.Fprintf(to, "%s: %d of %d mutants killed, %d of them by time; %d more do not compile\n",
		dir, count[killed]+count[timedOut], valid, count[timedOut], count[invalid])
	sort.Strings(alive)
	for _, id := range alive {
		fmt.Fprintln(to, "  survived", id)
	}
}
