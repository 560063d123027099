package traits

import (
	"slices"

	"drop-lsp/semantics/types"
)

// This file: the drop check: what must be live when a value of a type is dropped.
//
// Each ADT's constraint is computed once on its generic definition: the union
// over all its fields, plus, if it implements Drop, its parameters that are not
// may_dangle. A field of parameter type is left open and checked for the
// argument it gets. Example: `struct S<'a, T>(Vec<T>, Noisy<'a>)` with
// `impl Drop for Noisy<'_>` has the constraint { live 'a by .1 and Noisy's Drop;
// then check T by .0 and Vec's PhantomData }. For S<'x, Noisy<'y>> that gives 'x
// and, by checking Noisy<'y>, 'y. Each requirement keeps its path.

// StepKind is the kind of a step of a path.
type StepKind uint8

// The steps from a type to what it requires.
const (
	StepField     StepKind = iota // Adt, Variant, Field: a field of an ADT
	StepElem                      // Type: the element of an array or slice
	StepTupleElem                 // Type, Field: an element of a tuple
	StepCapture                   // Type, Field: a capture of a closure or coroutine
	StepPhantom                   // Adt: PhantomData's parameter
	StepDropImpl                  // Adt, Impl: the parameter of an ADT that implements Drop
	StepDyn                       // Type: a trait object may hold anything that lives as long as its bounds
	StepOpaque                    // Type: a projection or opaque type, of which nothing more is known
	StepCoroutine                 // Type: what a coroutine holds
)

// Step is one step of a path.
type Step struct {
	Kind           StepKind
	Adt, Impl      types.DefID
	Variant, Field int
	Name           string // the field's
	Type           types.Type
}

// Requirement is an argument all of whose free regions must be live, with the way to it, outermost first.
type Requirement struct {
	Arg  types.Arg
	Path []Step
}

// Required is the drop check's answer. Known is false when parts of the type
// could not be looked at: more may be required than Live says.
type Required struct {
	Live  []Requirement
	Known bool
}

// constraint is what a type or a generic definition asks.
type constraint struct {
	live  []Requirement // must be live
	later []Requirement // parameters and projections: checked for their arguments
	known bool
}

// Check is the drop check of a type. A type parameter of the body requires
// nothing: it outlives the body.
func (d *Drops) Check(t types.Type) Required {
	work := []Requirement{{Arg: t}}
	seen := map[types.Type]bool{}
	out := Required{Known: true}
	for len(work) > 0 {
		item := work[0]
		work = work[1:]
		own := d.normalize(item.Arg.(types.Type))
		if seen[own] {
			continue
		}
		seen[own] = true
		if len(seen) > 8*maxDepth || len(item.Path) > 4*maxDepth { // a type that grows without end
			out.Known = false
			break
		}
		switch own.(type) {
		case *types.Param:
			continue
		case *types.Alias:
			out.Live = append(out.Live, Requirement{own, with(item.Path, Step{Kind: StepOpaque, Type: own})})
			continue
		}
		c := constraint{known: true}
		d.constrain(own, item.Path, &c, 0)
		out.Live = append(out.Live, c.live...)
		work = append(work, c.later...)
		out.Known = out.Known && c.known
	}
	out.Live = distinct(out.Live)
	return out
}

// Regions are the distinct free regions that must be live, with the first path to each.
func (r Required) Regions() []Requirement {
	var out []Requirement
	for _, q := range r.Live {
		types.FreeRegions(q.Arg, func(region types.Region) {
			out = append(out, Requirement{region, q.Path})
		})
	}
	return distinct(out)
}

// distinct leaves the first requirement of each argument.
func distinct(rs []Requirement) []Requirement {
	seen := map[types.Arg]bool{}
	return slices.DeleteFunc(rs, func(r Requirement) bool {
		was := seen[r.Arg]
		seen[r.Arg] = true
		return was
	})
}

// with is a path and one more step, not sharing memory.
func with(path []Step, s ...Step) []Step { return append(slices.Clip(path), s...) }

// constrain adds what dropping t asks.
func (d *Drops) constrain(t types.Type, path []Step, c *constraint, depth int) {
	if depth > maxDepth {
		c.known = false
		return
	}
	switch t := t.(type) {
	case *types.Prim, *types.Never, *types.Ref, *types.RawPtr, *types.FnDef, *types.FnPtr, *types.Foreign:
		// Own nothing.
	case *types.Slice:
		d.constrain(t.Elem, with(path, Step{Kind: StepElem, Type: t}), c, depth+1)
	case *types.Array:
		if n, known := d.arrayLen(t.Len); !known || n != 0 {
			d.constrain(t.Elem, with(path, Step{Kind: StepElem, Type: t}), c, depth+1)
		}
	case *types.Tuple:
		d.constrainAll(StepTupleElem, t, t.Elems, path, c, depth)
	case *types.Closure:
		parts, known := d.captures(t)
		c.known = c.known && known
		for i, part := range parts {
			d.constrain(part, with(path, Step{Kind: StepCapture, Type: t, Field: i}), c, depth+1)
		}
	case *types.Coroutine:
		d.constrainCoroutine(t, path, c, depth)
	case *types.Adt:
		d.constrainAdt(t, path, c, depth)
	case *types.Dyn:
		c.live = append(c.live, Requirement{t, with(path, Step{Kind: StepDyn, Type: t})})
	case *types.Alias, *types.Param:
		c.later = append(c.later, Requirement{t, path})
	default: // Infer, Bound, Unknown, Error
		c.known = false
	}
}

func (d *Drops) constrainAll(kind StepKind, t types.Type, parts types.Args, path []Step, c *constraint, depth int) {
	for i, part := range parts.Types() {
		d.constrain(part, with(path, Step{Kind: kind, Type: t, Field: i}), c, depth+1)
	}
}

// constrainCoroutine: one that holds something that needs drop may use its captures, and what
// it is resumed with, in any way when it is dropped; of others the captures are dropped.
func (d *Drops) constrainCoroutine(t *types.Coroutine, path []Step, c *constraint, depth int) {
	held, known := witness(d.Q, d.Q.Interner(), t)
	c.known = c.known && known
	needs := No
	for _, h := range held {
		needs = needs.or(d.Needs(h))
	}
	c.known = c.known && needs != Unknown
	if needs == Yes || needs == Depends {
		for i, part := range append(t.Captured.Types(), t.Resume()) {
			c.live = append(c.live, Requirement{part, with(path, Step{Kind: StepCoroutine, Type: t, Field: i})})
		}
		return
	}
	for i, part := range t.Captured.Types() {
		d.constrain(part, with(path, Step{Kind: StepCoroutine, Type: t, Field: i}), c, depth+1)
	}
}

// constrainAdt puts the arguments into the constraint of the definition.
func (d *Drops) constrainAdt(t *types.Adt, path []Step, c *constraint, depth int) {
	g := d.genericConstraint(t.Def, depth)
	in := d.Q.Interner()
	put := func(rs []Requirement) []Requirement {
		out := make([]Requirement, len(rs))
		for i, r := range rs {
			out[i] = Requirement{types.SubstArg(in, r.Arg, t.Args), with(path, r.Path...)}
		}
		return out
	}
	c.live = append(c.live, put(g.live)...)
	c.later = append(c.later, put(g.later)...)
	c.known = c.known && g.known
}

// genericConstraint is the constraint of a definition in terms of its own
// parameters. A definition that holds itself directly is an error elsewhere
// (E0072): inside itself it asks nothing.
func (d *Drops) genericConstraint(def types.DefID, depth int) *constraint {
	if c, ok := d.generic[def]; ok {
		return c
	}
	if c := d.keptConstraint(def); c != nil {
		d.generic[def] = c
		return c
	}
	c := &constraint{known: true}
	d.generic[def] = c
	adt := d.Q.Adt(def)
	switch {
	case adt == nil:
		c.known = false
	case adt.Lang == "manually_drop":
		// Never drops what it holds.
	case adt.Lang == "phantom_data":
		// Owns its parameter as far as the drop check goes.
		p := d.Q.Interner().IdentityArgs(d.Q.Generics(def)).Type(0)
		c.later = []Requirement{{p, []Step{{Kind: StepPhantom, Adt: def}}}}
	default:
		d.constrainFields(adt, c, depth)
		d.constrainDropImpl(def, c)
		c.live, c.later = distinct(c.live), distinct(c.later)
	}
	return c
}

// keptConstraint is genericConstraint for who begins with this definition; nil: one that holds it is
// being asked, which may leave something out.
func (d *Drops) keptConstraint(def types.DefID) *constraint {
	var answer func(types.Queries) any
	if !d.kept {
		answer = func(q types.Queries) any {
			own := NewDrops(q, nil)
			own.kept = true
			return own.genericConstraint(def, 0)
		}
	}
	c, _ := d.Q.Closed(types.ClosedDropCheck, def, nil, answer).(*constraint)
	return c
}

func (d *Drops) constrainFields(adt *types.AdtDef, c *constraint, depth int) {
	for v, variant := range adt.Variants {
		for f, field := range variant.Fields {
			step := Step{Kind: StepField, Adt: adt.Def, Variant: v, Field: f, Name: field.Name, Type: field.Type}
			d.constrain(field.Type, []Step{step}, c, depth+1)
		}
	}
}

// constrainDropImpl adds the parameters that `impl Drop` may use: all but the
// may_dangle ones. The impl's arguments are distinct parameters (E0366), in any order.
func (d *Drops) constrainDropImpl(def types.DefID, c *constraint) {
	impl, known := d.DropImpl(def)
	if impl == nil {
		c.known = c.known && known
		return
	}
	own := d.Q.Interner().IdentityArgs(d.Q.Generics(def))
	self, ok := impl.Self.(*types.Adt)
	if !ok || self.Args.Len() != own.Len() {
		c.known = false
		return
	}
	for i, arg := range self.Args.Slice() {
		var index uint32
		switch arg := arg.(type) {
		case types.Region:
			index = arg.Index
		case *types.Param:
			index = arg.Index
		default: // constants live for ever; other types are E0366
			continue
		}
		if p := impl.Generics.Param(index); p != nil && p.MayDangle {
			continue
		}
		step := Step{Kind: StepDropImpl, Adt: def, Impl: impl.Def}
		c.live = append(c.live, Requirement{own.List[i], []Step{step}})
	}
}
