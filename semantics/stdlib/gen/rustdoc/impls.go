package rustdoc

import (
	"cmp"
	"slices"
	"strings"
)

// This file: impls, and the items of impls and traits.

// impl adds an impl. Left out are those that rustdoc made up: auto traits' (synthetic)
// and the copies of blanket impls that it shows on each type.
func (c *crate) impl(f *Facts, i *item) {
	k := i.Inner.impl
	if k.IsSynthetic || len(k.Blanket) > 0 && string(k.Blanket) != "null" || k.Trait != nil && isWrapper(&k.For) {
		return
	}
	head, _ := c.sources.impl(c, i)
	im := Impl{Crate: c.name, Arch: isArch(i), Generics: c.params(&k.Generics, head.dangling), Where: c.where(&k.Generics), For: c.ty(&k.For),
		Negative: k.IsNegative, Unsafe: head.unsafe, Const: head.constant, Attrs: Attrs{}}
	for key, v := range c.attributes(i) {
		im.Attrs[key] = v
	}
	im.Reservation = im.Attrs["reservation"] != ""
	delete(im.Attrs, "reservation")
	in := inInherentImpl
	if k.Trait != nil {
		im.Trait, in = c.path(k.Trait), inTraitImpl
	}
	im.Items = c.members(k.Items, in, c.implConsts(k))
	f.Impls = append(f.Impls, im)
}

// place is what an associated item stands in.
type place uint8

const (
	inTrait place = iota
	inTraitImpl
	inInherentImpl
)

func (c *crate) members(ids []uint32, in place, values map[string]string) (out []Member) {
	for _, id := range ids {
		if i := c.own(id); i != nil {
			out = append(out, Member{c.member(i, in, values), c.attributes(i)})
		}
	}
	return out
}

// member is the signature of an associated item; values has those of constants.
func (c *crate) member(i *item, in place, values map[string]string) (s string) {
	switch i.Inner.kind {
	case "function":
		s = c.fnSig(i)
		if in == inTrait && i.Inner.fn.HasBody {
			s += " {}"
		}
		if c.sources.specialisable(c, i) {
			s = "default " + s
		}
	case "assoc_type":
		k := i.Inner.assocTy
		s = "type " + i.Name + c.params(&k.Generics, nil)
		if len(k.Bounds) > 0 {
			s += ": " + c.bounds(k.Bounds)
		}
		if k.Type != nil {
			s += " = " + c.ty(k.Type)
		}
		s += c.whereClause(&k.Generics)
	case "assoc_const":
		k := i.Inner.constant
		s = "const " + i.Name + ": " + c.ty(&k.Type)
		if v, ok := values[i.Name]; ok {
			s += " = " + v
		} else if k.Value != "" {
			s += " = " + short(k.Value)
		}
	default:
		panic("an associated item of kind " + i.Inner.kind)
	}
	if in != inInherentImpl {
		return s
	}
	switch vis := visOf(i); vis {
	case "":
		return s
	case "pub":
		return "pub " + s
	default:
		return "pub(" + vis + ") " + s
	}
}

// short is an expression, or _ for a long one.
func short(expr string) string {
	if len([]rune(expr)) < 40 {
		return expr
	}
	return "_"
}

// sortImpls puts impls into an order that does not depend on the JSON's numbers; those of
// core::arch are the last.
func sortImpls(impls []Impl) {
	slices.SortStableFunc(impls, func(a, b Impl) int {
		if a.Arch != b.Arch {
			return map[bool]int{true: 1, false: -1}[a.Arch]
		}
		return cmp.Or(
			cmp.Compare(slices.Index(Order, a.Crate), slices.Index(Order, b.Crate)),
			cmp.Compare(a.Trait, b.Trait), cmp.Compare(a.For, b.For), cmp.Compare(a.Generics, b.Generics), cmp.Compare(a.Where, b.Where),
			slices.CompareFunc(a.Items, b.Items, func(x, y Member) int { return strings.Compare(x.Sig, y.Sig) }))
	})
}
