package traits

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
)

// This file: the traits that the compiler implements by a type's structure: Sized
// and its like, Copy and Clone of what has no impl in core, auto traits.

// ---------- sizedness ----------

// assembleSized: reference, dynamic-sized. An extern type's size is never known.
func (c *Ctx) assembleSized(kind traitKind, self types.Type, a *assembly) {
	if kind == traitPointeeSized {
		a.add(candidate{kind: candSized})
		return
	}
	switch s := self.(type) {
	case *types.Prim:
		if s.Prim != hir.PrimStr || kind == traitMetaSized {
			a.add(candidate{kind: candSized})
		}
	case *types.Slice, *types.Dyn:
		if kind == traitMetaSized {
			a.add(candidate{kind: candSized})
		}
	case *types.Foreign, *types.Alias, *types.Param, *types.Bound:
		// By bounds alone.
	default:
		a.add(candidate{kind: candSized})
	}
}

// sizedParts are the types that must be of known size for self to be.
func (c *Ctx) sizedParts(self types.Type) []types.Type {
	switch s := self.(type) {
	case *types.Tuple:
		if n := s.Elems.Len(); n > 0 {
			return []types.Type{s.Elems.Type(n - 1)}
		}
	case *types.Adt:
		if tail := c.tailField(s.Def); tail != nil && !alwaysSized(tail) {
			return []types.Type{types.Subst(c.in(), tail, s.Args)}
		}
	}
	return nil
}

// tailField is the type of a struct's last field; nil: there is none, or it is no struct.
func (c *Ctx) tailField(def types.DefID) types.Type {
	adt := c.Q.Adt(def)
	if adt == nil || adt.Kind != hir.KindStruct || len(adt.Variants) == 0 {
		return nil
	}
	fields := adt.Variants[0].Fields
	if len(fields) == 0 {
		return nil
	}
	return fields[len(fields)-1].Type
}

func alwaysSized(t types.Type) bool {
	switch t := t.(type) {
	case *types.Prim:
		return t.Prim != hir.PrimStr
	case *types.Ref, *types.RawPtr, *types.FnDef, *types.FnPtr, *types.Array, *types.Never, *types.Closure, *types.Coroutine:
		return true
	}
	return false
}

// ---------- Copy and Clone ----------

// assembleCopyClone: core has impls for all others.
func (c *Ctx) assembleCopyClone(self types.Type, a *assembly) {
	switch s := self.(type) {
	case *types.FnDef, *types.FnPtr, *types.Tuple:
		a.add(candidate{kind: candBuiltin})
	case *types.Closure:
		parts, known := c.upvars(s)
		switch {
		case known:
			a.add(candidate{kind: candBuiltin})
		case parts == nil:
			c.notYet(a)
		}
	case *types.Coroutine: // with the feature one that may be moved is Clone if all that it holds is
		if s.Kind.Movable() && c.feature("coroutine_clone") {
			a.incomplete = true
		}
	}
}

// notYet: the body around a closure has not found its captures yet.
func (c *Ctx) notYet(a *assembly) {
	if c.Closure != nil {
		a.ambiguous = true
	} else {
		a.incomplete = true
	}
}

// copyParts are the types that must be Copy or Clone.
func (c *Ctx) copyParts(self types.Type) (parts []types.Type, ok bool) {
	switch s := self.(type) {
	case *types.Tuple:
		return s.Elems.Types(), true
	case *types.Closure:
		return c.upvars(s)
	}
	return nil, true
}

// closure is what is known of a closure; nil: nothing yet.
func (c *Ctx) closure(t *types.Closure) *types.ClosureInfo {
	if c.Closure != nil {
		if i := c.Closure(t.Def); i != nil {
			return i
		}
	}
	return c.Q.Closure(t.Def)
}

// upvars are the types of a closure's captures.
func (c *Ctx) upvars(t *types.Closure) (ts []types.Type, known bool) {
	if t.Captured != nil {
		return t.Captured.Types(), true
	}
	return c.upvarsOf(t.Def, t.Args)
}

// upvarsOf are the types of the captures of a closure or coroutine whose type does not tell them.
func (c *Ctx) upvarsOf(def types.DefID, args types.Args) (ts []types.Type, known bool) {
	var i *types.ClosureInfo
	if c.Closure != nil {
		if i = c.Closure(def); i != nil && i.Upvars == nil {
			return nil, false // of the body at hand, not analysed yet: its kind may be known before
		}
	}
	if i == nil {
		i = c.Q.Closure(def)
	}
	if i == nil || i.Kind == types.KindUnknown {
		return nil, false
	}
	for _, u := range i.Upvars {
		ts = append(ts, types.Subst(c.in(), u, args))
	}
	return ts, true
}

// ---------- auto traits ----------

// assembleAuto: an auto trait holds of a type all of whose parts have it, unless
// there is an impl for the type, positive or negative (reference, special-types-traits.auto).
func (c *Ctx) assembleAuto(tr types.TraitRef, kind traitKind, self types.Type, a *assembly) {
	switch s := self.(type) {
	case *types.Infer:
		a.ambiguous = true
	case *types.Dyn:
		c.assembleAutoObject(tr.Trait, s, a)
	case *types.Foreign, *types.Param, *types.Bound:
	case *types.Alias:
		if s.Kind == types.Opaque {
			c.assembleAutoOpaque(s, a)
		}
	case *types.Coroutine:
		c.assembleAutoCoroutine(kind, s, a)
	case *types.Closure:
		if _, known := c.upvars(s); !known {
			c.notYet(a)
			return
		}
		a.add(candidate{kind: candAuto})
	default:
		if !c.hasImplFor(tr.Trait, self) {
			a.add(candidate{kind: candAuto})
		}
	}
}

// assembleAutoOpaque: auto traits show through `impl Trait`.
func (c *Ctx) assembleAutoOpaque(s *types.Alias, a *assembly) {
	for _, x := range a.cands {
		if x.kind == candAlias {
			return
		}
	}
	if c.Defining[s.Def] {
		a.ambiguous = true
		return
	}
	a.add(candidate{kind: candAuto})
}

// hasImplFor reports whether an auto trait has any impl for types of this form.
func (c *Ctx) hasImplFor(trait types.DefID, self types.Type) bool {
	impls, _ := c.Q.ImplsOf(trait, self)
	m := matcher{table: c.Table, impl: true}
	for _, i := range impls {
		if sameHead(self, i.Self) && m.types(self, i.Self, rejectDepth) {
			return true
		}
	}
	return false
}

// sameHead: for_each_relevant_impl compares no more than the outermost form.
func sameHead(a, b types.Type) bool {
	switch a := a.(type) {
	case *types.Adt:
		if b, ok := b.(*types.Adt); ok {
			return a.Def == b.Def
		}
	case *types.Prim, *types.Never:
		if _, ok := b.(*types.Param); !ok {
			return types.Type(a) == b
		}
	}
	switch b.(type) {
	case *types.Adt:
		_, ok := a.(*types.Adt)
		return ok
	case *types.Prim, *types.Never:
		return false
	}
	return true
}

// autoParts are the types that must have an auto trait too; not ok: they are not known.
func (c *Ctx) autoParts(self types.Type) (parts []types.Type, ok bool) {
	switch s := self.(type) {
	case *types.Prim:
		if s.Prim == hir.PrimStr {
			return []types.Type{c.in().Slice(c.in().Prim(hir.PrimU8))}, true
		}
	case *types.Ref:
		return []types.Type{s.Elem}, true
	case *types.RawPtr:
		return []types.Type{s.Elem}, true
	case *types.Array:
		return []types.Type{s.Elem}, true
	case *types.Slice:
		return []types.Type{s.Elem}, true
	case *types.Tuple:
		return s.Elems.Types(), true
	case *types.Closure:
		return c.upvars(s)
	case *types.Coroutine:
		return c.coroutineParts(s)
	case *types.Adt:
		return c.autoFields(s)
	case *types.Alias:
		hidden := c.Q.HiddenType(s.Def, s.Args)
		if hidden == nil {
			return nil, false
		}
		return []types.Type{hidden}, true
	}
	return nil, true
}

func (c *Ctx) autoFields(s *types.Adt) (parts []types.Type, ok bool) {
	adt := c.Q.Adt(s.Def)
	if adt == nil {
		return nil, false
	}
	if adt.Lang == "phantom_data" {
		return s.Args.Types(), true
	}
	seen := map[types.Type]bool{}
	for _, v := range adt.Variants {
		for _, f := range v.Fields {
			if t := types.Subst(c.in(), f.Type, s.Args); !seen[t] {
				seen[t] = true
				parts = append(parts, t)
			}
		}
	}
	return parts, true
}
