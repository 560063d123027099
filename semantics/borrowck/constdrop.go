package borrowck

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/mirbuild"
	"drop-lsp/semantics/traits"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/diag"
)

// This file: E0493: in what is evaluated at compile time no destructor may run. Which
// locals may hold a value with a destructor is a forward problem over values, not types:
// `None` needs no drop though its type may, a value moved out needs none any more
// (rustc's qualif NeedsDrop).

// ConstDrops checks the body of a const, static or const fn, as prepared for borrowck. With
// `#![feature(const_destruct)]` destructors that are const may run; which are is not known here.
func ConstDrops(in Input) []diag.Diagnostic {
	what := constContext(in)
	if in.Crate != nil && in.Crate.Features["const_destruct"] {
		return nil // whether a destructor is const, no bound tells here
	}
	if what == "" || in.Body == nil || in.Body.Tainted || len(in.Body.Unknown) > 0 || len(in.Body.Blocks) == 0 {
		return nil
	}
	c := &checker{in: in, q: in.Q, body: in.Body, tc: newTypeck(in)}
	c.sh = mir.NewTypes(in.Q, traits.NewEnv(in.Q, in.Q.Predicates(c.tc.root())))
	c.hir.body = in.Q.Body(c.tc.root())
	cursor := mir.Solve(in.Body, mirbuild.NeedsDropFlow(in.Q, in.Body)).Cursor()
	var out []diag.Diagnostic
	for b := range in.Body.Blocks {
		blk := &in.Body.Blocks[b]
		d, ok := blk.Term.Kind.(mir.Drop)
		if !ok || blk.Cleanup {
			continue
		}
		t := c.placeType(d.Place)
		state := cursor.SeekBefore(mir.Location{Block: mir.BlockID(b), Stmt: len(blk.Stmts)})
		span := blk.Term.Span
		if l, whole := asLocal(d.Place); whole {
			if !state.Has(int(l)) {
				continue
			}
			span = in.Body.Locals[l].Span
		} else if !c.needsDrop(t) {
			continue
		}
		m := newError("E0493", span, "destructor of `%s` cannot be evaluated at compile-time", c.typeName(t))
		m.label(span, "the destructor for this type cannot be evaluated in %s", what)
		m.label(blk.Term.Span, "value is dropped here")
		out = append(out, *m.finish())
	}
	return out
}

// ConstError says whether const checking surely finds another error in a body, as built.
func ConstError(in Input, built *mir.Body) bool {
	what := constContext(in)
	if what == "" || in.Body.Tainted || len(in.Body.Unknown) > 0 || len(built.Blocks) == 0 {
		return false
	}
	d := in.Crate.Defs.At(in.Body.Owner)
	mutStatic := d != nil && d.Const != nil && d.Const.Mut
	return mirbuild.ConstError(in.Q, built, what == "constant functions", mutStatic, in.Crate.Features)
}

// constContext names where the body is evaluated at compile time; "": at run time.
func constContext(in Input) string {
	if in.Body == nil {
		return ""
	}
	switch in.Q.DefKind(in.Body.Owner) {
	case hir.KindConst, hir.KindAssocConst, hir.KindAnonConst, hir.KindInlineConst:
		return "constants"
	case hir.KindStatic:
		return "statics"
	case hir.KindFn, hir.KindAssocFn:
		if in.Crate != nil {
			if d := in.Crate.Defs.At(in.Body.Owner); d != nil && d.Fn != nil && d.Fn.Const {
				return "constant functions"
			}
		}
	}
	return ""
}

// needsDrop: some value of the type has a destructor; what is not known has none.
func (c *checker) needsDrop(t types.Type) bool {
	if t == nil {
		return false
	}
	n := c.sh.Drops().Needs(t)
	return n == traits.Yes || n == traits.Depends
}
