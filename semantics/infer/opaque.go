package infer

import (
	"drop-lsp/semantics/types"
)

// This file: `impl Trait` in the return type of the function whose body this is. In
// what the body returns the opaque type stands for a variable, of which the bounds are asked;
// what it turns out to be is the hidden type (rustc's replace_opaque_types_with_inference_vars).
// Elsewhere, as in the result of a call of itself, it is opaque until it meets another type.

// defineOpaques replaces the opaque types that this body defines by their hidden types.
func (f *fcx) defineOpaques(t types.Type) types.Type {
	fold := &types.Folder{In: f.in, Need: types.HasOpaque, Type: func(t types.Type, depth uint32) types.Type {
		a, ok := t.(*types.Alias)
		if !ok || a.Kind != types.Opaque || !f.defines(a) {
			return nil
		}
		return f.hiddenType(a)
	}}
	return fold.Fold(t)
}

// seeHidden relates an opaque type that this body defines and another type: the hidden type is that.
func (f *fcx) seeHidden(v types.Variance, a, b types.Type) (seen bool, m *types.Mismatch) {
	oa, _ := a.(*types.Alias)
	ob, _ := b.(*types.Alias)
	switch {
	case oa != nil && ob != nil && oa.Def == ob.Def:
	case oa != nil && f.hides(oa):
		return true, f.t.Relate(v, f.hidden[oa.Def], b)
	case ob != nil && f.hides(ob):
		return true, f.t.Relate(v, a, f.hidden[ob.Def])
	}
	return false, nil
}

// hides: this body says what an opaque type hides, and that is not the opaque type itself.
func (f *fcx) hides(a *types.Alias) bool {
	v := f.hidden[a.Def]
	if v == nil || !f.defines(a) {
		return false
	}
	h, ok := f.shallow(v).(*types.Alias)
	return !ok || h.Def != a.Def
}

// defines reports whether an opaque type is one of this body's, with the function's own parameters as arguments.
func (f *fcx) defines(a *types.Alias) bool {
	if f.owner.IsZero() || f.q.Parent(a.Def) != f.owner {
		return false
	}
	g := f.q.Generics(a.Def)
	if g == nil {
		return a.Args.Len() == 0
	}
	for i, x := range a.Args.Slice() {
		if _, isRegion := x.(types.Region); isRegion {
			continue
		}
		if p := g.Param(uint32(i)); p == nil || x != f.in.ParamArg(*p, uint32(i)) {
			return false
		}
	}
	return true
}

// hiddenType is the variable for an opaque type, made with its bounds on first use. These name
// the opaque type's own copies of the function's lifetimes: its arguments stand for them.
func (f *fcx) hiddenType(opaque *types.Alias) types.Type {
	def := opaque.Def
	if v, ok := f.hidden[def]; ok {
		return v
	}
	v := f.newVar()
	f.hidden[def] = v
	f.tc.Defining[def] = true
	c := cause{span: f.body.Span, what: "bound of the opaque type"}
	fold := &types.Folder{In: f.in, Need: types.HasOpaque, Type: func(t types.Type, _ uint32) types.Type {
		a, ok := t.(*types.Alias)
		if !ok || a.Kind != types.Opaque || !f.defines(a) {
			return nil
		}
		return f.hiddenType(a)
	}}
	for _, p := range f.q.ItemBounds(def) {
		if p.Kind == types.PredProjection && p.Ty.Flags()&types.HasError != 0 {
			f.fail(f.body.Span, "a bound of the opaque type is wrong")
			continue
		}
		f.register(fold.FoldPredicate(types.SubstPredicate(f.in, p, opaque.Args)), c)
	}
	return v
}
