package flow

import (
	"fmt"
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const docPath = "../../docs/flow.md"

// TestDocs compares docs/flow.md with the table that runs. With UPDATE_DOCS=1 it writes it.
func TestDocs(t *testing.T) {
	want := readSource(t).document(t)
	if os.Getenv("UPDATE_DOCS") == "1" {
		require.NoError(t, os.WriteFile(docPath, []byte(want), 0o644))
		return
	}
	got, err := os.ReadFile(docPath)
	require.NoError(t, err)
	if string(got) != want {
		t.Fatal("docs/flow.md is out of date: run make docs")
	}
}

// machines are the titles of the groups of phases, in their order.
var machines = []string{"The login", "The renewal of its session", "A login by code"}

// source is what the documentation is made of.
type source struct {
	groups   [][]phase // the phases of each machine, and their comments
	sets     []phase   // and the phases they stand for
	events   []phase   // and their comments
	effects  []phase
	sections []section
	docs     map[string]string // of functions, by name, on one line
}

// phase is a phase with its comment, or a set of phases with its members.
type phase struct{ name, text string }

// section is a part of the table under one comment.
type section struct {
	title string
	rules []line
}

// line is one rule as it is written: names, "nil" for no guard.
type line struct{ from, on, when, do, to string }

func readSource(t *testing.T) *source {
	t.Helper()
	s := &source{docs: map[string]string{}}
	fset := gotoken.NewFileSet()
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(fset, name, nil, parser.ParseComments)
		require.NoError(t, err)
		for _, d := range file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				s.docs[d.Name.Name] = oneLine(d.Doc.Text())
			case *ast.GenDecl:
				s.declaration(t, file, d)
			}
		}
	}
	require.Len(t, s.lines(), len(rules), "the table that is read is not the one that runs")
	require.Len(t, s.groups, len(machines))
	return s
}

// declaration takes up the phases, the sets of phases, the events, the effects and the table.
func (s *source) declaration(t *testing.T, file *ast.File, d *ast.GenDecl) {
	typeName := ""
	for i, spec := range d.Specs {
		v, ok := spec.(*ast.ValueSpec)
		if !ok {
			return
		}
		name := v.Names[0].Name
		if name == "rules" {
			s.table(t, file, v.Values[0].(*ast.CompositeLit))
			return
		}
		if v.Type != nil {
			if named, ok := v.Type.(*ast.Ident); ok {
				typeName = named.Name
			}
		}
		if d.Tok != gotoken.CONST {
			continue
		}
		entry := phase{name, oneLine(v.Doc.Text() + v.Comment.Text())}
		switch {
		case typeName == "Phase" && v.Comment != nil && ast.IsExported(name):
			if i == 0 {
				s.groups = append(s.groups, nil)
			}
			last := len(s.groups) - 1
			s.groups[last] = append(s.groups[last], entry)
		case typeName == "Phase" && len(v.Values) == 1 && v.Type == nil:
			s.sets = append(s.sets, phase{name, strings.Join(terms(t, v.Values[0]), ", ")})
		case typeName == "EventKind":
			s.events = append(s.events, entry)
		case typeName == "EffectKind":
			s.effects = append(s.effects, entry)
		}
	}
}

// table takes up the rules; a comment on a line of its own begins a section.
func (s *source) table(t *testing.T, file *ast.File, literal *ast.CompositeLit) {
	var titles []*ast.CommentGroup
	for _, c := range file.Comments {
		if c.Pos() > literal.Lbrace && c.End() < literal.Rbrace {
			titles = append(titles, c)
		}
	}
	for _, element := range literal.Elts {
		for len(titles) > 0 && titles[0].Pos() < element.Pos() {
			s.sections = append(s.sections, section{title: strings.TrimSuffix(oneLine(titles[0].Text()), ".")})
			titles = titles[1:]
		}
		require.NotEmpty(t, s.sections, "the table begins without a comment")
		var words [5]string
		for i, field := range element.(*ast.CompositeLit).Elts {
			words[i] = strings.Join(terms(t, field), ", ")
		}
		last := &s.sections[len(s.sections)-1]
		last.rules = append(last.rules, line{words[0], words[1], words[2], words[3], words[4]})
	}
}

// terms are the names in a | b | c.
func terms(t *testing.T, e ast.Expr) []string {
	switch e := e.(type) {
	case *ast.Ident:
		return []string{e.Name}
	case *ast.BinaryExpr:
		return append(terms(t, e.X), terms(t, e.Y)...)
	}
	require.Fail(t, "the table holds something other than names")
	return nil
}

func (s *source) lines() (all []line) {
	for _, part := range s.sections {
		all = append(all, part.rules...)
	}
	return all
}

func (s *source) document(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("# The login as state machines\n\n<!-- Made by internal/flow/docgen_test.go from the table that runs. Change the table, then run: make docs -->\n\n" +
		"`internal/flow` takes one event at a time, and answers with the effects to carry out. This page is made from the table in\n" +
		"`internal/flow/table.go`. The table is the whole behaviour of three machines: the page's login, the renewal of its session, and each\n" +
		"login by a code that the person types on another device.\n\n" +
		"- When an event arrives, the machine takes the first line that has this event, the present phase, and a guard that holds.\n" +
		"- If no line fits, nothing changes. So late, foreign and repeated events do no harm.\n" +
		"- An event of a login by code changes that login only.\n" +
		"- Every login of the page ends in `Idle`, at the latest when the timer of its deadline fires.\n\n")
	s.diagrams(&b)
	b.WriteString("## Phases\n")
	for i, group := range s.groups {
		fmt.Fprintf(&b, "\n### %s\n\n", machines[i])
		glossary(&b, "phase", group)
	}
	b.WriteString("\nShort names in the table stand for several phases.\n\n| name | phases |\n|---|---|\n")
	for _, set := range s.sets {
		fmt.Fprintf(&b, "| `%s` | %s |\n", set.name, code(set.text))
	}
	b.WriteString("\n## Transitions\n\nA dash under *when* means “always”. A dash under *to* means that the phase stays the same.\n")
	for _, part := range s.sections {
		fmt.Fprintf(&b, "\n### %s\n\n| from | on | when | do | to |\n|---|---|---|---|---|\n", part.title)
		for _, r := range part.rules {
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", code(r.from), code(r.on), code(r.when), code(r.do), code(r.to))
		}
	}
	s.meanings(t, &b, "Guards", func(r line) string { return r.when })
	s.meanings(t, &b, "Actions", func(r line) string { return r.do })
	b.WriteString("\n## Events\n\nEach event carries the time. An event whose name begins in lower case is the machine's own, within one step.\n\n")
	glossary(&b, "event", s.events)
	b.WriteString("\n## Effects\n\n")
	glossary(&b, "effect", s.effects)
	return b.String()
}

func glossary(b *strings.Builder, what string, entries []phase) {
	fmt.Fprintf(b, "| %s | means |\n|---|---|\n", what)
	for _, e := range entries {
		fmt.Fprintf(b, "| `%s` | %s |\n", e.name, strings.ReplaceAll(e.text, "|", `\|`))
	}
}

// TestGlossary checks that each event and effect is told of in full sentences.
func TestGlossary(t *testing.T) {
	s := readSource(t)
	require.NotEmpty(t, s.events)
	require.NotEmpty(t, s.effects)
	for _, e := range append(s.events, s.effects...) {
		require.Regexp(t, `^[A-Z].*\.$`, e.text, e.name)
		require.Greater(t, len(strings.Fields(e.text)), 3, e.name)
	}
}

// diagrams draws what changes the phase of each machine. A set of phases is a node of its own, else
// there would be more lines than sense.
func (s *source) diagrams(b *strings.Builder) {
	b.WriteString("## Diagrams\n\nThe diagrams show only what changes the phase. A name such as `busy` stands for any of its phases.\n\n")
	for i, group := range s.groups {
		fmt.Fprintf(b, "### %s\n\n", machines[i])
		s.diagram(b, machines[i], group)
	}
}

func (s *source) diagram(b *strings.Builder, title string, group []phase) {
	begins := group[0].name
	fmt.Fprintf(b, "```mermaid\nstateDiagram-v2\n    accTitle: %s\n    accDescr: The phases %s, and the events that lead from one to another. The tables under Transitions say the same in words.\n    [*] --> %s\n",
		title, namesOf(group), begins)
	used := map[string]bool{}
	type edge struct{ from, to string }
	var order []edge
	labels := map[edge][]string{}
	for _, r := range s.lines() {
		for _, from := range strings.Split(r.from, ", ") {
			// What begins a login by code is drawn by its first arrow.
			inside := slices.ContainsFunc(group, func(p phase) bool { return p.name == r.to }) && !(r.to == begins && from == "always")
			if !inside || r.to == from {
				continue
			}
			e := edge{from, r.to}
			if labels[e] == nil {
				order = append(order, e)
			}
			if !slices.Contains(labels[e], r.on) {
				labels[e] = append(labels[e], r.on)
			}
			used[from] = true
		}
	}
	for _, set := range s.sets {
		if used[set.name] {
			fmt.Fprintf(b, "    state \"any of %s\" as %s\n", set.text, set.name)
		}
	}
	for _, e := range order {
		fmt.Fprintf(b, "    %s --> %s: %s\n", e.from, e.to, strings.Join(labels[e], ", "))
	}
	b.WriteString("```\n\n")
}

func namesOf(group []phase) string {
	var names []string
	for _, p := range group {
		names = append(names, p.name)
	}
	return strings.Join(names, ", ")
}

// meanings lists the functions that the table names, each with its comment.
func (s *source) meanings(t *testing.T, b *strings.Builder, title string, pick func(line) string) {
	t.Helper()
	fmt.Fprintf(b, "\n## %s\n\n| name | means |\n|---|---|\n", title)
	var names []string
	for _, r := range s.lines() {
		if name := pick(r); name != "nil" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		require.NotEmpty(t, s.docs[name], "%s has no doc comment", name)
		require.True(t, strings.HasPrefix(s.docs[name], name), "the doc comment of %s does not begin with its name", name)
		text := strings.TrimLeft(strings.TrimPrefix(s.docs[name], name), ": ")
		fmt.Fprintf(b, "| `%s` | %s |\n", name, strings.ReplaceAll(text, "|", `\|`))
	}
}

// code sets names apart as code, and nothing as a dash.
func code(names string) string {
	if names == "nil" || names == "stay" {
		return "–"
	}
	return "`" + strings.ReplaceAll(names, ", ", "`, `") + "`"
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// TestNames: the names of a trace are those of the constants, in their order.
func TestNames(t *testing.T) {
	s := readSource(t)
	names := func(all []phase) (out []string) {
		for _, p := range all {
			out = append(out, p.name)
		}
		return out
	}
	require.Equal(t, names(s.events)[:len(EventNames)-1], EventNames[1:])
	require.Equal(t, names(s.effects), EffectNames[1:])
	require.Equal(t, names(s.groups[0]), phaseNames[:])
}
