package main

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"testing"
)

const sample = `package sample

const limit = 5

var words = []string{"a", "b"}

func over(n int, on bool) bool {
	if n > limit && on {
		n++
		return true
	}
	return n == 7
}
`

func loaded(t *testing.T) (*pack, []mutant) {
	t.Helper()
	root := t.TempDir()
	if err := os.Mkdir(filepath.Join(root, "sample"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "sample", "sample.go"), []byte(sample), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := load(root, "sample")
	if err != nil {
		t.Fatal(err)
	}
	return p, p.find("sample/sample.go")
}

func TestMutants(t *testing.T) {
	_, mutants := loaded(t)
	found := map[string]int{}
	for _, m := range mutants {
		found[m.Operator+": "+m.From+" -> "+m.To]++
		if changed := string(m.apply([]byte(sample))); changed == sample {
			t.Errorf("%s changes nothing", m.id())
		}
	}
	for _, want := range []string{
		"change constant: 5 -> 6", "change constant: 5 -> 4", "change constant: true -> false", `change constant: "a" -> "ax"`,
		"swap comparison: n > limit -> n >= limit", "swap comparison: n == 7 -> n != 7", "swap && and ||: n > limit && on -> n > limit || on",
		"negate condition: n > limit && on -> !(n > limit && on)", "delete statement: n++ -> ", `drop element: "a",  -> `,
		"return early:  ->  return true; ", "return early:  ->  return false; ", "change constant: 7 -> 8",
	} {
		if found[want] != 1 {
			t.Errorf("%q was found %d times in %v", want, found[want], found)
		}
	}
}

// TestSchema checks that the source with all mutants is valid Go, and that all mutants can be
// switched on except those of constants and dropped elements.
func TestSchema(t *testing.T) {
	p, mutants := loaded(t)
	var all []numbered
	for i := range mutants {
		m := &mutants[i]
		switch {
		case m.before != "":
			all = append(all, numbered{m, i + 1})
		case m.Line != 3 && m.Operator != "drop element":
			t.Errorf("%s cannot be switched on", m.id())
		}
	}
	text := schema(p.sources["sample/sample.go"], all)
	if _, err := parser.ParseFile(token.NewFileSet(), "sample.go", text, 0); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if string(schema([]byte(sample), nil)) != sample {
		t.Error("a source without mutants is not what it was")
	}
}
