package hir_test

import (
	"fmt"
	"strconv"
	"strings"

	"drop-lsp/semantics/hir"
	"drop-lsp/syntax/ast"
)

// This file prints bodies as `rustc -Zunpretty=hir` does, white space and parentheses aside.

type printer struct {
	strings.Builder
	b *hir.Body
}

func printBody(b *hir.Body) string {
	p := &printer{b: b}
	p.expr(b.Value)
	return p.String()
}

func (p *printer) put(s ...string) {
	for _, x := range s {
		p.WriteString(x)
	}
}

func (p *printer) list(ids []hir.ExprID) {
	for i, e := range ids {
		if i > 0 {
			p.put(",")
		}
		p.expr(e)
	}
}

func (p *printer) path(x *hir.Path) {
	if x.Qself != nil {
		p.put("<")
		p.ty(x.Qself)
		p.put(">::")
	}
	segs := x.Segments
	if segs[0].Name == "crate" && x.Res.Def.IsStd() { // $crate
		segs = segs[len(segs)-1:]
	}
	for i, s := range segs {
		if i > 0 {
			p.put("::")
		}
		p.put(s.Name)
		if s.Args != nil {
			p.put("::")
			p.args(s.Args)
		}
	}
}

func (p *printer) args(a *hir.GenericArgs) {
	p.put("<")
	for i, x := range a.Args {
		if i > 0 {
			p.put(",")
		}
		if x.Ty != nil {
			p.ty(x.Ty)
		}
	}
	p.put(">")
}

func (p *printer) ty(t *hir.Ty) {
	switch k := t.Kind.(type) {
	case hir.TyPath:
		x := k.Path
		for i, s := range x.Segments {
			if i > 0 {
				p.put("::")
			}
			p.put(s.Name)
			if s.Args != nil {
				p.args(s.Args)
			}
		}
	case hir.TyRef:
		p.put("&", k.Lifetime.Name)
		if k.Mut {
			p.put("mut")
		}
		p.ty(k.Elem)
	case hir.TyTuple:
		for i, e := range k.Elems {
			if i > 0 {
				p.put(",")
			}
			p.ty(e)
		}
	case hir.TyInfer:
		p.put("_")
	case hir.TySlice:
		p.put("[")
		p.ty(k.Elem)
		p.put("]")
	case hir.TyArray:
		p.put("[")
		p.ty(k.Elem)
		p.put(";")
		p.put(printBody(k.Len.Body), "]")
	case hir.TyDyn:
		p.put("dyn")
		for _, b := range k.Bounds {
			p.path(b.Trait)
		}
	case hir.TyNever:
		p.put("!")
	default:
		p.put(fmt.Sprintf("%T", k))
	}
}

func (p *printer) lit(l hir.Lit) {
	switch l.Kind {
	case ast.LitStr:
		p.put(strconv.Quote(l.Value))
	case ast.LitByteStr:
		p.put(`b"`)
		for _, c := range []byte(l.Value) {
			switch {
			case c == '\n':
				p.put(`\n`)
			case c == '\t':
				p.put(`\t`)
			case c == '\r':
				p.put(`\r`)
			case c == '"' || c == '\\' || c == '\'':
				p.put(`\` + string(rune(c)))
			case c < ' ' || c > '~':
				p.put(fmt.Sprintf(`\x%02x`, c))
			default:
				p.put(string(rune(c)))
			}
		}
		p.put(`"`)
	case ast.LitInt:
		if l.Neg {
			p.put("-")
		}
		p.put(l.Value, l.Suffix)
	default:
		p.put(l.Text)
	}
}

func (p *printer) label(l *hir.Label) {
	if l != nil {
		p.put(l.Name, ":")
	}
}

func (p *printer) block(b *hir.Block) {
	if b.Unsafe {
		p.put("unsafe")
	}
	p.put("{")
	for _, s := range b.Stmts {
		switch k := s.Kind.(type) {
		case hir.StmtLet:
			if k.Super {
				p.put("super")
			}
			p.put("let")
			p.pat(k.Pat)
			if k.Ty != nil {
				p.put(":")
				p.ty(k.Ty)
			}
			if k.Init != 0 {
				p.put("=")
				p.expr(k.Init)
			}
			if k.Else != nil {
				p.put("else")
				p.block(k.Else)
			}
			p.put(";")
		case hir.StmtExpr:
			p.expr(k.Expr)
			if k.Semi || p.needsSemi(k.Expr) {
				p.put(";")
			}
		}
	}
	if b.Tail != 0 {
		p.expr(b.Tail)
	}
	p.put("}")
}

func (p *printer) needsSemi(e hir.ExprID) bool {
	switch p.b.Exprs[e].Kind.(type) {
	case hir.ExprIf, hir.ExprMatch, hir.ExprBlock, hir.ExprLoop:
		return false
	}
	return true
}

func (p *printer) expr(e hir.ExprID) {
	switch k := p.b.Exprs[e].Kind.(type) {
	case hir.ExprLit:
		p.lit(k.Lit)
	case hir.ExprPath:
		p.path(k.Path)
	case hir.ExprConstBlock:
		p.put("const", printBody(k.Body))
	case hir.ExprArray:
		p.put("[")
		p.list(k.Elems)
		p.put("]")
	case hir.ExprTuple:
		p.list(k.Elems)
		if len(k.Elems) == 1 {
			p.put(",")
		}
	case hir.ExprRepeat:
		p.put("[")
		p.expr(k.Elem)
		p.put(";", printBody(k.Len.Body), "]")
	case hir.ExprCall:
		p.expr(k.Callee)
		p.list(k.Args)
	case hir.ExprMethodCall:
		p.expr(k.Recv)
		p.put(".", k.Seg.Name)
		if k.Seg.Args != nil {
			p.put("::")
			p.args(k.Seg.Args)
		}
		p.list(k.Args)
	case hir.ExprBinary:
		p.expr(k.L)
		p.put(k.Op)
		p.expr(k.R)
	case hir.ExprUnary:
		p.put(string(rune(k.Op)))
		p.expr(k.Expr)
	case hir.ExprAddrOf:
		p.put("&")
		if k.Raw {
			p.put("raw")
			if !k.Mut {
				p.put("const")
			}
		}
		if k.Mut {
			p.put("mut")
		}
		p.expr(k.Expr)
	case hir.ExprCast:
		p.expr(k.Expr)
		p.put("as")
		p.ty(k.Ty)
	case hir.ExprDropTemps:
		p.put("{let_t=")
		p.expr(k.Expr)
		p.put(";_t}")
	case hir.ExprLet:
		p.put("let")
		p.pat(k.Pat)
		p.put("=")
		p.expr(k.Init)
	case hir.ExprIf:
		p.put("if")
		p.expr(k.Cond)
		p.expr(k.Then)
		if k.Else != 0 {
			p.put("else")
			p.expr(k.Else)
		}
	case hir.ExprLoop:
		p.label(k.Label)
		p.put("loop")
		p.block(k.Body)
	case hir.ExprMatch:
		p.put("match")
		p.expr(k.Scrutinee)
		p.put("{")
		for _, a := range k.Arms {
			p.pat(a.Pat)
			if a.Guard != 0 {
				p.put("if")
				p.expr(a.Guard)
			}
			p.put("=>")
			p.expr(a.Body)
			if _, block := p.b.Exprs[a.Body].Kind.(hir.ExprBlock); !block {
				p.put(",")
			}
		}
		p.put("}")
	case hir.ExprClosure:
		if k.Move {
			p.put("move")
		}
		p.put("|")
		for i, x := range k.Params {
			if i > 0 {
				p.put(",")
			}
			p.pat(x.Pat)
			if x.Ty != nil {
				p.put(":")
				p.ty(x.Ty)
			}
		}
		p.put("|")
		if k.Output != nil {
			p.put("->")
			p.ty(k.Output)
		}
		p.expr(k.Body)
	case hir.ExprBlock:
		p.label(k.Label)
		p.block(k.Block)
	case hir.ExprAssign:
		p.expr(k.L)
		p.put("=")
		p.expr(k.R)
	case hir.ExprAssignOp:
		p.expr(k.L)
		p.put(k.Op)
		p.expr(k.R)
	case hir.ExprField:
		p.expr(k.Expr)
		p.put(".", k.Name)
	case hir.ExprIndex:
		p.expr(k.Expr)
		p.put("[")
		p.expr(k.Index)
		p.put("]")
	case hir.ExprBreak:
		p.put("break")
		p.target(k.Target)
		if k.Value != 0 {
			p.expr(k.Value)
		}
	case hir.ExprContinue:
		p.put("continue")
		p.target(k.Target)
	case hir.ExprReturn:
		p.put("return")
		if k.Value != 0 {
			p.expr(k.Value)
		}
	case hir.ExprStruct:
		p.path(k.Path)
		p.put("{")
		for i, f := range k.Fields {
			if i > 0 {
				p.put(",")
			}
			if !f.Shorthand {
				p.put(f.Name, ":")
			}
			p.expr(f.Expr)
		}
		if k.Base != 0 {
			if len(k.Fields) > 0 {
				p.put(",")
			}
			p.put("..")
			p.expr(k.Base)
		}
		p.put("}")
	default:
		p.put(fmt.Sprintf("%T", k))
	}
}

// target prints the label of what a break leaves; rustc prints it only where it is written.
func (p *printer) target(e hir.ExprID) {
	p.put("@")
}

func (p *printer) pats(ids []hir.PatID, dot int) {
	for i, x := range ids {
		if i > 0 {
			p.put(",")
		}
		if i == dot {
			p.put("..,")
		}
		p.pat(x)
	}
	if dot == len(ids) {
		if dot > 0 {
			p.put(",")
		}
		p.put("..")
	}
}

func (p *printer) pat(id hir.PatID) {
	switch k := p.b.Pats[id].Kind.(type) {
	case hir.PatWild:
		p.put("_")
	case hir.PatBinding:
		if k.Ref != hir.NoRef {
			p.put("ref")
		}
		if k.Mut || k.Ref == hir.RefMut {
			p.put("mut")
		}
		p.put(p.b.Locals[k.Local].Name)
		if k.Sub != 0 {
			p.put("@")
			p.pat(k.Sub)
		}
	case hir.PatStruct:
		p.path(k.Path)
		p.put("{")
		for i, f := range k.Fields {
			if i > 0 {
				p.put(",")
			}
			if !f.Shorthand {
				p.put(f.Name, ":")
			}
			p.pat(f.Pat)
		}
		if k.Rest {
			if len(k.Fields) > 0 {
				p.put(",")
			}
			p.put("..")
		}
		p.put("}")
	case hir.PatTupleStruct:
		p.path(k.Path)
		p.pats(k.Elems, k.DotDot)
	case hir.PatPath:
		p.path(k.Path)
	case hir.PatTuple:
		p.pats(k.Elems, k.DotDot)
		if len(k.Elems) == 1 && k.DotDot < 0 {
			p.put(",")
		}
	case hir.PatRef:
		p.put("&")
		if k.Mut {
			p.put("mut")
		}
		p.pat(k.Pat)
	case hir.PatLit:
		p.expr(k.Expr)
	case hir.PatRange:
		if k.Lo != 0 {
			p.expr(k.Lo)
		}
		if k.Inclusive {
			p.put("...")
		} else {
			p.put("..")
		}
		if k.Hi != 0 {
			p.expr(k.Hi)
		}
	case hir.PatSlice:
		p.put("[")
		p.pats(k.Before, -1)
		if k.HasMid {
			if len(k.Before) > 0 {
				p.put(",")
			}
			if _, wild := p.b.Pats[k.Mid].Kind.(hir.PatWild); !wild {
				p.pat(k.Mid)
				if b, ok := p.b.Pats[k.Mid].Kind.(hir.PatBinding); ok && b.Sub == 0 {
					p.put("@")
				}
			}
			p.put("..")
			if len(k.After) > 0 {
				p.put(",")
			}
		}
		p.pats(k.After, -1)
		p.put("]")
	case hir.PatOr:
		for i, x := range k.Pats {
			if i > 0 {
				p.put("|")
			}
			p.pat(x)
		}
	default:
		p.put(fmt.Sprintf("%T", k))
	}
}
