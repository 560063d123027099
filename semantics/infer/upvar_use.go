package infer

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/ast"
)

// This file: the walk over a closure's body that finds how each place is used:
// moved, copied, borrowed, assigned (rustc's ExprUseVisitor with the delegate of
// closure analysis). Only uses of upvars are kept. In
//
//	let c = || { p.x += 1; drop(s); };
//
// it notes a mutable borrow of p.x and a move of s.

// useContext is what the analysis asks about the body at hand while inference runs.
type useContext struct {
	q    types.Queries
	in   *types.Interner
	body *hir.Body
	res  *Result
	// resolve replaces inference variables by what is known of them.
	resolve func(types.Type) types.Type
	// normalize replaces projections in the type of a field.
	normalize func(types.Type) types.Type
	// isCopy says whether a type is known to be Copy.
	isCopy func(types.Type) bool
	// hasDtor says whether an ADT implements Drop.
	hasDtor func(*types.Adt) bool
}

// captureKind is how a place is used: rustc's UpvarCapture, in rising order.
type captureKind = CaptureMode

// use is one use of an upvar: the expression that makes it captured so, and the one that names the place.
type use struct {
	place place
	kind  captureKind
	by    hir.ExprID
	path  hir.ExprID
}

// useVisitor walks one closure.
type useVisitor struct {
	*useContext
	// upvars are the locals of enclosing bodies that the closure mentions.
	upvars map[hir.LocalID]bool
	def    types.DefID // the closure
	// inner are the captures of the closures inside, analysed before.
	inner map[hir.ExprID]*closureUses

	uses  []use
	reads []fakeRead
	// unknown: something in the closure is not understood.
	unknown bool
}

// fakeRead is a place that a pattern matches on without touching it: it must be initialised all the same.
type fakeRead struct {
	place place
	match bool // by a refutable match; else by a let
	by    hir.ExprID
	in    types.DefID // the closure that it stands in
}

// ---------- what is noted ----------

func (v *useVisitor) note(p place, k captureKind) {
	v.uses = append(v.uses, use{place: p, kind: k, by: p.expr, path: p.expr})
}

func (v *useVisitor) consume(p place, by hir.ExprID) {
	if p.base != baseUpvar {
		return
	}
	p.expr = by
	v.note(p, CaptureMove)
}

// borrow notes a borrow. A reference into a packed struct is not made: the
// capture stops before; raw pointers do not pass mutability on.
func (v *useVisitor) borrow(p place, by hir.ExprID, k captureKind) {
	if p.base != baseUpvar {
		return
	}
	p.expr = by
	p, k = v.restrictPacked(p, k)
	if p.derefsOf(isRawPtr) {
		k = CaptureRef
	}
	v.note(p, k)
}

func (v *useVisitor) consumeOrCopy(p place, by hir.ExprID) {
	if p.base != baseUpvar {
		return
	}
	if v.isCopy(p.typ()) {
		v.borrow(p, by, CaptureRef)
	} else {
		v.consume(p, by)
	}
}

func (v *useVisitor) fakeRead(p place, match bool, by hir.ExprID, in types.DefID) {
	if p.base != baseUpvar {
		return
	}
	p, _ = v.restrictPrecision(p, CaptureRef)
	p, _ = v.restrictPacked(p, CaptureRef)
	v.reads = append(v.reads, fakeRead{place: p, match: match, by: by, in: in})
}

func modeOf(mut bool) captureKind {
	if mut {
		return CaptureMut
	}
	return CaptureRef
}

// ---------- expressions ----------

// closure walks a closure's parameters and body.
func (v *useVisitor) closure(c hir.ExprClosure) {
	for _, p := range c.Params {
		v.pattern(v.rvalue(0, v.patType(p.Pat)), p.Pat, false)
	}
	v.consumeExpr(c.Body)
}

func (v *useVisitor) consumeExpr(e hir.ExprID) {
	if e == 0 {
		return
	}
	p := v.cat(e)
	v.consumeOrCopy(p, p.expr)
	v.walk(e)
}

func (v *useVisitor) consumeAll(es []hir.ExprID) {
	for _, e := range es {
		v.consumeExpr(e)
	}
}

func (v *useVisitor) borrowExpr(e hir.ExprID, k captureKind) {
	p := v.cat(e)
	v.borrow(p, p.expr, k)
	v.walk(e)
}

// walk visits what evaluating an expression uses, apart from the place itself.
func (v *useVisitor) walk(e hir.ExprID) {
	if e == 0 {
		return
	}
	v.adjustments(e)
	switch k := v.body.Exprs[e].Kind.(type) {
	case hir.ExprPath, hir.ExprLit, hir.ExprConstBlock, hir.ExprContinue, hir.ExprErr:
	case hir.ExprUnknown:
		v.unknown = true
		for _, l := range k.Uses {
			v.consume(v.catLocal(e, l), e)
		}
	case hir.ExprField:
		v.walk(k.Expr)
	case hir.ExprIndex:
		v.walk(k.Expr)
		v.consumeExpr(k.Index)
	case hir.ExprUnary:
		if k.Op == '*' {
			v.walk(k.Expr)
		} else {
			v.consumeExpr(k.Expr)
		}
	case hir.ExprCall:
		v.consumeExpr(k.Callee)
		v.consumeAll(k.Args)
	case hir.ExprMethodCall:
		v.consumeExpr(k.Recv)
		v.consumeAll(k.Args)
	case hir.ExprStruct:
		v.structExpr(e, k)
	case hir.ExprArray:
		v.consumeAll(k.Elems)
	case hir.ExprTuple:
		v.consumeAll(k.Elems)
	case hir.ExprRepeat:
		v.consumeExpr(k.Elem)
	case hir.ExprIf:
		v.consumeExpr(k.Cond)
		v.consumeExpr(k.Then)
		v.consumeExpr(k.Else)
	case hir.ExprLet:
		v.local(k.Init, k.Pat, nil, true)
	case hir.ExprMatch:
		v.match(k)
	case hir.ExprAddrOf:
		v.borrowExpr(k.Expr, modeOf(k.Mut))
	case hir.ExprLoop:
		v.block(k.Body)
	case hir.ExprBlock:
		v.block(k.Block)
	case hir.ExprBinary:
		v.consumeExpr(k.L)
		v.consumeExpr(k.R)
	case hir.ExprAssign:
		v.borrowExpr(k.L, CaptureMut)
		v.consumeExpr(k.R)
	case hir.ExprAssignOp:
		if v.overloaded(e) {
			v.consumeExpr(k.L)
		} else {
			v.borrowExpr(k.L, CaptureMut)
		}
		v.consumeExpr(k.R)
	case hir.ExprBreak:
		v.consumeExpr(k.Value)
	case hir.ExprReturn:
		v.consumeExpr(k.Value)
	case hir.ExprYield:
		v.consumeExpr(k.Value)
	case hir.ExprCast:
		v.consumeExpr(k.Expr)
	case hir.ExprDropTemps:
		v.consumeExpr(k.Expr)
	case hir.ExprBuiltin:
		v.consumeAll(k.Args)
	case hir.ExprClosure:
		v.captures(e)
	case hir.ExprAsm:
		v.asm(k)
	default:
		v.unknown = true
	}
}

// adjustments visits what an expression's adjustments use: an overloaded deref and
// an autoref borrow the place, other pointer coercions consume it.
func (v *useVisitor) adjustments(e hir.ExprID) {
	adj := v.res.Adjustments[e]
	if len(adj) == 0 {
		return
	}
	p := v.catUnadjusted(e)
	for _, a := range adj {
		switch a.Kind {
		case DerefBuiltin:
		case DerefOverloaded, BorrowRef, BorrowRawPtr:
			v.borrow(p, p.expr, modeOf(a.Mut))
		default:
			v.consumeOrCopy(p, p.expr)
		}
		p = v.catStep(e, p, a)
	}
}

func (v *useVisitor) block(b *hir.Block) {
	if b == nil {
		return
	}
	for _, s := range b.Stmts {
		switch s := s.Kind.(type) {
		case hir.StmtLet:
			if s.Init != 0 {
				v.local(s.Init, s.Pat, s.Else, false)
			}
		case hir.StmtExpr:
			v.consumeExpr(s.Expr)
		}
	}
	v.consumeExpr(b.Tail)
}

// local visits `let pat = init`, also in conditions, where the scrutinee is read.
func (v *useVisitor) local(init hir.ExprID, pat hir.PatID, els *hir.Block, condition bool) {
	v.walk(init)
	p := v.cat(init)
	if condition {
		v.borrowExpr(init, CaptureRef)
	}
	v.fakeRead(p, els != nil, p.expr, v.def)
	v.pattern(p, pat, false)
	v.block(els)
}

func (v *useVisitor) match(k hir.ExprMatch) {
	p := v.cat(k.Scrutinee)
	v.fakeRead(p, true, p.expr, v.def)
	v.walk(k.Scrutinee)
	for _, arm := range k.Arms {
		v.pattern(p, arm.Pat, arm.Guard != 0)
		v.consumeExpr(arm.Guard)
		v.consumeExpr(arm.Body)
	}
}

// structExpr visits a struct expression: of the base only the fields that are not written are used.
func (v *useVisitor) structExpr(e hir.ExprID, k hir.ExprStruct) {
	for _, f := range k.Fields {
		v.consumeExpr(f.Expr)
	}
	if k.Base == 0 {
		return
	}
	base := v.cat(k.Base)
	if adt, ok := base.typ().(*types.Adt); ok {
		written := map[int]bool{}
		for _, i := range v.res.Fields[e] {
			written[i] = true
		}
		for i := range v.fieldCount(adt, 0) {
			if !written[i] {
				p := base.with(proj{kind: projField, field: i, typ: v.fieldType(adt, 0, i)})
				v.consumeOrCopy(p, p.expr)
			}
		}
	}
	v.walk(k.Base)
}

// captures visits a closure inside the one at hand: what it captures of an outer
// body is used here in the same mode.
func (v *useVisitor) captures(e hir.ExprID) {
	in := v.inner[e]
	if in == nil {
		v.unknown = true
		return
	}
	v.unknown = v.unknown || in.unknown
	for _, r := range in.reads {
		if v.upvars[r.place.local] {
			v.fakeRead(r.place, r.match, r.by, r.in)
		}
	}
	for _, u := range in.min {
		if !v.upvars[u.place.local] {
			continue
		}
		p := u.place
		by := u.path
		if by == 0 {
			by = u.by
		}
		if by == 0 {
			by = e
		}
		if u.kind == CaptureMove {
			v.consumeOrCopy(p, by)
		} else {
			v.borrow(p, by, u.kind)
		}
	}
}

func (v *useVisitor) fieldCount(adt *types.Adt, variant int) int {
	def := v.q.Adt(adt.Def)
	if def == nil || variant >= len(def.Variants) {
		return 0
	}
	return len(def.Variants[variant].Fields)
}

// fieldType is the type of a field of an ADT, projections replaced.
func (v *useVisitor) fieldType(adt *types.Adt, variant, field int) types.Type {
	def := v.q.Adt(adt.Def)
	if def == nil || variant >= len(def.Variants) || field < 0 || field >= len(def.Variants[variant].Fields) {
		return v.in.Unknown() // of -1: no such field (E0026)
	}
	t := types.Subst(v.in, def.Variants[variant].Fields[field].Type, adt.Args)
	return v.resolve(v.normalize(types.EraseRegions(v.in, t)))
}

// asm: inputs are consumed, outputs written.
func (v *useVisitor) asm(k hir.ExprAsm) {
	for i := range k.Operands {
		o := &k.Operands[i]
		switch o.Kind {
		case ast.AsmIn:
			v.consumeExpr(o.Expr)
		case ast.AsmOut, ast.AsmInOut:
			if o.Expr != 0 {
				v.borrowExpr(o.Expr, CaptureMut)
			}
		case ast.AsmSplit:
			v.consumeExpr(o.Expr)
			if o.Out != 0 {
				v.borrowExpr(o.Out, CaptureMut)
			}
		case ast.AsmLabel:
			v.block(o.Block)
		}
	}
}
