package infer

import (
	"iter"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/traits"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: autoderef, the chain of types that a place dereferences to, and the
// lookup of an operator's method, on which overloaded dereferences rest. From
// `&Rc<Vec<u8>>` the chain is `&Rc<Vec<u8>>`, `Rc<Vec<u8>>` (built-in), `Vec<u8>`
// and `[u8]` (both through <_ as Deref>::Target).

// maxDerefs is rustc's recursion limit.
const maxDerefs = 128

// derefStep is a type met on the way of autoderef, and the adjustments that lead there.
type derefStep struct {
	Type  types.Type
	Adjs  []Adjustment // none for the first step
	Final bool         // the head of the type is not known: a variable, or something unknown
	// behindRaw: a raw pointer was dereferenced on the way.
	behindRaw bool
	asked     []types.Predicate // what must hold for the overloaded steps
}

// derefs walks the chain of a type, lazily: each step may fix variables.
func (f *fcx) derefs(t types.Type) iter.Seq[derefStep] { return f.derefChain(t, false) }

// derefChain is derefs; raw says whether raw pointers are dereferenced too.
func (f *fcx) derefChain(t types.Type, raw bool) iter.Seq[derefStep] {
	return func(yield func(derefStep) bool) {
		s := derefStep{Type: f.tryResolve(t)}
		for range maxDerefs {
			s.Final = isTyVar(s.Type) || silent(s.Type)
			if !yield(s) || s.Final {
				return
			}
			next, ok := f.derefOnce(s, raw)
			if !ok {
				return
			}
			s = next
		}
	}
}

// autoderefSteps is the whole chain.
func (f *fcx) autoderefSteps(t types.Type, span source.Span) []derefStep {
	var out []derefStep
	for s := range f.derefs(t) {
		out = append(out, s)
	}
	return out
}

// derefOnce is the step after s: built-in where the type is a pointer, else through Deref.
func (f *fcx) derefOnce(s derefStep, raw bool) (derefStep, bool) {
	next := derefStep{Adjs: append([]Adjustment(nil), s.Adjs...), asked: s.asked, behindRaw: s.behindRaw}
	if isRawPtr(s.Type) {
		if !raw {
			return next, false
		}
		next.behindRaw = true
	}
	if p := pointee(f.q, s.Type); p != nil {
		next.Type = f.tryResolve(p)
		next.Adjs = append(next.Adjs, Adjustment{Kind: DerefBuiltin, Target: next.Type})
		return next, true
	}
	target, asked, out := f.overloadedTarget(s.Type)
	switch out {
	case traits.Fails:
		return next, false
	case traits.Uncertain:
		next.Type = f.in.Unknown()
		return next, true
	}
	next.Type = target
	next.asked = append(append([]types.Predicate(nil), s.asked...), asked...)
	adj := Adjustment{Kind: DerefOverloaded, Target: target}
	if m := f.traitItem(f.q.Lang("deref"), "deref"); m != nil {
		adj.Callee = Callee{Def: m.Def, Args: f.in.Args(s.Type)}
	}
	next.Adjs = append(next.Adjs, adj)
	return next, true
}

// overloadedTarget is <t as Deref>::Target, with what must hold for it.
func (f *fcx) overloadedTarget(t types.Type) (types.Type, []types.Predicate, traits.Outcome) {
	switch t := t.(type) {
	case *types.Prim, *types.Never, *types.Slice, *types.Array, *types.Tuple, *types.FnDef, *types.FnPtr,
		*types.Closure, *types.Coroutine, *types.Foreign, *types.RawPtr:
		return nil, nil, traits.Fails // fundamental types: only core could implement Deref for them
	case *types.Infer:
		if t.Kind != types.InferTy {
			return nil, nil, traits.Fails
		}
	}
	trait, target := f.q.Lang("deref"), f.q.Lang("deref_target")
	if trait.IsZero() || target.IsZero() {
		return nil, nil, traits.Uncertain
	}
	args := f.in.Args(t)
	pred := types.Predicate{Kind: types.PredTrait, Trait: types.TraitRef{Trait: trait, Args: args}}
	out := f.tc.Evaluate(pred)
	if out == traits.Fails || out == traits.Uncertain {
		return nil, nil, out
	}
	n, ps := f.tc.Normalize(f.in.Alias(types.Projection, target, args))
	return f.tryResolveOnly(n), append(ps, pred), traits.Holds
}

// tryResolveOnly is tryResolve without looking at pending obligations of the body.
func (f *fcx) tryResolveOnly(t types.Type) types.Type { return f.t.Shallow(t) }

// useSteps registers what the overloaded steps on the way to a type ask.
func (f *fcx) useSteps(s derefStep, c cause) { f.registerAll(s.asked, c) }

// ---------- methods of operators ----------

// methodSig is a method to be called, its signature opened and normalised.
type methodSig struct {
	callee Callee
	sig    *types.FnSig
}

// traitItem finds an item of a trait by its name; nil: there is none.
func (f *fcx) traitItem(trait types.DefID, name string) *types.AssocItem {
	if trait.IsZero() {
		return nil
	}
	def := f.q.Trait(trait)
	if def == nil {
		return nil
	}
	for i := range def.Items {
		if def.Items[i].Name == name && def.Items[i].Kind != hir.KindAssocTy {
			return &def.Items[i]
		}
	}
	return nil
}

// operatorMethod finds the method of an operator's trait for a type (rustc's
// lookup_method_for_operator): no probing, only whether `self: Trait<rhs>` may hold.
// Then its obligations are registered. rhs is nil for traits without a parameter.
func (f *fcx) operatorMethod(trait types.DefID, name string, self, rhs types.Type, c cause) (*methodSig, traits.Outcome) {
	item := f.traitItem(trait, name)
	if item == nil {
		return nil, traits.Uncertain
	}
	prefix := []types.Arg{self}
	if rhs != nil {
		prefix = append(prefix, rhs)
	}
	args := f.freshArgs(trait, prefix...)
	out := f.tc.Evaluate(types.Predicate{Kind: types.PredTrait, Trait: types.TraitRef{Trait: trait, Args: args}})
	if out == traits.Fails {
		return nil, out
	}
	sig := f.signature(item.Def, args, c)
	if sig == nil || len(sig.Inputs) == 0 {
		return nil, traits.Uncertain
	}
	f.predicates(item.Def, args, c)
	return &methodSig{Callee{Def: item.Def, Args: args}, sig}, out
}

// ---------- small questions about types ----------

func isTyVar(t types.Type) bool {
	v, ok := t.(*types.Infer)
	return ok && v.Kind == types.InferTy
}

func isIntegral(t types.Type) bool {
	switch t := t.(type) {
	case *types.Infer:
		return t.Kind == types.InferInt
	case *types.Prim:
		return t.Prim >= hir.PrimI8 && t.Prim <= hir.PrimUsize
	}
	return false
}

func isFloating(t types.Type) bool {
	switch t := t.(type) {
	case *types.Infer:
		return t.Kind == types.InferFloat
	case *types.Prim:
		return t.Prim >= hir.PrimF16
	}
	return false
}

func isPrim(t types.Type, p hir.Prim) bool {
	x, ok := t.(*types.Prim)
	return ok && x.Prim == p
}

// isScalar is rustc's: values that operators work on without a trait.
func isScalar(t types.Type) bool {
	switch t.(type) {
	case *types.RawPtr, *types.FnDef, *types.FnPtr:
		return true
	}
	return isIntegral(t) || isFloating(t) || isPrim(t, hir.PrimBool) || isPrim(t, hir.PrimChar)
}
