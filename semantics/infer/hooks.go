package infer

// This file: where the two halves of the package meet. The first half (fcx.go,
// expr*.go, pat*.go, coerce*.go, path*.go …) calls the functions of the second
// (probe, autoderef, operators, callee, closures), and gives it the helpers listed
// below. A function that stands here with an Unknown answer is not written yet;
// who writes it moves it into its file.
//
// Given by the first half:
//
//	f.expr(id, expect) Type             check an expression, record its type (before adjustments); sets f.diverges
//	f.exprCoerced(id, want) Type        check with an expectation, then coerce to it (rustc check_expr_coercible_to_type)
//	f.exprHasType(id, want)             check and demand equality
//	f.coerce(id, from, to) Type         coerce a checked expression, record its adjustments; a failure taints
//	f.coerceSteps(from, to, ...)        the adjustments alone (nil, false: no coercion)
//	f.adjust(id, []Adjustment)          apply adjustments (autoref …)
//	f.args(call, span, formals, expected, args, variadic, tupled)   check arguments against formal inputs
//	f.expectedInputs(expect, output, inputs) []Type                 rustc's expected_inputs_for_expected_output
//	f.newCoerceMany(want)               LUB coercion: of branches, of returns (a closure's return type too)
//	f.lowerTy(*hir.Ty) Type             lower a type as written, `_` and left-out things fresh, normalised
//	f.lowerSegArgs(def, prefix, seg)    arguments of a definition whose own ones stand on a path segment (turbofish); fresh where left out
//	f.annotate(...)                     record a user annotation
//	f.freshArgs, f.predicates, f.signature, f.normalize, f.register…, f.selectObligations, f.resolve, f.tryResolve
//	f.pat(id, expected)                 check a pattern (closure parameters)
//	f.breaks, f.ret, f.diverges         to be saved and replaced around a closure's body
