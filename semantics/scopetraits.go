package semantics

import (
	"hash/fnv"
	"slices"
	"sync"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
)

// This file: which traits of a scope have an item of a name, the first question about a method
// call. Its answer rests on the name alone, not on the traits that were gone through:
//
//	trait A { fn a(&self); }  trait B { fn b(&self); }  fn f(x: X) { x.a() }
//
// f rests on A, and on the name `a` among the traits: B may become another trait, or a trait
// C come into scope, without f being done again, as long as they have no `a`.

// traitItems are the traits of the scopes by the names of their items, for one snapshot.
type traitItems struct {
	mu      sync.Mutex
	byScope map[types.DefID]map[string][]types.DefID
}

// memberDep is the name of an item among the traits.
func memberDep(name string) dep {
	h := fnv.New32a()
	_, _ = h.Write([]byte(name))
	return dep{kind: onMember, def: types.DefID{Index: h.Sum32()}}
}

// TraitsInScope lists the traits with an item of a name whose methods can be called in a scope of
// a body: those that have a name there, and the one that the impl around the body is of (rustc's
// Resolver::traits_in_scope).
func (f *frame) TraitsInScope(body, scope types.DefID, name string) []types.DefID {
	if f.crate == nil {
		return nil
	}
	f.note(memberDep(name))
	named := f.traits.of(f.store, scope)[name]
	if t := f.traitAround(body); !t.IsZero() && !slices.Contains(named, t) && slices.Contains(f.store.memberNames(t), name) {
		return append(slices.Clip(named), t)
	}
	return named
}

// of is a scope's traits by the names of their items.
func (x *traitItems) of(s *store, scope types.DefID) map[string][]types.DefID {
	x.mu.Lock()
	index, ok := x.byScope[scope]
	x.mu.Unlock()
	if ok {
		return index
	}
	index = map[string][]types.DefID{}
	c := s.crateOf(scope)
	if c == nil {
		return nil
	}
	for _, t := range c.TraitsInScopeOf(scope) {
		for _, name := range s.memberNames(t) {
			if list := index[name]; len(list) == 0 || list[len(list)-1] != t {
				index[name] = append(list, t)
			}
		}
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.byScope == nil {
		x.byScope = map[types.DefID]map[string][]types.DefID{}
	}
	x.byScope[scope] = index
	return index
}

// memberNames are the names of a trait's items.
func (s *store) memberNames(trait types.DefID) []string {
	d := s.def(trait)
	if d == nil || d.Trait == nil {
		return nil
	}
	var out []string
	for _, id := range d.Trait.Items {
		if item := s.def(id); item != nil {
			out = append(out, item.Name)
		}
	}
	return out
}

// changedMembers lists the names that a trait, or a scope's traits, got or lost.
func changedMembers(old, now *store, diff hir.Diff, changed map[dep]bool) {
	add := func(s *store, trait types.DefID) {
		for _, name := range s.memberNames(trait) {
			changed[memberDep(name)] = true
		}
	}
	for id := range diff.Defs {
		a, b := old.memberNames(id), now.memberNames(id)
		if !slices.Equal(a, b) {
			add(old, id)
			add(now, id)
		}
	}
	for scope := range diff.Scopes {
		was, is := old.crate.TraitsInScopeOf(scope), now.crate.TraitsInScopeOf(scope)
		for _, t := range was {
			if !slices.Contains(is, t) {
				add(old, t)
			}
		}
		for _, t := range is {
			if !slices.Contains(was, t) {
				add(now, t)
			}
		}
	}
}
