package infer

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
)

// This file: closure expressions (rustc's closure.rs): the type of a closure, the
// check of its body inside the body around it, and what is known of it to the
// trait engine while inference runs.
//
// A closure's type names its definition and the parameters of the item around it;
// its signature, kind and captures stand in a closureState. The kind is known at
// once if the expected type says it (`F: FnMut(u8)`), else when the captures are
// analysed after the body.

// closureTable is what is known of the closures of the body so far.
type closureTable struct {
	byExpr map[hir.ExprID]*closureState
	byDef  map[types.DefID]*closureState
}

// closureState is one closure of the body.
type closureState struct {
	id   hir.ExprID
	expr hir.ExprClosure
	typ  types.Type
	// info is what others see; Kind is KindUnknown and Upvars nil until they are known.
	info *types.ClosureInfo
	// supplied is the signature as written, with its regions.
	supplied *types.FnSig
	calls    []deferredCall
	uses     *closureUses
}

// closureUses is the result of capture analysis.
type closureUses struct {
	min     []use
	reads   []fakeRead
	unknown bool
}

// closure checks a closure expression and gives its type.
func (f *fcx) closure(id hir.ExprID, k hir.ExprClosure, expect expectation) types.Type {
	if k.Coroutine || k.Async {
		return f.unknown(f.exprSpan(id), "async blocks and closures are not inferred yet")
	}
	var expected *types.FnSig
	kind := types.KindUnknown
	if t := expect.toType(f); t != nil {
		expected, kind = f.expectedClosure(f.tryResolve(t))
	}
	bound, inner, supplied := f.closureSig(id, k, expected)
	s := &closureState{id: id, expr: k, supplied: supplied, info: &types.ClosureInfo{
		Def: k.Def, Parent: f.body.Owner, Kind: kind, Sig: bound,
	}}
	args := types.EraseRegionsArgs(f.in, f.in.IdentityArgs(f.q.Generics(f.body.Owner)))
	s.typ = f.in.Closure(k.Def, args, nil)
	if f.closures.byExpr == nil {
		f.closures = closureTable{map[hir.ExprID]*closureState{}, map[types.DefID]*closureState{}}
	}
	f.closures.byExpr[id] = s
	f.closures.byDef[k.Def] = s
	f.closureBody(k, inner)
	return s.typ
}

// closureBody checks a closure's parameters and body, as a function's: with a
// return type, breaks and reachability of its own.
func (f *fcx) closureBody(k hir.ExprClosure, sig *types.FnSig) {
	ret, breaks, diverges := f.ret, f.breaks, f.diverges
	defer func() { f.ret, f.breaks, f.diverges = ret, breaks, diverges }()
	f.breaks, f.diverges = map[hir.ExprID]*breakable{}, false
	for i, p := range k.Params {
		t := f.in.Unknown()
		if i < len(sig.Inputs) {
			t = sig.Inputs[i]
		}
		f.pat(p.Pat, t)
	}
	f.ret = f.newCoerceMany(sig.Output)
	t := f.expr(k.Body, hasType(sig.Output))
	f.ret.add(f, k.Body, t, f.exprSpan(k.Body))
	f.demandEq(f.exprSpan(k.Body), sig.Output, f.ret.result(f))
}

// closureInfo answers the trait engine about closures of this body; nil: not one of them.
func (f *fcx) closureInfo(c *types.Closure) *types.ClosureInfo {
	if s := f.closures.byDef[c.Def]; s != nil {
		return s.info
	}
	return nil
}

// closeClosure is the final type of a closure in written-back types: with Captured. Writeback calls it on every closure type.
func (f *fcx) closeClosure(c *types.Closure, close func(types.Type) types.Type) types.Type {
	s := f.closures.byDef[c.Def]
	if s == nil || s.info.Upvars == nil || c.Captured != nil {
		return c
	}
	captured := make([]types.Type, len(s.info.Upvars))
	for i, t := range s.info.Upvars {
		captured[i] = close(t)
	}
	return f.in.Closure(c.Def, c.Args, f.in.TypeArgs(captured...))
}

// writeClosures fills Result.Closures from the table; close resolves a type fully. Called by writeback.
func (f *fcx) writeClosures(close func(types.Type) types.Type) {
	for id, s := range f.closures.byExpr {
		c := &Closure{Def: s.info.Def, Kind: s.info.Kind, Sig: f.closeSig(s.info.Sig, close),
			Supplied: f.closeSig(s.supplied, close)}
		if s.uses != nil {
			c.Captures = f.writeCaptures(s, close)
			for _, r := range s.uses.reads {
				c.FakeReads = append(c.FakeReads, FakeRead{
					Local: r.place.local, Proj: writeProjs(r.place, close), Match: r.match, Use: r.by,
				})
			}
		}
		f.res.Closures[id] = c
	}
}

// closeSig closes a signature under its binder: the regions that it binds stay bound.
func (f *fcx) closeSig(sig *types.FnSig, close func(types.Type) types.Type) *types.FnSig {
	if p, ok := close(f.in.FnPtr(*sig)).(*types.FnPtr); ok {
		return p.Sig
	}
	return sig
}

func (f *fcx) writeCaptures(s *closureState, close func(types.Type) types.Type) []Capture {
	var out []Capture
	for i, u := range s.uses.min {
		by, path := u.by, u.path
		if by == 0 {
			by = s.id
		}
		if path == 0 {
			path = by
		}
		out = append(out, Capture{Local: u.place.local, Proj: writeProjs(u.place, close), Mode: u.kind,
			Type: close(s.info.Upvars[i]), Use: by, Path: path, Span: f.exprSpan(by)})
	}
	return out
}

func writeProjs(p place, close func(types.Type) types.Type) []CaptureProj {
	var out []CaptureProj
	for _, s := range p.projs {
		out = append(out, CaptureProj{Deref: s.kind == projDeref, Variant: s.variant, Field: s.field, Type: close(s.typ)})
	}
	return out
}
