package mirbuild

import (
	"fmt"
	"strings"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/thir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: into evaluates an expression into a place. It is where control flow,
// calls and aggregates of ADTs are lowered; what makes a plain rvalue goes through
// asRvalue, what is a place through asPlace.

// category is how an expression is best lowered.
type category uint8

const (
	catNone     category = iota // ScopeExpr: of what is inside
	catPlace                    // a place: copied or moved from
	catConstant                 // an operand by itself
	catInto                     // written into a place
	catRvalue                   // an rvalue
)

func categoryOf(k thir.ExprKind) category {
	switch k.(type) {
	case thir.ScopeExpr:
		return catNone
	case thir.Field, thir.Deref, thir.Index, thir.UpvarRef, thir.VarRef, thir.PlaceTypeAscription, thir.ValueTypeAscription:
		return catPlace
	case thir.ConstBlock, thir.Literal, thir.ZstLiteral, thir.ConstParam, thir.StaticRef, thir.NamedConst:
		return catConstant
	case thir.Array, thir.Tuple, thir.ClosureExpr, thir.Unary, thir.Binary, thir.Cast, thir.PointerCoercion,
		thir.Repeat, thir.Assign, thir.AssignOp, thir.ThreadLocalRef:
		return catRvalue
	}
	return catInto
}

// into evaluates e and writes its value to dest.
func (b *builder) into(dest mir.Place, bb mir.BlockID, e thir.ExprID) mir.BlockID {
	x := b.thir.Exprs[e]
	switch k := x.Kind.(type) {
	case thir.ScopeExpr:
		return b.inExprScope(k, x.Span, mir.ExitScope, func() mir.BlockID { return b.into(dest, bb, k.Value) })
	case thir.BlockExpr:
		return b.block(dest, bb, k.Block)
	}
	b.pushFrame(frame{kind: frameSub})
	bb = b.intoKind(dest, bb, e, &x)
	b.popFrame()
	return bb
}

func (b *builder) intoKind(dest mir.Place, bb mir.BlockID, e thir.ExprID, x *thir.Expr) mir.BlockID {
	switch k := x.Kind.(type) {
	case thir.Match:
		return b.match(dest, bb, k, x.Span)
	case thir.If:
		return b.ifExpr(dest, bb, k, x.Span)
	case thir.Let:
		panic("mirbuild: let outside a condition")
	case thir.NeverToAny:
		return b.neverToAny(bb, k, x.Span)
	case thir.Logical:
		return b.logical(dest, bb, k, x.Span)
	case thir.Loop:
		return b.loop(dest, bb, k, x.Span)
	case thir.Call:
		return b.call(dest, bb, k, x.Span)
	case thir.Use:
		return b.into(dest, bb, k.Source)
	case thir.Borrow:
		p, bb := b.borrowedPlace(bb, k.Arg, !k.Mut && !k.Fake)
		b.assign(bb, x.Span, dest, mir.Ref{Region: types.Erased, Kind: borrowKind(k), Place: p})
		return bb
	case thir.RawBorrow:
		p, bb := b.borrowedPlace(bb, k.Arg, !k.Mut)
		b.assign(bb, x.Span, dest, mir.RawPtr{Mut: k.Mut, Place: p})
		return bb
	case thir.Adt:
		return b.adt(dest, bb, k, x)
	case thir.Assign, thir.AssignOp:
		bb = b.stmt(bb, e, 0)
		b.assignUnit(bb, x.Span, dest)
		return bb
	case thir.Continue, thir.Break, thir.Return:
		return b.stmt(bb, e, 0)
	case thir.VarRef, thir.UpvarRef, thir.PlaceTypeAscription, thir.ValueTypeAscription, thir.Index, thir.Deref, thir.Field:
		p, bb := b.asPlace(bb, e)
		b.assign(bb, x.Span, dest, mir.Use{X: b.use(p)})
		return bb
	case thir.InlineAsm:
		return b.asm(dest, bb, k, x)
	case thir.Yield:
		return b.yield(dest, bb, k, x.Span)
	case thir.Unknown:
		return b.unknown(dest, bb, x.Span, k.Reason, k.Uses)
	case thir.Box:
		return b.unknown(dest, bb, x.Span, "box expression", nil)
	}
	if categoryOf(x.Kind) == catInto { // asRvalue would come back here with it
		panic("mirbuild: no way to build an expression of form " + kindName(x.Kind))
	}
	r, bb := b.asRvalue(bb, b.localScope(), e)
	b.assign(bb, x.Span, dest, r)
	return bb
}

func borrowKind(k thir.Borrow) mir.BorrowKind {
	switch {
	case k.Fake:
		return mir.FakeShallow
	case k.Unique:
		return mir.ClosureUnique
	case !k.Mut:
		return mir.Shared
	case k.TwoPhase:
		return mir.TwoPhase
	}
	return mir.Mut
}

// borrowedPlace is the place that a borrow borrows; a shared borrow's temporary is not mutable.
func (b *builder) borrowedPlace(bb mir.BlockID, e thir.ExprID, readOnly bool) (mir.Place, mir.BlockID) {
	pb, bb := b.placeOf(bb, e, !readOnly, nil)
	return b.place(pb), bb
}

// ifExpr: the scope holds the condition's bindings (and, from edition 2024 on, its
// temporaries) and ends before `else` (reference, destructors.scope.temporary.edition2024).
func (b *builder) ifExpr(dest mir.Place, bb mir.BlockID, k thir.If, span source.Span) mir.BlockID {
	condScope := b.scopes.topmost()
	thenSpan := b.thir.Exprs[k.Then].Span
	var els mir.BlockID
	then := b.inScope(k.Scope, b.scopeSpan(k.Scope, thenSpan), mir.ExitScope, func() mir.BlockID {
		var then mir.BlockID
		then, els = b.inIfThen(condScope, func() mir.BlockID {
			yes := b.condition(bb, k.Cond, condArgs{temps: condScope, span: thenSpan, declare: true, vars: k.Scope})
			return b.into(dest, yes, k.Then)
		})
		return then
	})
	if k.Else != 0 {
		els = b.into(dest, els, k.Else)
	} else {
		b.assignUnit(els, span.ShrinkToEnd(), dest)
	}
	join := b.newBlock()
	b.emitGoto(then, span, join)
	b.emitGoto(els, span, join)
	return join
}

func (b *builder) neverToAny(bb mir.BlockID, k thir.NeverToAny, span source.Span) mir.BlockID {
	_, isCall := b.thir.Exprs[k.Source].Kind.(thir.Call)
	if _, asm := b.thir.Exprs[k.Source].Kind.(thir.InlineAsm); asm {
		isCall = true
	}
	_, bb = b.asTemp(bb, b.localScope(), k.Source, true)
	if isCall {
		return bb // the call's own return edge is cut later
	}
	b.end(bb, span, mir.Unreachable{})
	return b.newBlock()
}

// logical is `a && b` or `a || b` as a value.
func (b *builder) logical(dest mir.Place, bb mir.BlockID, k thir.Logical, span source.Span) mir.BlockID {
	condScope := b.scopes.topmost()
	yes, no := b.inIfThen(condScope, func() mir.BlockID {
		return b.condition(bb, k.L, condArgs{temps: condScope, span: span})
	})
	short, cont, value := no, yes, uint64(0)
	if k.Op == "||" {
		short, cont, value = yes, no, 1
	}
	b.assign(short, span, dest, mir.Use{X: b.boolConst(span, value)})
	rhs := b.into(dest, cont, k.R)
	join := b.newBlock()
	b.emitGoto(rhs, span, join)
	b.emitGoto(short, span, join)
	return join
}

func (b *builder) boolConst(span source.Span, v uint64) mir.Operand {
	return constant(&mir.Const{Type: b.in.Bool(), Scalar: true, Lo: v, Span: span})
}

// loop: a false unwinding edge gives borrowck a way out of an endless loop.
func (b *builder) loop(dest mir.Place, bb mir.BlockID, k thir.Loop, span source.Span) mir.BlockID {
	head := b.newBlock()
	b.emitGoto(bb, span, head)
	return b.inBreakable(head, dest, span, func() mir.BlockID {
		body := b.newBlock()
		b.end(head, span, mir.FalseUnwind{Real: body, Unwind: mir.Unwind{Kind: mir.UnwindContinue}})
		b.divergeFrom(head)
		end := b.into(b.unitPlace(), body, k.Body)
		b.emitGoto(end, span, head)
		return mir.NoBlock
	})
}

// unitPlace is the temporary of all values that nothing reads.
func (b *builder) unitPlace() mir.Place {
	if b.unitTemp == 0 {
		b.unitTemp = b.temp(b.in.Unit(), b.body.Span).Local
	}
	return local(b.unitTemp)
}

func (b *builder) call(dest mir.Place, bb mir.BlockID, k thir.Call, span source.Span) mir.BlockID {
	if name := b.intrinsic(k.FnType); name != "" {
		return b.viaMove(dest, bb, name, k, span)
	}
	fun, bb := b.asOperand(bb, b.localScope(), k.Fun, true)
	args := make([]mir.Operand, len(k.Args))
	spans := make([]source.Span, len(k.Args))
	for i, a := range k.Args {
		args[i], bb = b.asOperand(bb, b.localScope(), a, true)
		spans[i] = b.thir.Exprs[a].Span
	}
	next := b.newBlock()
	b.recordMoved(args)
	b.end(bb, span, mir.Call{
		Func: fun, Args: args, ArgSpans: spans, Dest: dest, Target: next, FnSpan: k.FnSpan,
		Unwind: mir.Unwind{Kind: mir.UnwindContinue}, FromMethod: k.IsMethod, Overloaded: !k.FromHir,
	})
	b.divergeFrom(bb)
	return next
}

// intrinsic names the intrinsics that write a value in place.
func (b *builder) intrinsic(t types.Type) string {
	fn, ok := t.(*types.FnDef)
	if !ok || !fn.Def.IsStd() {
		return ""
	}
	path := b.q.DefPath(fn.Def)
	for _, name := range []string{"write_via_move", "write_box_via_move"} {
		if path == name || strings.HasSuffix(path, "::intrinsics::"+name) {
			return name
		}
	}
	return ""
}

// viaMove evaluates a value right into what a pointer or a box of uninitialised content points to.
func (b *builder) viaMove(dest mir.Place, bb mir.BlockID, name string, k thir.Call, span source.Span) mir.BlockID {
	if len(k.Args) != 2 {
		panic("mirbuild: " + name + " has two arguments")
	}
	_, bb = b.asOperand(bb, b.localScope(), k.Fun, true)
	ptr, bb := b.asOperand(bb, b.localScope(), k.Args[0], true)
	if ptr.Kind == mir.Constant {
		panic("mirbuild: " + name + " of a constant")
	}
	to := ptr.Place.Project(mir.Proj{Kind: mir.Deref})
	if name == "write_via_move" {
		return b.into(to, bb, k.Args[1])
	}
	// Box<MaybeUninit<T>>: (*b).value.value.value
	for _, f := range []int{1, 0, 0} {
		s := b.info.Shape(mir.PlaceType(b.body, b.info, to))
		if len(s.Variants) == 0 || len(s.Variants[0].Fields) <= f {
			return b.unknown(dest, bb, span, "the layout of MaybeUninit is not known", nil)
		}
		to = to.Project(mir.Proj{Kind: mir.Field, Field: f, Type: s.Variants[0].Fields[f]})
	}
	bb = b.into(to, bb, k.Args[1])
	b.assign(bb, span, dest, mir.Use{X: moveOf(ptr.Place)})
	return bb
}

// adt is a struct, variant or union expression, with `..base` perhaps.
func (b *builder) adt(dest mir.Place, bb mir.BlockID, k thir.Adt, x *thir.Expr) mir.BlockID {
	given := map[int]mir.Operand{}
	for _, f := range k.Fields {
		var op mir.Operand
		op, bb = b.asOperand(bb, b.localScope(), f.Expr, true)
		if op.Kind == mir.Move {
			l := &b.body.Locals[op.Place.Local]
			if l.Static.IsZero() && l.ConstRef.IsZero() {
				l.AggregateTemp, l.BlockTail = true, false
			}
		}
		given[f.Index] = op
	}
	def := b.q.Adt(k.Def)
	if def == nil || k.Variant >= len(def.Variants) {
		return b.unknown(dest, bb, x.Span, "the type of a struct expression is not known", nil)
	}
	agg := mir.Aggregate{Type: x.Type, Variant: k.Variant, Active: -1}
	var base placeBuilder
	if k.Base != 0 {
		base, bb = b.placeOf(bb, k.Base, true, nil)
	}
	for i := range def.Variants[k.Variant].Fields {
		if op, ok := given[i]; ok {
			agg.Fields = append(agg.Fields, op)
			continue
		}
		if k.Base != 0 {
			t := fieldType(b, k, x, i)
			agg.Fields = append(agg.Fields, b.use(b.place(base.project(mir.Proj{Kind: mir.Field, Field: i, Type: t}))))
		}
	}
	if def.Kind == hir.KindUnion && len(k.Fields) > 0 {
		agg.Active = k.Fields[0].Index
	}
	if agg.Annotation = b.annotateAt(k.Annotation, x.Span, x.Type); agg.Annotation > 0 {
		// The arguments may have been written on the constructor (`W::<T>(x)`); the type is its own.
		if a := &b.body.Annotations[agg.Annotation-1]; a.Type == nil {
			a.Def = k.Def
		}
	}
	b.assign(bb, x.Span, dest, agg)
	return bb
}

func fieldType(b *builder, k thir.Adt, x *thir.Expr, i int) types.Type {
	if i < len(k.BaseTypes) && k.BaseTypes[i] != nil {
		return k.BaseTypes[i]
	}
	if s := b.info.Shape(x.Type); k.Variant < len(s.Variants) && i < len(s.Variants[k.Variant].Fields) {
		return s.Variants[k.Variant].Fields[i]
	}
	return b.in.Unknown()
}

// annotate makes a user annotation of the body from infer's (index + 1; 0: none), which stands where
// the user wrote it. The result counts from 1 as well.
func (b *builder) annotate(n int, span source.Span, inferred types.Type) int {
	if n > 0 && b.thir.Infer != nil && n <= len(b.thir.Infer.Annotations) {
		if written := b.thir.Infer.Annotations[n-1].Span; written.Valid() {
			span = written
		}
	}
	return b.annotateAt(n, span, inferred)
}

// annotateAt is annotate for one that stands at the expression with it: a constant's or a constructor's.
func (b *builder) annotateAt(n int, span source.Span, inferred types.Type) int {
	if n <= 0 || b.thir.Infer == nil || n > len(b.thir.Infer.Annotations) {
		return 0
	}
	a := &b.thir.Infer.Annotations[n-1]
	b.body.Annotations = append(b.body.Annotations, mir.UserAnnotation{
		Type: a.Type, Span: span, Def: a.Def, Args: a.Args, SelfTy: a.SelfTy, Regions: a.Regions, Inferred: inferred,
	})
	return len(b.body.Annotations)
}

// unknown is code whose meaning is not known: it may read, assign and move what it
// names, go on, and leave through every scope that can be left.
func (b *builder) unknown(dest mir.Place, bb mir.BlockID, span source.Span, reason string, uses []hir.LocalID) mir.BlockID {
	b.unsure(span, reason)
	op := mir.Opaque{Reason: reason}
	for _, v := range uses {
		if ls, ok := b.vars[v]; ok {
			op.Uses = append(op.Uses, ls.body)
		}
	}
	for i := range b.upvars {
		for _, v := range uses {
			if b.upvars[i].capture.Local == v {
				op.Uses = append(op.Uses, b.upvars[i].place.Local)
			}
		}
	}
	b.assign(bb, span, dest, op)
	next := b.newBlock()
	esc := mir.Escape{Targets: []mir.BlockID{next}}
	for i := range b.scopes.breakables {
		out := b.newBlock()
		b.assign(out, span, b.scopes.breakables[i].dest, op)
		b.leave(out, b.scopes.breakables[i].region, b.scopes.breakables[i].breaks, "", span)
		esc.Targets = append(esc.Targets, out)
		if t := b.scopes.breakables[i].continues; t != nil {
			again := b.newBlock()
			b.leave(again, b.scopes.breakables[i].region, t, "", span)
			esc.Targets = append(esc.Targets, again)
		}
	}
	b.end(bb, span, esc)
	return next
}

// kindName names an expression's form in internal errors.
func kindName(k thir.ExprKind) string { return strings.TrimPrefix(fmt.Sprintf("%T", k), "thir.") }
