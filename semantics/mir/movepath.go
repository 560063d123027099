package mir

import (
	"slices"

	"drop-lsp/semantics/types"
)

// This file: move paths, after rustc's MoveDataBuilder. A move path is a place
// that can be moved out of or initialised by itself: locals, fields of types that
// do not implement Drop, variants, the content of a Box, elements of arrays at a
// constant index. A move out of a union's field moves the union; nothing moves
// out through references, slices, or an index that is not constant.
// In `let p = (a, b); drop(p.0)` the paths are p and p.0, siblings are found by
// FirstChild and NextSibling, and moving p.0 leaves p.1 to be dropped.
//
// What is missing: illegal moves (E0507, E0508, E0509) are not recorded here, the
// place is only left without a path; borrowck has to look at the operands itself.

// MovePathID indexes MoveData.Paths.
type MovePathID int32

// NoMovePath stands for no move path.
const NoMovePath MovePathID = -1

// MovePath is one path of the tree.
type MovePath struct {
	Place                           Place
	Parent, FirstChild, NextSibling MovePathID
}

// MoveOut is one move out of a path (a StorageDead is one as well).
type MoveOut struct {
	Path MovePathID
	At   Location
}

// Init is one initialisation of a path.
type Init struct {
	Path   MovePathID
	At     Location
	Arg    bool // on entry; At means nothing
	OnlyOK bool // a call's destination: initialised unless the call unwinds
}

// MoveData is the tree of move paths of a body with the moves and initialisations.
type MoveData struct {
	Paths  []MovePath
	Moves  []MoveOut
	Inits  []Init
	sh     Shapes
	locals []MovePathID
	sub    map[subKey]MovePathID
	derefs map[LocalID]Place
	start  []int     // of each block in the two tables below
	moves  [][]int32 // by location
	inits  [][]int32
}

type subKey struct {
	base MovePathID
	kind ProjKind
	n    uint64
}

// Filter says of which types paths are wanted: all for borrowck, those that need drop for elaboration.
type Filter func(types.Type) bool

type moveBuilder struct {
	*MoveData
	body   *Body
	sh     Shapes
	filter Filter
	loc    Location
}

// GatherMoves builds the move paths of a body; filter nil: of all types.
func GatherMoves(body *Body, sh Shapes, filter Filter) *MoveData {
	if filter == nil {
		filter = func(types.Type) bool { return true }
	}
	d := &MoveData{sh: sh, sub: map[subKey]MovePathID{}, derefs: map[LocalID]Place{}}
	b := &moveBuilder{MoveData: d, body: body, sh: sh, filter: filter}
	d.locals = make([]MovePathID, len(body.Locals))
	for i := range body.Locals {
		d.locals[i] = NoMovePath
		if l := &body.Locals[i]; l.Origin != OriginDerefTemp && l.Type != nil && filter(l.Type) {
			d.locals[i] = d.newPath(NoMovePath, Place{Local: LocalID(i)})
		}
	}
	n := 0
	d.start = make([]int, len(body.Blocks))
	for i := range body.Blocks {
		d.start[i] = n
		n += len(body.Blocks[i].Stmts) + 1
	}
	d.moves, d.inits = make([][]int32, n), make([][]int32, n)
	b.gather()
	return d
}

func (d *MoveData) newPath(parent MovePathID, p Place) MovePathID {
	id := MovePathID(len(d.Paths))
	mp := MovePath{Place: p, Parent: parent, FirstChild: NoMovePath, NextSibling: NoMovePath}
	if parent != NoMovePath {
		mp.NextSibling = d.Paths[parent].FirstChild
		d.Paths[parent].FirstChild = id
	}
	d.Paths = append(d.Paths, mp)
	return id
}

// subPath is the key of a projection that makes a move path. skip: the projection
// changes nothing; neither: paths end here.
func subPath(base MovePathID, e Proj) (key subKey, ok, skip bool) {
	switch e.Kind {
	case Deref:
		return subKey{base, Deref, 0}, true, false
	case Field, Downcast:
		return subKey{base, e.Kind, uint64(e.Field)}, true, false
	case ConstIndex:
		return subKey{base, ConstIndex, e.From}, !e.FromEnd, false
	case OpaqueCast:
		return subKey{}, false, true
	}
	return subKey{}, false, false // Index, Subslice
}

// resolve replaces deref temporaries by the places that they copy.
func (d *MoveData) resolve(p Place) Place {
	for {
		base, ok := d.derefs[p.Local]
		if !ok {
			return p
		}
		p = base.Project(p.Proj...)
	}
}

// Lookup finds the path of a place; exact is false when it is only that of the nearest
// parent (NoMovePath: the place is not tracked at all).
func (d *MoveData) Lookup(p Place) (path MovePathID, exact bool) {
	p = d.resolve(p)
	at := d.locals[p.Local]
	if at == NoMovePath {
		return NoMovePath, false
	}
	for _, e := range p.Proj {
		key, ok, skip := subPath(at, e)
		if skip {
			continue
		}
		next, found := d.sub[key]
		if !ok || !found {
			return at, false
		}
		at = next
	}
	return at, true
}

// Child is the sub-path of a projection, or NoMovePath.
func (d *MoveData) Child(p MovePathID, e Proj) MovePathID {
	if key, ok, _ := subPath(p, e); ok {
		if id, found := d.sub[key]; found {
			return id
		}
	}
	return NoMovePath
}

// EachChild calls f with a path and all below it.
func (d *MoveData) EachChild(p MovePathID, f func(MovePathID)) {
	f(p)
	for c := d.Paths[p].FirstChild; c != NoMovePath; c = d.Paths[c].NextSibling {
		d.EachChild(c, f)
	}
}

// Elements are the elements of an array that have paths of their own, in order.
func (d *MoveData) Elements(p MovePathID) []uint64 {
	var out []uint64
	for c := d.Paths[p].FirstChild; c != NoMovePath; c = d.Paths[c].NextSibling {
		if proj := d.Paths[c].Place.Proj; len(proj) > 0 && proj[len(proj)-1].Kind == ConstIndex {
			out = append(out, proj[len(proj)-1].From)
		}
	}
	slices.Sort(out)
	return out
}

// MovesAt lists the indices into Moves of a location.
func (d *MoveData) MovesAt(loc Location) []int32 { return d.moves[d.start[loc.Block]+loc.Stmt] }

// InitsAt lists the indices into Inits of a location.
func (d *MoveData) InitsAt(loc Location) []int32 { return d.inits[d.start[loc.Block]+loc.Stmt] }

// pathsFor makes the path of a place and calls f with it: with several for a subslice, with
// the union for a union's field, not at all for what cannot be moved out of.
func (b *moveBuilder) pathsFor(p Place, f func(MovePathID)) {
	p = b.resolve(p)
	base := b.locals[p.Local]
	if base == NoMovePath {
		return
	}
	inUnion := false
	t := b.body.Locals[p.Local].Type
	for i, e := range p.Proj {
		s := b.sh.Shape(t)
		if e.Kind == Subslice && s.Kind == ShapeArray && !e.FromEnd {
			b.elements(base, Place{p.Local, p.Proj[:i]}, e, s, f)
			return
		}
		key, ok, skip := subPath(base, e)
		if !skip && (!ok || !movesOutOf(s, e.Kind)) {
			return
		}
		t = ProjectedType(b.sh, t, e)
		if skip {
			continue
		}
		if t == nil || !b.filter(t) {
			return
		}
		inUnion = inUnion || e.Kind == Field && s.Kind == ShapeUnion
		if !inUnion {
			base = b.sub1(key, Place{p.Local, p.Proj[:i+1]})
		}
	}
	f(base)
}

// movesOutOf says whether a projection out of a type of this shape makes a move path.
func movesOutOf(s Shape, k ProjKind) bool {
	switch k {
	case Deref:
		return s.Box
	case Field:
		return !s.HasDrop && s.Kind != ShapeUnknown
	case ConstIndex:
		return s.Kind == ShapeArray
	}
	return s.Kind != ShapeUnknown
}

func (b *moveBuilder) sub1(key subKey, p Place) MovePathID {
	id, ok := b.sub[key]
	if !ok {
		id = b.newPath(key.base, p)
		b.sub[key] = id
	}
	return id
}

// MaxElements is of how many elements of an array, moved as a slice, is told which are moved.
const MaxElements = 1 << 12

func (b *moveBuilder) elements(base MovePathID, p Place, e Proj, s Shape, f func(MovePathID)) {
	if !b.filter(s.Elem) {
		return
	}
	for i := e.From; i < min(e.To, e.From+MaxElements); i++ {
		at := Proj{Kind: ConstIndex, From: i, To: s.Len}
		f(b.sub1(subKey{base, ConstIndex, i}, p.Project(at)))
	}
}

func (b *moveBuilder) gather() {
	for a := 1; a <= b.body.ArgCount; a++ {
		if p := b.locals[a]; p != NoMovePath {
			b.Inits = append(b.Inits, Init{Path: p, Arg: true})
		}
	}
	for i := range b.body.Blocks {
		blk := &b.body.Blocks[i]
		for j := range blk.Stmts {
			b.loc = Location{BlockID(i), j}
			b.statement(blk.Stmts[j].Kind)
		}
		b.loc = Location{BlockID(i), len(blk.Stmts)}
		b.terminator(blk.Term.Kind)
	}
}

func (b *moveBuilder) statement(k StmtKind) {
	switch k := k.(type) {
	case Assign:
		if c, ok := k.Rvalue.(CopyForDeref); ok && b.body.Locals[k.Place.Local].Origin == OriginDerefTemp {
			b.derefs[k.Place.Local] = c.Place
			return
		}
		b.create(k.Place)
		b.init(k.Place, false)
		for _, o := range RvalueOperands(k.Rvalue) {
			b.operand(o)
		}
	case FakeRead:
		b.create(k.Place)
	case StorageDead:
		if b.body.Locals[k.Local].Origin != OriginDerefTemp {
			b.move(Place{Local: k.Local})
		}
	}
}

func (b *moveBuilder) terminator(k TermKind) {
	switch k := k.(type) {
	case SwitchInt:
		b.operand(k.On)
	case Assert:
		b.operand(k.Cond)
	case InlineAsm:
		for i := range k.Operands {
			o := &k.Operands[i]
			if o.HasValue {
				b.operand(o.Value)
			}
			if o.HasPlace {
				b.create(o.Place)
				b.init(o.Place, false)
			}
		}
	case Yield:
		b.operand(k.Value)
		b.create(k.Arg)
		b.init(k.Arg, false)
	case Call:
		b.operand(k.Func)
		for _, a := range k.Args {
			b.operand(a)
		}
		if k.Target != NoBlock {
			b.create(k.Dest)
			b.init(k.Dest, true)
		}
	}
}

// RvalueOperands lists the operands of an rvalue, in the order of evaluation.
func RvalueOperands(r Rvalue) []Operand {
	switch r := r.(type) {
	case Use:
		return []Operand{r.X}
	case Repeat:
		return []Operand{r.X}
	case Cast:
		return []Operand{r.X}
	case Unary:
		return []Operand{r.X}
	case Binary:
		return []Operand{r.L, r.R}
	case Aggregate:
		return r.Fields
	}
	return nil
}

func (b *moveBuilder) create(p Place) { b.pathsFor(p, func(MovePathID) {}) }

func (b *moveBuilder) operand(o Operand) {
	if o.Kind == Move {
		b.move(o.Place)
	}
}

func (b *moveBuilder) move(p Place) {
	b.pathsFor(p, func(id MovePathID) {
		at := b.start[b.loc.Block] + b.loc.Stmt
		b.moves[at] = append(b.moves[at], int32(len(b.Moves)))
		b.Moves = append(b.Moves, MoveOut{id, b.loc})
	})
}

func (b *moveBuilder) init(p Place, onlyOK bool) {
	if n := len(p.Proj); n > 0 && p.Proj[n-1].Kind == Field {
		base := Place{p.Local, p.Proj[:n-1]}
		if t := PlaceType(b.body, b.sh, b.resolve(base)); t != nil && b.sh.Shape(t).Kind == ShapeUnion {
			p = base
		}
	}
	if id, exact := b.Lookup(p); exact {
		at := b.start[b.loc.Block] + b.loc.Stmt
		b.inits[at] = append(b.inits[at], int32(len(b.Inits)))
		b.Inits = append(b.Inits, Init{Path: id, At: b.loc, OnlyOK: onlyOK})
	}
}
