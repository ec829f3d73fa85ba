package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
)

// mutant is one small change to one file. ID stays the same as long as the line does.
type mutant struct {
	File     string `json:"file"`
	Line     int    `json:"line"`
	Column   int    `json:"column"`
	Operator string `json:"operator"`
	From     string `json:"from"`
	To       string `json:"to"`

	start, end int // of From, in bytes
}

func (m *mutant) id() string {
	return fmt.Sprintf("%s:%d:%d %s: %s -> %s", m.File, m.Line, m.Column, m.Operator, m.From, m.To)
}

// apply returns the source with the change made.
func (m *mutant) apply(source []byte) []byte {
	return []byte(string(source[:m.start]) + m.To + string(source[m.end:]))
}

// swaps has for each operator of Go what a mutant has in its place.
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
	mutants []mutant
}

// findMutants returns every mutant of a source file, in the order of the source.
func findMutants(name string, source []byte) ([]mutant, error) {
	fset := token.NewFileSet()
	parsed, err := parser.ParseFile(fset, name, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	f := &finder{name: name, source: source, file: fset.File(parsed.Pos())}
	for _, d := range parsed.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.IMPORT {
			continue
		}
		ast.Inspect(d, f.visit)
	}
	return f.mutants, nil
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
	case *ast.Field: // names, types and tags
		return false
	}
	return true
}

// add notes a change of the source from one position to another.
func (f *finder) add(operator string, from, to token.Pos, text string) {
	start, end := f.file.Offset(from), f.file.Offset(to)
	at := f.file.Position(from)
	f.mutants = append(f.mutants, mutant{f.name, at.Line, at.Column, operator, string(f.source[start:end]), text, start, end})
}

func (f *finder) binary(n *ast.BinaryExpr) {
	other, ok := swaps[n.Op]
	if !ok || n.Op == token.ADD && (isText(n.X) || isText(n.Y)) {
		return
	}
	operator := "swap operator"
	switch n.Op {
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
		operator = "swap comparison"
	case token.LAND, token.LOR:
		operator = "swap && and ||"
	}
	f.add(operator, n.OpPos, n.OpPos+token.Pos(len(n.Op.String())), other.String())
}

// isText finds a string in a sum, which has no difference.
func isText(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.BasicLit:
		return e.Kind == token.STRING
	case *ast.BinaryExpr:
		return isText(e.X) || isText(e.Y)
	}
	return false
}

// negate turns a condition round, unless swapping its one comparison does.
func (f *finder) negate(cond ast.Expr) {
	if b, ok := cond.(*ast.BinaryExpr); ok && (b.Op == token.EQL || b.Op == token.NEQ) {
		return
	}
	text := string(f.source[f.file.Offset(cond.Pos()):f.file.Offset(cond.End())])
	f.add("negate condition", cond.Pos(), cond.End(), "!("+text+")")
}

func (f *finder) deleteStatements(list []ast.Stmt) {
	for _, s := range list {
		switch s := s.(type) {
		case *ast.AssignStmt:
			if s.Tok == token.DEFINE {
				continue
			}
			f.deleteAssignment(s)
		case *ast.ExprStmt, *ast.IncDecStmt, *ast.BranchStmt:
			f.add("delete statement", s.Pos(), s.End(), "")
		}
	}
}

// deleteAssignment leaves the right sides, since what is never used does not compile.
func (f *finder) deleteAssignment(s *ast.AssignStmt) {
	right := string(f.source[f.file.Offset(s.Rhs[0].Pos()):f.file.Offset(s.Rhs[len(s.Rhs)-1].End())])
	blanks := strings.TrimSuffix(strings.Repeat("_, ", len(s.Lhs)), ", ")
	f.add("delete statement", s.Pos(), s.End(), blanks+" = "+right)
}

func (f *finder) literal(n *ast.BasicLit) {
	switch n.Kind {
	case token.INT:
		value, err := strconv.ParseInt(n.Value, 0, 64)
		if err != nil {
			return
		}
		f.add("change constant", n.Pos(), n.End(), strconv.FormatInt(value+1, 10))
		if value > 0 {
			f.add("change constant", n.Pos(), n.End(), strconv.FormatInt(value-1, 10))
		}
	case token.CHAR:
		f.add("change constant", n.Pos(), n.End(), "("+n.Value+"+1)")
	case token.STRING:
		value, err := strconv.Unquote(n.Value)
		if err != nil || strings.Contains(strings.TrimSpace(value), " ") { // texts for people are not rules
			return
		}
		f.add("change constant", n.Pos(), n.End(), strconv.Quote(value+"x"))
	}
}

func (f *finder) constant(n *ast.Ident) {
	other := map[string]string{"true": "false", "false": "true"}[n.Name]
	if other != "" {
		f.add("change constant", n.Pos(), n.End(), other)
	}
}

// returnEarly has a function do nothing, where what it returns has one obvious zero.
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
		f.add("return early", at, at, " return "+value+"; ")
	}
}

// dropElements drops each element of a list, such as a line of a table; not the fields of a struct.
func (f *finder) dropElements(n *ast.CompositeLit) {
	if _, list := n.Type.(*ast.ArrayType); !list {
		return
	}
	for i, e := range n.Elts {
		end := e.End()
		if i+1 < len(n.Elts) {
			end = n.Elts[i+1].Pos()
		}
		f.add("drop element", e.Pos(), end, "")
	}
}
