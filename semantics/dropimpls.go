package semantics

import "drop-lsp/semantics/hir"

// This file: the `impl Drop` blocks of a program, to which implicit calls lead.

// DropImpl is an `impl Drop` of the user's.
type DropImpl struct {
	Span FileSpan // the whole impl
	Fn   FileSpan // the name of its `drop`
	Type string
}

// DropImpls lists them in source order.
func (p *Program) DropImpls() []DropImpl {
	var out []DropImpl
	drop := p.Lang("drop")
	for _, id := range p.Crate.Order {
		if p.DefKind(id) != hir.KindImpl {
			continue
		}
		impl := p.Impl(id)
		if impl == nil || impl.Trait == nil || impl.Trait.Trait != drop || impl.Negative {
			continue
		}
		n := DropImpl{Span: p.defSpan(id), Type: p.typeName(impl.Self, id)}
		for _, a := range p.AssocItems(id) {
			if d := p.Crate.Def(a.Def); d != nil && d.Name == "drop" {
				n.Fn = p.span(d.NameSpan)
			}
		}
		if n.Fn.File != "" {
			out = append(out, n)
		}
	}
	return out
}
