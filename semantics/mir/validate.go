package mir

import "fmt"

// This file: the validator. It says what no well-formed body may have; mirbuild's
// and elaboration's tests run every body through it.

// Validate lists what is malformed in the body.
func Validate(body *Body) []error {
	v := &validator{body: body}
	if len(body.Locals) <= body.ArgCount {
		v.errorf(Location{}, "%d locals, %d arguments", len(body.Locals), body.ArgCount)
	}
	if len(body.Blocks) == 0 {
		v.errorf(Location{}, "no block")
	}
	for b := range body.Blocks {
		v.block(BlockID(b), &body.Blocks[b])
	}
	if len(v.errs) == 0 {
		v.storage()
	}
	return v.errs
}

type validator struct {
	body *Body
	errs []error
}

func (v *validator) errorf(at Location, format string, args ...any) {
	v.errs = append(v.errs, fmt.Errorf("bb%d[%d]: %s", at.Block, at.Stmt, fmt.Sprintf(format, args...)))
}

func (v *validator) block(b BlockID, blk *Block) {
	for i := range blk.Stmts {
		at := Location{b, i}
		if blk.Stmts[i].Kind == nil {
			v.errorf(at, "no statement")
			continue
		}
		StmtLocals(blk.Stmts[i].Kind, func(l LocalID) { v.local(at, l) })
	}
	at := Location{b, len(blk.Stmts)}
	if blk.Term.Kind == nil {
		v.errorf(at, "the block has no terminator")
		return
	}
	TermLocals(blk.Term.Kind, func(l LocalID) { v.local(at, l) })
	if s, ok := blk.Term.Kind.(SwitchInt); ok && len(s.Targets) != len(s.Values)+1 {
		v.errorf(at, "switch of %d values has %d targets", len(s.Values), len(s.Targets))
	}
	for _, e := range Edges(blk.Term.Kind) {
		v.edge(at, blk, e)
	}
	switch blk.Term.Kind.(type) {
	case Resume, Terminate:
		if !blk.Cleanup {
			v.errorf(at, "resume outside clean-up")
		}
	case Return, CoroutineDrop:
		if blk.Cleanup {
			v.errorf(at, "return in clean-up")
		}
	}
}

func (v *validator) local(at Location, l LocalID) {
	if l < 0 || int(l) >= len(v.body.Locals) {
		v.errorf(at, "no local _%d", l)
	}
}

// edge: clean-up is entered by unwinding only, and never left.
func (v *validator) edge(at Location, from *Block, e Edge) {
	if e.To < 0 || int(e.To) >= len(v.body.Blocks) {
		v.errorf(at, "no block bb%d", e.To)
		return
	}
	to := v.body.Blocks[e.To].Cleanup
	switch {
	case e.Kind == EdgeUnwind && from.Cleanup:
		v.errorf(at, "clean-up unwinds to bb%d", e.To)
	case e.Kind == EdgeUnwind && !to:
		v.errorf(at, "unwinds to bb%d, which is not clean-up", e.To)
	case e.Kind != EdgeUnwind && from.Cleanup != to:
		v.errorf(at, "edge to bb%d between clean-up and the rest", e.To)
	}
}

// StmtLocals calls f with every local that a statement mentions.
func StmtLocals(k StmtKind, f func(LocalID)) {
	switch k := k.(type) {
	case Assign:
		placeLocals(k.Place, f)
		rvalueLocals(k.Rvalue, f)
	case FakeRead:
		placeLocals(k.Place, f)
	case SetDiscriminant:
		placeLocals(k.Place, f)
	case StorageLive:
		f(k.Local)
	case StorageDead:
		f(k.Local)
	case Ascribe:
		placeLocals(k.Place, f)
	case PlaceMention:
		placeLocals(k.Place, f)
	case BackwardIncompatibleDrop:
		placeLocals(k.Place, f)
	}
}

// TermLocals calls f with every local that a terminator mentions.
func TermLocals(k TermKind, f func(LocalID)) {
	ops := func(os ...Operand) {
		for _, o := range os {
			operandLocals(o, f)
		}
	}
	switch k := k.(type) {
	case SwitchInt:
		ops(k.On)
	case Drop:
		placeLocals(k.Place, f)
	case Call:
		placeLocals(k.Dest, f)
		ops(k.Func)
		ops(k.Args...)
	case Assert:
		ops(k.Cond)
		ops(k.Args...)
	case InlineAsm:
		k.Values(func(o Operand) { ops(o) })
		k.Places(func(p Place) { placeLocals(p, f) })
	case Yield:
		ops(k.Value)
		placeLocals(k.Arg, f)
	}
}

func placeLocals(p Place, f func(LocalID)) {
	f(p.Local)
	for _, e := range p.Proj {
		if e.Kind == Index {
			f(e.Local)
		}
	}
}

func operandLocals(o Operand, f func(LocalID)) {
	if o.Kind != Constant {
		placeLocals(o.Place, f)
	}
}

func rvalueLocals(r Rvalue, f func(LocalID)) {
	for _, o := range RvalueOperands(r) {
		operandLocals(o, f)
	}
	switch r := r.(type) {
	case Ref:
		placeLocals(r.Place, f)
	case RawPtr:
		placeLocals(r.Place, f)
	case Discriminant:
		placeLocals(r.Place, f)
	case Len:
		placeLocals(r.Place, f)
	case CopyForDeref:
		placeLocals(r.Place, f)
	case Opaque:
		for _, l := range r.Uses {
			f(l)
		}
	}
}

// storageDead: which locals may be without storage; only locals with a StorageLive count.
type storageDead struct {
	body    *Body
	managed BitSet
}

func (s *storageDead) Bits() int             { return len(s.body.Locals) }
func (s *storageDead) Backward() bool        { return false }
func (s *storageDead) Boundary(state BitSet) { state.Union(s.managed) }
func (s *storageDead) Statement(state BitSet, _ Location, st *Statement) {
	switch k := st.Kind.(type) {
	case StorageLive:
		state.Remove(int(k.Local))
	case StorageDead:
		state.Insert(int(k.Local))
	}
}
func (s *storageDead) Terminator(BitSet, Location, *Terminator)     {}
func (s *storageDead) Edge(BitSet, BlockID, *Terminator, Edge) bool { return true }

// storage: every write to a local that has a StorageLive comes after it on every way.
func (v *validator) storage() {
	a := &storageDead{v.body, NewBitSet(len(v.body.Locals))}
	for b := range v.body.Blocks {
		for i := range v.body.Blocks[b].Stmts {
			if k, ok := v.body.Blocks[b].Stmts[i].Kind.(StorageLive); ok {
				a.managed.Insert(int(k.Local))
			}
		}
	}
	r := Solve(v.body, a)
	c := r.Cursor()
	for b := range v.body.Blocks {
		if !r.Reached[b] {
			continue
		}
		blk := &v.body.Blocks[b]
		for i := range blk.Stmts {
			if k, ok := blk.Stmts[i].Kind.(Assign); ok {
				at := Location{BlockID(b), i}
				if a.managed.Has(int(k.Place.Local)) && c.SeekBefore(at).Has(int(k.Place.Local)) {
					v.errorf(at, "_%d may be assigned without storage", k.Place.Local)
				}
			}
		}
	}
}
