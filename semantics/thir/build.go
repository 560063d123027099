package thir

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/infer"
	"drop-lsp/semantics/traits"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: the entry, and bodies with their parameters. A closure becomes a body of
// its own, whose first parameter is its environment.

// Build makes thir of a body and of the closures in it: the body itself first,
// then its closures in source order (those nested in a closure after it), then its
// const blocks.
func Build(q types.Queries, res *infer.Result) []*Body {
	b := newBuilder(q, res, res.Body.Owner)
	b.body.ReturnType = b.returnType()
	if b.inConstant() {
		b.scopes.constant(res.Body.Value, res.Body.Span)
	} else {
		b.scopes.fn(res.Body.Params, res.Body.Value, res.Body.Span)
		b.params(res.Body.Params, res.Sig)
	}
	b.finish(res.Body.Value)
	out := append([]*Body{b.body}, b.closures...)
	for i := range res.Body.Exprs {
		if k, ok := res.Body.Exprs[i].Kind.(hir.ExprConstBlock); ok {
			if inner := res.Inline[k.Def]; inner != nil {
				out = append(out, Build(q, inner)...)
			}
		}
	}
	shareTaint(out)
	return out
}

// shareTaint taints the bodies of one owner as rustc does: what inference finds is found for all of
// them, and nothing is said where the first cannot be built; but of a closure whose patterns are
// wrong only the closure itself is not borrow-checked.
func shareTaint(bodies []*Body) {
	all := bodies[0].Tainted
	for _, b := range bodies {
		all = all || b.Tainted && !b.PatternError
	}
	for _, b := range bodies {
		b.Tainted = b.Tainted || all
	}
}

// builder builds the thir of one body.
type builder struct {
	q      types.Queries
	in     *types.Interner
	res    *infer.Result
	hir    *hir.Body
	body   *Body
	scopes *scopeTree
	// closures are the finished bodies of closures inside.
	closures []*Body
	// typed are the annotations of types, by what they annotate (index + 1).
	exprTypes map[hir.ExprID]int
	patTypes  map[hir.PatID]int
	// casts are the `as` expressions by their operands.
	casts map[hir.ExprID]hir.ExprID
	// derefSpans are where the overloaded dereferences of receivers stand: at the call or field.
	derefSpans map[hir.ExprID]source.Span
}

func newBuilder(q types.Queries, res *infer.Result, owner types.DefID) *builder {
	b := &builder{q: q, in: q.Interner(), res: res, hir: res.Body, scopes: newScopeTree(res.Body),
		exprTypes: map[hir.ExprID]int{}, patTypes: map[hir.PatID]int{}, casts: map[hir.ExprID]hir.ExprID{}, derefSpans: map[hir.ExprID]source.Span{}}
	b.body = &Body{Owner: owner, Edition: res.Body.Edition, Hir: res.Body, Infer: res,
		Exprs: make([]Expr, 1), Pats: make([]Pat, 1), Blocks: make([]Block, 1), Arms: make([]Arm, 1),
		Tainted: res.Tainted || res.Body.Tainted}
	b.body.Unknown = append(b.body.Unknown, res.Unknown...)
	for i := range res.Annotations {
		a := &res.Annotations[i]
		switch {
		case a.Type == nil:
		case a.Pat != 0:
			b.patTypes[a.Pat] = i + 1
		case a.Expr != 0:
			b.exprTypes[a.Expr] = i + 1
		}
	}
	return b
}

// finish builds the value once scopes and parameters are there.
func (b *builder) finish(value hir.ExprID) {
	b.body.Scopes = b.scopes.scopes
	if value > 0 && int(value) < len(b.hir.Exprs) {
		b.body.Value = b.expr(value)
	}
	b.body.VarScopes = map[hir.LocalID]ScopeID{}
	for l := range b.scopes.superVars {
		b.body.VarScopes[l] = b.scopes.vars[l]
	}
	if !b.body.Tainted {
		b.checkPatterns()
	}
}

// unknown makes the body partial.
func (b *builder) unknown(span source.Span, reason string) {
	b.body.Unknown = append(b.body.Unknown, hir.Unknown{Span: span, Reason: reason})
}

// erase takes the regions off a type: those of a body's types are borrowck's to find.
func (b *builder) erase(t types.Type) types.Type {
	if t == nil {
		return b.in.Unknown()
	}
	return types.EraseRegions(b.in, t)
}

func (b *builder) returnType() types.Type {
	if b.res.Sig != nil {
		out := b.erase(types.OpenSig(b.in, b.res.Sig, types.ErasedRegion).Output)
		// In MIR an opaque type stays opaque; inference sees a variable in its place.
		if declared := b.q.FnSig(b.hir.Owner); declared != nil && out.Flags()&types.HasInfer != 0 {
			env := traits.NewEnv(b.q, b.q.Predicates(b.hir.Owner))
			return env.Normalize(b.erase(types.OpenSig(b.in, declared, types.ErasedRegion).Output), false)
		}
		return out
	}
	switch b.hir.Kind {
	case hir.KindConst, hir.KindAssocConst, hir.KindStatic:
		if t := b.q.TypeOf(b.hir.Owner); t != nil {
			return b.erase(t)
		}
	}
	return b.exprType(b.hir.Value)
}

func (b *builder) params(ps []hir.Param, sig *types.FnSig) {
	var inputs []types.Type
	if sig != nil {
		inputs = types.OpenSig(b.in, sig, types.ErasedRegion).Inputs
	}
	for i, p := range ps {
		t := b.patType(p.Pat)
		if i < len(inputs) {
			t = b.erase(inputs[i])
		}
		param := Param{Pat: b.pat(p.Pat), Type: t}
		if p.Ty != nil {
			param.TySpan = p.Ty.Span
		}
		if k, ok := b.hir.Pats[p.Pat].Kind.(hir.PatBinding); ok && int(k.Local) < len(b.hir.Locals) {
			param.SelfRef = b.hir.Locals[k.Local].Origin == hir.OriginSelf
		}
		b.body.Params = append(b.body.Params, param)
	}
}

// closure builds the body of a closure expression.
func (b *builder) closure(e hir.ExprID, k hir.ExprClosure, c *infer.Closure) {
	in := newBuilder(b.q, b.res, k.Def)
	in.body.Closure = c
	in.scopes.fn(k.Params, k.Body, b.hir.Exprs[k.Body].Span)
	self := b.exprType(e)
	switch {
	case c.Coroutine != nil: // by value, as the state transform finds it
	case c.Kind == types.KindFn:
		self = b.in.Ref(types.Erased, self, false)
	case c.Kind == types.KindFnMut:
		self = b.in.Ref(types.Erased, self, true)
	}
	in.body.Params = []Param{{Type: self}}
	in.params(k.Params, c.Sig)
	if c.Coroutine != nil && len(k.Params) == 0 { // what it is resumed with
		in.body.Params = append(in.body.Params, Param{Type: c.Coroutine.Resume()})
	}
	if c.Sig != nil {
		in.body.ReturnType = b.erase(types.OpenSig(b.in, c.Sig, types.ErasedRegion).Output)
	} else {
		in.body.ReturnType = b.exprType(k.Body)
	}
	in.finish(k.Body)
	b.closures = append(append(b.closures, in.body), in.closures...)
}

// ---------- types of the body ----------

// exprType is the type of an expression before its adjustments.
func (b *builder) exprType(e hir.ExprID) types.Type {
	if int(e) < len(b.res.ExprTypes) && b.res.ExprTypes[e] != nil {
		return b.res.ExprTypes[e]
	}
	return b.in.Unknown()
}

// adjustedType is the type of an expression after its adjustments.
func (b *builder) adjustedType(e hir.ExprID) types.Type {
	if a := b.res.Adjustments[e]; len(a) > 0 {
		return a[len(a)-1].Target
	}
	return b.exprType(e)
}

func (b *builder) patType(p hir.PatID) types.Type {
	if int(p) < len(b.res.PatTypes) && b.res.PatTypes[p] != nil {
		return b.res.PatTypes[p]
	}
	return b.in.Unknown()
}

func (b *builder) localType(l hir.LocalID) types.Type {
	if int(l) < len(b.res.LocalTypes) && b.res.LocalTypes[l] != nil {
		return b.res.LocalTypes[l]
	}
	return b.in.Unknown()
}
