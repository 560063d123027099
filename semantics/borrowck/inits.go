package borrowck

import (
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: is what an access needs initialised? A use of a.b needs that neither a.b, nor
// what holds it, nor any part of it may have been moved out; a write to a.b needs less:
// that a is there if it implements Drop, and that *p's p is.

// action is what needs the place initialised.
type action uint8

const (
	actionBorrow action = iota
	actionMatch
	actionUse
	actionAssign
	actionPartAssign
)

func (a action) noun() string {
	return [...]string{"borrow", "use", "use", "assign", "assign to part"}[a]
}

func (a action) past() string {
	return [...]string{"borrowed", "matched on", "used", "assigned", "partially assigned"}[a]
}

func (a action) generalPast() string {
	return [...]string{"used", "used", "used", "assigned", "partially assigned"}[a]
}

func (c *checker) uninit(p mir.MovePathID) bool {
	_, uninit := c.init.At(p)
	return uninit
}

// checkFullPath: the nearest tracked path around the place must be initialised.
func (c *checker) checkFullPath(a action, p mir.Place, span source.Span) {
	path, _ := c.moves.Lookup(p)
	if path != mir.NoMovePath && c.uninit(path) {
		c.reportMovedOrUninit(a, c.moves.Paths[path].Place, p, span, path)
	}
}

// checkMovedOrSub: neither the place nor any part of it may be uninitialised.
func (c *checker) checkMovedOrSub(a action, p mir.Place, span source.Span) {
	c.checkFullPath(a, p, span)
	if n := len(p.Proj); n > 0 && p.Proj[n-1].Kind == mir.Subslice && !p.Proj[n-1].FromEnd {
		base := mir.Place{Local: p.Local, Proj: p.Proj[:n-1]}
		if _, ok := c.placeType(base).(*types.Array); ok {
			c.checkSubslice(a, base, p.Proj[n-1], span)
			return
		}
	}
	path, exact := c.moves.Lookup(p)
	if !exact {
		return
	}
	if sub, ok := c.uninitBelow(path); ok {
		c.reportMovedOrUninit(a, p, p, span, sub)
	}
}

// uninitBelow finds a part of a path that may be uninitialised, itself first.
func (c *checker) uninitBelow(path mir.MovePathID) (mir.MovePathID, bool) {
	if c.uninit(path) {
		return path, true
	}
	todo := []mir.MovePathID{c.moves.Paths[path].FirstChild}
	for len(todo) > 0 {
		p := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if p == mir.NoMovePath {
			continue
		}
		if c.uninit(p) {
			return p, true
		}
		todo = append(todo, c.moves.Paths[p].FirstChild, c.moves.Paths[p].NextSibling)
	}
	return 0, false
}

func (c *checker) checkSubslice(a action, base mir.Place, e mir.Proj, span source.Span) {
	path, exact := c.moves.Lookup(base)
	if !exact {
		return
	}
	for child := c.moves.Paths[path].FirstChild; child != mir.NoMovePath; child = c.moves.Paths[child].NextSibling {
		proj := c.moves.Paths[child].Place.Proj
		last := proj[len(proj)-1]
		if last.Kind == mir.ConstIndex && e.From <= last.From && last.From < e.To {
			if sub, ok := c.uninitBelow(child); ok {
				c.reportMovedOrUninit(a, base, base, span, sub)
				return
			}
		}
	}
}

// checkAssigned: what a write needs.
func (c *checker) checkAssigned(p mir.Place, span source.Span) {
	for n := len(p.Proj) - 1; n >= 0; n-- {
		base := mir.Place{Local: p.Local, Proj: p.Proj[:n]}
		switch p.Proj[n].Kind {
		case mir.Deref:
			c.checkFullPath(actionUse, base, span)
			return
		case mir.Field:
			switch c.placeType(base).(type) {
			case *types.Adt:
				if c.sh.Shape(c.placeType(base)).HasDrop {
					c.checkMovedOrSub(actionAssign, base, span)
					return
				}
				c.checkParentOfField(base, span)
			case *types.Tuple:
				c.checkParentOfField(base, span)
			}
		}
	}
}

// checkParentOfField: the struct around a field must have been initialised, though the field
// need not be: partial initialisation is not allowed.
func (c *checker) checkParentOfField(base mir.Place, span source.Span) {
	found, at := false, mir.NoMovePath
	var shortest mir.Place
	for n := len(base.Proj); n >= 0; n-- {
		prefix := mir.Place{Local: base.Local, Proj: base.Proj[:n]}
		if path, exact := c.moves.Lookup(prefix); exact && c.uninit(path) {
			found, at, shortest = true, path, prefix
		}
		if n > 0 && base.Proj[n-1].Kind == mir.Deref {
			break
		}
	}
	if !found {
		return
	}
	if c.sh.Shape(c.placeType(base)).Kind == mir.ShapeUnion {
		for _, m := range c.moves.Moves {
			if m.Path == at && c.dom.dominates(m.At, c.at) {
				return // assigned again after a move out of the union
			}
		}
	}
	c.reportMovedOrUninit(actionPartAssign, shortest, base, span, at)
}

// checkMovable records a move out of what cannot be moved out of (E0507, E0508, E0509).
func (c *checker) checkMovable(p mir.Place) {
	for n, e := range p.Proj {
		base := mir.Place{Local: p.Local, Proj: p.Proj[:n]}
		t := c.placeType(base)
		illegal := func(kind illegalMove) {
			c.moveErrors = append(c.moveErrors, &moveError{place: p, at: c.at, kind: kind, container: t,
				target: mir.Place{Local: p.Local, Proj: p.Proj[:n+1]}})
		}
		switch e.Kind {
		case mir.Deref:
			switch t.(type) {
			case *types.Ref, *types.RawPtr:
				illegal(moveBorrowed)
				return
			}
		case mir.Field:
			if _, ok := t.(*types.Adt); ok && c.sh.Shape(t).HasDrop {
				illegal(moveFromDrop)
				return
			}
		case mir.ConstIndex, mir.Subslice:
			if _, ok := t.(*types.Slice); ok {
				illegal(moveFromSlice)
				return
			}
		case mir.Index:
			illegal(moveByIndex)
			return
		}
	}
}
