package mir

import (
	"slices"

	"drop-lsp/semantics/types"
)

// This file: the types of a body after borrowck, when opaque types stand for what they hide
// (rustc's RevealAll): `<impl Future as IntoFuture>::into_future` becomes
// `<{async fn body of f()} as IntoFuture>::into_future`.

// Reveal replaces the opaque types in a body by their hidden types. What the body shares with
// its earlier stages stays as it is.
func (t *TypeInfo) Reveal(body *Body) {
	for i := range body.Locals {
		body.Locals[i].Type = t.Normalize(body.Locals[i].Type)
	}
	r := revealer{t}
	for b := range body.Blocks {
		blk := &body.Blocks[b]
		for i := range blk.Stmts {
			if a, ok := blk.Stmts[i].Kind.(Assign); ok {
				blk.Stmts[i].Kind = Assign{r.place(a.Place), r.rvalue(a.Rvalue)}
			}
		}
		blk.Term.Kind = r.terminator(blk.Term.Kind)
	}
}

type revealer struct{ *TypeInfo }

func (r revealer) place(p Place) Place {
	shown := func(e Proj) bool { return e.Type != nil && e.Type.Flags()&types.HasOpaque != 0 }
	if !slices.ContainsFunc(p.Proj, shown) {
		return p
	}
	p.Proj = slices.Clone(p.Proj)
	for i := range p.Proj {
		p.Proj[i].Type = r.Normalize(p.Proj[i].Type)
	}
	return p
}

func (r revealer) operand(o Operand) Operand {
	if o.Kind != Constant {
		o.Place = r.place(o.Place)
		return o
	}
	c := *o.Const
	c.Type = r.Normalize(c.Type)
	if c.Args.Flags()&types.HasOpaque != 0 {
		args := slices.Clone(c.Args.Slice())
		for i, a := range args {
			if ty, ok := a.(types.Type); ok {
				args[i] = r.Normalize(ty)
			}
		}
		c.Args = r.in().Args(args...)
	}
	o.Const = &c
	return o
}

func (r revealer) operands(os []Operand) []Operand {
	out := make([]Operand, len(os))
	for i, o := range os {
		out[i] = r.operand(o)
	}
	return out
}

func (r revealer) rvalue(v Rvalue) Rvalue {
	switch v := v.(type) {
	case Use:
		return Use{r.operand(v.X)}
	case Repeat:
		v.X = r.operand(v.X)
		return v
	case Ref:
		v.Place = r.place(v.Place)
		return v
	case RawPtr:
		v.Place = r.place(v.Place)
		return v
	case Cast:
		v.X, v.Type = r.operand(v.X), r.Normalize(v.Type)
		return v
	case Binary:
		v.L, v.R = r.operand(v.L), r.operand(v.R)
		return v
	case Unary:
		v.X = r.operand(v.X)
		return v
	case Discriminant:
		return Discriminant{r.place(v.Place)}
	case Len:
		return Len{r.place(v.Place)}
	case CopyForDeref:
		return CopyForDeref{r.place(v.Place)}
	case Aggregate:
		v.Type, v.Fields = r.Normalize(v.Type), r.operands(v.Fields)
		return v
	}
	return v
}

func (r revealer) terminator(k TermKind) TermKind {
	switch k := k.(type) {
	case SwitchInt:
		k.On = r.operand(k.On)
		return k
	case Drop:
		k.Place = r.place(k.Place)
		return k
	case Call:
		k.Func, k.Args, k.Dest = r.operand(k.Func), r.operands(k.Args), r.place(k.Dest)
		return k
	case Assert:
		k.Cond, k.Args = r.operand(k.Cond), r.operands(k.Args)
		return k
	case InlineAsm:
		k.Operands = k.mapped(r.operand, r.place)
		return k
	case Yield:
		k.Value, k.Arg = r.operand(k.Value), r.place(k.Arg)
		return k
	}
	return k
}
