package main

import (
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
)

// pack is a package: its source files without the tests, and the types of their expressions.
type pack struct {
	fset    *token.FileSet
	names   []string // of the files, relative to the root of the module
	files   map[string]*ast.File
	sources map[string][]byte
	info    *types.Info
	types   *types.Package
}

// load reads the package in a folder of the module.
func load(root, dir string) (*pack, error) {
	p := &pack{
		fset: token.NewFileSet(), files: map[string]*ast.File{}, sources: map[string][]byte{},
		info: &types.Info{Types: map[ast.Expr]types.TypeAndValue{}},
	}
	paths, err := filepath.Glob(filepath.Join(root, dir, "*.go"))
	if err != nil {
		return nil, err
	}
	var parsed []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		if mine, err := build.Default.MatchFile(filepath.Split(path)); err != nil || !mine {
			continue
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		file, err := parser.ParseFile(p.fset, path, source, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		name := dir + "/" + filepath.Base(path)
		p.names, p.files[name], p.sources[name] = append(p.names, name), file, source
		parsed = append(parsed, file)
	}
	// Type errors are ignored. Code for another platform has no types, so its mutants are
	// compiled one by one.
	checker := types.Config{Importer: importer.ForCompiler(p.fset, "source", nil), Error: func(error) {}}
	p.types, _ = checker.Check(dir, p.fset, parsed, p.info)
	return p, nil
}

// typed has the types of the expressions in one file.
type typed struct {
	info *types.Info
	pack *types.Package
	file *ast.File
}

func (t *typed) isConstant(e ast.Expr) bool { return t.info.Types[e].Value != nil }

// isText reports whether an expression is a string. Strings have + but not -.
func (t *typed) isText(e ast.Expr) bool {
	found := t.info.Types[e].Type
	if found == nil {
		return false
	}
	basic, ok := found.Underlying().(*types.Basic)
	return ok && basic.Info()&types.IsString != 0
}

// name returns the type of an expression in the syntax of this file, or "" if the file cannot
// name it.
func (t *typed) name(e ast.Expr) string {
	found := t.info.Types[e].Type
	if found == nil {
		return ""
	}
	basic, ok := found.(*types.Basic)
	if ok && basic.Info()&types.IsUntyped != 0 {
		if basic.Kind() == types.UntypedBool {
			return "bool"
		}
		return ""
	}
	writable := true
	name := types.TypeString(found, func(other *types.Package) string {
		if other == t.pack {
			return ""
		}
		writable = writable && t.imports(other.Path())
		return other.Name()
	})
	if !writable {
		return ""
	}
	return name
}

func (t *typed) imports(path string) bool {
	for _, i := range t.file.Imports {
		if i.Name == nil && i.Path.Value == `"`+path+`"` {
			return true
		}
	}
	return false
}

// numbered is a mutant that can be switched on, with its number. Numbers start at 1.
type numbered struct {
	*mutant
	number int
}

// schema returns the source with all these mutants, each of which can be switched on.
func schema(source []byte, mutants []numbered) []byte {
	type insert struct {
		at, order, nth int
		text           string
	}
	var inserts []insert
	for nth, m := range mutants {
		length := m.end - m.start
		if m.after == "" {
			inserts = append(inserts, insert{m.start, 0, nth, m.begins(m.number)})
			continue
		}
		// At the same position, mutants that end come before those that begin. Inner mutants end
		// first, and outer mutants begin first.
		inserts = append(inserts, insert{m.start, 1<<40 - length, nth, m.begins(m.number)})
		inserts = append(inserts, insert{m.end, length - 1<<40, -nth, m.after})
	}
	sort.SliceStable(inserts, func(i, k int) bool {
		a, b := inserts[i], inserts[k]
		if a.at != b.at {
			return a.at < b.at
		}
		if a.order != b.order {
			return a.order < b.order
		}
		return a.nth < b.nth
	})
	var out strings.Builder
	done := 0
	for _, i := range inserts {
		out.Write(source[done:i.at])
		out.WriteString(i.text)
		done = i.at
	}
	out.Write(source[done:])
	return []byte(out.String())
}

// begins returns the text before the code of the mutant.
func (m *mutant) begins(number int) string {
	return strings.Replace(m.before, "mutantNumber", strconv.Itoa(number), 1)
}

// switchFile returns a file for the package that reads from the environment which mutant is on.
func switchFile(name string) string {
	return "package " + name + `

import mutantOS "os"

var mutantOn = mutantDigits(mutantOS.Getenv("MUTANT_ON"))
` + digits
}

const digits = `
func mutantDigits(text string) (n int) {
	for _, c := range text {
		n = n*10 + int(c-'0')
	}
	return n
}
`
