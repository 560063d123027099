package infer

import (
	"slices"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/traits"
	"drop-lsp/semantics/types"
)

// This file: searches for methods whose outcome outlives the body that asks. Which method
// `v.iter()` calls for a `Vec<Shape>` rests on Vec, the traits in scope that have an `iter`, and
// what they are implemented for; on nothing in the body, and an edit in it leaves that alone:
//
//	let n = 1; v.iter()     let n = 12; v.iter()
//
// Not kept is what rests on who asks: types with variables, parameters, closures or opaque types,
// items that only some modules see, where clauses about types without parameters; nor what was not
// found.

// keptPick is a method found that all who ask get; own: each must look by itself.
type keptPick struct {
	pick
	own bool
}

// keptProbe is the method that a search finds, if that is kept; false: it must be looked for.
func (f *fcx) keptProbe(self types.Type, name string, mode probeMode, in []types.DefID) (pick, bool) {
	if f.assumes() {
		return pick{}, false
	}
	self = types.EraseRegions(f.in, f.t.Resolve(f.tryResolve(self)))
	args := make([]types.Arg, 2, 2+len(in))
	args[0] = self
	args[1] = types.Const{Kind: types.ConstValue, Name: name, Lo: uint64(mode), Hi: uint64(f.body.Edition)}
	for _, t := range in {
		args = append(args, types.Const{Kind: types.ConstValue, Def: t})
	}
	kept, ok := f.tc.Kept(types.ClosedMethod, f.in.Args(args...), func(own *traits.Ctx) any {
		p := f.apart(own).newProber(name, mode, in)
		got, out := p.search(self)
		return keptPick{got, out != probeFound || p.limited || got.kind == pickWhere}
	}).(keptPick)
	return kept.pick, ok && !kept.own
}

// assumes reports whether a where clause says of a type without parameters that it implements a trait
// of something.
func (f *fcx) assumes() bool {
	return slices.ContainsFunc(f.env.Preds, func(p types.Predicate) bool {
		return p.Kind == types.PredTrait && p.Trait.Args.Type(0).Flags()&types.HasParam == 0
	})
}

// apart is a context for a question that is not about the body at hand.
func (f *fcx) apart(own *traits.Ctx) *fcx {
	s := &shared{q: own.Q, in: own.Table.In, t: own.Table, tc: own, env: own.Env, owner: f.owner, ful: traits.NewFulfill(own)}
	out := &fcx{shared: s, body: &hir.Body{Owner: f.body.Owner, Edition: f.body.Edition}, res: &Result{}}
	s.t.Nameless = out.region
	return out
}
