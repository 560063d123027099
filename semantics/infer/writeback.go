package infer

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: the end of inference: fallback of variables that nothing determined, and
// the writing back of final types: no variables, regions erased (rustc's fallback.rs
// and writeback.rs).

// fallback gives integer variables i32, float variables f64, and variables of
// diverging expressions `()`, from edition 2024 on `!` (reference, type.inferred;
// rustc's type_inference_fallback).
func (f *fcx) fallback() {
	f.selectObligations()
	if f.res.Tainted {
		return // what is still free is in error too
	}
	diverging := map[types.Type]bool{}
	for _, v := range f.diverging {
		if r := f.shallow(v); isVar(r) {
			diverging[r] = true
		}
	}
	done := false
	for id := uint32(0); id < f.t.Vars(); id++ {
		v := f.shallow(f.in.Infer(types.InferTy, id))
		i, ok := v.(*types.Infer)
		if !ok {
			continue
		}
		var to types.Type
		switch {
		case i.Kind == types.InferInt:
			to = f.in.Prim(hir.PrimI32)
		case i.Kind == types.InferFloat:
			to = f.in.Prim(hir.PrimF64)
		case !diverging[v]:
			continue
		case f.body.Edition >= source.Edition2024:
			to = f.in.Never()
		default:
			to = f.in.Unit()
		}
		f.t.Eq(v, to)
		done = true
	}
	if done {
		f.selectObligations()
	}
}

// reportAmbiguous: obligations that are still ambiguous at the end are errors (E0283), unless something
// unknown may be the reason.
func (f *fcx) reportAmbiguous() {
	pending := f.ful.Pending()
	for _, o := range pending {
		p := o.Pred
		if f.murkyPredicate(p) {
			continue
		}
		span := f.body.Span
		if o.Cause < len(f.causes) {
			span = f.causes[o.Cause].span
		}
		if f.unsure() {
			f.unknown(span, "cannot tell whether it holds: "+f.showPredicate(p))
			continue
		}
		f.fail(span, "type annotations needed: "+f.showPredicate(p))
		return
	}
	if f.ful.Unsure && !f.res.Tainted && len(f.res.Unknown) == 0 {
		f.unknown(f.body.Span, "an obligation can be neither shown nor refuted")
	}
}

// closer resolves types for good.
type closer struct {
	f       *fcx
	folder  *types.Folder
	span    source.Span
	keep    bool // regions stay: in annotations
	regions uint32
	memo    map[types.Type]types.Type
}

func (f *fcx) newCloser() *closer {
	c := &closer{f: f, memo: map[types.Type]types.Type{}}
	c.folder = &types.Folder{In: f.in, Type: c.typ, Region: c.region, Const: c.constant}
	return c
}

func (c *closer) typ(t types.Type, depth uint32) types.Type {
	f := c.f
	switch v := t.(type) {
	case *types.Infer:
		s := f.t.Shallow(v)
		if i, free := s.(*types.Infer); free {
			return c.free(i)
		}
		if c.keep {
			return nil
		}
		return c.close(s)
	case *types.Closure:
		if v.Captured == nil {
			return f.in.Closure(v.Def, c.folder.FoldArgsAt(v.Args, depth), f.closedCaptures(v.Def, c.close))
		}
	case *types.Coroutine:
		if v.Captured == nil {
			n := *v
			n.Args, n.Sig, n.Captured = c.folder.FoldArgsAt(v.Args, depth), c.folder.FoldArgsAt(v.Sig, depth), f.closedCaptures(v.Def, c.close)
			return f.in.Coroutine(n)
		}
	}
	return nil
}

// free is a variable without a value at the end: an error (E0282), or unknown.
func (c *closer) free(v *types.Infer) types.Type {
	f := c.f
	switch {
	case v.Kind == types.InferInt:
		return f.in.Prim(hir.PrimI32)
	case v.Kind == types.InferFloat:
		return f.in.Prim(hir.PrimF64)
	case f.unsure():
		if !f.res.Tainted && len(f.res.Unknown) == 0 {
			f.unknown(c.span, "type cannot be told")
		}
		return f.in.Unknown()
	}
	f.fail(c.span, "type annotations needed")
	return f.in.Error()
}

func (c *closer) region(r types.Region, depth uint32) types.Region {
	switch {
	case r.Kind == types.ReBound && r.Depth < depth:
		return r
	case !c.keep:
		return types.Erased
	case r.Kind == types.ReErased || r.Kind == types.ReBound:
		c.regions++
		return types.Region{Kind: types.ReVar, Index: c.regions - 1}
	}
	return r
}

func (c *closer) constant(k types.Const, _ uint32) types.Const {
	k = c.f.t.ResolveConst(k)
	if k.Kind == types.ConstInfer {
		if !c.f.unsure() {
			c.f.fail(c.span, "type annotations needed for a constant")
		}
		return types.Const{}
	}
	return c.f.evalConst(k)
}

// close is the final form of a type.
func (c *closer) close(t types.Type) types.Type {
	if t == nil {
		return nil
	}
	const open = types.HasInfer | types.HasFreeRegion
	if t.Flags()&open == 0 && !hasClosure(t) && t.Flags()&types.HasBound == 0 {
		return t
	}
	if done, ok := c.memo[t]; ok {
		return done
	}
	out := c.folder.Fold(t)
	c.memo[t] = out
	return out
}

func hasClosure(t types.Type) bool {
	found := false
	types.Walk(t, func(a types.Arg, _ uint32) bool {
		switch k := a.(type) {
		case *types.Closure:
			found = found || k.Captured == nil
		case *types.Coroutine:
			found = found || k.Captured == nil
		}
		return !found
	})
	return found
}

func (c *closer) args(args types.Args) types.Args {
	if args == nil {
		return nil
	}
	out := make([]types.Arg, len(args.List))
	for i, a := range args.List {
		switch a := a.(type) {
		case types.Type:
			out[i] = c.close(a)
		case types.Region:
			out[i] = c.region(a, 0)
		case types.Const:
			out[i] = c.constant(a, 0)
		}
	}
	return c.f.in.Args(out...)
}

// taintByTypes: a body in which something has the type of an error, as a field does that is declared
// with one, has the error too (rustc's set_tainted_by_errors).
func (f *fcx) taintByTypes() {
	for i, t := range f.res.ExprTypes {
		if t != nil && t.Flags()&types.HasError != 0 && !f.res.Tainted {
			f.fail(f.body.Exprs[i].Span, "an error in the type")
		}
	}
}

// writeback closes everything in the result.
func (f *fcx) writeback() {
	c := f.newCloser()
	r := f.res
	defer f.taintByTypes()
	for i, t := range r.LocalTypes {
		if t != nil {
			c.span = f.body.Locals[i].Span
			r.LocalTypes[i] = c.close(t)
		}
	}
	for i, t := range r.ExprTypes {
		if t != nil {
			c.span = f.body.Exprs[i].Span
			r.ExprTypes[i] = c.close(t)
		}
	}
	for i, t := range r.PatTypes {
		if t != nil {
			c.span = f.body.Pats[i].Span
			r.PatTypes[i] = c.close(t)
		}
	}
	for id, adj := range r.Adjustments {
		c.span = f.exprSpan(id)
		for i := range adj {
			adj[i].Target = c.close(adj[i].Target)
			adj[i].Callee.Args = c.args(adj[i].Callee.Args)
		}
	}
	for id, ts := range r.PatDerefs {
		c.span = f.body.Pats[id].Span
		for i := range ts {
			ts[i] = c.close(ts[i])
		}
	}
	for id, k := range r.Callees {
		c.span = f.exprSpan(id)
		k.Args = c.args(k.Args)
		r.Callees[id] = k
	}
	for id, p := range r.Paths {
		c.span = f.exprSpan(id)
		p.Args = c.args(p.Args)
		r.Paths[id] = p
	}
	for id, p := range r.PatPaths {
		c.span = f.body.Pats[id].Span
		p.Args = c.args(p.Args)
		r.PatPaths[id] = p
	}
	f.writeClosures(c.close)
	f.writeAnnotations()
	if r.Sig != nil {
		for i, t := range r.Sig.Inputs {
			r.Sig.Inputs[i] = f.t.Resolve(t)
		}
		r.Sig.Output = f.t.Resolve(r.Sig.Output)
	}
	for def, t := range f.hidden {
		r.Hidden[def] = c.close(t)
	}
}

// newAnnotationCloser closes one annotation: named regions stay, others are fresh.
func (f *fcx) newAnnotationCloser(span source.Span) *closer {
	c := f.newCloser()
	c.keep, c.span = true, span
	seen := map[types.Region]types.Region{}
	// The fresh regions of the lowering are numbered anew, in the order met.
	c.folder.Region = func(r types.Region, depth uint32) types.Region {
		if r.Kind != types.ReVar {
			return c.region(r, depth)
		}
		n, ok := seen[r]
		if !ok {
			n = types.Region{Kind: types.ReVar, Index: c.regions}
			c.regions++
			seen[r] = n
		}
		return n
	}
	// A variable's value has the erased regions of inference, each fresh here; the same wherever
	// the variable stands (`type Pair<T> = (T, T)` of a `_`).
	values := map[*types.Infer]types.Type{}
	c.folder.Type = func(t types.Type, depth uint32) types.Type {
		v, ok := t.(*types.Infer)
		if !ok {
			return nil
		}
		if closed, ok := values[v]; ok {
			return closed
		}
		inner := f.newCloser()
		inner.span = span
		values[v] = types.MapRegions(f.in, inner.close(v), func(types.Region) types.Region {
			c.regions++
			return types.Region{Kind: types.ReVar, Index: c.regions - 1}
		})
		return values[v]
	}
	return c
}

// bound closes a type under a closure's binder: what that binds stays bound.
func (c *closer) bound(t types.Type) types.Type {
	if p, ok := c.folder.Fold(c.f.in.FnPtr(types.FnSig{Output: t})).(*types.FnPtr); ok {
		return p.Sig.Output
	}
	return c.f.in.Unknown()
}

// writeAnnotations closes what the user wrote; named regions stay, all others are
// fresh, numbered from 0 in each annotation.
func (f *fcx) writeAnnotations() {
	for i := range f.res.Annotations {
		a := &f.res.Annotations[i]
		c := f.newAnnotationCloser(a.Span)
		if a.Type != nil {
			a.Type = c.folder.Fold(a.Type)
		}
		if a.SelfTy != nil {
			a.SelfTy = c.folder.Fold(a.SelfTy)
		}
		if a.Args != nil {
			a.Args = c.folder.FoldArgs(a.Args)
		}
		a.Regions = int(c.regions)
	}
}
