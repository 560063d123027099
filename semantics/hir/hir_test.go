package hir

import (
	"testing"

	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// The trees here are made by hand, so that the tests need no parser.

func name(s string) ast.Ident { return ast.Ident{Text: s} }

func path(parts ...string) *ast.Path {
	p := &ast.Path{}
	for _, s := range parts {
		p.Segments = append(p.Segments, ast.PathSegment{Name: name(s)})
	}
	return p
}

func pathTy(parts ...string) ast.Type    { return &ast.PathType{Path: path(parts...)} }
func pathEx(parts ...string) ast.Expr    { return &ast.PathExpr{Path: path(parts...)} }
func ident(s string) ast.Pat             { return &ast.IdentPat{Name: name(s)} }
func let(p ast.Pat, e ast.Expr) ast.Stmt { return &ast.LetStmt{Pat: p, Init: e} }

func unit(n string, k ast.ItemKind) *ast.Unit {
	return &ast.Unit{Item: &ast.Item{Name: name(n), Kind: k}}
}

func fn(n string, b *ast.Block) *ast.Unit { return unit(n, &ast.FnItem{Body: b}) }

func lowerUnits(us ...*ast.Unit) *Crate {
	return LowerCrate(Input{ID: FirstLocal, Name: "t", Edition: source.Edition2021, External: noStd{},
		Root: &SourceFile{Path: "t.rs", AST: &ast.File{Units: us}}})
}

// noStd is an outside that holds nothing.
type noStd struct{}

func (noStd) CrateRoot(string) (DefID, bool)                   { return DefID{}, false }
func (noStd) Child(DefID, string, Namespace) (Res, bool)       { return Res{}, false }
func (noStd) Children(DefID, Namespace) []Named                { return nil }
func (noStd) Prelude(source.Edition, Namespace) map[string]Res { return nil }
func (noStd) Kind(DefID) DefKind                               { return KindNone }
func (noStd) Name(DefID) string                                { return "" }
func (noStd) Parent(DefID) DefID                               { return DefID{} }
func (noStd) IsTrait(DefID) bool                               { return false }

func find(t *testing.T, c *Crate, path string) *Def {
	t.Helper()
	for _, id := range c.Order {
		if c.PathString(id) == path && c.Defs.At(id).Kind != KindCtor {
			return c.Defs.At(id)
		}
	}
	t.Fatalf("no definition %s", path)
	return nil
}

func TestImportsResolveThroughGlobsAndRenames(t *testing.T) {
	mod := unit("m", &ast.ModItem{Inline: true})
	s := unit("S", &ast.StructItem{Shape: ast.ShapeUnit})
	s.Item.Vis.Kind = ast.VisPub
	mod.Children = []*ast.Unit{s}
	n := unit("n", &ast.ModItem{Inline: true})
	re := unit("", &ast.UseItem{Tree: ast.UseTree{Path: path("super", "m"), Glob: true}})
	re.Item.Vis.Kind = ast.VisPub
	n.Children = []*ast.Unit{re}
	alias := name("T")
	use := unit("", &ast.UseItem{Tree: ast.UseTree{Path: path("n", "S"), Alias: &alias}})
	c := lowerUnits(use, n, mod, fn("main", &ast.Block{Tail: pathEx("T")}))
	b := c.Body(find(t, c, "main").ID)
	tail := b.Exprs[b.Exprs[b.Value].Kind.(ExprBlock).Block.Tail].Kind.(ExprPath)
	if b.Tainted || tail.Path.Res.DefKind != KindCtor || c.Defs.At(tail.Path.Res.Def).Parent != find(t, c, "m::S").ID {
		t.Errorf("T is %+v", tail.Path.Res)
	}
}

func TestShadowedLocalsAndUnknownNames(t *testing.T) {
	one := &ast.LitExpr{Lit: ast.Lit{Kind: ast.LitInt, Text: "1", Value: "1"}}
	c := lowerUnits(
		fn("f", &ast.Block{Stmts: []ast.Stmt{let(ident("x"), one), let(ident("x"), pathEx("x"))}, Tail: pathEx("x")}),
		fn("g", &ast.Block{Tail: pathEx("nowhere")}))
	f := c.Body(find(t, c, "f").ID)
	blk := f.Exprs[f.Value].Kind.(ExprBlock).Block
	second := f.Exprs[blk.Stmts[1].Kind.(StmtLet).Init].Kind.(ExprPath).Path.Res.Local
	if last := f.Exprs[blk.Tail].Kind.(ExprPath).Path.Res.Local; second != 1 || last != 2 || f.Tainted {
		t.Errorf("locals %d, %d", second, last)
	}
	if !c.Body(find(t, c, "g").ID).Tainted {
		t.Error("an unresolved name must taint")
	}
}

func TestItemsInsideBodiesHideOuterLocals(t *testing.T) {
	inner := &ast.Block{Stmts: []ast.Stmt{&ast.ItemStmt{Item: &ast.Item{Name: name("x"), Kind: &ast.FnItem{Body: &ast.Block{}}}}}, Tail: pathEx("x")}
	c := lowerUnits(&ast.Unit{Text: "fn", Item: &ast.Item{Name: name("f"), Kind: &ast.FnItem{Body: &ast.Block{
		Stmts: []ast.Stmt{let(ident("x"), &ast.TupleExpr{})}, Tail: &ast.BlockExpr{Block: inner}}}}})
	f := c.Body(find(t, c, "f").ID)
	in := f.Exprs[f.Exprs[f.Value].Kind.(ExprBlock).Block.Tail].Kind.(ExprBlock).Block
	if r := f.Exprs[in.Tail].Kind.(ExprPath).Path.Res; r.DefKind != KindFn || r.Def != find(t, c, "f::x").ID {
		t.Errorf("x is %+v", r)
	}
}

func TestDesugaring(t *testing.T) {
	loop := &ast.ForExpr{Pat: ident("i"), Expr: pathEx("v"), Body: &ast.Block{Stmts: []ast.Stmt{&ast.ExprStmt{Expr: &ast.BreakExpr{}, Semi: true}}}}
	while := &ast.WhileExpr{Cond: pathEx("v"), Body: &ast.Block{}}
	swap := &ast.AssignExpr{Op: "=", L: &ast.TupleExpr{Elems: []ast.Expr{pathEx("v"), &ast.UnderscoreExpr{}}}, R: pathEx("v")}
	c := lowerUnits(fn("f", &ast.Block{Stmts: []ast.Stmt{let(ident("v"), &ast.TupleExpr{}), &ast.ExprStmt{Expr: while}, &ast.ExprStmt{Expr: swap, Semi: true}}, Tail: loop}))
	f := c.Body(find(t, c, "f").ID)
	blk := f.Exprs[f.Value].Kind.(ExprBlock).Block
	m := f.Exprs[f.Exprs[blk.Tail].Kind.(ExprDropTemps).Expr].Kind.(ExprMatch)
	l := m.Arms[0].Body
	inner := f.Exprs[f.Exprs[l].Kind.(ExprLoop).Body.Stmts[0].Kind.(StmtExpr).Expr].Kind.(ExprMatch)
	body := f.Exprs[inner.Arms[1].Body].Kind.(ExprBlock).Block
	if brk := f.Exprs[body.Stmts[0].Kind.(StmtExpr).Expr].Kind.(ExprBreak); brk.Target != l || m.Source != MatchForLoop {
		t.Errorf("break leaves %d, the loop is %d", brk.Target, l)
	}
	w := f.Exprs[blk.Stmts[1].Kind.(StmtExpr).Expr].Kind.(ExprLoop)
	if _, ok := f.Exprs[f.Exprs[w.Body.Tail].Kind.(ExprIf).Cond].Kind.(ExprPath); !ok {
		t.Error("a condition stands for itself")
	}
	if as := f.Exprs[blk.Stmts[2].Kind.(StmtExpr).Expr].Kind.(ExprBlock).Block; len(as.Stmts) != 2 || !as.Stmts[0].Kind.(StmtLet).AssignDesugar {
		t.Errorf("assignment: %+v", as)
	}
}

func TestIdsSurviveEdits(t *testing.T) {
	in := Input{ID: FirstLocal, Name: "t", Edition: source.Edition2021, Interner: NewInterner(), External: noStd{},
		Root: &SourceFile{AST: &ast.File{Units: []*ast.Unit{fn("a", nil), fn("b", nil)}}}}
	before := find(t, LowerCrate(in), "b").ID
	in.Root = &SourceFile{AST: &ast.File{Units: []*ast.Unit{fn("c", nil), fn("b", nil)}}}
	if after := find(t, LowerCrate(in), "b").ID; after != before {
		t.Errorf("%v became %v", before, after)
	}
}

func TestGenericsAndElision(t *testing.T) {
	s := unit("S", &ast.StructItem{Shape: ast.ShapeNamed, Generics: ast.Generics{Params: []ast.GenericParam{
		{Kind: ast.ParamLifetime, Name: name("'a")}, {Kind: ast.ParamType, Name: name("T")}}},
		Fields: []ast.Field{{Name: name("f"), Type: &ast.RefType{Lifetime: &ast.Lifetime{Text: "'a"}, Elem: pathTy("T")}}}})
	c := lowerUnits(s)
	d := find(t, c, "S")
	r := d.Adt.Variants[0].Fields[0].Ty.Kind.(TyRef)
	if p := r.Elem.Kind.(TyPath).Path.Res; r.Lifetime.Kind != LtParam || p.Kind != ResTyParam || p.Index != 1 || p.Def != d.ID {
		t.Errorf("%+v %+v", r.Lifetime, p)
	}
}
