package main

import (
	"fmt"
	"go/ast"
	"go/token"
	"strconv"
	"strings"
)

// mutant is one small change to one file.
type mutant struct {
	File     string `json:"file"`
	Line     int    `json:"line"`
	Column   int    `json:"column"`
	Operator string `json:"operator"`
	From     string `json:"from"`
	To       string `json:"to"`

	start, end int // byte offsets of From

	// The text before and after From in the source with all mutants. It switches the mutant on if
	// mutantOn is its number; mutantNumber stands for that number. Both are empty if the mutant
	// must be compiled by itself.
	before, after string
}

func (m *mutant) id() string {
	return fmt.Sprintf("%s:%d:%d %s: %s -> %s", m.File, m.Line, m.Column, m.Operator, m.From, m.To)
}

// apply returns the source with the change made.
func (m *mutant) apply(source []byte) []byte {
	return []byte(string(source[:m.start]) + m.To + string(source[m.end:]))
}

// swaps has the operator that replaces each operator in a mutant.
var swaps = map[token.Token]token.Token{
	token.EQL: token.NEQ, token.NEQ: token.EQL,
	token.LSS: token.LEQ, token.LEQ: token.LSS, token.GTR: token.GEQ, token.GEQ: token.GTR,
	token.LAND: token.LOR, token.LOR: token.LAND,
	token.ADD: token.SUB, token.SUB: token.ADD, token.MUL: token.QUO, token.QUO: token.MUL,
	token.AND: token.OR, token.OR: token.AND, token.SHL: token.SHR, token.SHR: token.SHL,
}

// finder collects the mutants of one file.
type finder struct {
	name    string
	source  []byte
	file    *token.File
	types   *typed
	fixed   bool // inside an expression that must be constant
	mutants []mutant
}

// find returns all mutants of a file, in the order of the source.
func (p *pack) find(name string) []mutant {
	parsed := p.files[name]
	f := &finder{name: name, source: p.sources[name], file: p.fset.File(parsed.Pos()), types: &typed{p.info, p.types, parsed}}
	for _, d := range parsed.Decls {
		g, ok := d.(*ast.GenDecl)
		if ok && (g.Tok == token.IMPORT || g.Tok == token.TYPE) {
			continue
		}
		f.fixed = ok && g.Tok == token.CONST
		ast.Inspect(d, f.visit)
	}
	return f.mutants
}

func (f *finder) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.FuncDecl:
		f.returnEarly(n)
	case *ast.BinaryExpr:
		f.binary(n)
	case *ast.IfStmt:
		f.negate(n.Cond)
	case *ast.BlockStmt:
		f.deleteStatements(n.List)
	case *ast.CaseClause:
		f.deleteStatements(n.Body)
	case *ast.BasicLit:
		f.literal(n)
	case *ast.Ident:
		f.constant(n)
	case *ast.CompositeLit:
		f.dropElements(n)
	case *ast.Field, *ast.ArrayType: // declarations of fields and array types have nothing to change
		return false
	}
	return true
}

// add adds a mutant that replaces the source between two positions by text.
func (f *finder) add(operator string, from, to token.Pos, text string) *mutant {
	start, end := f.file.Offset(from), f.file.Offset(to)
	at := f.file.Position(from)
	f.mutants = append(f.mutants, mutant{
		File: f.name, Line: at.Line, Column: at.Column, Operator: operator, From: string(f.source[start:end]), To: text, start: start, end: end,
	})
	return &f.mutants[len(f.mutants)-1]
}

func (f *finder) text(from, to token.Pos) string {
	return string(f.source[f.file.Offset(from):f.file.Offset(to)])
}

// choose makes the mutant switchable: if it is on, other replaces the expression. typ is the type
// of both.
func (m *mutant) choose(typ, other string) {
	if typ == "" {
		return
	}
	m.before = "(func() " + typ + " { if mutantOn == mutantNumber { return " + other + " }; return "
	m.after = " }())"
}

// skip makes the mutant switchable: if it is on, the statement is skipped.
func (m *mutant) skip() { m.before, m.after = "if mutantOn != mutantNumber { ", " }" }

func (f *finder) binary(n *ast.BinaryExpr) {
	other, ok := swaps[n.Op]
	if !ok || n.Op == token.ADD && f.types.isText(n) {
		return
	}
	operator := "swap operator"
	switch n.Op {
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
		operator = "swap comparison"
	case token.LAND, token.LOR:
		operator = "swap && and ||"
	}
	m := f.add(operator, n.Pos(), n.End(), f.text(n.Pos(), n.OpPos)+other.String()+f.text(n.OpPos+token.Pos(len(n.Op.String())), n.End()))
	if !f.fixed && !f.types.isConstant(n) {
		m.choose(f.types.name(n), m.To)
	}
}

// negate adds a mutant with the negated condition. It does nothing if the condition is a single
// == or !=, which binary swaps.
func (f *finder) negate(cond ast.Expr) {
	if b, ok := cond.(*ast.BinaryExpr); ok && (b.Op == token.EQL || b.Op == token.NEQ) {
		return
	}
	m := f.add("negate condition", cond.Pos(), cond.End(), "!("+f.text(cond.Pos(), cond.End())+")")
	m.choose("bool", m.To)
}

func (f *finder) deleteStatements(list []ast.Stmt) {
	for _, s := range list {
		switch s := s.(type) {
		case *ast.AssignStmt:
			if s.Tok == token.DEFINE {
				continue
			}
			f.deleteAssignment(s)
		case *ast.ExprStmt:
			m := f.add("delete statement", s.Pos(), s.End(), "")
			if !strings.HasPrefix(m.From, "panic(") { // without the panic, the compiler may miss a return
				m.skip()
			}
		case *ast.IncDecStmt, *ast.BranchStmt:
			f.add("delete statement", s.Pos(), s.End(), "").skip()
		}
	}
}

// deleteAssignment keeps the right side of the assignment, since unused variables do not compile.
func (f *finder) deleteAssignment(s *ast.AssignStmt) {
	right := f.text(s.Rhs[0].Pos(), s.Rhs[len(s.Rhs)-1].End())
	blanks := strings.TrimSuffix(strings.Repeat("_, ", len(s.Lhs)), ", ")
	f.add("delete statement", s.Pos(), s.End(), blanks+" = "+right).skip()
}

// change adds a mutant with another value for a constant.
func (f *finder) change(e ast.Expr, text string) {
	m := f.add("change constant", e.Pos(), e.End(), text)
	if !f.fixed {
		m.choose(f.types.name(e), text)
	}
}

func (f *finder) literal(n *ast.BasicLit) {
	switch n.Kind {
	case token.INT:
		value, err := strconv.ParseInt(n.Value, 0, 64)
		if err != nil {
			return
		}
		f.change(n, strconv.FormatInt(value+1, 10))
		if value > 0 {
			f.change(n, strconv.FormatInt(value-1, 10))
		}
	case token.CHAR:
		f.change(n, "("+n.Value+"+1)")
	case token.STRING:
		value, err := strconv.Unquote(n.Value)
		if err != nil || strings.Contains(strings.TrimSpace(value), " ") { // a text with spaces is for people
			return
		}
		f.change(n, strconv.Quote(value+"x"))
	}
}

func (f *finder) constant(n *ast.Ident) {
	other := map[string]string{"true": "false", "false": "true"}[n.Name]
	if other != "" {
		f.change(n, other)
	}
}

// returnEarly adds mutants in which a function returns at once, if there are obvious values to
// return.
func (f *finder) returnEarly(n *ast.FuncDecl) {
	if n.Body == nil || len(n.Body.List) == 0 {
		return
	}
	var values []string
	switch results := n.Type.Results; {
	case results == nil:
		values = []string{""}
	case len(results.List) == 1 && len(results.List[0].Names) <= 1:
		name, ok := results.List[0].Type.(*ast.Ident)
		if !ok {
			return
		}
		values = map[string][]string{"bool": {"true", "false"}, "string": {`""`}, "int": {"0"}}[name.Name]
	}
	at := n.Body.Lbrace + 1
	for _, value := range values {
		m := f.add("return early", at, at, " return "+value+"; ")
		m.before = " if mutantOn == mutantNumber { return " + value + " }; "
	}
}

// dropElements adds a mutant without the element for each element of a list, such as a row of a
// table. Fields of structs are not dropped. In an array, the mutant has an empty element.
func (f *finder) dropElements(n *ast.CompositeLit) {
	list, ok := n.Type.(*ast.ArrayType)
	if !ok {
		return
	}
	kind := f.text(list.Elt.Pos(), list.Elt.End())
	for i, e := range n.Elts {
		if inner, ok := e.(*ast.CompositeLit); ok && inner.Type == nil && list.Len != nil {
			m := f.add("drop element", e.Pos(), e.End(), "{}")
			m.before, m.after = "(func() "+kind+" { if mutantOn == mutantNumber { return "+kind+"{} }; return "+kind, " }())"
			continue
		}
		end := e.End()
		if i+1 < len(n.Elts) {
			end = n.Elts[i+1].Pos()
		}
		f.add("drop element", e.Pos(), end, "")
	}
}
