package infer

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: arguments of calls (rustc's check_argument_types): first all that are no
// closures, then, with what those have taught, the closures.

// args checks the arguments of a call against the formal inputs. expected are better hints
// for them (see expectedInputs), nil: the formal inputs. variadic: more arguments may
// follow. tupled: the one formal input is a tuple of the arguments (Fn traits).
func (f *fcx) args(call hir.ExprID, span source.Span, formals, expected []types.Type, args []hir.ExprID, variadic, tupled bool) {
	if tupled {
		formals, expected = f.untuple(span, formals, expected, len(args))
	}
	if len(expected) != len(formals) {
		expected = formals
	}
	for _, t := range formals {
		f.requirePlainSized(t, cause{span: span, what: "argument"})
	}
	if len(args) != len(formals) && (!variadic || len(args) < len(formals)) {
		f.fail(span, "wrong number of arguments")
	}
	for _, closures := range []bool{false, true} {
		if closures {
			f.selectObligations() // also without closures, as rustc does: later receivers are better known
		}
		for i, a := range args {
			if i < len(formals) && f.isClosure(a) == closures {
				f.arg(a, formals[i], expected[i])
			}
		}
	}
	for i := len(formals); i < len(args); i++ {
		t := f.expr(args[i], nothing)
		if variadic {
			f.resolve(t, f.exprSpan(args[i]))
		}
	}
}

func (f *fcx) arg(id hir.ExprID, formal, expected types.Type) {
	hint := f.rvalueHint(expected)
	t := f.expr(id, hint)
	want := formal
	if only := hint.only(f); only != nil {
		want = only
	}
	want = f.tryResolve(f.resolveAll(want)) // `[T]: PartialOrd<_>` has one impl, say
	f.coerceWith(id, t, want, coerceOptions{twoPhase: true})
	f.demandEq(f.exprSpan(id), formal, want)
}

// requirePlainSized asks that a formal input is Sized where its head is not; of one that is not known
// yet it is asked at the end.
func (f *fcx) requirePlainSized(t types.Type, c cause) {
	switch t := f.shallow(t).(type) {
	case *types.Slice, *types.Dyn:
		f.requireSized(t, c)
	case *types.Prim:
		if t.Prim == hir.PrimStr {
			f.requireSized(t, c)
		}
	case *types.Infer:
		f.unsized = append(f.unsized, maybeUnsized{t, c})
	}
}

// maybeUnsized is a formal input that was not known when its call was met.
type maybeUnsized struct {
	ty    types.Type
	cause cause
}

// checkUnsized asks that the formal inputs met so far are Sized, of those whose types can be other.
func (f *fcx) checkUnsized() {
	for _, u := range f.unsized {
		switch t := f.shallow(u.ty).(type) {
		case *types.Infer:
		case *types.Adt:
			if t.Args.Len() > 0 {
				f.requireSized(t, u.cause)
			}
		default:
			f.requirePlainSized(t, u.cause)
		}
	}
	f.unsized = nil
}

func (f *fcx) isClosure(id hir.ExprID) bool {
	k, ok := f.body.Exprs[id].Kind.(hir.ExprClosure)
	return ok && k.Coroutine != hir.CoroutineAsync
}

// untuple takes the tuple of a Fn trait's argument apart.
func (f *fcx) untuple(span source.Span, formals, expected []types.Type, n int) (f2, e2 []types.Type) {
	if len(formals) == 0 {
		return nil, nil
	}
	t, ok := f.resolve(formals[0], span).(*types.Tuple)
	if !ok {
		out := make([]types.Type, n)
		for i := range out {
			out[i] = f.in.Unknown()
		}
		if !silent(f.shallow(formals[0])) {
			f.fail(span, "arguments of a Fn trait are no tuple")
		}
		return out, nil
	}
	if len(expected) > 0 {
		if et, ok := f.shallow(expected[0]).(*types.Tuple); ok {
			e2 = et.Elems.Types()
		}
	}
	return t.Elems.Types(), e2
}

// expectedInputs are hints for the arguments of a call whose result is expected to have a
// type: the formal inputs as they would be, if the output had that type. nil: none.
func (f *fcx) expectedInputs(expect expectation, output types.Type, inputs []types.Type) []types.Type {
	want := expect.only(f)
	if want == nil || isVar(want) {
		return nil
	}
	output = f.tryResolve(f.resolveAll(output))
	out, ok := f.fudge(func() ([]types.Type, bool) {
		if f.sub(output, want) != nil { // variables of the formal type stay: obligations are on them
			return nil, false
		}
		out := make([]types.Type, len(inputs))
		for i, t := range inputs {
			out[i] = f.t.Resolve(t)
		}
		return out, true
	})
	if !ok {
		return nil
	}
	return out
}
