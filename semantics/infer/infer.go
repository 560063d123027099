package infer

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
)

// This file: the order of inference in one body (rustc's typeck): parameters, body,
// fallback, casts, closures, writeback.

// Infer types one body with all closures in it. It never fails: what cannot be
// known is Unknown in the result, a type error makes it Tainted.
func Infer(q types.Queries, body *hir.Body) *Result {
	f := newFcx(q, body)
	f.checkBody()
	f.checkRepeats()
	f.fallback()
	f.checkCasts()
	f.selectObligations()
	f.finishClosures()
	f.checkUnsized()
	f.selectObligations()
	f.checkAsms()
	if !f.res.Tainted {
		f.reportAmbiguous()
	}
	for _, g := range f.bodies {
		g.fixBuiltins()
		g.writeback()
		if g != f {
			f.adopt(g.inline, g.res)
		}
	}
	f.writeStalled()
	f.res.Tainted = f.res.Tainted || body.Tainted
	f.res.Unknown = append(f.res.Unknown, body.Unknown...)
	return f.res
}

// adopt takes over the verdict of a const block inside the body.
func (f *fcx) adopt(def types.DefID, r *Result) {
	f.res.Tainted = f.res.Tainted || r.Tainted
	f.res.Unknown = append(f.res.Unknown, r.Unknown...)
	f.res.Errors = append(f.res.Errors, r.Errors...)
	f.res.Inline[def] = r
}

func (f *fcx) checkBody() {
	switch f.body.Kind {
	case hir.KindFn, hir.KindAssocFn:
		f.checkFn()
	default:
		f.checkConst()
	}
}

// checkFn checks a function's parameters and body against its signature, seen from
// inside: late-bound regions are parameters.
func (f *fcx) checkFn() {
	sig := f.q.FnSig(f.owner)
	if sig == nil {
		f.unknown(f.body.Span, "signature is not known")
		for i := range f.body.Params {
			f.pat(f.body.Params[i].Pat, f.in.Unknown())
		}
		f.ret = f.newCoerceMany(f.in.Unknown())
		f.returned(f.body.Value)
		return
	}
	c := cause{span: f.body.Span, what: "signature"}
	sig = types.OpenSig(f.in, sig, func(i uint32) types.Region {
		return types.Region{Kind: types.ReLateParam, Def: f.owner, Index: i}
	})
	f.res.Sig = f.normalizeSig(sig, c)
	output := f.defineOpaques(f.res.Sig.Output)
	sig = f.res.Sig
	for _, t := range sig.Inputs {
		f.noteMurky(t, c)
	}
	f.noteMurky(output, c)
	for i := range f.body.Params {
		p := &f.body.Params[i]
		t := f.in.Unknown()
		if i < len(sig.Inputs) {
			t = sig.Inputs[i]
		}
		f.pat(p.Pat, t)
		f.requireSized(t, cause{span: p.Span, what: "parameter"})
	}
	f.ret = f.newCoerceMany(output)
	f.returned(f.body.Value)
	f.demandEq(f.body.Span, output, f.ret.result(f))
	f.requireSized(output, c)
}

// checkConst checks the initialiser of a const or static, or an anonymous constant.
func (f *fcx) checkConst() {
	t := f.q.TypeOf(f.owner)
	c := cause{span: f.body.Span, what: "type of a constant"}
	switch {
	case t != nil:
		t = f.normalize(t, c)
	case f.body.Kind == hir.KindAnonConst:
		t = f.in.Usize()
	default:
		t = f.unknown(f.body.Span, "type of a constant is not known")
	}
	f.noteMurky(t, c)
	f.requireSized(t, c)
	f.exprCoerced(f.body.Value, t)
}

// nestedBody checks the body of a const block, which shares the inference of the body around it.
func (f *fcx) nestedBody(def types.DefID, body *hir.Body, expect expectation) types.Type {
	g := f.nest(body)
	g.inline = def
	return g.expr(body.Value, expect)
}
