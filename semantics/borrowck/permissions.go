package borrowck

import (
	"errors"

	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: may a place be written or borrowed mutably? Walk from the place to its
// local: behind `&` never, behind `&mut` always, else as the owner may be; a local must be
// declared mut, a captured variable too, and the closure must have unique access to it.

// rootPlace is what must be mutable for a write.
type rootPlace struct {
	place   mir.Place
	allowed localMutation
}

// errImmutable is the error of isMutable; the place returned with it is the reason.
var errImmutable = errors.New("immutable")

// checkPermission reports a write that is not allowed.
func (c *checker) checkPermission(p mir.Place, span source.Span, a access, allowed localMutation) bool {
	mutate := false
	switch a.kind {
	case writeBorrow, reserve:
		if !isMutBorrow(a.borrow) {
			return false
		}
		if a.borrow == mir.ClosureUnique {
			allowed = mutationYes
		}
	case writeMutate:
		mutate = true
	default:
		return false
	}
	root, err := c.isMutable(p, allowed)
	if err == nil {
		c.addUsedMut(root)
		return false
	}
	// A local that was never initialised is another error.
	init := c.everInitialised(p.Local)
	if init < 0 {
		return false
	}
	if mutate && len(p.Proj) == 0 {
		c.reportReassignment(p, span, init)
		return true
	}
	return c.reportMutability(p, span, root.place, mutate)
}

// everInitialised is an initialisation of the local that may have happened; -1: none.
func (c *checker) everInitialised(l mir.LocalID) int {
	path, exact := c.moves.Lookup(mir.Place{Local: l})
	if !exact {
		return -1
	}
	for _, i := range c.initsOf[path] {
		if c.everSet.Has(int(i)) {
			return int(i)
		}
	}
	return -1
}

func (c *checker) addUsedMut(root rootPlace) {
	if root.allowed == mutationYes || len(root.place.Proj) == 0 {
		return
	}
	if f, ok := upvarField(c.body, root.place); ok {
		c.usedMutUpvars = append(c.usedMutUpvars, f)
	}
}

// isMutable finds the place whose mutability decides; with an error, the one that is not mutable.
func (c *checker) isMutable(p mir.Place, allowed localMutation) (rootPlace, error) {
	n := len(p.Proj)
	if n == 0 {
		if !c.body.Locals[p.Local].Mut {
			if allowed == mutationNo {
				return rootPlace{place: p}, errImmutable
			}
		}
		return rootPlace{p, allowed}, nil
	}
	base := mir.Place{Local: p.Local, Proj: p.Proj[:n-1]}
	if p.Proj[n-1].Kind == mir.Deref {
		return c.isMutableDeref(p, base, allowed)
	}
	f, ok := upvarField(c.body, p)
	if !ok {
		return c.isMutable(base, allowed)
	}
	if !c.body.Upvars[f].Mut && allowed != mutationYes {
		return rootPlace{place: p}, errImmutable
	}
	if root, err := c.isMutable(base, allowed); err != nil {
		return root, err
	}
	return rootPlace{p, allowed}, nil
}

func (c *checker) isMutableDeref(p, base mir.Place, allowed localMutation) (rootPlace, error) {
	switch t := c.placeType(base).(type) {
	case *types.Ref:
		if !t.Mut {
			return rootPlace{place: p}, errImmutable
		}
		mode := mutationYes
		if f, ok := upvarField(c.body, p); ok && c.body.Upvars[f].ByRef {
			mode = allowed
		}
		return c.isMutable(base, mode)
	case *types.RawPtr:
		if !t.Mut {
			return rootPlace{place: p}, errImmutable
		}
		return rootPlace{p, allowed}, nil
	}
	return c.isMutable(base, allowed)
}

// placeType is the type of a place, regions erased; nil when it cannot be known.
func (c *checker) placeType(p mir.Place) types.Type { return mir.PlaceType(c.body, c.sh, p) }

// propagateUsedMut hands on which captures a closure mutates, where this body is itself a
// closure that captured them.
func (c *checker) propagateUsedMut(agg mir.Aggregate) {
	def, _, ok := closureType(agg.Type)
	if !ok || c.in.Closures[def] == nil {
		return
	}
	for _, f := range c.in.Closures[def].UsedMutUpvars {
		if f >= len(agg.Fields) || agg.Fields[f].Kind == mir.Constant {
			continue
		}
		place := agg.Fields[f].Place
		for n := len(place.Proj); n > 0; n-- {
			part := mir.Place{Local: place.Local, Proj: place.Proj[:n]}
			if field, ok := upvarField(c.body, part); ok {
				c.usedMutUpvars = append(c.usedMutUpvars, field)
				break
			}
		}
	}
}
