package infer

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
)

// This file: method calls: the receiver is checked, the method probed for, and the
// pick carried out (rustc's confirm): autoderef and autoref of the receiver become
// adjustments, the method's parameters are made, its obligations registered, and
// the arguments are checked against its signature.

// methodCall checks `recv.name::<…>(args)`: f.expr calls it. It checks the receiver,
// probes, applies the receiver's adjustments, records Callees[id], checks the
// arguments (f.args) and gives the type of the call.
func (f *fcx) methodCall(id hir.ExprID, k hir.ExprMethodCall, expect expectation) types.Type {
	recv := f.resolve(f.expr(k.Recv, nothing), f.exprSpan(k.Recv))
	if silent(recv) {
		f.argsUnknown(k.Args)
		return recv
	}
	got, out := f.probe(recv, k.Seg.Name, probeCall, f.q.TraitsInScope(f.body.Owner, f.scope(id), k.Seg.Name))
	switch out {
	case probeFound:
		return f.confirm(id, k, recv, got, expect)
	case probeUnsure:
		f.argsUnknown(k.Args)
		return f.unknown(k.Seg.Span, "cannot tell which method `"+k.Seg.Name+"` of "+f.show(recv)+" is called")
	}
	f.argsUnknown(k.Args)
	why := "no method `" + k.Seg.Name + "` for " + f.show(recv)
	switch {
	case out == probeAmbiguous:
		why = "several methods `" + k.Seg.Name + "` for " + f.show(recv)
	case out == probeBadType:
		why = "type annotations needed"
	}
	if f.unsure() && out == probeBadType {
		return f.unknown(k.Seg.Span, why)
	}
	return f.fail(k.Seg.Span, why)
}

// argsUnknown checks arguments without a signature.
func (f *fcx) argsUnknown(args []hir.ExprID) {
	for _, a := range args {
		f.expr(a, nothing)
	}
}

func (f *fcx) confirm(id hir.ExprID, k hir.ExprMethodCall, recv types.Type, got pick, expect expectation) types.Type {
	c := f.causeAt(k.Seg.Span, id, "method "+k.Seg.Name)
	self, ok := f.adjustReceiver(k.Recv, recv, got, c)
	if !ok {
		f.argsUnknown(k.Args)
		return f.unknown(k.Seg.Span, "the receiver's dereferences are not known")
	}
	args, ok := f.receiverArgs(self, got)
	if !ok {
		f.argsUnknown(k.Args)
		return f.unknown(k.Seg.Span, "the trait object's method is not known")
	}
	all, annotation := f.methodArgs(id, got.item.Def, args, &k.Seg, c)
	sig := f.q.FnSig(got.item.Def)
	if sig == nil || len(sig.Inputs) == 0 {
		f.argsUnknown(k.Args)
		return f.unknown(k.Seg.Span, "the method's signature is not known")
	}
	f.badSignature(sig, c)
	sig = f.openSig(types.SubstSig(f.in, sig, all))
	f.demandEq(k.Seg.Span, f.normalize(sig.Inputs[0], c), self)
	sig = f.normalizeSig(sig, c)
	if got.kind != pickInherent && got.trait.Trait.Trait == f.q.Lang("drop") {
		f.fail(k.Seg.Span, "explicit call of a destructor") // E0040
	}
	f.predicates(got.item.Def, all, c)
	f.res.Callees[id] = Callee{Def: got.item.Def, Args: all, Annotation: annotation}
	inputs := sig.Inputs[1:]
	f.args(id, f.exprSpan(id), inputs, f.expectedInputs(expect, sig.Output, inputs), k.Args, sig.Variadic, false)
	return sig.Output
}

// adjustReceiver applies the pick's derefs and autoref; it gives the adjusted type.
func (f *fcx) adjustReceiver(recv hir.ExprID, t types.Type, got pick, c cause) (types.Type, bool) {
	n := 0
	var step derefStep
	for s := range f.derefChain(t, false) {
		step = s
		if n == got.derefs {
			break
		}
		n++
	}
	if n != got.derefs {
		return nil, false
	}
	f.useSteps(step, c)
	target, adj := step.Type, step.Adjs
	switch {
	case got.autoref != noAutoref:
		mut := got.autoref == autorefMut
		base := target
		target = f.in.Ref(types.Erased, base, mut)
		adj = append(adj, Adjustment{Kind: BorrowRef, Target: target, Mut: mut, TwoPhase: mut})
		if a, ok := base.(*types.Array); ok && got.unsize {
			target = f.in.Ref(types.Erased, f.in.Slice(a.Elem), mut)
			adj = append(adj, Adjustment{Kind: Unsize, Target: target})
		}
	case got.toConst:
		if p, ok := target.(*types.RawPtr); ok {
			target = f.in.RawPtr(p.Elem, false)
			adj = append(adj, Adjustment{Kind: MutToConstPointer, Target: target})
		}
	}
	f.adjust(recv, adj)
	return target, true
}

// receiverArgs are the arguments of the method's impl or trait.
func (f *fcx) receiverArgs(self types.Type, got pick) (types.Args, bool) {
	switch got.kind {
	case pickInherent:
		return f.freshArgs(got.impl.Def), true
	case pickWhere:
		open := types.OpenPredicate(f.in, got.trait, types.ErasedRegion)
		return types.EraseRegionsArgs(f.in, open.Trait.Args), true
	case pickObject:
		return f.objectArgs(self, got.trait.Trait.Trait)
	}
	return f.freshArgs(got.trait.Trait.Trait), true
}

// objectArgs are the arguments of a supertrait of the trait object that a receiver dereferences to.
func (f *fcx) objectArgs(self types.Type, trait types.DefID) (types.Args, bool) {
	for s := range f.derefChain(self, true) {
		d, ok := s.Type.(*types.Dyn)
		if !ok {
			continue
		}
		for _, p := range f.withSupertraits([]types.Predicate{f.objectBound(d)}) {
			if p.Kind == types.PredTrait && p.Trait.Trait == trait {
				open := types.OpenPredicate(f.in, p, types.ErasedRegion)
				return types.EraseRegionsArgs(f.in, open.Trait.Args), true
			}
		}
		return nil, false
	}
	return nil, false
}

// methodArgs are the arguments of a method: its container's as found, its own as written
// in a turbofish or fresh; and the index + 1 of the annotation that a turbofish makes.
func (f *fcx) methodArgs(id hir.ExprID, def types.DefID, container types.Args, seg *hir.Segment, c cause) (types.Args, int) {
	f.regions = 0
	all, raw := f.lowerSegArgs(def, container, seg, c)
	if seg.Args == nil {
		return all, 0
	}
	user := append([]types.Arg(nil), raw.Slice()...)
	for i := range min(container.Len(), len(user)) { // only the method's own were written: these say nothing of regions
		user[i] = f.eraser().FoldArg(user[i])
	}
	return all, f.annotate(Annotation{Span: seg.Args.Span, Def: def, Args: f.in.Args(user...), Expr: id})
}
