// Package traits owns what a type's traits decide. Selection (solve.go has the entry,
// select.go how) finds which impl, where clause or rule of the compiler implements a
// trait; project.go and normalize.go what an associated type stands for; fulfill.go
// works off obligations, evaluate.go answers about goals; outlives.go and wf.go are
// the lifetimes' side. Then dropping: whether a type needs drop (needs.go), its drop
// glue (glue.go), and what the drop check asks to be live when a value is dropped
// (dropck.go). The rules are those of rustc's default solver (rustc_trait_selection).
//
// What is missing: transmutability is Uncertain.
// `default` associated types of specialisation are taken as final. Dyn compatibility is
// not checked. The leak check of placeholders is left to the regions' solver.
package traits

import (
	"slices"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
)

// This file: needs-drop. A type needs drop when dropping a value of it may run
// code: it implements Drop, or a part of it needs drop (reference, destructors.operation).

// maxDepth bounds recursion through fields, as rustc's recursion limit does.
const maxDepth = 128

// Answer says whether something holds of a type.
type Answer uint8

// The answers. Depends: on type parameters; for a check that must hold for all arguments it is Yes.
const (
	No Answer = iota
	Yes
	Depends
	Unknown
)

var answerNames = [...]string{"no", "yes", "depends", "unknown"}

// String is the answer as a word.
func (a Answer) String() string { return answerNames[a] }

// or is the answer of a whole with parts of both answers: a sure Yes wins, then Unknown.
func (a Answer) or(b Answer) Answer {
	switch {
	case a == Yes || b == Yes:
		return Yes
	case a == Unknown || b == Unknown:
		return Unknown
	case a == Depends || b == Depends:
		return Depends
	}
	return No
}

// Drops answers about dropping in one environment (the where clauses of a
// definition). It memoises and is not safe for concurrent use.
type Drops struct {
	Q   types.Queries
	Env []types.Predicate
	// Normalize replaces projections and opaque types by what they stand for; nil: not possible.
	Normalize func(types.Type) types.Type
	// Copy says whether a parameter or alias is Copy; nil: the where clauses alone do.
	Copy func(types.Type) Answer

	// kept: answers a question that is kept, and asks for no other that is.
	kept bool

	needs   map[types.Type]Answer
	generic map[types.DefID]*constraint
	impls   map[types.DefID]dropImpl
}

// dropImpl is what DropImpl answers.
type dropImpl struct {
	impl  *types.Impl
	known bool
}

// NewDrops answers in the environment of the predicates.
func NewDrops(q types.Queries, env []types.Predicate) *Drops {
	return &Drops{Q: q, Env: env, needs: map[types.Type]Answer{}, generic: map[types.DefID]*constraint{}}
}

func (d *Drops) normalize(t types.Type) types.Type {
	if d.Normalize == nil || t.Flags()&(types.HasProjection|types.HasOpaque) == 0 {
		return t
	}
	return d.Normalize(t)
}

// DropImpl is the impl of Drop of an ADT, nil if there is none; known is false
// when one may exist that was not seen.
func (d *Drops) DropImpl(def types.DefID) (impl *types.Impl, known bool) {
	a, ok := d.impls[def]
	if !ok {
		a.impl, a.known = d.dropImpl(def)
		if d.impls == nil {
			d.impls = map[types.DefID]dropImpl{}
		}
		d.impls[def] = a
	}
	return a.impl, a.known
}

func (d *Drops) dropImpl(def types.DefID) (impl *types.Impl, known bool) {
	self := d.Q.Interner().Adt(def, d.Q.Interner().IdentityArgs(d.Q.Generics(def)))
	impls, complete := d.Q.ImplsOf(d.Q.Lang("drop"), self)
	for _, i := range impls {
		if adt, ok := i.Self.(*types.Adt); ok && adt.Def == def && !i.Negative {
			return i, true
		}
	}
	return nil, complete
}

// Needs says whether a value of the type needs drop.
func (d *Drops) Needs(t types.Type) Answer {
	t = types.EraseRegions(d.Q.Interner(), t)
	if a, ok := d.needs[t]; ok {
		return a
	}
	a := d.need(t, map[types.Type]bool{}, 0)
	d.needs[t] = a
	return a
}

// need walks the parts; seen holds the ADTs that were entered, whose answer is counted where they were.
func (d *Drops) need(t types.Type, seen map[types.Type]bool, depth int) Answer {
	if depth > maxDepth {
		return Unknown
	}
	if a, ok := d.needs[t]; ok {
		return a
	}
	switch t := t.(type) {
	case *types.Prim, *types.Never, *types.Ref, *types.RawPtr, *types.FnDef, *types.FnPtr:
		return No
	case *types.Dyn, *types.Foreign, *types.Coroutine:
		return Yes
	case *types.Slice:
		return d.need(t.Elem, seen, depth+1)
	case *types.Array:
		return d.needArray(t, seen, depth)
	case *types.Tuple:
		return d.needAll(t.Elems.Types(), seen, depth)
	case *types.Closure:
		parts, known := d.captures(t)
		return d.needAll(parts, seen, depth).or(unless(known, No))
	case *types.Param, *types.Bound:
		return d.unlessCopy(t)
	case *types.Alias:
		if n := d.normalize(t); n != t {
			return d.need(types.EraseRegions(d.Q.Interner(), n), seen, depth+1)
		}
		if t.Flags()&(types.HasInfer|types.HasUnknown|types.HasError) != 0 || d.Normalize == nil {
			if d.unlessCopy(t) != No {
				return Unknown
			}
		}
		return d.unlessCopy(t)
	case *types.Adt:
		return d.needAdt(t, seen, depth)
	default: // Infer, Unknown, Error
		return Unknown
	}
}

// needArray: a literal length 0 holds nothing; an unknown length may be 0.
func (d *Drops) needArray(t *types.Array, seen map[types.Type]bool, depth int) Answer {
	n, known := d.arrayLen(t.Len)
	if known && n == 0 {
		return No
	}
	a := d.need(t.Elem, seen, depth+1)
	if a == Yes && !known {
		return Depends
	}
	return a
}

// arrayLen is an array's length where it can be known now.
func (d *Drops) arrayLen(c types.Const) (n uint64, known bool) {
	if c.Kind == types.ConstUneval && c.Flags()&(types.HasParam|types.HasInfer) == 0 {
		c = d.Q.EvalConst(c.Def, c.Args)
	}
	return c.Lo, c.Kind == types.ConstValue
}

func (d *Drops) needAll(ts []types.Type, seen map[types.Type]bool, depth int) Answer {
	a := No
	for _, t := range ts {
		if a = a.or(d.need(t, seen, depth+1)); a == Yes {
			break
		}
	}
	return a
}

func (d *Drops) needAdt(t *types.Adt, seen map[types.Type]bool, depth int) Answer {
	if seen[t] {
		return No
	}
	seen[t] = true
	adt := d.Q.Adt(t.Def)
	if adt == nil {
		return Unknown
	}
	if adt.Lang == "manually_drop" || adt.Lang == "phantom_data" {
		return No
	}
	impl, known := d.DropImpl(t.Def)
	switch {
	case impl != nil:
		return Yes
	case adt.Kind == hir.KindUnion: // reference, items.union.fields: none needs drop
		return unless(known, No)
	}
	return d.needAll(d.fieldTypes(adt, t.Args), seen, depth).or(unless(known, No))
}

// unless is the answer if it is known, else Unknown.
func unless(known bool, a Answer) Answer {
	if known {
		return a
	}
	return Unknown
}

// fieldTypes are the types of all fields of all variants for the arguments.
func (d *Drops) fieldTypes(adt *types.AdtDef, args types.Args) []types.Type {
	var out []types.Type
	for _, v := range adt.Variants {
		for _, f := range v.Fields {
			out = append(out, d.normalize(types.Subst(d.Q.Interner(), f.Type, args)))
		}
	}
	return out
}

// captures are the types of a closure's captures; known is false while they are not.
func (d *Drops) captures(t *types.Closure) (parts []types.Type, known bool) {
	if t.Captured != nil {
		return t.Captured.Types(), true
	}
	i := d.Q.Closure(t.Def)
	if i == nil {
		return nil, false
	}
	for _, u := range i.Upvars {
		parts = append(parts, types.Subst(d.Q.Interner(), u, t.Args))
	}
	return parts, true
}

// unlessCopy: a Copy type never needs drop (reference, special-types-traits.copy.no-drop).
func (d *Drops) unlessCopy(t types.Type) Answer {
	if d.Copy != nil {
		if d.Copy(t) == Yes {
			return No
		}
		return Depends
	}
	in := d.Q.Interner()
	copyTrait := d.Q.Lang("copy")
	isCopy := slices.ContainsFunc(d.Env, func(p types.Predicate) bool {
		return p.Kind == types.PredTrait && d.impliesCopy(p.Trait.Trait, copyTrait, 0) &&
			p.Trait.Args.Len() > 0 && types.EraseRegions(in, p.Trait.Args.Type(0)) == t
	})
	if isCopy {
		return No
	}
	return Depends
}

// impliesCopy reports whether a trait is Copy or has it among its supertraits.
func (d *Drops) impliesCopy(trait, copyTrait types.DefID, depth int) bool {
	if trait == copyTrait {
		return true
	}
	if depth > maxDepth {
		return false
	}
	self := d.Q.Interner().Param(0, "Self")
	return slices.ContainsFunc(d.Q.SuperPredicates(trait), func(p types.Predicate) bool {
		return p.Kind == types.PredTrait && p.Trait.Trait != trait && p.Trait.Args.Len() > 0 &&
			p.Trait.Args.List[0] == types.Arg(self) && d.impliesCopy(p.Trait.Trait, copyTrait, depth+1)
	})
}
