package semantics

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/mirbuild"
	"drop-lsp/semantics/types"
)

// This file: the qualifs of a named or inline constant's value, which promotion asks for.

// ConstQualifs are those of a local constant, from its MIR; known is false for others.
func (f *frame) ConstQualifs(def types.DefID) (q mirbuild.ConstQualifs, known bool) {
	body := f.constBody(def)
	if body == nil || len(body.Blocks) == 0 || len(body.Unknown) > 0 {
		return q, false
	}
	return mirbuild.QualifsOf(f, body), true
}

// constBody is the MIR of a constant; an inline one's is built with the body in which it stands.
func (f *frame) constBody(def types.DefID) *mir.Body {
	if f.DefKind(def) != hir.KindInlineConst {
		if bodies := f.built(def); len(bodies) > 0 {
			return bodies[0]
		}
		return nil
	}
	owner := f.Parent(def)
	for k := f.DefKind(owner); k == hir.KindInlineConst || k == hir.KindClosure || k == hir.KindCoroutine; k = f.DefKind(owner) {
		owner = f.Parent(owner)
	}
	for _, b := range f.built(owner) {
		if b.Owner == def {
			return b
		}
	}
	return nil
}
