package borrowck

import "drop-lsp/semantics/mir"

// This file: how statements and terminators use places, seen from the local that
// each place starts at. `a.b = c` uses a (it has to be there) and copies or moves c;
// `a = c` defines a. Liveness and the activation of two-phase borrows read this.

// useKind is how a local is used.
type useKind uint8

const (
	useDef     useKind = iota // written as a whole, or its storage begins or ends
	useUse                    // read, borrowed, projected into
	useDropped                // dropped as a whole
)

// visitStatement calls f with every use of a local in s.
func visitStatement(s mir.StmtKind, f func(mir.LocalID, useKind)) {
	switch s := s.(type) {
	case mir.Assign:
		visitDest(s.Place, f)
		visitRvalue(s.Rvalue, f)
	case mir.SetDiscriminant:
		visitPlace(s.Place, f)
	case mir.FakeRead:
		visitPlace(s.Place, f)
	case mir.Ascribe:
		visitPlace(s.Place, f)
	case mir.PlaceMention:
		visitPlace(s.Place, f)
	case mir.StorageLive:
		f(s.Local, useDef)
	case mir.StorageDead:
		f(s.Local, useDef)
	case mir.Nop, mir.BackwardIncompatibleDrop:
	default:
		panic("borrowck: unknown statement")
	}
}

// visitTerminator calls f with every use of a local in t.
func visitTerminator(t mir.TermKind, f func(mir.LocalID, useKind)) {
	switch t := t.(type) {
	case mir.SwitchInt:
		visitOperand(t.On, f)
	case mir.Drop:
		if len(t.Place.Proj) == 0 {
			f(t.Place.Local, useDropped)
			return
		}
		visitPlace(t.Place, f)
	case mir.Call:
		visitOperand(t.Func, f)
		for _, a := range t.Args {
			visitOperand(a, f)
		}
		visitDest(t.Dest, f)
	case mir.Assert:
		visitOperand(t.Cond, f)
		for _, a := range t.Args {
			visitOperand(a, f)
		}
	case mir.InlineAsm:
		t.Values(func(o mir.Operand) { visitOperand(o, f) })
		t.Places(func(p mir.Place) { visitDest(p, f) })
	case mir.Yield:
		visitOperand(t.Value, f)
		visitDest(t.Arg, f)
	case mir.Return:
		f(mir.ReturnPlace, useUse)
	}
}

func visitRvalue(r mir.Rvalue, f func(mir.LocalID, useKind)) {
	switch r := r.(type) {
	case mir.Use:
		visitOperand(r.X, f)
	case mir.Repeat:
		visitOperand(r.X, f)
	case mir.Ref:
		visitPlace(r.Place, f)
	case mir.RawPtr:
		visitPlace(r.Place, f)
	case mir.Cast:
		visitOperand(r.X, f)
	case mir.Binary:
		visitOperand(r.L, f)
		visitOperand(r.R, f)
	case mir.Unary:
		visitOperand(r.X, f)
	case mir.Discriminant:
		visitPlace(r.Place, f)
	case mir.Len:
		visitPlace(r.Place, f)
	case mir.CopyForDeref:
		visitPlace(r.Place, f)
	case mir.Aggregate:
		for _, x := range r.Fields {
			visitOperand(x, f)
		}
	case mir.Opaque:
		for _, l := range r.Uses {
			f(l, useUse)
		}
	case mir.ThreadLocalRef:
	default:
		panic("borrowck: unknown rvalue")
	}
}

func visitOperand(o mir.Operand, f func(mir.LocalID, useKind)) {
	if o.Kind != mir.Constant {
		visitPlace(o.Place, f)
	}
}

// visitDest visits a place that is written.
func visitDest(p mir.Place, f func(mir.LocalID, useKind)) {
	if len(p.Proj) == 0 {
		f(p.Local, useDef)
		return
	}
	visitPlace(p, f)
}

// visitPlace visits a place that is used, and the locals that index it.
func visitPlace(p mir.Place, f func(mir.LocalID, useKind)) {
	f(p.Local, useUse)
	for _, e := range p.Proj {
		if e.Kind == mir.Index {
			f(e.Local, useUse)
		}
	}
}
