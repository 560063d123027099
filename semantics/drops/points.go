package drops

import (
	"slices"

	"drop-lsp/semantics/mir"
)

// This file: drop points. For every exit edge (mir.Exit) each scheduled local is
// looked up in the initialisedness at the exit: dropped always, maybe (a flag
// decides), or gone. A partly moved value is shown as the parts that are left: after
// `drop(p.a)` the exit drops p.b, and p.a is gone.
// Points are read from the body before elaboration.

// Fate says whether a scheduled drop runs.
type Fate uint8

// The fates.
const (
	Unknown Fate = iota
	Always
	Maybe
	Gone
)

// Dropped is one scheduled drop.
type Dropped struct {
	Place mir.Place
	Fate  Fate
	// Shell: only the allocation of a Box, or the destructor, whose parts are listed in Parts.
	Shell bool
	// Parts is set when the value may be partly moved: what is dropped, in order.
	Parts []Dropped
}

// Point is one exit with what it drops, in the order in which the drops run.
type Point struct {
	Exit        *mir.Exit
	Unreachable bool
	Drops       []Dropped
}

// Points reads the drops of every exit. body is past CleanupPostBorrowck and not elaborated.
func Points(body *mir.Body, ty mir.Shapes) []Point {
	d := mir.GatherMoves(body, ty, ty.NeedsDrop)
	r := &reader{body: body, ty: ty, data: d, state: mir.SolveInit(body, d, true)}
	out := make([]Point, 0, len(body.Exits))
	for i := range body.Exits {
		out = append(out, r.point(&body.Exits[i]))
	}
	return out
}

// Left reports whether anything that needs drop is left of a path's place where state stands: of an
// `Option` whose content was moved out there is nothing.
func Left(body *mir.Body, ty mir.Shapes, data *mir.MoveData, state *mir.Initialisedness, path mir.MovePathID) bool {
	r := &reader{body: body, ty: ty, data: data, state: state}
	return r.read(data.Paths[path].Place, path).left()
}

func (d Dropped) left() bool {
	return d.Shell || d.Parts == nil && d.Fate != Gone || slices.ContainsFunc(d.Parts, Dropped.left)
}

type reader struct {
	body  *mir.Body
	ty    mir.Shapes
	data  *mir.MoveData
	state *mir.Initialisedness
}

func (r *reader) point(e *mir.Exit) Point {
	p := Point{Exit: e, Unreachable: e.From.Block == mir.NoBlock}
	if p.Unreachable {
		return p
	}
	r.state.SeekBefore(e.From)
	p.Unreachable = !r.state.Reached()
	if p.Unreachable {
		return p
	}
	if e.Kind == mir.ExitAssign {
		p.Drops = r.add(p.Drops, e.Place)
	}
	for _, l := range e.Drops {
		p.Drops = r.add(p.Drops, mir.Place{Local: l})
	}
	return p
}

func (r *reader) add(out []Dropped, place mir.Place) []Dropped {
	t := mir.PlaceType(r.body, r.ty, place)
	switch {
	case t == nil || r.ty.Shape(t).Kind == mir.ShapeUnknown:
		return append(out, Dropped{Place: place})
	case !r.ty.NeedsDrop(t):
		return out
	}
	path, exact := r.data.Lookup(place)
	if !exact {
		// Behind a reference or an index: a place that is borrowed or indexed is initialised.
		return append(out, Dropped{Place: place, Fate: Always})
	}
	return append(out, r.read(place, path))
}

func (r *reader) fate(p mir.MovePathID) Fate {
	switch init, uninit := r.state.At(p); {
	case !init:
		return Gone
	case uninit:
		return Maybe
	}
	return Always
}

// read is the fate of a path; if those below it differ, its parts are read one by one.
func (r *reader) read(place mir.Place, path mir.MovePathID) Dropped {
	out := Dropped{Place: place, Fate: r.fate(path)}
	same := true
	r.data.EachChild(path, func(c mir.MovePathID) { same = same && r.fate(c) == out.Fate })
	if same {
		return out
	}
	s := r.ty.Shape(mir.PlaceType(r.body, r.ty, place))
	switch s.Kind {
	case mir.ShapeEnum:
		out.Parts = r.variants(place, path, s)
	case mir.ShapeArray:
		if s.LenKnown {
			out.Parts = r.elements(place, path, s.Len)
		}
	default:
		if s.Box {
			out.Shell = true
			out.Parts = append(out.Parts, r.part(place, path, mir.Proj{Kind: mir.Deref}))
			break
		}
		for _, v := range s.Variants {
			out.Parts = append(out.Parts, r.fields(place, path, v)...)
		}
	}
	return out
}

// maxElements is how many elements in a row, of which none is moved, are listed one by one.
const maxElements = 256

// elements are the parts of an array out of which elements are moved.
func (r *reader) elements(place mir.Place, path mir.MovePathID, size uint64) []Dropped {
	var out []Dropped
	next := uint64(0)
	upTo := func(end uint64) {
		if end > next+maxElements {
			out = append(out, Dropped{Place: place.Project(mir.Proj{Kind: mir.Subslice, From: next, To: end}), Fate: r.fate(path)})
			return
		}
		for i := next; i < end; i++ {
			out = append(out, r.part(place, path, mir.Proj{Kind: mir.ConstIndex, From: i, To: size}))
		}
	}
	for _, i := range r.data.Elements(path) {
		upTo(i)
		out = append(out, r.part(place, path, mir.Proj{Kind: mir.ConstIndex, From: i, To: size}))
		next = i + 1
	}
	upTo(size)
	return out
}

// variants are the parts of an enum of which some variants' fields are moved: what is left of
// those, and the whole value where it may be of a variant that nothing is moved out of. A
// switch says of a variant's path that it is gone where the value is of another variant.
func (r *reader) variants(place mir.Place, path mir.MovePathID, s mir.Shape) []Dropped {
	var out []Dropped
	rest, other := r.fate(path), false
	for i, v := range s.Variants {
		e := mir.Proj{Kind: mir.Downcast, Field: i}
		c := r.data.Child(path, e)
		if c == mir.NoMovePath {
			other = other || slices.ContainsFunc(v.Fields, r.ty.NeedsDrop)
			continue
		}
		out = append(out, r.fields(place.Project(e), c, v)...)
		switch r.fate(c) {
		case Always:
			rest = Gone // it is of this variant
		case Maybe:
			if rest == Always {
				rest = Maybe
			}
		}
	}
	if other && rest != Gone {
		out = append(out, Dropped{Place: place, Fate: rest})
	}
	return out
}

func (r *reader) fields(place mir.Place, path mir.MovePathID, v mir.VariantShape) []Dropped {
	var out []Dropped
	for i, t := range v.Fields {
		if r.ty.NeedsDrop(t) {
			out = append(out, r.part(place, path, mir.Proj{Kind: mir.Field, Field: i, Type: t}))
		}
	}
	return out
}

// part is one part of a value; without a path of its own it shares its parent's fate.
func (r *reader) part(place mir.Place, path mir.MovePathID, e mir.Proj) Dropped {
	sub := place.Project(e)
	if c := r.data.Child(path, e); c != mir.NoMovePath {
		return r.read(sub, c)
	}
	return Dropped{Place: sub, Fate: r.fate(path)}
}
