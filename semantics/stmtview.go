package semantics

import (
	"regexp"
	"slices"

	"drop-lsp/semantics/hir"
	"drop-lsp/syntax/source"
)

// This file: the blocks and statements around an offset, which fixes move and insert.

// BlockView is a block as written.
type BlockView struct {
	Span  FileSpan // braces included
	Stmts []StmtView
	Tail  FileSpan // zero: none
}

// StmtView is a statement with the names that it declares.
type StmtView struct {
	Span  FileSpan // with the semicolon
	Names []string
	Let   bool
}

// BlocksAround are the blocks that hold an offset, the innermost first.
func (p *Program) BlocksAround(file string, offset int) []BlockView {
	var out []BlockView
	for _, owner := range p.bodiesIn(FileSpan{File: file, Start: offset, End: offset}) {
		b := p.Body(owner)
		if b == nil {
			continue
		}
		eachBlock(b, func(blk *hir.Block) {
			at := p.span(blk.Span)
			if blk.Span.Expn != 0 || at.File != file || offset < at.Start || offset > at.End {
				return
			}
			out = append(out, p.blockView(b, blk, at))
		})
	}
	slices.SortFunc(out, func(a, b BlockView) int { return (a.Span.End - a.Span.Start) - (b.Span.End - b.Span.Start) })
	return out
}

// eachBlock visits the blocks of a body.
func eachBlock(b *hir.Body, f func(*hir.Block)) {
	visit := func(blk *hir.Block) {
		if blk == nil {
			return
		}
		f(blk)
		for _, s := range blk.Stmts {
			if l, ok := s.Kind.(hir.StmtLet); ok && l.Else != nil {
				f(l.Else)
			}
		}
	}
	for i := range b.Exprs {
		switch k := b.Exprs[i].Kind.(type) {
		case hir.ExprBlock:
			visit(k.Block)
		case hir.ExprLoop:
			visit(k.Body)
		}
	}
}

func (p *Program) blockView(b *hir.Body, blk *hir.Block, at FileSpan) BlockView {
	v := BlockView{Span: at}
	for _, s := range blk.Stmts {
		n := StmtView{Span: p.span(s.Span)}
		if l, ok := s.Kind.(hir.StmtLet); ok && !l.AssignDesugar && !l.AsyncFn {
			n.Let = true
			n.Names = namesIn(b, b.Pats[l.Pat].Span)
		}
		v.Stmts = append(v.Stmts, n)
	}
	if blk.Tail != 0 {
		v.Tail = p.span(b.Exprs[blk.Tail].Span)
	}
	return v
}

// namesIn are the variables whose names stand in a pattern.
func namesIn(b *hir.Body, pat source.Span) []string {
	var out []string
	for i := 1; i < len(b.Locals); i++ {
		l := &b.Locals[i]
		if l.Span.Item == pat.Item && pat.Start <= l.Span.Start && l.Span.End <= pat.End && l.Name != "" {
			out = append(out, l.Name)
		}
	}
	return out
}

// DeriveAt is where a trait's name stands in a `derive` of the type whose name stands at an
// offset; zero: nowhere.
func (p *Program) DeriveAt(file string, offset int, trait string) FileSpan {
	for _, id := range p.Crate.Order {
		d := p.Crate.Def(id)
		if at := p.span(d.NameSpan); d.NameSpan.Expn != 0 || at.File != file || offset < at.Start || offset > at.End {
			continue
		}
		for _, a := range d.Attrs {
			if a.Path == nil || len(a.Path.Segments) != 1 || a.Path.Segments[0].Name.Text != "derive" {
				continue
			}
			r := a.Range
			at := p.span(source.Span{Item: d.NameSpan.Item, Start: r.Start, End: r.End})
			text, ok := p.Snippet(source.Span{Item: d.NameSpan.Item, Start: r.Start, End: r.End})
			if !ok {
				continue
			}
			if m := regexp.MustCompile(`\b` + regexp.QuoteMeta(trait) + `\b`).FindStringIndex(text); m != nil {
				return FileSpan{at.File, at.Start + m[0], at.Start + m[1]}
			}
		}
	}
	return FileSpan{}
}

// ImplAround is the impl block that holds an offset; zero: none.
func (p *Program) ImplAround(file string, offset int) (out FileSpan) {
	for _, id := range p.Crate.Order {
		if p.DefKind(id) != hir.KindImpl {
			continue
		}
		if at := p.defSpan(id); at.File == file && at.Start <= offset && offset <= at.End {
			out = at
		}
	}
	return out
}
