package mirrun

import (
	"fmt"
	"strconv"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
)

// This file: places, operands and rvalues.

func (f *frame) place(p mir.Place) *cell {
	c := f.locals[p.Local]
	for i := range p.Proj {
		c = f.project(c, &p.Proj[i])
	}
	return c
}

func (f *frame) project(c *cell, e *mir.Proj) *cell {
	if e.Kind == mir.Deref {
		switch v := c.v.(type) {
		case ref:
			return v.to
		case *whole:
			if v.lib == "Box" {
				return v.inBox()
			}
		case nil:
			panic(wrong("what is not there is dereferenced"))
		}
		panic(cannot("a dereference of " + describe(c.v)))
	}
	w, is := c.v.(*whole)
	if !is {
		if c.v == nil {
			panic(wrong("a part of what is not there is used"))
		}
		panic(cannot("a part of " + describe(c.v)))
	}
	switch e.Kind {
	case mir.Field:
		return w.part(e.Field)
	case mir.Downcast:
		if w.variant != e.Field {
			panic(wrong("a field of another variant is used"))
		}
		return c
	case mir.Index:
		n, _ := f.locals[e.Local].v.(number)
		return w.part(int(n))
	case mir.ConstIndex:
		if e.FromEnd {
			return w.part(len(w.fields) - int(e.From))
		}
		return w.part(int(e.From))
	case mir.Subslice:
		to := int(e.To)
		if e.FromEnd {
			to = len(w.fields) - to
		}
		return &cell{&whole{fields: w.fields[e.From:to]}}
	case mir.OpaqueCast:
		return c
	}
	panic(cannot("a projection"))
}

func (w *whole) part(i int) *cell {
	if i < 0 || i >= len(w.fields) {
		panic(cannot(fmt.Sprintf("no part %d of %s", i, describe(w))))
	}
	return w.fields[i]
}

func (f *frame) operand(o mir.Operand) value {
	switch o.Kind {
	case mir.Copy:
		v := f.place(o.Place).v
		if v == nil {
			panic(wrong("what is not there is copied"))
		}
		return clone(v)
	case mir.Move:
		c := f.place(o.Place)
		v := c.v
		if v == nil {
			panic(wrong("what is not there is moved"))
		}
		c.v = nil
		if len(o.Place.Proj) > 0 && o.Place.Proj[len(o.Place.Proj)-1].Kind == mir.Subslice {
			return gathered(v.(*whole))
		}
		return v
	}
	return f.constant(o.Const)
}

// gathered moves the elements of a stretch of an array out of it.
func gathered(w *whole) value {
	out := &whole{}
	for _, c := range w.fields {
		if c.v == nil {
			panic(wrong("an element that is not there is moved"))
		}
		out.fields = append(out.fields, &cell{c.v})
		c.v = nil
	}
	return out
}

func (f *frame) constant(c *mir.Const) value {
	switch {
	case c.Scalar:
		return number(c.Lo)
	case c.Promoted > 0:
		v, _ := f.run(f.body.Promoted[c.Promoted-1], nil)
		if _, is := v.(ref); !is {
			if _, want := c.Type.(*types.Ref); want {
				return ref{&cell{v}}
			}
		}
		return v
	case !c.Static.IsZero():
		return ref{f.static(c.Static)}
	case !c.Def.IsZero():
		return f.named(c)
	}
	switch t := c.Type.(type) {
	case *types.FnDef:
		return fn{t.Def}
	case *types.Tuple:
		return unit()
	case *types.Adt:
		return &whole{adt: t.Def}
	}
	s := c.Text
	if len(s) > 1 && s[0] == 'b' {
		s = s[1:]
	}
	if len(s) > 1 && s[0] == '"' {
		t, err := strconv.Unquote(s)
		if err == nil {
			return ref{&cell{text(t)}}
		}
	}
	panic(cannot("a constant " + s))
}

// static is the one place of a static.
func (f *frame) static(def types.DefID) *cell {
	c := f.statics[def]
	if c == nil {
		v, unwinds := f.call(def, nil)
		if unwinds {
			panic(cannot("a static panics"))
		}
		c = &cell{v}
		f.statics[def] = c
	}
	return c
}

// named evaluates a constant anew.
func (f *frame) named(c *mir.Const) value {
	if t, ok := c.Type.(*types.Adt); ok && f.path(t.Def) == "std::thread::local::LocalKey" {
		return f.threadLocal(c.Def)
	}
	v, unwinds := f.call(c.Def, nil)
	if unwinds {
		panic(cannot("a constant panics"))
	}
	return v
}

// threadLocal is a key whose part refers to the thread's value.
func (f *frame) threadLocal(def types.DefID) value {
	at := f.machine.locals[def]
	if at == nil {
		init, ok := f.byPath[f.p.DefPath(def)+"::__RUST_STD_INTERNAL_INIT"]
		if !ok {
			panic(cannot("no first value of a thread local"))
		}
		v, unwinds := f.call(init, nil)
		if unwinds {
			panic(cannot("the first value of a thread local panics"))
		}
		at = &cell{v}
		f.machine.locals[def] = at
	}
	return made("LocalKey", ref{at})
}

func (f *frame) rvalue(r mir.Rvalue) value {
	switch r := r.(type) {
	case mir.Use:
		return f.operand(r.X)
	case mir.CopyForDeref:
		return clone(f.place(r.Place).v)
	case mir.Ref:
		return ref{f.place(r.Place)}
	case mir.RawPtr:
		return ref{f.place(r.Place)}
	case mir.Repeat:
		v := f.operand(r.X)
		if r.N.Kind != types.ConstValue || r.N.Lo > 1000 {
			panic(cannot("an array of unknown length"))
		}
		w := &whole{}
		for range r.N.Lo {
			w.fields = append(w.fields, &cell{clone(v)})
		}
		return w
	case mir.Discriminant:
		return f.discriminant(f.place(r.Place).v)
	case mir.Len:
		return length(f.place(r.Place).v)
	case mir.Aggregate:
		return f.aggregate(r)
	case mir.Unary:
		return f.unary(r)
	case mir.Binary:
		return binary(r.Op, f.operand(r.L), f.operand(r.R))
	case mir.Cast:
		v := f.operand(r.X)
		if _, pointer := r.Type.(*types.RawPtr); pointer {
			if w, is := v.(*whole); is {
				return ref{pointed(w)}
			}
		}
		return v
	}
	panic(cannot(fmt.Sprintf("an rvalue %T", r)))
}

func length(v value) value {
	if w, is := v.(*whole); is {
		return number(len(w.fields))
	}
	if t, is := v.(text); is {
		return number(len(t))
	}
	panic(cannot("the length of " + describe(v)))
}

func (f *frame) discriminant(v value) value {
	w, is := v.(*whole)
	if !is {
		panic(wrong("the variant of what is not there is asked"))
	}
	if def := f.p.Adt(w.adt); def != nil && w.variant < len(def.Variants) {
		if d := def.Variants[w.variant].Discr; d.Kind == types.ConstValue {
			return number(d.Lo)
		}
	}
	return number(w.variant)
}

func (f *frame) aggregate(r mir.Aggregate) value {
	w := &whole{variant: r.Variant}
	switch t := r.Type.(type) {
	case *types.Adt:
		w.adt = t.Def
		if def := f.p.Adt(t.Def); def != nil && def.Kind == hir.KindUnion {
			panic(cannot("a union"))
		}
	case *types.Closure:
		w.closure = t.Def
	case *types.Coroutine:
		w.closure, w.run = t.Def, &suspended{}
	}
	for _, x := range r.Fields {
		w.fields = append(w.fields, &cell{f.operand(x)})
	}
	return w
}

func (f *frame) unary(r mir.Unary) value {
	v := f.operand(r.X)
	switch r.Op {
	case "Not":
		if n, is := v.(number); is {
			return 1 - n // of bools alone
		}
	case "Neg":
		if n, is := v.(number); is {
			return -n
		}
	case "PtrMetadata":
		return length(pointed(v).v)
	}
	panic(cannot("an operator " + r.Op))
}

var binaries = map[string]func(a, b number) value{
	"Add": func(a, b number) value { return a + b }, "Sub": func(a, b number) value { return a - b }, "Mul": func(a, b number) value { return a * b },
	"Rem": func(a, b number) value { return a % b }, "Div": func(a, b number) value { return a / b },
	"BitAnd": func(a, b number) value { return a & b }, "BitOr": func(a, b number) value { return a | b }, "BitXor": func(a, b number) value { return a ^ b },
	"Shl": func(a, b number) value { return a << b }, "Shr": func(a, b number) value { return a >> b },
	"Eq": func(a, b number) value { return truth(a == b) }, "Ne": func(a, b number) value { return truth(a != b) },
	"Lt": func(a, b number) value { return truth(a < b) }, "Le": func(a, b number) value { return truth(a <= b) },
	"Gt": func(a, b number) value { return truth(a > b) }, "Ge": func(a, b number) value { return truth(a >= b) },
}

func binary(op string, l, r value) value {
	a, is := l.(number)
	b, also := r.(number)
	if !is || !also {
		panic(cannot("an operator on no numbers"))
	}
	checked := false
	if n := len(op) - len("WithOverflow"); n > 0 && op[n:] == "WithOverflow" {
		op, checked = op[:n], true
	}
	do := binaries[op]
	if do == nil || (op == "Div" || op == "Rem") && b == 0 {
		panic(cannot("an operator " + op))
	}
	v := do(a, b)
	if checked {
		return made("", v, truth(op == "Sub" && b > a))
	}
	return v
}
