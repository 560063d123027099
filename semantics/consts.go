package semantics

import (
	"math/big"
	"slices"
	"strings"

	"drop-lsp/semantics/consteval"
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/thir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/ast"
)

// This file: the values of constants: those that follow from literals at once (array lengths,
// discriminants, const items with arithmetic), std's from the facts, all others by
// interpreting their MIR (package consteval). What cannot be told is Unknown.

// EvalConst is the value of a const with its arguments; Unknown where it is not known, Error where
// its own body has an error of types or its evaluation one (E0080).
func (f *frame) EvalConst(def types.DefID, args types.Args) types.Const {
	if args != nil && args.Flags()&types.HasParam != 0 {
		return types.Const{Kind: types.ConstUneval, Def: def, Args: args}
	}
	return ask(f, key{q: qConst, def: def, args: args}, func(f *frame) types.Const {
		if t := f.TypeOf(def); t != nil && t.Flags()&types.HasError != 0 {
			return types.Const{Kind: types.ConstError}
		}
		if v, ok := f.evalDef(def); ok {
			return constOf(v, f.constWidth(def))
		}
		v := f.ConstValue(def, args)
		if v != nil && v.Kind == consteval.Scalar {
			return types.Const{Kind: types.ConstValue, Lo: v.Lo, Hi: v.Hi}
		}
		if v != nil && v.Kind == consteval.Failed || f.constTainted(def) {
			return types.Const{Kind: types.ConstError}
		}
		return types.Const{}
	})
}

// constTainted: the body of a local const or anonymous constant has an error of types.
func (f *frame) constTainted(def types.DefID) bool {
	c := f.crateOf(def)
	if def.IsStd() || c == nil {
		return false
	}
	owner := def
	if f.Body(def) == nil {
		owner = c.BodyOwner(def)
	}
	return slices.ContainsFunc(f.prepared(owner), func(b *mir.Body) bool { return b.Owner == def && b.Tainted })
}

// ConstValue is the value of a const by interpretation; nil where it is not known.
func (f *frame) ConstValue(def types.DefID, args types.Args) *consteval.Value {
	return ask(f, key{q: qConstValue, def: def, args: args}, func(f *frame) *consteval.Value {
		if def.IsStd() {
			if v, ok := f.evalDef(def); ok {
				c := constOf(v, f.constWidth(def))
				return &consteval.Value{Kind: consteval.Scalar, Lo: c.Lo, Hi: c.Hi}
			}
			return nil
		}
		return guard(func() *consteval.Value { return consteval.Eval(f, def, args) },
			func(string) *consteval.Value { return nil })
	})
}

// ConstMIR is the MIR of a const, const fn or anonymous constant; nil where it is partial or wrong.
func (f *frame) ConstMIR(def types.DefID) *mir.Body {
	c := f.crateOf(def)
	if def.IsStd() || c == nil {
		return nil
	}
	owner := def
	if f.Body(def) == nil {
		owner = c.BodyOwner(def)
	}
	for _, b := range f.prepared(owner) {
		if b.Owner == def && !b.Tainted && len(b.Unknown) == 0 {
			return b
		}
	}
	return nil
}

// LibraryPath is the canonical path of a definition of the library.
func (f *frame) LibraryPath(def types.DefID) string { return f.std.Path(def) }

// ConstTree is the value of a const as patterns take it apart; nil where it is not known.
func (f *frame) ConstTree(def types.DefID, args types.Args) *thir.ConstTree {
	return constTree(f.ConstValue(def, args), 0)
}

func constTree(v *consteval.Value, depth int) *thir.ConstTree {
	if v == nil || depth > 64 {
		return nil
	}
	out := &thir.ConstTree{Lo: v.Lo, Hi: v.Hi, Variant: v.Variant, Text: v.Text}
	parts := v.Fields
	switch v.Kind {
	case consteval.Scalar, consteval.Str, consteval.Aggregate:
	case consteval.Ref:
		parts = []*consteval.Value{v.Target}
	default:
		return nil
	}
	for _, p := range parts {
		t := constTree(p, depth+1)
		if t == nil {
			return nil
		}
		out.Parts = append(out.Parts, t)
	}
	return out
}

// constWidth is the number of bits of a const's type; 64 for those of types.
func (f *frame) constWidth(def types.DefID) uint {
	if p, ok := f.TypeOf(def).(*types.Prim); ok {
		return primBits(p.Prim)
	}
	return 64
}

func primBits(p hir.Prim) uint {
	switch p {
	case hir.PrimBool, hir.PrimI8, hir.PrimU8:
		return 8
	case hir.PrimI16, hir.PrimU16:
		return 16
	case hir.PrimI32, hir.PrimU32, hir.PrimChar:
		return 32
	case hir.PrimI128, hir.PrimU128:
		return 128
	}
	return 64
}

// constOf is a value as bits of a width, negative ones in two's complement.
func constOf(v *big.Int, bits uint) types.Const {
	n := new(big.Int).Lsh(big.NewInt(1), bits)
	n = new(big.Int).Mod(v, n)
	return types.Const{Kind: types.ConstValue, Lo: new(big.Int).And(n, new(big.Int).SetUint64(^uint64(0))).Uint64(),
		Hi: new(big.Int).Rsh(n, 64).Uint64()}
}

// evalDef is the value of a const or anonymous const.
func (f *frame) evalDef(def types.DefID) (*big.Int, bool) {
	if def.IsStd() {
		it := f.std.Item(def)
		if it == nil {
			return nil, false
		}
		value := it.Value
		for _, m := range it.Members {
			if m.ID == def {
				value = m.Value
			}
		}
		return new(big.Int).SetString(strings.ReplaceAll(value, "_", ""), 10)
	}
	body := f.Body(def)
	if body == nil || body.Tainted {
		return nil, false
	}
	e := &constEval{f: f, body: body}
	return e.expr(body.Value)
}

// value is the value of another const.
func (f *frame) value(def types.DefID) (*big.Int, bool) {
	c := f.EvalConst(def, nil)
	if c.Kind != types.ConstValue {
		return nil, false
	}
	v := new(big.Int).SetUint64(c.Hi)
	v.Lsh(v, 64).Or(v, new(big.Int).SetUint64(c.Lo))
	if p, ok := f.TypeOf(def).(*types.Prim); ok && p.Prim >= hir.PrimI8 && p.Prim <= hir.PrimIsize {
		if bits := primBits(p.Prim); v.Bit(int(bits-1)) == 1 {
			v.Sub(v, new(big.Int).Lsh(big.NewInt(1), bits))
		}
	}
	return v, true
}

type constEval struct {
	f     *frame
	body  *hir.Body
	steps int
}

func (e *constEval) expr(id hir.ExprID) (*big.Int, bool) {
	e.steps++
	if e.steps > 1000 || int(id) >= len(e.body.Exprs) {
		return nil, false
	}
	switch k := e.body.Exprs[id].Kind.(type) {
	case hir.ExprLit:
		return literalValue(&k.Lit)
	case hir.ExprPath:
		return e.path(k.Path)
	case hir.ExprBlock:
		if k.Label == nil && len(k.Block.Stmts) == 0 && k.Block.Tail != 0 {
			return e.expr(k.Block.Tail)
		}
	case hir.ExprUnary:
		if v, ok := e.expr(k.Expr); ok && k.Op == '-' {
			return new(big.Int).Neg(v), true
		}
	case hir.ExprBinary:
		return e.binary(k)
	case hir.ExprCast:
		return e.cast(k)
	}
	return nil, false
}

func literalValue(l *hir.Lit) (*big.Int, bool) {
	switch l.Kind {
	case ast.LitInt:
		v := new(big.Int).SetUint64(l.Hi)
		v.Lsh(v, 64).Or(v, new(big.Int).SetUint64(l.Lo))
		if l.Neg {
			v.Neg(v)
		}
		return v, true
	case ast.LitBool:
		return big.NewInt(map[bool]int64{true: 1}[l.Text == "true"]), true
	}
	return nil, false
}

// path is a const by name; an associated one only of a primitive type (`u8::MAX`).
func (e *constEval) path(p *hir.Path) (*big.Int, bool) {
	switch {
	case p.Res.Kind == hir.ResDef && p.Unresolved == 0 && (p.Res.DefKind == hir.KindConst || p.Res.DefKind == hir.KindAssocConst):
		return e.f.value(p.Res.Def)
	case p.Res.Kind == hir.ResPrim && p.Unresolved == 1:
		name := p.Segments[len(p.Segments)-1].Name
		impls, _ := e.f.InherentImpls(e.f.in.Prim(p.Res.Prim), name)
		for _, impl := range impls {
			for _, item := range e.f.AssocItems(impl.Def) {
				if item.Kind == hir.KindAssocConst && item.Name == name {
					return e.f.value(item.Def)
				}
			}
		}
	}
	return nil, false
}

func (e *constEval) binary(k hir.ExprBinary) (*big.Int, bool) {
	a, ok := e.expr(k.L)
	if !ok {
		return nil, false
	}
	b, ok := e.expr(k.R)
	if !ok {
		return nil, false
	}
	out := new(big.Int)
	switch k.Op {
	case "+":
		return out.Add(a, b), true
	case "-":
		return out.Sub(a, b), true
	case "*":
		return out.Mul(a, b), true
	case "/", "%":
		if b.Sign() == 0 {
			return nil, false
		}
		if k.Op == "/" {
			return out.Quo(a, b), true
		}
		return out.Rem(a, b), true
	case "<<", ">>":
		if !b.IsUint64() || b.Uint64() > 127 {
			return nil, false
		}
		if k.Op == "<<" {
			return out.Lsh(a, uint(b.Uint64())), true
		}
		return out.Rsh(a, uint(b.Uint64())), true
	case "&":
		return out.And(a, b), true
	case "|":
		return out.Or(a, b), true
	case "^":
		return out.Xor(a, b), true
	}
	return nil, false
}

// cast to an integer type keeps its low bits.
func (e *constEval) cast(k hir.ExprCast) (*big.Int, bool) {
	v, ok := e.expr(k.Expr)
	if !ok || k.Ty == nil {
		return nil, false
	}
	t, ok := k.Ty.Kind.(hir.TyPath)
	if !ok || t.Path == nil || t.Path.Res.Kind != hir.ResPrim {
		return nil, false
	}
	p := t.Path.Res.Prim
	if p < hir.PrimI8 || p > hir.PrimUsize {
		return nil, false
	}
	bits := primBits(p)
	mod := new(big.Int).Lsh(big.NewInt(1), bits)
	out := new(big.Int).Mod(v, mod)
	if p <= hir.PrimIsize && out.Bit(int(bits-1)) == 1 {
		out.Sub(out, mod)
	}
	return out, true
}
