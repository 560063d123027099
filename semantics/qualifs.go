package semantics

import (
	"drop-lsp/semantics/mirbuild"
	"drop-lsp/semantics/types"
)

// This file: the qualifs of a named constant's value, which promotion asks for.

// ConstQualifs are those of a local constant, from its MIR; known is false for others.
func (f *frame) ConstQualifs(def types.DefID) (q mirbuild.ConstQualifs, known bool) {
	bodies := f.built(def)
	if len(bodies) == 0 || len(bodies[0].Blocks) == 0 || len(bodies[0].Unknown) > 0 {
		return q, false
	}
	return mirbuild.QualifsOf(f, bodies[0]), true
}
