package mir

import "slices"

// This file: initialisedness over move paths: may a path be initialised here
// (MaybeInit), may it be uninitialised (MaybeUninit), which initialisations have
// ever happened (EverInit). A drop of a path that is init and not uninit is
// static; both: a drop flag decides; not init: dead.
// What an Opaque uses is both afterwards: it may have been moved or assigned.

// InitEffects calls f for every path whose state changes at loc: absent by moves, drops
// and StorageDead, then present by initialisations. The destination of a call is
// initialised on its return edge instead (ReturnEffects).
func (d *MoveData) InitEffects(body *Body, loc Location, f func(p MovePathID, present bool)) {
	for _, m := range d.MovesAt(loc) {
		d.EachChild(d.Moves[m].Path, func(p MovePathID) { f(p, false) })
	}
	if blk := &body.Blocks[loc.Block]; loc.Stmt == len(blk.Stmts) {
		if k, ok := blk.Term.Kind.(Drop); ok {
			if p, exact := d.Lookup(k.Place); exact {
				d.EachChild(p, func(p MovePathID) { f(p, false) })
			}
		}
	}
	for _, i := range d.InitsAt(loc) {
		if in := d.Inits[i]; !in.OnlyOK {
			d.EachChild(in.Path, func(p MovePathID) { f(p, true) })
		}
	}
}

// EntryEffects calls f for the paths of the arguments.
func (d *MoveData) EntryEffects(body *Body, f func(MovePathID)) {
	for a := 1; a <= body.ArgCount; a++ {
		if p := d.locals[a]; p != NoMovePath {
			d.EachChild(p, f)
		}
	}
}

// ReturnEffects calls f for the paths that a call's return initialises.
func (d *MoveData) ReturnEffects(dest Place, f func(MovePathID)) {
	if p, exact := d.Lookup(dest); exact {
		d.EachChild(p, f)
	}
}

// uncertain calls f for every path that an Opaque statement may have changed either way.
func (d *MoveData) uncertain(s *Statement, f func(MovePathID)) {
	a, ok := s.Kind.(Assign)
	if !ok {
		return
	}
	o, ok := a.Rvalue.(Opaque)
	if !ok {
		return
	}
	for _, l := range o.Uses {
		if p := d.locals[l]; p != NoMovePath {
			d.EachChild(p, f)
		}
	}
}

// maybe is MaybeInit (uninit false) or MaybeUninit.
type maybe struct {
	body   *Body
	d      *MoveData
	uninit bool
	// precise: the otherwise edge of a switch rules variants out as well, and variants that
	// are ruled out count as uninitialised. Drop elaboration wants that, borrowck does not.
	precise bool
	// deadUnwind marks drops whose place is certainly gone: their unwind edge is not taken.
	deadUnwind []bool
}

func (m *maybe) Bits() int      { return len(m.d.Paths) }
func (m *maybe) Backward() bool { return false }

// Everywhere: what is moved behind a dead unwind edge counts as perhaps uninitialised.
// In `let v; v = (T, id(T));` the panic of id drops the first T, and the drop of v before
// the assignment, which cannot run, shares a clean-up block with it.
func (m *maybe) Everywhere() bool { return m.uninit && m.precise }

func (m *maybe) set(s BitSet, p MovePathID, present bool) {
	if present != m.uninit {
		s.Insert(int(p))
	} else {
		s.Remove(int(p))
	}
}

func (m *maybe) Boundary(s BitSet) {
	if m.uninit {
		for i := range m.d.Paths {
			s.Insert(i)
		}
	}
	m.d.EntryEffects(m.body, func(p MovePathID) { m.set(s, p, true) })
}

func (m *maybe) Statement(s BitSet, loc Location, st *Statement) {
	m.d.uncertain(st, func(p MovePathID) { s.Insert(int(p)) })
	m.d.InitEffects(m.body, loc, func(p MovePathID, present bool) { m.set(s, p, present) })
	if place, ok := mutablyBorrowed(st.Kind); ok && !m.uninit {
		// Another variant may be written through the reference.
		m.d.ReturnEffects(place, func(p MovePathID) { s.Insert(int(p)) })
	}
}

// mutablyBorrowed is the place of which a statement takes a mutable reference or a raw pointer.
func mutablyBorrowed(k StmtKind) (Place, bool) {
	a, ok := k.(Assign)
	if !ok {
		return Place{}, false
	}
	switch r := a.Rvalue.(type) {
	case Ref:
		return r.Place, r.Kind == Mut || r.Kind == TwoPhase || r.Kind == ClosureUnique
	case RawPtr:
		return r.Place, true
	}
	return Place{}, false
}

func (m *maybe) Terminator(s BitSet, loc Location, t *Terminator) {
	if k, ok := t.Kind.(Drop); ok && !m.uninit && m.deadUnwind != nil && k.Unwind.Kind == UnwindTo {
		m.deadUnwind[loc.Block] = m.gone(s, k.Place)
	}
	m.d.InitEffects(m.body, loc, func(p MovePathID, present bool) { m.set(s, p, present) })
}

// gone: no part of the place may be initialised.
func (m *maybe) gone(s BitSet, p Place) bool {
	id, exact := m.d.Lookup(p)
	if !exact {
		return false
	}
	live := false
	m.d.EachChild(id, func(c MovePathID) { live = live || s.Has(int(c)) })
	return !live
}

func (m *maybe) Edge(s BitSet, b BlockID, t *Terminator, e Edge) bool {
	switch k := t.Kind.(type) {
	case Call:
		if e.Kind == EdgeReturn {
			m.d.ReturnEffects(k.Dest, func(p MovePathID) { m.set(s, p, true) })
		}
	case SwitchInt:
		if e.Kind == EdgeSwitch {
			m.inactive(s, b, &k, e.Index)
		}
	case Drop:
		return e.Kind != EdgeUnwind || m.deadUnwind == nil || !m.deadUnwind[b]
	}
	return true
}

// inactive takes out the variants that an edge of a switch on a discriminant rules out.
func (m *maybe) inactive(s BitSet, b BlockID, k *SwitchInt, index int) {
	otherwise := index == len(k.Values)
	if !m.precise && (otherwise || m.uninit) {
		return
	}
	place, ok := switchedEnum(&m.body.Blocks[b], k)
	if !ok {
		return
	}
	path, exact := m.d.Lookup(place)
	if !exact || m.d.Paths[path].FirstChild == NoMovePath {
		return
	}
	t := PlaceType(m.body, m.d.sh, place)
	if t == nil {
		return
	}
	for i, v := range m.d.sh.Shape(t).Variants {
		out := false
		if otherwise {
			out = slices.Contains(k.Values, v.Discr)
		} else {
			out = v.Discr != k.Values[index]
		}
		if c := m.d.Child(path, Proj{Kind: Downcast, Field: i}); out && c != NoMovePath {
			m.d.EachChild(c, func(p MovePathID) { m.set(s, p, false) })
		}
	}
}

// switchedEnum is the place whose discriminant a switch reads, if the block reads it last.
func switchedEnum(blk *Block, k *SwitchInt) (Place, bool) {
	if len(blk.Stmts) == 0 || k.On.Kind == Constant {
		return Place{}, false
	}
	a, ok := blk.Stmts[len(blk.Stmts)-1].Kind.(Assign)
	if !ok || !a.Place.Equal(k.On.Place) {
		return Place{}, false
	}
	d, ok := a.Rvalue.(Discriminant)
	return d.Place, ok
}

// Initialisedness is both analyses, solved.
type Initialisedness struct {
	Data          *MoveData
	Init, Uninit  *Results
	init, uninit  *Cursor
	initS, uninS  BitSet
	reachedOnEdge bool
}

// SolveInit computes initialisedness. forDrops makes it as precise as drop elaboration has it:
// the unwind edges of drops that cannot run are left out, and every edge of a switch on a
// discriminant rules out the other variants. borrowck asks without.
func SolveInit(body *Body, d *MoveData, forDrops bool) *Initialisedness {
	var dead []bool
	if forDrops {
		dead = make([]bool, len(body.Blocks))
	}
	i := &Initialisedness{Data: d}
	i.Init = Solve(body, &maybe{body: body, d: d, precise: forDrops, deadUnwind: dead})
	i.Uninit = Solve(body, &maybe{body: body, d: d, uninit: true, precise: forDrops, deadUnwind: dead})
	i.init, i.uninit = i.Init.Cursor(), i.Uninit.Cursor()
	i.initS, i.uninS = i.init.state, i.uninit.state
	return i
}

// SeekBefore moves to just before loc; At answers there.
func (i *Initialisedness) SeekBefore(loc Location) {
	i.initS, i.uninS = i.init.SeekBefore(loc), i.uninit.SeekBefore(loc)
	i.reachedOnEdge = i.Init.Reached[loc.Block]
}

// SeekEdge moves onto one way out of a block.
func (i *Initialisedness) SeekEdge(b BlockID, e Edge) {
	i.initS, i.reachedOnEdge = i.init.SeekEdge(b, e)
	i.uninS, _ = i.uninit.SeekEdge(b, e)
}

// Reached says whether control can come to the point of the last Seek.
func (i *Initialisedness) Reached() bool { return i.reachedOnEdge }

// At says whether the path may be initialised and may be uninitialised at the point of the last Seek.
func (i *Initialisedness) At(p MovePathID) (init, uninit bool) {
	return i.reachedOnEdge && i.initS.Has(int(p)), i.uninS.Has(int(p))
}

// everInit: which of MoveData.Inits have happened on some way to here, and have not been
// undone by StorageDead. Moves do not undo them (assigning twice stays an error, E0384).
type everInit struct {
	body   *Body
	d      *MoveData
	byPath [][]int32
}

// SolveEverInit computes the initialisations that may have happened.
func SolveEverInit(body *Body, d *MoveData) *Results {
	e := &everInit{body: body, d: d, byPath: make([][]int32, len(d.Paths))}
	for i, in := range d.Inits {
		e.byPath[in.Path] = append(e.byPath[in.Path], int32(i))
	}
	return Solve(body, e)
}

func (e *everInit) Bits() int      { return len(e.d.Inits) }
func (e *everInit) Backward() bool { return false }

func (e *everInit) Boundary(s BitSet) {
	for i, in := range e.d.Inits {
		if in.Arg {
			s.Insert(i)
		}
	}
}

func (e *everInit) Statement(s BitSet, loc Location, st *Statement) {
	for _, i := range e.d.InitsAt(loc) {
		s.Insert(int(i))
	}
	if k, ok := st.Kind.(StorageDead); ok {
		if p := e.d.locals[k.Local]; p != NoMovePath {
			for _, i := range e.byPath[p] {
				s.Remove(int(i))
			}
		}
	}
}

func (e *everInit) Terminator(s BitSet, loc Location, _ *Terminator) {
	for _, i := range e.d.InitsAt(loc) {
		if !e.d.Inits[i].OnlyOK {
			s.Insert(int(i))
		}
	}
}

func (e *everInit) Edge(s BitSet, b BlockID, _ *Terminator, edge Edge) bool {
	if edge.Kind == EdgeReturn {
		for _, i := range e.d.InitsAt(Location{b, len(e.body.Blocks[b].Stmts)}) {
			s.Insert(int(i))
		}
	}
	return true
}
