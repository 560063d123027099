package traits

import "drop-lsp/semantics/types"

// This file: closures, fn items and fn pointers as Fn, FnMut and FnOnce.

// assembleCallable: a closure implements what its kind allows (reference,
// type.closure.call); a fn if it is safe, of Rust's ABI and not variadic.
func (c *Ctx) assembleCallable(kind traitKind, self types.Type, a *assembly) {
	switch s := self.(type) {
	case *types.Closure:
		i := c.closure(s)
		switch {
		case i == nil:
			c.notYet(a)
		case i.Async:
			c.assembleAsyncAsFn(kind, s, i, a)
		case i.Kind == types.KindUnknown:
			if kind == traitFnOnce {
				a.add(candidate{kind: candClosure})
			} else {
				a.ambiguous = true
			}
		case i.Kind <= callKind(kind):
			a.add(candidate{kind: candClosure})
		}
	case *types.FnPtr:
		if plainFn(s.Sig) {
			a.add(candidate{kind: candFnPtr})
		}
	case *types.FnDef:
		sig := c.Q.FnSig(s.Def)
		switch {
		case sig == nil:
			a.incomplete = true
		case plainFn(sig):
			a.add(candidate{kind: candFnPtr})
		}
	}
}

// callKind is the kind of closure that a trait asks for.
func callKind(k traitKind) types.ClosureKind {
	switch k {
	case traitFn:
		return types.KindFn
	case traitFnMut:
		return types.KindFnMut
	}
	return types.KindFnOnce
}

func plainFn(sig *types.FnSig) bool {
	return !sig.Unsafe && !sig.Variadic && (sig.ABI == "" || sig.ABI == "Rust")
}

// callSig is the signature of a callable type, its binder closed; nil: not known.
func (c *Ctx) callSig(self types.Type) *types.FnSig {
	switch s := self.(type) {
	case *types.Closure:
		if i := c.closure(s); i != nil && i.Sig != nil {
			return types.SubstSig(c.in(), i.Sig, s.Args)
		}
	case *types.FnPtr:
		return s.Sig
	case *types.FnDef:
		if sig := c.Q.FnSig(s.Def); sig != nil {
			return types.SubstSig(c.in(), sig, s.Args)
		}
	}
	return nil
}

// openCall is the signature of a callable with its regions fresh, normalised: the
// tuple of its inputs, its output.
func (c *Ctx) openCall(self types.Type) (inputs, output types.Type, nested []types.Predicate, ok bool) {
	sig := c.callSig(self)
	if sig == nil {
		return nil, nil, nil, false
	}
	open := types.OpenSig(c.in(), sig, c.Table.FreshRegions())
	open, nested = c.NormalizeSig(open)
	return c.in().Tuple(open.Inputs...), open.Output, nested, true
}

func (c *Ctx) confirmCallable(tr types.TraitRef, self types.Type) (*Selection, *types.Mismatch) {
	inputs, output, nested, ok := c.openCall(self)
	if !ok {
		return nil, &types.Mismatch{A: self, Unsure: true}
	}
	if _, closure := self.(*types.Closure); !closure {
		nested = append(nested, c.traitPred(c.Q.Lang("sized"), output))
	}
	m := c.Table.EqArgs(tr.Args, c.in().Args(self, inputs))
	return &Selection{Kind: FromCallable, Nested: nested}, m
}
