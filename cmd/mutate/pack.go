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

// pack is a package: its sources without the tests, and their types.
type pack struct {
	fset    *token.FileSet
	names   []string // of the files, below the module's folder
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
	// Errors are no obstacle: what belongs to another platform has no types, and is left to the compiler.
	checker := types.Config{Importer: importer.ForCompiler(p.fset, "source", nil), Error: func(error) {}}
	p.types, _ = checker.Check(dir, p.fset, parsed, p.info)
	return p, nil
}

// typed tells the types of one file's expressions.
type typed struct {
	info *types.Info
	pack *types.Package
	file *ast.File
}

func (t *typed) isConstant(e ast.Expr) bool { return t.info.Types[e].Value != nil }

// isText reports whether an expression is a string: a sum of strings has no difference.
func (t *typed) isText(e ast.Expr) bool {
	found := t.info.Types[e].Type
	if found == nil {
		return false
	}
	basic, ok := found.Underlying().(*types.Basic)
	return ok && basic.Info()&types.IsString != 0
}

// name is an expression's type as the file may write it, or "" where it cannot.
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

// numbered is a mutant that can be switched on, with its number, from 1 on.
type numbered struct {
	*mutant
	number int
}

// schema returns a source with all of these mutants in it.
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
		// At one place what ends comes first, the inner before the outer; then what begins, the outer before the inner.
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

// begins is what stands in front of the mutant of that number.
func (m *mutant) begins(number int) string {
	return strings.Replace(m.before, "mutantNumber", strconv.Itoa(number), 1)
}

// switchFile is the file of a package that says which of its mutants is on: the one that the environment names.
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
