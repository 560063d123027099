package hir_test

import (
	"testing"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/stdlib"
	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// The sugar's names are those of the standard library: none of them may be missing.
func TestSugarFindsItsNamesInCore(t *testing.T) {
	at := func(s string) *ast.PathExpr {
		return &ast.PathExpr{Path: &ast.Path{Segments: []ast.PathSegment{{Name: ast.Ident{Text: s}}}}}
	}
	none := at("None")
	stmt := func(e ast.Expr) ast.Stmt { return &ast.ExprStmt{Expr: e, Semi: true} }
	block := &ast.Block{Stmts: []ast.Stmt{
		stmt(&ast.ForExpr{Pat: &ast.WildPat{}, Expr: none, Body: &ast.Block{}}),
		stmt(&ast.TryExpr{Expr: none}),
		stmt(&ast.RangeExpr{Lo: none, Hi: none}), stmt(&ast.RangeExpr{Lo: none}), stmt(&ast.RangeExpr{Hi: none}), stmt(&ast.RangeExpr{}),
		stmt(&ast.RangeExpr{Lo: none, Hi: none, Inclusive: true}), stmt(&ast.RangeExpr{Hi: none, Inclusive: true}),
	}}
	unit := &ast.Unit{Item: &ast.Item{Name: ast.Ident{Text: "f"}, Kind: &ast.FnItem{Body: block}}}
	c := hir.LowerCrate(hir.Input{ID: hir.FirstLocal, Name: "t", Edition: source.Edition2021, External: stdlib.Load(),
		Root: &hir.SourceFile{AST: &ast.File{Units: []*ast.Unit{unit}}}})
	b := c.Body(c.Bodies[0])
	if b.Tainted || len(b.Unknown) > 0 {
		t.Errorf("tainted %v, unknown %+v", b.Tainted, b.Unknown)
	}
	if len(c.TraitsInScope(b, b.Value)) < 20 {
		t.Errorf("traits in scope: %d", len(c.TraitsInScope(b, b.Value)))
	}
}
