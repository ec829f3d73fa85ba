package assets

import (
	"bytes"
	"encoding/binary"
	"errors"
	"regexp"
	"sort"
)

// pkg is the code of one package in a wasm: its functions, one after the other, or its data.
type pkg struct {
	name string
	code []byte
}

// sections are what the size table needs of a module (WebAssembly Core §5.5): everything but names
// as it stands there.
type sections struct{ imports, code, data, names []byte }

var errWasm = errors.New("this is no module that the size table can read")

// reader reads what a module consists of. After a mistake it reads nothing but zeros, and failed is
// set.
type reader struct {
	rest   []byte
	failed bool
}

func (r *reader) bytes(n uint64) []byte {
	if n > uint64(len(r.rest)) {
		r.rest, r.failed = nil, true
		return nil
	}
	out := r.rest[:n]
	r.rest = r.rest[n:]
	return out
}

func (r *reader) number() uint64 {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 {
		r.rest, r.failed = nil, true
		return 0
	}
	r.rest = r.rest[size:]
	return n
}

// vector is a length and so many bytes.
func (r *reader) vector() []byte { return r.bytes(r.number()) }

func (r *reader) byte() byte {
	if b := r.bytes(1); len(b) == 1 {
		return b[0]
	}
	return 0
}

func readSections(module []byte) (s sections, err error) {
	r := reader{rest: module}
	if !bytes.Equal(r.bytes(8), []byte("\x00asm\x01\x00\x00\x00")) {
		return s, errWasm
	}
	for len(r.rest) > 0 {
		id, content := r.byte(), r.vector()
		switch id {
		case 2:
			s.imports = content
		case 10:
			s.code = content
		case 11:
			s.data = content
		case 0:
			custom := reader{rest: content}
			if string(custom.vector()) == "name" {
				s.names = custom.rest
			}
		}
	}
	if r.failed {
		return s, errWasm
	}
	return s, nil
}

// importedFunctions counts them: functions of the module are numbered after those.
func importedFunctions(section []byte) (count uint64, ok bool) {
	r := reader{rest: section}
	for n := r.number(); n > 0 && !r.failed; n-- {
		r.vector()
		r.vector()
		if r.byte() != 0 {
			return 0, false // lwa.wasm imports nothing but functions
		}
		r.number()
		count++
	}
	return count, !r.failed
}

// functionNames reads the function subsection of the name section.
func functionNames(section []byte) map[uint64]string {
	names := map[uint64]string{}
	r := reader{rest: section}
	for len(r.rest) > 0 {
		id, content := r.byte(), r.vector()
		if id != 1 {
			continue
		}
		in := reader{rest: content}
		for n := in.number(); n > 0 && !in.failed; n-- {
			index := in.number()
			names[index] = string(in.vector())
		}
	}
	return names
}

// packagePattern finds the import path in a function's name: "path.F", "(path.T).F",
// "(*path.T).F$1".
var packagePattern = regexp.MustCompile(`^\(?\*?(?:` + modulePath + `/)?((?:[\w.-]+/)*[\w-]+)\.`)

const modulePath = `github\.com/lwa-wasm/lwa`

// codeByPackage sorts the functions of a module by package, the largest first. The data, which is
// nobody's, is the last.
func codeByPackage(module []byte) ([]pkg, error) {
	s, err := readSections(module)
	if err != nil {
		return nil, err
	}
	first, ok := importedFunctions(s.imports)
	names := functionNames(s.names)
	if !ok || len(names) == 0 {
		return nil, errWasm
	}
	code := map[string][]byte{}
	r := reader{rest: s.code}
	for i, n := uint64(0), r.number(); i < n && !r.failed; i++ {
		name := "runtime" // what the linker made has no package
		if match := packagePattern.FindStringSubmatch(names[first+i]); match != nil {
			name = match[1]
		}
		code[name] = append(code[name], r.vector()...)
	}
	if r.failed {
		return nil, errWasm
	}
	var all []pkg
	for name, code := range code {
		all = append(all, pkg{name, code})
	}
	sort.Slice(all, func(i, j int) bool {
		a, b := all[i], all[j]
		return len(a.code) > len(b.code) || len(a.code) == len(b.code) && a.name < b.name
	})
	return append(all, pkg{"data: tables and texts", s.data}), nil
}
