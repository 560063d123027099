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
	switch {
	case k.Async:
		return f.asyncClosure(id, k, expect)
	case k.Coroutine == hir.CoroutineAsyncGen:
		return f.unknown(f.exprSpan(id), "async gen is not inferred yet")
	case k.Coroutine != hir.CoroutineNone:
		return f.coroutine(id, k)
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
	s.typ = f.in.Closure(k.Def, f.parentArgs(), nil)
	f.enterClosure(s)
	f.closureBody(k, inner)
	return s.typ
}

// parentArgs are the arguments of a closure's type: the parameters of the item around it.
func (f *fcx) parentArgs() types.Args {
	return types.EraseRegionsArgs(f.in, f.in.IdentityArgs(f.q.Generics(f.body.Owner)))
}

func (f *fcx) enterClosure(s *closureState) {
	if f.closures.byExpr == nil {
		f.closures = closureTable{map[hir.ExprID]*closureState{}, map[types.DefID]*closureState{}}
	}
	f.closures.byExpr[s.id] = s
	f.closures.byDef[s.info.Def] = s
}

// closureBody checks a closure's parameters and body, as a function's: with a
// return type, breaks and reachability of its own.
func (f *fcx) closureBody(k hir.ExprClosure, sig *types.FnSig) {
	ret, breaks, diverges, co := f.ret, f.breaks, f.diverges, f.co
	defer func() { f.ret, f.breaks, f.diverges, f.co = ret, breaks, diverges, co }()
	f.breaks, f.diverges, f.co = map[hir.ExprID]*breakable{}, false, nil
	if s := f.closures.byDef[k.Def]; s != nil {
		f.co, _ = s.typ.(*types.Coroutine)
	}
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
func (f *fcx) closureInfo(def types.DefID) *types.ClosureInfo {
	if s := f.closures.byDef[def]; s != nil {
		return s.info
	}
	return nil
}

// closedCaptures are the final types of what a closure or coroutine of this body captures, which
// its written-back type names. One that captures itself has no type (E0644, E0720).
func (f *fcx) closedCaptures(def types.DefID, close func(types.Type) types.Type) types.Args {
	if f.closing[def] {
		f.fail(f.body.Span, "a closure captures itself")
		return nil
	}
	if f.closing == nil {
		f.closing = map[types.DefID]bool{}
	}
	f.closing[def] = true
	defer delete(f.closing, def)
	for _, g := range f.bodies {
		if s := g.closures.byDef[def]; s != nil && s.info.Upvars != nil {
			captured := make([]types.Type, len(s.info.Upvars))
			for i, t := range s.info.Upvars {
				captured[i] = close(t)
			}
			return f.in.TypeArgs(captured...)
		}
	}
	return nil
}

// writeClosures fills Result.Closures from the table; close resolves a type fully. Called by writeback.
func (f *fcx) writeClosures(close func(types.Type) types.Type) {
	for id, s := range f.closures.byExpr {
		c := &Closure{Def: s.info.Def, Kind: s.info.Kind, Sig: f.closeSig(s.info.Sig, close),
			Supplied: f.writeSupplied(s)}
		if c.Async = s.info.Async; c.Async {
			c.Sig = f.lend(s, c.Sig, close)
		}
		c.Coroutine, _ = close(s.typ).(*types.Coroutine)
		if s.uses != nil {
			c.Captures = f.writeCaptures(s, close)
			for _, r := range s.uses.reads {
				c.FakeReads = append(c.FakeReads, FakeRead{
					Local: r.place.local, Proj: writeProjs(r.place, close), Match: r.match, Use: r.by, In: r.in,
				})
			}
		}
		f.res.Closures[id] = c
	}
}

// closeSig closes a signature under its binder: the regions that it binds stay bound.
func (f *fcx) closeSig(sig *types.FnSig, close func(types.Type) types.Type) *types.FnSig {
	if p, ok := close(f.in.FnPtr(*f.tc.Rebind(sig))).(*types.FnPtr); ok {
		return p.Sig
	}
	return sig
}

// writeSupplied closes what the user wrote of a closure's signature.
func (f *fcx) writeSupplied(s *closureState) Supplied {
	c := f.newAnnotationCloser(f.exprSpan(s.id))
	out := Supplied{Bound: s.supplied.Bound, Inputs: make([]types.Type, len(s.supplied.Inputs))}
	for i, p := range s.expr.Params {
		if i < len(out.Inputs) && p.Ty != nil {
			out.Inputs[i] = c.bound(s.supplied.Inputs[i])
		}
	}
	if s.expr.Output != nil || s.expr.Coroutine != hir.CoroutineNone && !isVar(s.supplied.Output) {
		out.Output = c.bound(s.supplied.Output)
	}
	out.Regions = int(c.regions)
	return out
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
