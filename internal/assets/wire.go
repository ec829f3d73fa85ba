package assets

import (
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/lwa-wasm/lwa/internal/wire"
)

// wireFile is the module that the shell is compiled and type-checked with: what crosses between Go
// and JavaScript.
const wireFile = "src/wire.gen.ts"

// WriteWire writes that module to a file, for the compiler that checks the shell's types.
func WriteWire(path string) error { return os.WriteFile(path, []byte(wireModule()), 0o644) }

// wireModule writes that module from the tables of internal/wire.
func wireModule() string {
	var b strings.Builder
	b.WriteString("// Generated from internal/wire: what crosses between Go and JavaScript.\n\n")
	for _, c := range wire.Constants {
		fmt.Fprintf(&b, "export const %s = %s;\n", c.Name, literal(c.Value))
	}
	fmt.Fprintf(&b, "/** Names of the types of values, by number. */\nexport const types = %s as const;\n", list(wire.Types))
	for _, e := range wire.Enums {
		fmt.Fprintf(&b, "export const enum %s {\n", e.Name)
		for _, m := range e.Members {
			fmt.Fprintf(&b, "  %s = %d,\n", m.Name, m.Value)
		}
		b.WriteString("}\n")
	}
	for _, name := range slices.Sorted(maps.Keys(wire.Records)) {
		fmt.Fprintf(&b, "export interface %s {\n", name)
		for _, m := range wire.Records[name] {
			fmt.Fprintf(&b, "  %s: %s;\n", m.Name, m.Type)
		}
		b.WriteString("}\n")
	}
	b.WriteString("/** What each call into Go brings besides its number. */\nexport interface Calls {\n")
	for _, c := range wire.Calls {
		fmt.Fprintf(&b, "  %q: [%s];\n", string(c.Call), c.Params)
	}
	b.WriteString("}\nexport type Call = keyof Calls;\n")
	b.WriteString("export type Enter = <N extends Call>(name: N, id: number, ...brings: Calls[N]) => void;\n")
	parts := slices.Sorted(maps.Keys(wire.World))
	for _, part := range parts {
		fmt.Fprintf(&b, "export interface %s {\n", part)
		for _, f := range wire.World[part] {
			fmt.Fprintf(&b, "  %s;\n", signature(f))
		}
		b.WriteString("}\n")
	}
	fmt.Fprintf(&b, "export type World = %s;\n", strings.Join(parts, " & "))
	return b.String()
}

// signature is a function as TypeScript declares it: the types of its arguments are those of its
// typed name.
func signature(f wire.Function) string {
	t := reflect.TypeOf(f.Name)
	var types []string
	if _, args, ok := strings.Cut(strings.TrimSuffix(t.Name(), "]"), "["); ok {
		types = strings.Split(args, ",")
	}
	if len(types) != len(f.Args) {
		panic(fmt.Sprintf("%v has %d arguments and %d names for them", f.Name, len(types), len(f.Args)))
	}
	var args []string
	for i, name := range f.Args {
		args = append(args, name+": "+typeScript(types[i]))
	}
	return fmt.Sprintf("%v(%s): %s", f.Name, strings.Join(args, ", "), f.Result)
}

func typeScript(goType string) string {
	switch goType {
	case "int", "int64":
		return "number"
	case "bool":
		return "boolean"
	case "string":
		return "string"
	case "interface {}":
		return "unknown"
	}
	if strings.HasSuffix(goType, "wire.Call") {
		return "Call"
	}
	panic("no type of TypeScript for " + goType)
}

func literal(v any) string {
	if s, ok := v.(string); ok {
		return fmt.Sprintf("%q", s)
	}
	return fmt.Sprint(v)
}

func list(words []string) string {
	var quoted []string
	for _, w := range words {
		quoted = append(quoted, fmt.Sprintf("%q", w))
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
