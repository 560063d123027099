package infer

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/traits"
	"drop-lsp/semantics/types"
)

// This file: calls (rustc's callee.rs). The callee's type is dereferenced until it
// is a function, a function pointer or a closure, or implements one of the Fn
// traits: Fn first, then FnMut, FnOnce. A closure whose kind is not known yet is
// called by its signature at once; which trait's method it is, and the autoref of
// the callee with it, is settled when its captures are known (resolveCalls).

// deferredCall is a call of a closure of unknown kind.
type deferredCall struct {
	id, callee hir.ExprID
	closure    types.Type
	step       derefStep
	sig        *types.FnSig // opened
}

// call checks `callee(args)`: fn items and pointers, closures, Fn* overloads.
func (f *fcx) call(id hir.ExprID, k hir.ExprCall, expect expectation) types.Type {
	original := f.tryResolve(f.expr(k.Callee, nothing))
	unsure := false
	first := true
	for step := range f.derefs(original) {
		t, out, done := f.callStep(id, k, step, first, expect)
		if done {
			return t
		}
		first = false
		unsure = unsure || out == traits.Uncertain || silent(step.Type)
	}
	for _, a := range k.Args {
		f.expr(a, nothing)
	}
	switch {
	case murky(f.t.Resolve(original)) || unsure && f.unsure():
		return f.in.Unknown()
	case unsure:
		return f.unknown(f.exprSpan(id), "cannot tell what is called")
	}
	return f.fail(f.exprSpan(id), "not callable: "+f.show(original))
}

// callStep tries to call a value of one type of the callee's chain.
func (f *fcx) callStep(id hir.ExprID, k hir.ExprCall, step derefStep, first bool, expect expectation) (types.Type, traits.Outcome, bool) {
	c := f.at(id, "call")
	t := f.tryResolve(step.Type)
	switch t := t.(type) {
	case *types.FnDef:
		f.adjustCallee(k.Callee, step, c)
		sig := f.signature(t.Def, t.Args, c)
		if sig == nil {
			return nil, traits.Uncertain, false
		}
		return f.confirmCall(id, k, sig, expect), traits.Holds, true
	case *types.FnPtr:
		f.adjustCallee(k.Callee, step, c)
		return f.confirmCall(id, k, f.normalizeSig(f.openSig(t.Sig), c), expect), traits.Holds, true
	case *types.Closure:
		if s := f.closures.byDef[t.Def]; s != nil && s.info.Kind == types.KindUnknown {
			sig := f.normalizeSig(f.openSig(s.info.Sig), c)
			f.useSteps(step, c)
			s.calls = append(s.calls, deferredCall{id, k.Callee, t, step, sig})
			return f.confirmCall(id, k, sig, expect), traits.Holds, true
		}
	case *types.Ref:
		if first {
			return nil, traits.Fails, false // `f()` for f: &mut F reborrows f, it does not borrow the variable
		}
	case *types.Infer:
		if t.Kind == types.InferTy {
			f.resolve(t, f.exprSpan(k.Callee)) // an error, unless something is unknown
			return nil, traits.Uncertain, false
		}
	case *types.Unknown, *types.Error:
		return nil, traits.Uncertain, false
	}
	inputs := make([]types.Type, len(k.Args))
	for i := range inputs {
		inputs[i] = f.newVar()
	}
	m, adj, out := f.callTraits(id, t, f.in.Tuple(inputs...))
	if m == nil {
		return nil, out, false
	}
	step.Adjs = append(step.Adjs, adj...)
	f.adjustCallee(k.Callee, step, c)
	sig := f.tupledSig(m.sig)
	f.res.Callees[id] = m.callee
	return f.confirmCall(id, k, sig, expect), traits.Holds, true
}

func (f *fcx) adjustCallee(callee hir.ExprID, step derefStep, c cause) {
	f.useSteps(step, c)
	f.adjust(callee, step.Adjs)
}

// tupledSig is the signature of a call through a Fn trait: self taken off, the tuple of the arguments spread.
func (f *fcx) tupledSig(sig *types.FnSig) *types.FnSig {
	out := &types.FnSig{Output: sig.Output}
	if len(sig.Inputs) > 1 {
		if t, ok := f.tryResolve(sig.Inputs[1]).(*types.Tuple); ok {
			out.Inputs = t.Elems.Types()
		}
	}
	return out
}

// confirmCall checks the arguments against a signature that has been opened.
func (f *fcx) confirmCall(id hir.ExprID, k hir.ExprCall, sig *types.FnSig, expect expectation) types.Type {
	expected := f.expectedInputs(expect, sig.Output, sig.Inputs)
	f.args(id, f.exprSpan(id), sig.Inputs, expected, k.Args, sig.Variadic, false)
	return sig.Output
}

// callTraits finds the Fn trait through which a type is called, the least demanding
// first; inputs nil: any arguments. The adjustment is the callee's autoref.
func (f *fcx) callTraits(id hir.ExprID, t, inputs types.Type) (*methodSig, []Adjustment, traits.Outcome) {
	out := traits.Fails
	order := callOrder[:]
	if c, ok := t.(*types.Closure); ok && f.tc.AsyncClosure(c) {
		order = order[3:] // through the Fn traits it is called where those fail, which they do not
	}
	for _, c := range order {
		m, o := f.operatorMethod(f.q.Lang(c.trait), c.method, t, inputs, f.at(id, "call"))
		if o == traits.Uncertain {
			return nil, nil, o
		}
		if m == nil {
			continue
		}
		if !c.borrow {
			return m, nil, traits.Holds
		}
		ref, ok := f.shallow(m.sig.Inputs[0]).(*types.Ref)
		if !ok {
			return nil, nil, traits.Uncertain
		}
		// Calls are no two-phase borrows.
		return m, []Adjustment{{Kind: BorrowRef, Target: ref, Mut: ref.Mut}}, traits.Holds
	}
	return nil, nil, out
}

// callOrder are the traits through which values are called.
var callOrder = [...]struct {
	trait, method string
	borrow        bool
}{
	{"fn", "call", true}, {"fn_mut", "call_mut", true}, {"fn_once", "call_once", false},
	{"async_fn", "async_call", true}, {"async_fn_mut", "async_call_mut", true}, {"async_fn_once", "async_call_once", false},
}

// resolveCalls settles the calls of a closure whose kind is known now.
func (f *fcx) resolveCalls(s *closureState) {
	calls := s.calls
	s.calls = nil
	for _, d := range calls {
		m, adj, _ := f.callTraits(d.id, d.closure, nil)
		if m == nil {
			f.unknown(f.exprSpan(d.id), "cannot tell how the closure is called")
			continue
		}
		sig := f.tupledSig(m.sig)
		if len(sig.Inputs) == len(d.sig.Inputs) {
			for i, t := range sig.Inputs {
				f.demandEq(f.exprSpan(d.id), d.sig.Inputs[i], t)
			}
		}
		f.demandEq(f.exprSpan(d.id), sig.Output, d.sig.Output)
		f.adjust(d.callee, append(d.step.Adjs, adj...))
		f.res.Callees[d.id] = m.callee
	}
}
