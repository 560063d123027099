package stdlib

import (
	"sort"
	"sync"

	"drop-lsp/semantics/hir"
)

// This file: impls by trait and by the head of their self type.

// Head is the outermost constructor of a type: impls are found by it.
type Head uint32

// HeadBlanket is the head of an impl for a parameter or a projection: it may fit any type.
const HeadBlanket = headForm | Head(TermParam)

const (
	headPrim Head = 1 << 31
	headForm Head = 1 << 30
)

// HeadDef is the head of a struct, enum, union or foreign type.
func HeadDef(id hir.DefID) Head { return Head(id.Index) }

// HeadPrim is the head of a primitive type with a name.
func HeadPrim(p hir.Prim) Head { return headPrim | Head(p) }

// HeadForm is the head of a reference, pointer, slice, array, tuple, fn pointer, dyn or `!`.
func HeadForm(k TermKind) Head { return headForm | Head(k) }

// HeadOf is a term's head. An alias is its own: see through it first (Item(Def).Ty).
func HeadOf(t *Term) Head {
	switch t.Kind {
	case TermPath:
		if t.Def.IsZero() {
			return 0
		}
		return HeadDef(t.Def)
	case TermPrim:
		return HeadPrim(t.Prim)
	case TermPattern:
		return HeadOf(&t.Args[0])
	case TermParam, TermSelf, TermProjection:
		return HeadBlanket
	}
	return HeadForm(t.Kind)
}

// HeadedImpl is an impl with the head of its self type.
type HeadedImpl struct {
	Impl hir.DefID
	Head Head // of an alias: of what it stands for; 0: not known
}

// implLists are the lists made so far.
type implLists struct {
	mu       sync.Mutex
	ofTrait  map[hir.DefID][]HeadedImpl
	inherent map[Head][]hir.DefID
}

// ImplsByTrait lists the impls of a trait with their heads, also negative ones and reservations.
func (f *Facts) ImplsByTrait(trait hir.DefID) []HeadedImpl {
	f.lists.mu.Lock()
	defer f.lists.mu.Unlock()
	list, ok := f.lists.ofTrait[trait]
	if !ok && trait.Crate == hir.StdCrate {
		f.implRows(f.implsByTrait, implTrait, trait.Index, func(row int) {
			list = append(list, HeadedImpl{stdDef(f.impls.at(implDef, row)), Head(f.impls.at(implHead, row))})
		})
		if f.lists.ofTrait == nil {
			f.lists.ofTrait = map[hir.DefID][]HeadedImpl{}
		}
		f.lists.ofTrait[trait] = list
	}
	return list
}

// InherentImpls lists the inherent impls whose self type has the head.
func (f *Facts) InherentImpls(h Head) []hir.DefID {
	f.lists.mu.Lock()
	defer f.lists.mu.Unlock()
	list, ok := f.lists.inherent[h]
	if !ok {
		f.implRows(f.implsByHead, implHead, uint32(h), func(row int) {
			if f.impls.at(implTrait, row) == 0 {
				list = append(list, stdDef(f.impls.at(implDef, row)))
			}
		})
		if f.lists.inherent == nil {
			f.lists.inherent = map[Head][]hir.DefID{}
		}
		f.lists.inherent[h] = list
	}
	return list
}

// implRows calls yield with the rows of impls that have the value in a column; order is
// the table of rows sorted by that column.
func (f *Facts) implRows(order table, col int, value uint32, yield func(row int)) {
	i := sort.Search(order.rows, func(i int) bool { return f.impls.at(col, int(order.at(0, i))) >= value })
	for ; i < order.rows; i++ {
		row := int(order.at(0, i))
		if f.impls.at(col, row) != value {
			return
		}
		yield(row)
	}
}

// ImplsOf lists the impls of a trait, also negative ones and reservations.
func (f *Facts) ImplsOf(trait hir.DefID) (out []hir.DefID) {
	for _, h := range f.ImplsByTrait(trait) {
		out = append(out, h.Impl)
	}
	return out
}

// ImplsFor lists the impls, inherent and of traits, whose self type has the head.
func (f *Facts) ImplsFor(h Head) (out []hir.DefID) {
	f.implRows(f.implsByHead, implHead, uint32(h), func(row int) { out = append(out, stdDef(f.impls.at(implDef, row))) })
	return out
}

// ImplTrait is the trait of an impl without decoding it; zero: an inherent one.
func (f *Facts) ImplTrait(impl hir.DefID) hir.DefID {
	t := f.impls
	i := sort.Search(t.rows, func(i int) bool { return t.at(implDef, i) >= impl.Index })
	if i == t.rows || t.at(implDef, i) != impl.Index {
		return hir.DefID{}
	}
	return stdDef(t.at(implTrait, i))
}
