package mirbuild

import (
	"slices"

	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: promotion of constants (rustc's PromoteTemps; reference,
// destructors.scope.const-promotion). A borrow of a temporary whose value is made of
// constants only, has no destructor and no interior mutability, becomes a borrow of a
// constant that lives for 'static:
//
//	_2 = const 5; _1 = &_2        _3 = const promoted[0]; _1 = &(*_3)
//
// and the temporary is gone with its storage. promoted[0] is a body of its own:
// `_1 = const 5; _0 = &_1`.

// tempState is what is known of a temporary.
type tempState struct {
	kind  tempKind
	at    mir.Location // its only assignment
	uses  int
	valid bool // its value was found promotable
}

type tempKind uint8

const (
	tempUndefined tempKind = iota
	tempDefined
	tempUnpromotable
	tempPromoted // taken out of the body
)

// promoter promotes the constants of one body.
type promoter struct {
	qualifs
	temps []tempState
	safe  map[mir.BlockID]bool // nil: not computed
	extra map[mir.Location][]mir.Statement
}

// promote promotes what can be.
func promote(q types.Queries, body *mir.Body) {
	p := &promoter{qualifs: newQualifs(q, body), temps: make([]tempState, len(body.Locals)), extra: map[mir.Location][]mir.Statement{}}
	found := p.collect()
	found = slices.DeleteFunc(found, func(at mir.Location) bool { return !p.candidate(at) })
	if len(found) == 0 {
		return
	}
	for i := len(found) - 1; i >= 0; i-- {
		p.promoteAt(found[i])
	}
	gone := func(l mir.LocalID) bool { return p.temps[l].kind == tempPromoted }
	edit(body, p.extra, func(k mir.StmtKind) bool {
		switch k := k.(type) {
		case mir.Assign:
			return len(k.Place.Proj) == 0 && gone(k.Place.Local)
		case mir.StorageLive:
			return gone(k.Local)
		case mir.StorageDead:
			return gone(k.Local)
		}
		return false
	})
	for i := range body.Blocks {
		t := &body.Blocks[i].Term
		if d, ok := t.Kind.(mir.Drop); ok && len(d.Place.Proj) == 0 && gone(d.Place.Local) {
			t.Kind = mir.Goto{Target: d.Target}
		}
	}
}

// ---------- collecting ----------

// use is how a local is used, as far as promotion cares.
type use uint8

const (
	useRead   use = iota // also borrowed
	useStore             // assigned as a whole, also by a call
	useForbid            // anything else that writes
)

func (p *promoter) note(l mir.LocalID, u use, at mir.Location) {
	switch p.body.Locals[l].Origin {
	case mir.OriginArg, mir.OriginBinding, mir.OriginGuardRef:
		return
	}
	if int(l) <= p.body.ArgCount && l != mir.ReturnPlace {
		return
	}
	t := &p.temps[l]
	switch {
	case t.kind == tempUndefined && u == useStore:
		*t = tempState{kind: tempDefined, at: at}
	case t.kind == tempDefined && u == useRead:
		t.uses++
	default:
		t.kind = tempUnpromotable
	}
}

func (p *promoter) notePlace(pl mir.Place, u use, at mir.Location) {
	if len(pl.Proj) > 0 && u == useStore {
		u = useForbid
	}
	p.note(pl.Local, u, at)
	for _, e := range pl.Proj {
		if e.Kind == mir.Index {
			p.note(e.Local, useRead, at)
		}
	}
}

func (p *promoter) noteOperand(o mir.Operand, at mir.Location) {
	if o.Kind != mir.Constant {
		p.notePlace(o.Place, useRead, at)
	}
}

// collect finds the temporaries and the borrows.
func (p *promoter) collect() (borrows []mir.Location) {
	for _, bb := range p.body.ReversePostorder() {
		blk := &p.body.Blocks[bb]
		for i := range blk.Stmts {
			at := mir.Location{Block: bb, Stmt: i}
			switch k := blk.Stmts[i].Kind.(type) {
			case mir.Assign:
				p.notePlace(k.Place, useStore, at)
				p.noteRvalue(k.Rvalue, at)
				if _, ok := k.Rvalue.(mir.Ref); ok {
					borrows = append(borrows, at)
				}
			case mir.FakeRead:
				p.notePlace(k.Place, useRead, at)
			case mir.PlaceMention:
				p.notePlace(k.Place, useRead, at)
			case mir.SetDiscriminant:
				p.notePlace(k.Place, useForbid, at)
			}
		}
		p.noteTerm(blk.Term.Kind, mir.Location{Block: bb, Stmt: len(blk.Stmts)})
	}
	return borrows
}

func (p *promoter) noteRvalue(r mir.Rvalue, at mir.Location) {
	switch r := r.(type) {
	case mir.Ref:
		p.notePlace(r.Place, useRead, at)
	case mir.RawPtr:
		if r.Mut {
			p.notePlace(r.Place, useForbid, at)
		} else {
			p.notePlace(r.Place, useRead, at)
		}
	case mir.Discriminant:
		p.notePlace(r.Place, useRead, at)
	case mir.Len:
		p.notePlace(r.Place, useRead, at)
	case mir.CopyForDeref:
		p.notePlace(r.Place, useRead, at)
	case mir.Opaque:
		for _, l := range r.Uses {
			p.note(l, useForbid, at)
		}
	default:
		for _, o := range mir.RvalueOperands(r) {
			p.noteOperand(o, at)
		}
	}
}

func (p *promoter) noteTerm(k mir.TermKind, at mir.Location) {
	switch k := k.(type) {
	case mir.SwitchInt:
		p.noteOperand(k.On, at)
	case mir.Assert:
		p.noteOperand(k.Cond, at)
		for _, a := range k.Args {
			p.noteOperand(a, at)
		}
	case mir.Call:
		p.noteOperand(k.Func, at)
		for _, a := range k.Args {
			p.noteOperand(a, at)
		}
		p.notePlace(k.Dest, useStore, at)
	case mir.InlineAsm:
		k.Values(func(o mir.Operand) { p.noteOperand(o, at) })
		k.Places(func(x mir.Place) { p.notePlace(x, useForbid, at) })
	case mir.Yield:
		p.noteOperand(k.Value, at)
		p.notePlace(k.Arg, useForbid, at)
	}
}

// ---------- validating ----------

// candidate says whether the borrow at a location can be promoted.
func (p *promoter) candidate(at mir.Location) bool {
	r := p.body.Blocks[at.Block].Stmts[at.Stmt].Kind.(mir.Assign).Rvalue.(mir.Ref)
	return p.local(r.Place.Local) && p.ref(r) && !slices.ContainsFunc(r.Place.Proj, func(e mir.Proj) bool { return e.Kind == mir.Deref })
}

// inLocal is a qualif of the value that a temporary holds.
func (p *promoter) inLocal(q qualif) func(mir.LocalID) bool {
	var in func(l mir.LocalID) bool
	in = func(l mir.LocalID) bool {
		t := &p.temps[l]
		if t.kind != tempDefined {
			return false
		}
		if a, ok := p.assignAt(t.at); ok {
			return p.inRvalue(q, in, a.Rvalue, p.body.Locals[l].Type)
		}
		return p.inType(q, p.body.Locals[l].Type)
	}
	return in
}

func (p *promoter) assignAt(at mir.Location) (mir.Assign, bool) {
	blk := &p.body.Blocks[at.Block]
	if at.Stmt >= len(blk.Stmts) {
		return mir.Assign{}, false
	}
	a, ok := blk.Stmts[at.Stmt].Kind.(mir.Assign)
	return a, ok
}

// local says whether the value of a temporary is promotable.
func (p *promoter) local(l mir.LocalID) bool {
	t := &p.temps[l]
	switch {
	case t.kind != tempDefined || p.inLocal(needsDrop)(l):
		return false
	case t.valid:
		return true
	}
	at := t.at
	ok := false
	if a, isAssign := p.assignAt(at); isAssign {
		ok = p.rvalue(a.Rvalue)
	} else if c, isCall := p.body.Blocks[at.Block].Term.Kind.(mir.Call); isCall {
		ok = p.call(c, at.Block)
	}
	if ok {
		p.temps[l].valid = true
	} else {
		p.temps[l].kind = tempUnpromotable
	}
	return ok
}

func (p *promoter) typeOf(pl mir.Place) types.Type { return mir.PlaceType(p.body, p.info, pl) }

func (p *promoter) place(pl mir.Place) bool {
	for n := len(pl.Proj); n > 0; n-- {
		base := mir.Place{Local: pl.Local, Proj: pl.Proj[: n-1 : n-1]}
		switch e := pl.Proj[n-1]; e.Kind {
		case mir.OpaqueCast, mir.Downcast:
			return false
		case mir.Deref:
			if !p.derefsStatic(base) {
				return false
			}
		case mir.Index:
			if !p.constantIndex(base, e.Local) {
				return false
			}
		case mir.Field:
			if k := p.info.Shape(p.typeOf(base)).Kind; k == mir.ShapeUnion || k == mir.ShapeUnknown {
				return false
			}
		}
	}
	return p.local(pl.Local)
}

// derefsStatic: in the initialiser of a static, another static may be borrowed.
func (p *promoter) derefsStatic(base mir.Place) bool {
	if len(base.Proj) > 0 || p.kind != constStatic || p.temps[base.Local].kind != tempDefined {
		return false
	}
	a, ok := p.assignAt(p.temps[base.Local].at)
	if !ok {
		return false
	}
	u, ok := a.Rvalue.(mir.Use)
	return ok && u.X.Kind == mir.Constant && !u.X.Const.Static.IsZero()
}

// constantIndex: the index is a constant within an array.
func (p *promoter) constantIndex(base mir.Place, i mir.LocalID) bool {
	if p.temps[i].kind != tempDefined {
		return false
	}
	a, ok := p.assignAt(p.temps[i].at)
	if !ok {
		return false
	}
	u, ok := a.Rvalue.(mir.Use)
	if !ok || u.X.Kind != mir.Constant {
		return false
	}
	n, known := p.value(u.X.Const)
	s := p.info.Shape(p.typeOf(base))
	return known && s.Kind == mir.ShapeArray && s.LenKnown && n.Hi == 0 && n.Lo < s.Len && p.local(i)
}

func (p *promoter) operand(o mir.Operand) bool {
	if o.Kind != mir.Constant {
		return p.place(o.Place)
	}
	return o.Const.Static.IsZero() || p.kind == constStatic
}

func (p *promoter) operands(os []mir.Operand) bool {
	for _, o := range os {
		if !p.operand(o) {
			return false
		}
	}
	return true
}

func (p *promoter) ref(r mir.Ref) bool {
	switch r.Kind {
	case mir.Shared:
		return !p.inLocal(hasMutInterior)(r.Place.Local)
	case mir.Mut, mir.TwoPhase: // `&mut []`
		s := p.info.Shape(p.typeOf(r.Place))
		return s.Kind == mir.ShapeArray && s.LenKnown && s.Len == 0
	}
	return false
}

func (p *promoter) rvalue(r mir.Rvalue) bool {
	switch r := r.(type) {
	case mir.Use:
		return p.operand(r.X)
	case mir.Repeat:
		return p.operand(r.X)
	case mir.CopyForDeref:
		return p.place(r.Place)
	case mir.Discriminant:
		return p.place(r.Place)
	case mir.Cast:
		return r.Kind != mir.CastExposeProvenance && p.operand(r.X)
	case mir.Unary:
		return p.operand(r.X)
	case mir.Binary:
		return p.binary(r) && p.operand(r.L) && p.operand(r.R)
	case mir.RawPtr:
		base, ok := p.derefOfRef(r.Place)
		return ok && p.place(base)
	case mir.Ref:
		pl := r.Place
		if base, ok := p.derefOfRef(pl); ok {
			pl = base // a reborrow
		}
		return p.place(pl) && p.ref(r)
	case mir.Aggregate:
		return p.operands(r.Fields)
	}
	return false
}

// derefOfRef is base of `*base` where base is a reference.
func (p *promoter) derefOfRef(pl mir.Place) (mir.Place, bool) {
	n := len(pl.Proj)
	if n == 0 || pl.Proj[n-1].Kind != mir.Deref {
		return pl, false
	}
	base := mir.Place{Local: pl.Local, Proj: pl.Proj[: n-1 : n-1]}
	_, ok := p.typeOf(base).(*types.Ref)
	return base, ok
}

// binary: pointers are not compared, and a division must be sure not to panic.
func (p *promoter) binary(r mir.Binary) bool {
	t := p.operandType(r.L)
	switch t.(type) {
	case *types.RawPtr, *types.FnPtr:
		return false
	}
	bits, signed, isInt := integer(t)
	if r.Op != "Div" && r.Op != "Rem" || !isInt {
		return true
	}
	d, known := p.operandValue(r.R)
	if !known || d.Lo == 0 && d.Hi == 0 {
		return false
	}
	lo, hi := truncate(^uint64(0), ^uint64(0), bits)
	if !signed || d.Lo != lo || d.Hi != hi {
		return true
	}
	n, known := p.operandValue(r.L)
	lo, hi = flipSign(0, 0, bits)
	return known && (n.Lo != lo || n.Hi != hi)
}

func (p *promoter) operandType(o mir.Operand) types.Type {
	if o.Kind == mir.Constant {
		return o.Const.Type
	}
	return p.typeOf(o.Place)
}

func (p *promoter) operandValue(o mir.Operand) (types.Const, bool) {
	if o.Kind != mir.Constant {
		return types.Const{}, false
	}
	return p.value(o.Const)
}

// call: in functions only calls of promotable functions of std; in constants of all const
// functions, where it is sure that they run.
func (p *promoter) call(c mir.Call, bb mir.BlockID) bool {
	if !p.operand(c.Func) || !p.operands(c.Args) {
		return false
	}
	fn, ok := p.operandType(c.Func).(*types.FnDef)
	if !ok {
		return false
	}
	attrs := p.q.FnAttrs(fn.Def)
	if attrs.Promotable {
		return true
	}
	return (p.kind == constStatic || p.kind == constItem) && attrs.Const && p.surelyRuns(bb)
}

// surelyRuns: the block is on the straight way from the start.
func (p *promoter) surelyRuns(bb mir.BlockID) bool {
	if p.safe == nil {
		p.safe = map[mir.BlockID]bool{}
		for at := mir.BlockID(0); !p.safe[at]; {
			p.safe[at] = true
			switch k := p.body.Blocks[at].Term.Kind.(type) {
			case mir.Goto:
				at = k.Target
			case mir.Drop:
				at = k.Target
			case mir.Assert:
				at = k.Target
			case mir.Call:
				if k.Target != mir.NoBlock {
					at = k.Target
				}
			}
		}
	}
	return p.safe[bb]
}

// ---------- promoting ----------

// fragment is the body of one promoted constant.
type fragment struct {
	*promoter
	out  *mir.Body
	keep bool // the original stays: it has other uses
}

func (p *promoter) promoteAt(at mir.Location) {
	stmt := &p.body.Blocks[at.Block].Stmts[at.Stmt]
	a := stmt.Kind.(mir.Assign)
	if len(a.Place.Proj) == 0 && p.temps[a.Place.Local].kind == tempPromoted {
		return // a part of another promoted
	}
	r, ok := a.Rvalue.(mir.Ref)
	if !ok {
		return
	}
	in := p.q.Interner()
	refTy := in.Ref(types.Erased, p.body.Locals[r.Place.Local].Type, r.Kind != mir.Shared)
	p.body.Locals = append(p.body.Locals, mir.Local{Type: refTy, Span: stmt.Span, Mut: true})
	p.temps = append(p.temps, tempState{kind: tempUnpromotable})
	ref := mir.LocalID(len(p.body.Locals) - 1)

	c := &mir.Const{Type: refTy, Span: stmt.Span, Promoted: len(p.body.Promoted) + 1}
	p.extra[at] = append(p.extra[at], mir.Statement{Span: stmt.Span,
		Kind: mir.Assign{Place: local(ref), Rvalue: mir.Use{X: constant(c)}}})
	proj := append([]mir.Proj{{Kind: mir.Deref}}, r.Place.Proj...)
	stmt.Kind = mir.Assign{Place: a.Place, Rvalue: mir.Ref{Region: r.Region, Kind: r.Kind, Place: mir.Place{Local: ref, Proj: proj}}}

	f := &fragment{promoter: p, out: &mir.Body{Owner: p.body.Owner, Span: stmt.Span, Phase: mir.PhasePromoted}}
	f.out.Locals = []mir.Local{{Type: refTy, Mut: true, Span: stmt.Span, Origin: mir.OriginReturn}}
	f.newBlock(stmt.Span)
	value := renamer(f.temp).rvalue(mir.Ref{Region: types.Erased, Kind: r.Kind, Place: local(r.Place.Local)})
	f.assign(mir.ReturnPlace, value, stmt.Span)
	p.body.Promoted = append(p.body.Promoted, f.out)
}

func (f *fragment) newBlock(span source.Span) mir.BlockID {
	f.out.Blocks = append(f.out.Blocks, mir.Block{Term: mir.Terminator{Span: span, Kind: mir.Return{}}})
	return mir.BlockID(len(f.out.Blocks) - 1)
}

func (f *fragment) assign(l mir.LocalID, r mir.Rvalue, span source.Span) {
	blk := &f.out.Blocks[len(f.out.Blocks)-1]
	blk.Stmts = append(blk.Stmts, mir.Statement{Span: span, Kind: mir.Assign{Place: local(l), Rvalue: r}})
}

// temp moves (or copies, if it has other uses) what makes a temporary into the fragment.
func (f *fragment) temp(l mir.LocalID) mir.LocalID {
	kept := f.keep
	t := f.temps[l]
	if t.kind != tempDefined {
		panic("mirbuild: a promoted temporary is not defined")
	}
	if t.uses > 1 {
		f.keep = true
	}
	if !f.keep {
		f.temps[l].kind = tempPromoted
	}
	old := &f.body.Locals[l]
	f.out.Locals = append(f.out.Locals, mir.Local{Type: old.Type, Span: old.Span, Mut: true})
	to := mir.LocalID(len(f.out.Locals) - 1)
	if a, ok := f.assignAt(t.at); ok {
		span := f.body.Blocks[t.at.Block].Stmts[t.at.Stmt].Span
		f.assign(to, renamer(f.temp).rvalue(a.Rvalue), span)
	} else {
		f.call(to, t.at.Block)
	}
	f.keep = kept
	return to
}

func (f *fragment) call(to mir.LocalID, bb mir.BlockID) {
	term := &f.body.Blocks[bb].Term
	c := term.Kind.(mir.Call)
	if !f.keep {
		term.Kind = mir.Goto{Target: c.Target}
	}
	c.Func = renamer(f.temp).operand(c.Func)
	c.Args = renamer(f.temp).operands(c.Args)
	c.Dest, c.Unwind = local(to), mir.Unwind{Kind: mir.UnwindContinue}
	last := len(f.out.Blocks) - 1
	c.Target = f.newBlock(term.Span)
	f.out.Blocks[last].Term = mir.Terminator{Span: term.Span, Kind: c}
}
