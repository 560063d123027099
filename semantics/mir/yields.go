package mir

// This file: what a coroutine holds while it is suspended: the locals that are live across
// a yield and need their storage there (rustc's mir_coroutine_witnesses). Their types
// decide the coroutine's auto traits, and whether dropping it can use what it captures.
//
//	async { let a = f(); g().await; use(a); let b = f(); drop(b); h().await }
//
// holds a across the first await, and what is awaited across both; b never. A local that has
// been borrowed counts as live until its storage ends, for the borrow may be looked at after
// the yield; not where the coroutine may be moved, which forbids such borrows (E0626).

// IgnoredByTraits: the address of a static, or a match's fake borrow: held, but not there for auto traits.
func (l *Local) IgnoredByTraits() bool {
	return !l.Static.IsZero() && !l.ThreadLocal || l.Origin == OriginFakeBorrow
}

// HeldAcrossYields are the locals that a coroutine's body holds across its yields.
func HeldAcrossYields(body *Body) []LocalID {
	if body.Coroutine == nil {
		return nil
	}
	n := len(body.Locals)
	borrowed := Solve(body, borrowedLocals{n})
	needed := Solve(body, neededStorage{n, body.ArgCount, borrowed.Cursor()}).Cursor()
	live := Solve(body, liveLocals{n})
	asked := borrowed.Cursor()
	held := NewBitSet(n)
	for b := range body.Blocks {
		blk := &body.Blocks[b]
		if _, ok := blk.Term.Kind.(Yield); !ok {
			continue
		}
		loc := Location{BlockID(b), len(blk.Stmts)}
		here := NewBitSet(n)
		here.Copy(live.States[b]) // what is read after the yield
		if !body.Coroutine.Kind.Movable() {
			here.Union(asked.SeekBefore(loc))
		}
		storage := needed.SeekBefore(loc)
		here.Each(func(l int) {
			if storage.Has(l) && l != 1 {
				held.Insert(l)
			}
		})
	}
	var out []LocalID
	held.Each(func(l int) { out = append(out, LocalID(l)) })
	return out
}

func indirect(p Place) bool {
	for _, e := range p.Proj {
		if e.Kind == Deref {
			return true
		}
	}
	return false
}

// ---------- borrowed ----------

// borrowedLocals: locals of which a borrow may exist (MaybeBorrowedLocals).
type borrowedLocals struct{ locals int }

func (a borrowedLocals) Bits() int     { return a.locals }
func (borrowedLocals) Backward() bool  { return false }
func (borrowedLocals) Boundary(BitSet) {}
func (borrowedLocals) Edge(BitSet, BlockID, *Terminator, Edge) bool {
	return true
}

func (borrowedLocals) Statement(s BitSet, _ Location, st *Statement) { borrowIn(s, st) }

func borrowIn(s BitSet, st *Statement) {
	switch k := st.Kind.(type) {
	case StorageDead:
		s.Remove(int(k.Local))
	case Assign:
		switch r := k.Rvalue.(type) {
		case Ref:
			if !indirect(r.Place) {
				s.Insert(int(r.Place.Local))
			}
		case RawPtr:
			if !indirect(r.Place) {
				s.Insert(int(r.Place.Local))
			}
		}
	}
}

// Terminator: a destructor takes its value by reference.
func (borrowedLocals) Terminator(s BitSet, _ Location, t *Terminator) { borrowAt(s, t) }

func borrowAt(s BitSet, t *Terminator) {
	if d, ok := t.Kind.(Drop); ok {
		s.Insert(int(d.Place.Local))
	}
}

// ---------- storage ----------

// neededStorage: locals whose storage is needed: assigned or borrowed, and not moved out of
// as a whole while no borrow exists (MaybeRequiresStorage).
type neededStorage struct {
	locals, args int
	borrowed     *Cursor
}

func (a neededStorage) Bits() int    { return a.locals }
func (neededStorage) Backward() bool { return false }

// Boundary: what the coroutine is resumed with is there.
func (a neededStorage) Boundary(s BitSet) {
	for l := 2; l <= a.args; l++ {
		s.Insert(l)
	}
}

func (a neededStorage) Statement(s BitSet, loc Location, st *Statement) {
	borrowIn(s, st)
	switch k := st.Kind.(type) {
	case StorageDead:
		s.Remove(int(k.Local))
	case Assign:
		s.Insert(int(k.Place.Local))
		a.moves(s, loc, rvalueOperands(k.Rvalue))
	case SetDiscriminant:
		s.Insert(int(k.Place.Local))
	}
}

func (a neededStorage) Terminator(s BitSet, loc Location, t *Terminator) {
	borrowAt(s, t)
	var ops []Operand
	switch k := t.Kind.(type) {
	case Call:
		s.Remove(int(k.Dest.Local))
		ops = append(append(ops, k.Func), k.Args...)
	case InlineAsm:
		k.Places(func(p Place) { s.Remove(int(p.Local)) })
		k.Values(func(o Operand) { ops = append(ops, o) })
	case Yield:
		ops = []Operand{k.Value}
	case SwitchInt:
		ops = []Operand{k.On}
	case Assert:
		ops = append(append(ops, k.Cond), k.Args...)
	}
	a.moves(s, loc, ops)
}

// Edge: a call's destination is there once it returns.
func (a neededStorage) Edge(s BitSet, _ BlockID, t *Terminator, e Edge) bool {
	if e.Kind == EdgeReturn {
		switch k := t.Kind.(type) {
		case Call:
			s.Insert(int(k.Dest.Local))
		case Yield:
			s.Insert(int(k.Arg.Local))
		case InlineAsm:
			k.Places(func(p Place) { s.Insert(int(p.Local)) })
		}
	}
	return true
}

// moves: what is moved out of as a whole needs no storage, unless it is borrowed.
func (a neededStorage) moves(s BitSet, loc Location, ops []Operand) {
	for _, o := range ops {
		if o.Kind == Move && !a.borrowed.SeekBefore(loc).Has(int(o.Place.Local)) && len(o.Place.Proj) == 0 {
			s.Remove(int(o.Place.Local))
		}
	}
}

// ---------- live ----------

// liveLocals: locals whose value may be used later, a drop being a use (MaybeLiveLocals).
type liveLocals struct{ locals int }

func (a liveLocals) Bits() int     { return a.locals }
func (liveLocals) Backward() bool  { return true }
func (liveLocals) Boundary(BitSet) {}

// Edge: what a call or yield writes is not live before it.
func (liveLocals) Edge(s BitSet, _ BlockID, t *Terminator, e Edge) bool {
	if e.Kind == EdgeReturn {
		switch k := t.Kind.(type) {
		case Call:
			liveDest(s, k.Dest)
		case Yield:
			liveDest(s, k.Arg)
		case InlineAsm:
			k.Places(func(p Place) { liveDest(s, p) })
		}
	}
	return true
}

// liveDest: a place that is written as a whole is defined; of one that is not, what leads to it is used.
func liveDest(s BitSet, p Place) {
	switch {
	case indirect(p):
		livePlace(s, p)
	case len(p.Proj) == 0:
		s.Remove(int(p.Local))
	default:
		liveIndices(s, p)
	}
}

func livePlace(s BitSet, p Place) {
	s.Insert(int(p.Local))
	liveIndices(s, p)
}

func liveIndices(s BitSet, p Place) {
	for _, e := range p.Proj {
		if e.Kind == Index {
			s.Insert(int(e.Local))
		}
	}
}

func liveOperands(s BitSet, ops ...Operand) {
	for _, o := range ops {
		if o.Kind != Constant {
			livePlace(s, o.Place)
		}
	}
}

func (liveLocals) Statement(s BitSet, _ Location, st *Statement) {
	switch k := st.Kind.(type) {
	case Assign:
		liveDest(s, k.Place)
		liveOperands(s, rvalueOperands(k.Rvalue)...)
		if p, ok := rvaluePlace(k.Rvalue); ok {
			livePlace(s, p)
		}
		if o, ok := k.Rvalue.(Opaque); ok {
			for _, l := range o.Uses {
				s.Insert(int(l))
			}
		}
	case FakeRead:
		livePlace(s, k.Place)
	case PlaceMention:
		livePlace(s, k.Place)
	case SetDiscriminant:
		if indirect(k.Place) {
			livePlace(s, k.Place)
		}
	}
}

func (liveLocals) Terminator(s BitSet, _ Location, t *Terminator) {
	switch k := t.Kind.(type) {
	case Call:
		liveOperands(s, k.Func)
		liveOperands(s, k.Args...)
	case Drop:
		livePlace(s, k.Place)
	case SwitchInt:
		liveOperands(s, k.On)
	case Assert:
		liveOperands(s, k.Cond)
		liveOperands(s, k.Args...)
	case InlineAsm:
		k.Values(func(o Operand) { liveOperands(s, o) })
	case Yield:
		liveOperands(s, k.Value)
	case Return:
		s.Insert(int(ReturnPlace))
	}
}

// ---------- what rvalues read ----------

func rvalueOperands(r Rvalue) []Operand {
	switch r := r.(type) {
	case Use:
		return []Operand{r.X}
	case Repeat:
		return []Operand{r.X}
	case Cast:
		return []Operand{r.X}
	case Binary:
		return []Operand{r.L, r.R}
	case Unary:
		return []Operand{r.X}
	case Aggregate:
		return r.Fields
	}
	return nil
}

// rvaluePlace is the place that an rvalue looks at or borrows.
func rvaluePlace(r Rvalue) (Place, bool) {
	switch r := r.(type) {
	case Ref:
		return r.Place, true
	case RawPtr:
		return r.Place, true
	case Discriminant:
		return r.Place, true
	case Len:
		return r.Place, true
	case CopyForDeref:
		return r.Place, true
	}
	return Place{}, false
}
