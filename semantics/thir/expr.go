package thir

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/infer"
	"drop-lsp/semantics/traits"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file: expressions. Each stands in a ScopeExpr of its own scope, with its
// adjustments inside; method calls and overloaded operators become plain calls.

// maker makes the thir expressions of one hir expression: all have its temporary scope.
type maker struct {
	*builder
	id   hir.ExprID
	span source.Span
	// temp is where temporaries are dropped, modern where edition 2024 would drop them if that is elsewhere.
	temp, modern ScopeID
}

func (b *builder) push(x Expr) ExprID {
	b.body.Exprs = append(b.body.Exprs, x)
	return ExprID(len(b.body.Exprs) - 1)
}

func (m *maker) make(t types.Type, span source.Span, k ExprKind) Expr {
	if t == nil {
		t = m.in.Unknown()
	}
	return Expr{Type: t, Span: span, TempScope: m.temp, BackwardsIncompat: m.modern, Hir: m.id, Kind: k}
}

func (m *maker) put(t types.Type, k ExprKind) ExprID { return m.push(m.make(t, m.span, k)) }

// expr builds an expression with its adjustments and its scope.
func (b *builder) expr(e hir.ExprID) ExprID {
	if e <= 0 || int(e) >= len(b.hir.Exprs) {
		b.unknown(b.hir.Span, "an expression is missing")
		return b.push(Expr{Type: b.in.Unknown(), Kind: Unknown{Reason: "missing"}})
	}
	m := &maker{builder: b, id: e, span: b.hir.Exprs[e].Span}
	m.temp, m.modern = b.scopes.temporaryOf(e)
	x := m.make(b.exprType(e), m.span, m.kind(b.hir.Exprs[e].Kind))
	for i := range b.res.Adjustments[e] {
		x = m.adjust(x, &b.res.Adjustments[e][i])
	}
	return b.push(m.make(x.Type, m.span, ScopeExpr{Scope: b.scopes.nodes[e], Value: b.push(x)}))
}

func (b *builder) exprs(es []hir.ExprID) []ExprID {
	out := make([]ExprID, len(es))
	for i, e := range es {
		out[i] = b.expr(e)
	}
	return out
}

func (b *builder) optional(e hir.ExprID) ExprID {
	if e == 0 {
		return 0
	}
	return b.expr(e)
}

func (m *maker) kind(k hir.ExprKind) ExprKind {
	switch k := k.(type) {
	case hir.ExprUnknown:
		return Unknown{Reason: k.Reason, Uses: k.Uses}
	case hir.ExprErr:
		m.body.Tainted = true
		return Unknown{Reason: "error"}
	case hir.ExprLit:
		return Literal{Lit: k.Lit}
	case hir.ExprPath:
		return m.path(k.Path)
	case hir.ExprConstBlock:
		return ConstBlock{Def: k.Def}
	case hir.ExprArray:
		return Array{Fields: m.exprs(k.Elems)}
	case hir.ExprTuple:
		return Tuple{Fields: m.exprs(k.Elems)}
	case hir.ExprRepeat:
		return m.repeat(k)
	case hir.ExprCall:
		return m.call(k)
	case hir.ExprMethodCall:
		return m.methodCall(k)
	case hir.ExprBinary:
		return m.binary(k)
	case hir.ExprUnary:
		return m.unary(k)
	case hir.ExprAddrOf:
		if k.Raw {
			return RawBorrow{Mut: k.Mut, Arg: m.expr(k.Expr)}
		}
		return Borrow{Mut: k.Mut, Arg: m.expr(k.Expr)}
	case hir.ExprCast:
		return m.cast(k)
	case hir.ExprDropTemps:
		return Use{Source: m.expr(k.Expr)}
	case hir.ExprLet:
		init := m.expr(k.Init)
		return Let{Expr: init, Pat: m.annotated(k.Pat)}
	case hir.ExprIf:
		return If{Scope: m.scopes.ifs[m.id], Cond: m.expr(k.Cond), Then: m.expr(k.Then), Else: m.optional(k.Else)}
	case hir.ExprLoop:
		body := m.block(k.Body)
		temp, _ := m.scopes.temporary(m.scopes.blocks[k.Body])
		return Loop{Body: m.push(Expr{Type: m.in.Unit(), Span: k.Body.Span, TempScope: temp, Hir: m.id, Kind: BlockExpr{Block: body}})}
	case hir.ExprMatch:
		return m.match(k)
	case hir.ExprClosure:
		return m.closureExpr(k)
	case hir.ExprBlock:
		return BlockExpr{Block: m.block(k.Block)}
	case hir.ExprAssign:
		l := m.expr(k.L)
		return Assign{L: l, R: m.expr(k.R), OpSpan: k.OpSpan}
	case hir.ExprAssignOp:
		l := m.expr(k.L)
		r := m.expr(k.R)
		if c, ok := m.res.Callees[m.id]; ok {
			return m.overloaded(c, l, r)
		}
		return AssignOp{Op: k.Op, L: l, R: r}
	case hir.ExprField:
		return m.field(k)
	case hir.ExprIndex:
		l := m.expr(k.Expr)
		i := m.expr(k.Index)
		if c, ok := m.res.Callees[m.id]; ok {
			return m.overloadedPlace(c, m.exprType(m.id), k.BracketSpan, l, i)
		}
		return Index{L: l, Index: i}
	case hir.ExprBreak:
		return m.breakExpr(k)
	case hir.ExprContinue:
		if s, ok := m.target(k.Target); ok {
			return Continue{Label: s}
		}
		return Unknown{Reason: "continue without a loop"}
	case hir.ExprReturn:
		if m.inConstant() { // E0572
			return Unknown{Reason: "return outside of a function"}
		}
		return Return{Value: m.optional(k.Value)}
	case hir.ExprStruct:
		return m.structExpr(k)
	case hir.ExprYield:
		return Yield{Value: m.expr(k.Value)}
	case hir.ExprAsm:
		return m.asm(k)
	case hir.ExprBuiltin:
		return m.builtin(k)
	}
	m.unknown(m.span, "this form is not lowered")
	return Unknown{Reason: "this form is not lowered", Uses: m.mentioned()}
}

// mentioned are all variables: what code that is not lowered may use.
func (m *maker) mentioned() []hir.LocalID {
	var out []hir.LocalID
	for l := range m.hir.Locals {
		if l > 0 {
			out = append(out, hir.LocalID(l))
		}
	}
	return out
}

// fn is a function item as a value.
func (m *maker) fn(c infer.Callee, span source.Span) ExprID {
	return m.push(m.make(m.in.FnDef(c.Def, c.Args), span, ZstLiteral{Def: c.Def, Args: c.Args, Annotation: c.Annotation}))
}

// overloaded is an operator as a call.
func (m *maker) overloaded(c infer.Callee, args ...ExprID) ExprKind {
	fn := m.fn(c, m.span)
	return Call{FnType: m.body.Exprs[fn].Type, Fun: fn, Args: args, FnSpan: m.span}
}

// overloadedPlace is `*f(args)`: an overloaded `*` or index. The receiver is a reference.
func (m *maker) overloadedPlace(c infer.Callee, place types.Type, span source.Span, args ...ExprID) ExprKind {
	mut := false
	if r, ok := m.body.Exprs[args[0]].Type.(*types.Ref); ok {
		mut = r.Mut
	}
	fn := m.fn(c, span)
	call := m.push(m.make(m.in.Ref(types.Erased, place, mut), span, Call{FnType: m.body.Exprs[fn].Type, Fun: fn, Args: args, FnSpan: span}))
	return Deref{Arg: call}
}

// ---------- calls ----------

func (m *maker) call(k hir.ExprCall) ExprKind {
	if c, ok := m.res.Callees[m.id]; ok { // of a closure, or of what implements Fn
		ts := make([]types.Type, len(k.Args))
		for i, a := range k.Args {
			ts[i] = m.adjustedType(a)
		}
		fn := m.fn(c, m.hir.Exprs[k.Callee].Span)
		tuple := m.put(m.in.Tuple(ts...), Tuple{Fields: m.exprs(k.Args)})
		recv := m.expr(k.Callee)
		return Call{FnType: m.body.Exprs[fn].Type, Fun: fn, Args: []ExprID{recv, tuple}, FromHir: true, FnSpan: m.span}
	}
	if _, ok := m.hir.Exprs[k.Callee].Kind.(hir.ExprPath); ok {
		p := m.res.Paths[k.Callee]
		if adt, isAdt := m.exprType(m.id).(*types.Adt); isAdt && p.DefKind == hir.KindCtor {
			out := Adt{Def: adt.Def, Variant: p.Variant, Args: adt.Args, Annotation: p.Annotation}
			for i, a := range k.Args {
				out.Fields = append(out.Fields, FieldExpr{Index: i, Expr: m.expr(a)})
			}
			return out
		}
	}
	fn := m.expr(k.Callee)
	return Call{FnType: m.exprType(k.Callee), Fun: fn, Args: m.exprs(k.Args), FromHir: true, FnSpan: m.span}
}

func (m *maker) methodCall(k hir.ExprMethodCall) ExprKind {
	c, ok := m.res.Callees[m.id]
	m.derefSpans[k.Recv] = m.span
	args := append([]ExprID{m.expr(k.Recv)}, m.exprs(k.Args)...)
	if !ok {
		m.unknown(m.span, "the method is not known")
		return Unknown{Reason: "the method is not known", Uses: m.mentioned()}
	}
	fn := m.fn(c, k.Seg.Span)
	return Call{FnType: m.body.Exprs[fn].Type, Fun: fn, Args: args, FromHir: true, FnSpan: k.FnSpan, IsMethod: true}
}

func (m *maker) binary(k hir.ExprBinary) ExprKind {
	l, r := m.expr(k.L), m.expr(k.R)
	if c, ok := m.res.Callees[m.id]; ok {
		return m.overloaded(c, l, r)
	}
	if k.Op == "&&" || k.Op == "||" {
		return Logical{Op: k.Op, L: l, R: r}
	}
	return Binary{Op: k.Op, L: l, R: r}
}

func (m *maker) unary(k hir.ExprUnary) ExprKind {
	c, overloaded := m.res.Callees[m.id]
	if k.Op == '*' {
		arg := m.expr(k.Expr)
		if overloaded {
			return m.overloadedPlace(c, m.exprType(m.id), m.span, arg)
		}
		return Deref{Arg: arg}
	}
	if overloaded {
		return m.overloaded(c, m.expr(k.Expr))
	}
	if lit, ok := m.hir.Exprs[k.Expr].Kind.(hir.ExprLit); ok && k.Op == '-' {
		return Literal{Lit: lit.Lit, Neg: true}
	}
	return Unary{Op: k.Op, Arg: m.expr(k.Expr)}
}

// ---------- paths ----------

func (m *maker) path(p *hir.Path) ExprKind {
	if p.Res.Kind == hir.ResLocal && p.Unresolved == 0 {
		return m.variable(p.Res.Local)
	}
	r, ok := m.res.Paths[m.id]
	if !ok {
		m.unknown(m.span, "the path is not known")
		return Unknown{Reason: "the path is not known"}
	}
	if r.Kind == hir.ResLocal {
		return m.variable(r.Local)
	}
	if r.Kind == hir.ResConstParam || r.DefKind == hir.KindConstParam {
		return ConstParam{Const: m.constParam(p, r)}
	}
	switch r.DefKind {
	case hir.KindConst, hir.KindAssocConst:
		return NamedConst{Def: r.Def, Args: r.Args, Annotation: r.Annotation}
	case hir.KindStatic:
		return m.static(r.Def)
	case hir.KindCtor:
		if adt, ok := m.exprType(m.id).(*types.Adt); ok && p.Res.Kind != hir.ResSelfCtor { // that is a constant
			return Adt{Def: adt.Def, Variant: r.Variant, Args: adt.Args, Annotation: r.Annotation}
		}
	}
	return ZstLiteral{Def: r.Def, Args: r.Args, Annotation: r.Annotation}
}

// constParam is a const parameter as a constant.
func (m *maker) constParam(p *hir.Path, r infer.Resolved) types.Const {
	name := ""
	if n := len(p.Segments); n > 0 {
		name = p.Segments[n-1].Name
	}
	index := p.Res.Index
	if g := m.q.Generics(p.Res.Def); g != nil {
		index += uint32(g.Parent.Count())
	}
	return types.Const{Kind: types.ConstParam, Name: name, Index: index, Def: r.Def}
}

// inConstant reports whether the body is that of a constant, from which there is no return.
func (b *builder) inConstant() bool {
	switch b.hir.Kind {
	case hir.KindConst, hir.KindAssocConst, hir.KindStatic, hir.KindAnonConst, hir.KindInlineConst:
		return b.body.Closure == nil
	}
	return false
}

// variable is one of the body or, in a closure, of a body around it. What a pattern in error would
// bind is declared nowhere.
func (m *maker) variable(l hir.LocalID) ExprKind {
	if m.scopes.declared[l] || m.body.Closure == nil {
		return VarRef{Local: l}
	}
	return UpvarRef{Closure: m.body.Owner, Local: l}
}

// StaticQueries is what Queries may answer besides about statics.
type StaticQueries interface {
	// StaticAttrs says whether a static is `static mut`, thread-local, or declared in an extern block.
	StaticAttrs(types.DefID) (mut, threadLocal, foreign bool)
}

// static is a static: what its address points to.
func (m *maker) static(def types.DefID) ExprKind {
	t := m.exprType(m.id)
	var mut, tls, foreign bool
	if q, ok := m.q.(StaticQueries); ok {
		mut, tls, foreign = q.StaticAttrs(def)
	}
	ptr := m.in.Ref(types.Erased, t, false)
	if mut || foreign {
		ptr = m.in.RawPtr(t, mut)
	}
	var k ExprKind = StaticRef{Def: def}
	if tls {
		k = ThreadLocalRef{Def: def}
	}
	return Deref{Arg: m.put(ptr, k)}
}

// ---------- the rest ----------

func (m *maker) repeat(k hir.ExprRepeat) ExprKind {
	arr, ok := m.exprType(m.id).(*types.Array)
	if !ok {
		m.unknown(m.span, "the length of an array is not known")
		return Unknown{Reason: "the length of an array is not known"}
	}
	return Repeat{Value: m.expr(k.Elem), Count: arr.Len}
}

func (m *maker) cast(k hir.ExprCast) ExprKind {
	m.casts[k.Expr] = m.id
	var src ExprID
	if !m.res.Casts[m.id] {
		src = m.discriminant(k.Expr)
	}
	if src == 0 {
		src = m.expr(k.Expr)
	}
	var out ExprKind = Cast{Source: src}
	if m.res.Casts[m.id] {
		out = Use{Source: src}
	} else if _, isRef := m.exprType(k.Expr).(*types.Ref); isRef {
		out = PointerCoercion{Kind: infer.ArrayToPointer, Source: src}
	}
	if n := m.exprTypes[m.id]; n != 0 {
		return ValueTypeAscription{Source: m.put(m.exprType(m.id), out), Annotation: n}
	}
	return out
}

// discriminant is the source of a cast of a unit variant's path: its discriminant, which is
// the last one written before it and the distance from there; 0: no such path.
func (m *maker) discriminant(e hir.ExprID) ExprID {
	if e <= 0 || int(e) >= len(m.hir.Exprs) {
		return 0
	}
	if _, ok := m.hir.Exprs[e].Kind.(hir.ExprPath); !ok || m.res.Paths[e].DefKind != hir.KindCtor {
		return 0
	}
	adt, ok := m.exprType(e).(*types.Adt)
	if !ok {
		return 0
	}
	def := m.q.Adt(adt.Def)
	at := m.res.Paths[e].Variant
	if def == nil || def.Kind != hir.KindEnum || at >= len(def.Variants) {
		return 0
	}
	prim := def.DiscrType
	if prim == hir.PrimNone {
		prim = hir.PrimIsize
	}
	t := m.in.Prim(prim)
	number := func(lo, hi uint64) ExprID {
		return m.put(t, Literal{Lit: hir.Lit{Kind: ast.LitInt, Lo: lo, Hi: hi}})
	}
	for i := at; i >= 0; i-- {
		if d := def.Variants[i].DiscrDef; !d.IsZero() {
			offset := number(uint64(at-i), 0)
			return m.put(t, Binary{Op: "+", L: m.put(t, NamedConst{Def: d, Args: adt.Args}), R: offset})
		}
	}
	c := def.Variants[at].Discr
	if c.Kind != types.ConstValue {
		return 0
	}
	return number(c.Lo, c.Hi)
}

func (m *maker) match(k hir.ExprMatch) ExprKind {
	out := Match{Scrutinee: m.expr(k.Scrutinee), Source: k.Source}
	for i := range k.Arms {
		a := &k.Arms[i]
		key := armKey{m.id, i}
		arm := Arm{Pat: m.pat(a.Pat), Scope: m.scopes.arms[key], GuardScope: m.scopes.guards[key], Span: a.Span}
		arm.Guard = m.optional(a.Guard)
		arm.Body = m.expr(a.Body)
		m.body.Arms = append(m.body.Arms, arm)
		out.Arms = append(out.Arms, ArmID(len(m.body.Arms)-1))
	}
	return out
}

func (m *maker) field(k hir.ExprField) ExprKind {
	index := m.res.Fields[m.id]
	if len(index) == 0 {
		m.unknown(m.span, "the field is not known")
		return Unknown{Reason: "the field is not known", Uses: m.mentioned()}
	}
	m.derefSpans[k.Expr] = m.span
	return Field{L: m.expr(k.Expr), Index: index[0]}
}

// target is the scope that a break or continue names.
func (m *maker) target(e hir.ExprID) (ScopeID, bool) {
	if e <= 0 || int(e) >= len(m.hir.Exprs) {
		return 0, false
	}
	if k, ok := m.hir.Exprs[e].Kind.(hir.ExprBlock); ok {
		s, ok := m.scopes.blocks[k.Block]
		return s, ok
	}
	s, ok := m.scopes.nodes[e]
	return s, ok
}

func (m *maker) breakExpr(k hir.ExprBreak) ExprKind {
	s, ok := m.target(k.Target)
	if !ok {
		m.body.Tainted = true
		return Unknown{Reason: "break without a loop"}
	}
	return Break{Label: s, Value: m.optional(k.Value)}
}

func (m *maker) structExpr(k hir.ExprStruct) ExprKind {
	adt, ok := m.exprType(m.id).(*types.Adt)
	index := m.res.Fields[m.id]
	if !ok || len(index) < len(k.Fields) {
		m.unknown(m.span, "the struct is not known")
		return Unknown{Reason: "the struct is not known", Uses: m.mentioned()}
	}
	p := m.res.Paths[m.id]
	out := Adt{Def: adt.Def, Variant: p.Variant, Args: adt.Args, Annotation: p.Annotation}
	for i := range k.Fields {
		out.Fields = append(out.Fields, FieldExpr{Index: index[i], Expr: m.expr(k.Fields[i].Expr)})
	}
	if k.Base != 0 {
		out.Base = m.expr(k.Base)
		out.BaseTypes = m.fieldTypes(adt)
	}
	return out
}

// fieldTypes are the types of a struct's fields.
func (m *maker) fieldTypes(adt *types.Adt) []types.Type {
	def := m.q.Adt(adt.Def)
	if def == nil || len(def.Variants) == 0 {
		return nil
	}
	return m.variantTypes(adt, def, 0)
}

// variantTypes are the types of the fields of an ADT's variant.
func (b *builder) variantTypes(adt *types.Adt, def *types.AdtDef, variant int) []types.Type {
	env := traits.NewEnv(b.q, b.q.Predicates(b.hir.Owner))
	var out []types.Type
	for _, f := range def.Variants[variant].Fields {
		out = append(out, env.Normalize(b.erase(types.Subst(b.in, f.Type, adt.Args)), false))
	}
	return out
}

func (m *maker) builtin(k hir.ExprBuiltin) ExprKind {
	if k.Name == "type_ascribe" && len(k.Args) == 1 {
		n := m.exprTypes[m.id]
		arg := m.expr(k.Args[0])
		switch m.hir.Exprs[k.Args[0]].Kind.(type) {
		case hir.ExprPath, hir.ExprField, hir.ExprIndex:
			return PlaceTypeAscription{Source: arg, Annotation: n}
		}
		return ValueTypeAscription{Source: arg, Annotation: n}
	}
	if k.Name == "offset_of" {
		return Literal{}
	}
	m.unknown(m.span, "builtin "+k.Name+" is not lowered")
	return Unknown{Reason: "builtin " + k.Name, Uses: m.mentioned()}
}
