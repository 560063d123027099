package drops

import (
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: one drop and its expansion. An open drop drops the parts of a place
// that are left, through a ladder: each field's drop goes on to the next one's,
// and unwinds into a second ladder (in clean-up) that starts after the field that
// panicked. For (a, b, c) of which b was moved:
//
//	drop(.0) -> drop(.2) -> succ
//	    \unwind     \unwind
//	     drop(.2) -> unwind
//
// Ladders are built from their end.

// inCleanup as an unwind target: the drop runs while unwinding; a panic terminates.
const inCleanup mir.BlockID = -2

type dropCtx struct {
	*elaborator
	span   source.Span
	place  mir.Place
	path   mir.MovePathID
	succ   mir.BlockID
	unwind mir.BlockID // or inCleanup
}

type style uint8

const (
	dead style = iota
	static
	conditional
	open
)

// style of the path with all below it (deep), or of the path alone.
func (e *elaborator) style(path mir.MovePathID, deep bool) style {
	init, uninit := e.state.At(path)
	n := 1
	if deep {
		n = 0
		e.data.EachChild(path, func(p mir.MovePathID) {
			i, u := e.state.At(p)
			init, uninit = init || i, uninit || u
			n++
		})
	}
	switch {
	case !init:
		return dead
	case !uninit:
		return static
	case n == 1:
		return conditional
	}
	return open
}

// elaborate gives block b, which holds the drop, its new terminator.
func (c *dropCtx) elaborate(b mir.BlockID) {
	var k mir.TermKind
	switch c.style(c.path, true) {
	case dead:
		k = mir.Goto{Target: c.succ}
	case static:
		k = c.dropTerm(c.succ, c.unwind)
	case conditional:
		k = mir.Goto{Target: c.complete(c.succ, c.unwind)}
	case open:
		k = mir.Goto{Target: c.openDrop()}
	}
	c.terms[b] = k
}

func (c *dropCtx) dropTerm(succ, unwind mir.BlockID) mir.TermKind {
	return mir.Drop{Place: c.place, Target: succ, Unwind: action(unwind)}
}

func action(unwind mir.BlockID) mir.Unwind {
	if unwind == inCleanup {
		return mir.Unwind{Kind: mir.UnwindTerminate}
	}
	return mir.Unwind{Kind: mir.UnwindTo, Block: unwind}
}

func (c *dropCtx) block(unwind mir.BlockID, k mir.TermKind, stmts ...mir.Statement) mir.BlockID {
	return c.newBlock(mir.Block{Stmts: stmts, Term: mir.Terminator{Span: c.span, Kind: k}, Cleanup: unwind == inCleanup})
}

// complete drops the whole place, if its flag says so.
func (c *dropCtx) complete(succ, unwind mir.BlockID) mir.BlockID {
	return c.testFlag(c.block(unwind, c.dropTerm(succ, unwind)), succ, unwind)
}

// testFlag goes on to set or unset by the flag of the path alone.
func (c *dropCtx) testFlag(set, unset, unwind mir.BlockID) mir.BlockID {
	switch c.style(c.path, false) {
	case dead:
		return unset
	case static:
		return set
	}
	flag := mir.Operand{Kind: mir.Copy, Place: mir.Place{Local: c.flags[c.path]}}
	return c.block(unwind, mir.SwitchInt{On: flag, Type: c.ty.Bool(),
		Values: []mir.SwitchValue{{}}, Targets: []mir.BlockID{unset, set}})
}

// bottom is the end of a ladder: the flag of the place itself is reset there.
func (c *dropCtx) bottom() (succ, unwind mir.BlockID) {
	if c.unwind == inCleanup {
		return c.succ, c.unwind
	}
	b := c.block(c.unwind, mir.Goto{Target: c.succ})
	c.setFlag(mir.Location{Block: b}, c.path, false)
	return b, c.unwind
}

// part is a field, element or content of a place; path NoMovePath: never moved by itself.
type part struct {
	place mir.Place
	path  mir.MovePathID
	typ   types.Type
}

func (c *dropCtx) dropPart(p part, succ, unwind mir.BlockID) mir.BlockID {
	sub := *c
	sub.place, sub.succ, sub.unwind = p.place, succ, unwind
	if p.path == mir.NoMovePath {
		return sub.complete(succ, unwind) // dropped as its parent is
	}
	sub.path = p.path
	b := sub.block(unwind, sub.dropTerm(succ, unwind))
	sub.elaborate(b)
	return b
}

// halfLadder drops the parts in order; unwinds[i] is where the i-th from the end unwinds to.
// The blocks are returned from the end; the first is succ.
func (c *dropCtx) halfLadder(unwinds []mir.BlockID, succ mir.BlockID, parts []part) []mir.BlockID {
	out := []mir.BlockID{succ}
	for i := range parts {
		succ = c.dropPart(parts[len(parts)-1-i], succ, unwinds[i])
		out = append(out, succ)
	}
	return out
}

// ladder drops the parts that need it, then goes to succ; it returns the entries of both ladders.
func (c *dropCtx) ladder(parts []part, succ, unwind mir.BlockID) (normal, cleanup mir.BlockID) {
	var need []part
	for _, p := range parts {
		if p.typ == nil || c.ty.NeedsDrop(p.typ) {
			need = append(need, p)
		}
	}
	unwinds := allCleanup(len(need) + 1)
	if unwind != inCleanup {
		unwinds = c.halfLadder(unwinds, unwind, need)
	}
	blocks := c.halfLadder(unwinds, succ, need)
	return blocks[len(blocks)-1], unwinds[len(unwinds)-1]
}

func allCleanup(n int) []mir.BlockID {
	out := make([]mir.BlockID, n)
	for i := range out {
		out[i] = inCleanup
	}
	return out
}

func (c *dropCtx) placeType() types.Type { return mir.PlaceType(c.body, c.ty, c.place) }

func (c *dropCtx) openDrop() mir.BlockID {
	t := c.placeType()
	s := c.ty.Shape(t)
	switch s.Kind {
	case mir.ShapeTuple:
		succ, unwind := c.bottom()
		b, _ := c.ladder(c.fields(c.place, c.path, s.Variants[0]), succ, unwind)
		return b
	case mir.ShapeStruct, mir.ShapeEnum, mir.ShapeUnion:
		return c.openAdt(t, s)
	case mir.ShapeArray:
		return c.openArray(s)
	}
	return c.complete(c.succ, c.unwind)
}

func (c *dropCtx) fields(base mir.Place, path mir.MovePathID, v mir.VariantShape) []part {
	var out []part
	for i, t := range v.Fields {
		e := mir.Proj{Kind: mir.Field, Field: i, Type: t}
		out = append(out, part{base.Project(e), c.data.Child(path, e), t})
	}
	return out
}

func (c *dropCtx) openAdt(t types.Type, s mir.Shape) mir.BlockID {
	if len(s.Variants) == 0 {
		return c.block(c.unwind, mir.Unreachable{})
	}
	succ, unwind := c.succ, c.unwind
	if s.Kind != mir.ShapeUnion && !s.ManuallyDrop {
		succ, unwind = c.openContents(t, s)
	}
	switch {
	case s.Box:
		return c.testFlag(c.openBox(t, s, succ, unwind), succ, unwind)
	case s.HasDrop:
		return c.testFlag(c.callDrop(t, succ, unwind), succ, unwind)
	}
	return succ
}

func (c *dropCtx) openContents(t types.Type, s mir.Shape) (succ, unwind mir.BlockID) {
	succ, unwind = c.bottom()
	if s.Kind == mir.ShapeEnum {
		return c.openEnum(t, s, succ, unwind)
	}
	return c.ladder(c.fields(c.place, c.path, s.Variants[0]), succ, unwind)
}

// openBox drops the content, if it is still there, then frees the box by a call of its drop.
func (c *dropCtx) openBox(t types.Type, s mir.Shape, succ, unwind mir.BlockID) mir.BlockID {
	succ = c.callDrop(t, succ, unwind)
	if unwind != inCleanup {
		unwind = c.callDrop(t, unwind, inCleanup)
	}
	deref := mir.Proj{Kind: mir.Deref}
	return c.dropPart(part{c.place.Project(deref), c.data.Child(c.path, deref), s.Elem}, succ, unwind)
}

// callDrop calls `<T as Drop>::drop(&mut place)`.
func (c *dropCtx) callDrop(t types.Type, succ, unwind mir.BlockID) mir.BlockID {
	ref := mir.Place{Local: c.newLocal(c.ty.MutRef(t), c.span, mir.OriginTemp)}
	unit := mir.Place{Local: c.newLocal(c.ty.Unit(), c.span, mir.OriginTemp)}
	fn := c.ty.DropFn(t)
	fn.Span = c.span
	call := mir.Call{
		Func: mir.Operand{Kind: mir.Constant, Const: &fn},
		Args: []mir.Operand{{Kind: mir.Move, Place: ref}},
		Dest: unit, Target: succ, Unwind: action(unwind), FnSpan: c.span,
	}
	borrow := mir.Assign{Place: ref, Rvalue: mir.Ref{Region: types.Erased, Kind: mir.Mut, Place: c.place}}
	return c.block(unwind, call, mir.Statement{Span: c.span, Kind: borrow})
}

// openEnum switches on the discriminant: variants with move paths get a ladder of their own,
// the others share one drop of the whole.
func (c *dropCtx) openEnum(t types.Type, s mir.Shape, succ, unwind mir.BlockID) (normal, cleanup mir.BlockID) {
	var values []mir.SwitchValue
	var blocks, unwinds []mir.BlockID
	rest, restGlue := false, false
	for i, v := range s.Variants {
		e := mir.Proj{Kind: mir.Downcast, Field: i}
		path := c.data.Child(c.path, e)
		if path == mir.NoMovePath {
			rest = true
			restGlue = restGlue || c.anyNeedsDrop(v.Fields)
			continue
		}
		values = append(values, v.Discr)
		parts := c.fields(c.place.Project(e), path, v)
		if unwind != inCleanup {
			// The clean-up ladder beside the normal one is not shared with the clean-up switch
			// (rustc: a funclet may not have two successors), so the latter has one of its own.
			own := c.halfLadder(allCleanup(len(parts)+1), unwind, parts)
			unwinds = append(unwinds, own[len(own)-1])
		}
		n, _ := c.ladder(parts, succ, unwind)
		blocks = append(blocks, n)
	}
	switch {
	case !rest:
		values = values[:len(values)-1]
	case restGlue:
		blocks = append(blocks, c.block(unwind, c.dropTerm(succ, unwind)))
		if unwind != inCleanup {
			unwinds = append(unwinds, c.block(inCleanup, c.dropTerm(unwind, inCleanup)))
		}
	default:
		blocks, unwinds = append(blocks, succ), append(unwinds, unwind)
	}
	normal = c.switchOn(t, values, blocks, succ, unwind)
	if unwind == inCleanup {
		return normal, inCleanup
	}
	return normal, c.switchOn(t, values, unwinds, unwind, inCleanup)
}

func (c *dropCtx) anyNeedsDrop(ts []types.Type) bool {
	for _, t := range ts {
		if c.ty.NeedsDrop(t) {
			return true
		}
	}
	return false
}

func (c *dropCtx) switchOn(t types.Type, values []mir.SwitchValue, targets []mir.BlockID, succ, unwind mir.BlockID) mir.BlockID {
	dt := c.ty.Discr(t)
	d := mir.Place{Local: c.newLocal(dt, c.span, mir.OriginTemp)}
	read := mir.Assign{Place: d, Rvalue: mir.Discriminant{Place: c.place}}
	b := c.block(unwind, mir.SwitchInt{On: mir.Operand{Kind: mir.Move, Place: d}, Type: dt, Values: values, Targets: targets},
		mir.Statement{Span: c.span, Kind: read})
	return c.testFlag(b, succ, unwind)
}

// openArray drops what is left between the elements that have paths, and those by their flags.
func (c *dropCtx) openArray(s mir.Shape) mir.BlockID {
	if !s.LenKnown {
		return c.complete(c.succ, c.unwind)
	}
	var parts []part
	start := uint64(0)
	slice := func(to uint64) {
		p := c.place.Project(mir.Proj{Kind: mir.Subslice, From: start, To: to})
		parts = append(parts, part{p, mir.NoMovePath, c.ty.ArrayOf(s.Elem, to-start)})
	}
	for _, i := range c.data.Elements(c.path) {
		e := mir.Proj{Kind: mir.ConstIndex, From: i, To: s.Len}
		path := c.data.Child(c.path, e)
		if start < i {
			slice(i)
		}
		parts = append(parts, part{c.place.Project(e), path, s.Elem})
		start = i + 1
	}
	if len(parts) == 0 {
		return c.complete(c.succ, c.unwind)
	}
	if start < s.Len {
		slice(s.Len)
	}
	// rustc builds the list backwards, so that the last element is dropped first.
	for i, j := 0, len(parts)-1; i < j; i, j = i+1, j-1 {
		parts[i], parts[j] = parts[j], parts[i]
	}
	succ, unwind := c.bottom()
	b, _ := c.ladder(parts, succ, unwind)
	return b
}
