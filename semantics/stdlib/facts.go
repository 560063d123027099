package stdlib

import "drop-lsp/semantics/hir"

// This file: what attributes of the facts say, and the impls of a trait by head.

// attrsOf are a definition's attributes.
func (f *Facts) attrsOf(id hir.DefID) []Attr {
	if m := f.member(id); m != nil {
		return m.Attrs
	}
	if it := f.Item(id); it != nil {
		return it.Attrs
	}
	return nil
}

// HasAttr reports whether a definition has an attribute.
func (f *Facts) HasAttr(id hir.DefID, name string) bool {
	for _, a := range f.attrsOf(id) {
		if a.Key == name {
			return true
		}
	}
	return false
}

// AttrOf is the value of a definition's attribute, "" if it has none.
func (f *Facts) AttrOf(id hir.DefID, name string) string {
	for _, a := range f.attrsOf(id) {
		if a.Key == name {
			return a.Value
		}
	}
	return ""
}

// Unstable reports whether a definition needs a feature to be named.
func (f *Facts) Unstable(id hir.DefID) bool { return f.HasAttr(id, "unstable") }

// FnFacts adds what attributes say of a fn: a const fn that is not yet stable as such is
// not const.
func (f *Facts) FnFacts(id hir.DefID, isConst, promotable, intrinsic, safeBefore2024 *bool) {
	for _, a := range f.attrsOf(id) {
		switch a.Key {
		case "const_unstable":
			*isConst = false
		case "promotable":
			*promotable = true
		case "intrinsic":
			*intrinsic = true
		case "safe_before_2024":
			*safeBefore2024 = true
		}
	}
}

// HeadedImpl is an impl with the head of its self type.
type HeadedImpl struct {
	Impl hir.DefID
	Head Head // of an alias: of what it stands for; 0: not known
}

// ImplsByTrait lists the impls of a trait with their heads, reservations left out.
func (f *Facts) ImplsByTrait(trait hir.DefID) []HeadedImpl {
	f.implsOnce.Do(f.indexImpls)
	return f.headed[trait.Index]
}

// InherentImpls lists the inherent impls whose self type has the head.
func (f *Facts) InherentImpls(h Head) []hir.DefID {
	f.implsOnce.Do(f.indexImpls)
	return f.inherent[h]
}

// headThrough sees through type aliases.
func (f *Facts) headThrough(h Head) Head {
	for range 16 {
		if h == 0 || h&(headPrim|headForm) != 0 {
			return h
		}
		id := stdDef(uint32(h))
		if f.Kind(id) != hir.KindTypeAlias {
			return h
		}
		it := f.Item(id)
		if it == nil {
			return 0
		}
		h = HeadOf(&it.Ty)
	}
	return 0
}
