package semantics

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/traits"
	"drop-lsp/semantics/types"
)

// This file: what coroutines hold across their yields, and the goals of a body that rest on
// that: `spawn(async { … })` with `F: Send` is a type error if the block holds an Rc while it
// waits, and then the borrow checker says nothing of the body (rustc's mir_coroutine_witnesses
// and check_coroutine_obligations).

var _ traits.WitnessQueries = (*frame)(nil)

// witness is the answer of Witness.
type witness struct {
	held  []types.Type
	known bool
}

// Witness are the types of the locals that a coroutine holds across its yields; known is false
// where its body is not known whole.
func (f *frame) Witness(def types.DefID) (held []types.Type, known bool) {
	w := ask(f, key{q: qWitness, def: def}, func(f *frame) witness {
		c := f.crateOf(def)
		if c == nil {
			return witness{}
		}
		for _, b := range f.prepared(c.BodyOwner(def)) {
			if b.Owner != def || len(b.Unknown) > 0 || b.Tainted || len(b.Blocks) == 0 {
				continue
			}
			w := witness{known: true}
			seen := map[types.Type]bool{}
			for _, l := range mir.HeldAcrossYields(b) {
				if t := types.EraseRegions(f.in, b.Locals[l].Type); !b.Locals[l].IgnoredByTraits() && !seen[t] {
					seen[t] = true
					w.held = append(w.held, t)
				}
			}
			return w
		}
		return witness{}
	})
	return w.held, w.known
}

// stalledGoals is the answer of stalled.
type stalledGoals struct {
	tainted bool
	unknown []hir.Unknown
}

// stalled shows the goals about coroutines of a body that inference left open.
func (f *frame) stalled(owner types.DefID) (tainted bool, unknown []hir.Unknown) {
	s := ask(f, key{q: qStalled, def: owner}, func(f *frame) (out stalledGoals) {
		res := f.infer(owner)
		if res == nil || res.Tainted || len(res.Stalled) == 0 {
			return out
		}
		env := traits.NewEnv(f, f.Predicates(owner))
		for _, g := range res.Stalled {
			c := &traits.Ctx{Q: f, Env: env, Table: types.NewTable(f.in.NewArena())}
			switch c.Evaluate(g.Pred) {
			case traits.Fails:
				out.tainted = true
			case traits.Holds:
			default:
				out.unknown = append(out.unknown, hir.Unknown{Span: g.Span, Reason: "cannot tell whether what a coroutine holds fulfils a bound"})
			}
		}
		return out
	})
	return s.tainted, s.unknown
}
