package stdlib

import (
	"encoding/binary"

	"drop-lsp/semantics/hir"
)

// This file: the binary form of items. One function per struct serves both ways:
// a coder that has out appends to it, one that does not fills the struct from in.
// So the two directions cannot differ.

// coder writes to out (intern set) or reads from in (str set).
type coder struct {
	out    []byte
	in     string
	intern func(string) uint32
	str    func(uint32) string
}

// Encode is the binary form of an item; intern numbers its strings.
func Encode(it *Item, intern func(string) uint32) []byte {
	c := &coder{intern: intern}
	c.item(it)
	return c.out
}

func num[T ~uint8 | ~uint16 | ~uint32](c *coder, p *T) {
	if c.intern != nil {
		c.out = binary.AppendUvarint(c.out, uint64(*p))
		return
	}
	*p = T(c.uvarint())
}

// uvarint reads what binary.AppendUvarint wrote.
func (c *coder) uvarint() (v uint64) {
	for i, shift := 0, uint(0); i < len(c.in) && shift < 64; i, shift = i+1, shift+7 {
		b := c.in[i]
		v |= uint64(b&0x7f) << shift
		if b < 0x80 {
			c.in = c.in[i+1:]
			return v
		}
	}
	panic("stdlib: facts end within an item")
}

func list[T any](c *coder, p *[]T, one func(*T)) {
	n := uint32(len(*p))
	num(c, &n)
	if c.intern == nil && n > 0 {
		*p = make([]T, n)
	}
	for i := range *p {
		one(&(*p)[i])
	}
}

func (c *coder) text(p *string) {
	if c.intern != nil {
		n := c.intern(*p)
		num(c, &n)
		return
	}
	var n uint32
	num(c, &n)
	*p = c.str(n)
}

func (c *coder) flags(ps ...*bool) {
	var b uint32
	for i, p := range ps {
		if *p {
			b |= 1 << i
		}
	}
	num(c, &b)
	for i, p := range ps {
		*p = b&(1<<i) != 0
	}
}

// def writes the index; crates other than the standard library's do not occur.
func (c *coder) def(p *hir.DefID) {
	num(c, &p.Index)
	if p.Index != 0 {
		p.Crate = hir.StdCrate
	}
}

func (c *coder) param(p *Param) {
	c.flags(&p.Outer)
	num(c, &p.Index)
}

func (c *coder) lifetime(p *Lifetime) {
	num(c, &p.Kind)
	switch p.Kind {
	case hir.LtParam:
		c.param(&p.Param)
	case hir.LtBound:
		num(c, &p.Depth)
	}
	c.text(&p.Name)
}

func (c *coder) term(t *Term) {
	num(c, &t.Kind)
	switch t.Kind {
	case TermNone, TermSelf, TermNever, TermInfer:
	case TermPath:
		c.def(&t.Def)
		c.text(&t.Name)
		list(c, &t.Args, c.term)
		list(c, &t.Assoc, c.assoc)
	case TermPrim:
		num(c, &t.Prim)
	case TermParam:
		c.param(&t.Param)
		c.text(&t.Name)
	case TermRef:
		c.flags(&t.Mut)
		c.lifetime(&t.Lifetime)
		list(c, &t.Args, c.term)
	case TermPtr:
		c.flags(&t.Mut)
		list(c, &t.Args, c.term)
	case TermSlice, TermArray, TermTuple:
		list(c, &t.Args, c.term)
	case TermFnPtr:
		c.flags(&t.Unsafe, &t.Variadic)
		c.text(&t.ABI)
		list(c, &t.For, c.text)
		list(c, &t.Args, c.term)
	case TermDyn, TermImpl:
		list(c, &t.Bounds, c.bound)
	case TermProjection:
		c.text(&t.Name)
		list(c, &t.Args, c.term)
		c.optTerm(&t.Trait)
	case TermLifetime:
		c.lifetime(&t.Lifetime)
	case TermConst:
		c.text(&t.Name)
	case TermPattern:
		c.text(&t.Name)
		list(c, &t.Args, c.term)
	default:
		panic("stdlib: unknown form of term")
	}
}

func (c *coder) optTerm(p **Term) {
	some := *p != nil
	c.flags(&some)
	if !some {
		return
	}
	if *p == nil {
		*p = &Term{}
	}
	c.term(*p)
}

func (c *coder) assoc(a *Assoc) {
	c.text(&a.Name)
	list(c, &a.Args, c.term)
	c.term(&a.Ty)
	list(c, &a.Bounds, c.bound)
}

func (c *coder) bound(b *Bound) {
	c.flags(&b.Maybe, &b.Use)
	list(c, &b.For, c.text)
	c.term(&b.Trait)
	if b.Trait.Kind == TermNone {
		c.lifetime(&b.Lifetime)
	}
	if b.Use {
		list(c, &b.Captures, c.term)
	}
}

func (c *coder) generics(g *Generics) {
	list(c, &g.Params, func(p *GenericParam) {
		num(c, &p.Kind)
		c.text(&p.Name)
		c.flags(&p.MayDangle)
		list(c, &p.Bounds, c.bound)
		c.term(&p.Default)
		c.term(&p.Ty)
	})
	list(c, &g.Where, func(p *Predicate) {
		list(c, &p.For, c.text)
		c.term(&p.Ty)
		list(c, &p.Bounds, c.bound)
	})
}

func (c *coder) attrs(p *[]Attr) {
	list(c, p, func(a *Attr) {
		c.text(&a.Key)
		c.text(&a.Value)
	})
}

func (c *coder) sig(s *Sig) {
	c.flags(&s.Const, &s.Async, &s.Unsafe, &s.Variadic, &s.HasBody)
	num(c, &s.Self)
	c.text(&s.ABI)
	list(c, &s.Params, c.term)
	c.term(&s.Output)
}

func (c *coder) variant(v *Variant) {
	c.def(&v.Def)
	c.def(&v.Ctor)
	c.text(&v.Name)
	num(c, &v.Shape)
	list(c, &v.Fields, func(f *Field) {
		c.text(&f.Name)
		c.text(&f.Vis)
		c.term(&f.Ty)
		c.attrs(&f.Attrs)
	})
	c.text(&v.Disc)
	c.attrs(&v.Attrs)
}

func (c *coder) item(it *Item) {
	c.def(&it.ID)
	c.def(&it.Parent)
	num(c, &it.Kind)
	c.text(&it.Name)
	c.text(&it.Path)
	c.text(&it.Vis)
	c.attrs(&it.Attrs)
	c.generics(&it.Generics)
	c.flags(&it.Unsafe, &it.Auto, &it.NotDyn, &it.Negative, &it.Const, &it.Reservation, &it.Default)
	list(c, &it.Variants, c.variant)
	has := it.Fn != nil
	c.flags(&has)
	if has {
		if it.Fn == nil {
			it.Fn = &Sig{}
		}
		c.sig(it.Fn)
	}
	c.term(&it.Ty)
	c.term(&it.Trait)
	list(c, &it.Bounds, c.bound)
	c.text(&it.Value)
	c.text(&it.Macro)
	c.text(&it.Crate)
	list(c, &it.Members, func(m **Item) {
		if *m == nil {
			*m = &Item{}
		}
		c.item(*m)
	})
}
