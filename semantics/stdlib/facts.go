package stdlib

import "drop-lsp/semantics/hir"

// This file: what attributes of the facts say.

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
