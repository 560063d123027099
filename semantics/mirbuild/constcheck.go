package mirbuild

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
)

// This file: whether const checking finds an error in what is evaluated at compile time
// (rustc's check_consts). Such an error taints the body: the borrow checker says nothing of
// it. Destructors (E0493), which are ours to report, are looked at elsewhere.
//
//	a call of what is no const fn, or through a pointer   E0015
//	a mutable borrow that the final value may hold        E0764
//	a borrow of a cell that the final value may hold      E0492
//	thread locals, addresses as numbers, comparing pointers, inline assembly

// ConstError says whether const checking surely rejects a body, as built. features are the crate's.
func ConstError(q types.Queries, body *mir.Body, inFn, mutStatic bool, features map[string]bool) bool {
	quals := newQualifs(q, body)
	c := &constChecker{qualifs: &quals, inFn: inFn, mutStatic: mutStatic, features: features}
	c.cells = mir.Solve(body, &qualifFlow{c.qualifs, hasMutInterior})
	cursor := c.cells.Cursor()
	for b := range body.Blocks {
		blk := &body.Blocks[b]
		if blk.Cleanup || !c.cells.Reached[b] {
			continue
		}
		for i := range blk.Stmts {
			if a, ok := blk.Stmts[i].Kind.(mir.Assign); ok {
				state := cursor.SeekBefore(mir.Location{Block: mir.BlockID(b), Stmt: i})
				if c.rvalue(state, a.Rvalue) {
					return true
				}
			}
		}
		if call, ok := blk.Term.Kind.(mir.Call); ok && c.call(call) {
			return true
		}
	}
	return false
}

type constChecker struct {
	*qualifs
	inFn, mutStatic bool
	features        map[string]bool
	cells           *mir.Results
	lasting         mir.BitSet // locals with storage where the body returns; nil: not asked yet
}

func (c *constChecker) rvalue(state mir.BitSet, r mir.Rvalue) bool {
	switch r := r.(type) {
	case mir.ThreadLocalRef:
		return true
	case mir.Ref:
		return c.borrow(state, r.Place, r.Kind >= mir.Mut)
	case mir.RawPtr:
		return !r.Fake && c.borrow(state, r.Place, r.Mut)
	case mir.Cast:
		return r.Kind == mir.CastExposeProvenance
	case mir.Binary:
		switch c.operandType(r.L).(type) {
		case *types.RawPtr, *types.FnPtr:
			return r.Op != "Offset"
		}
	}
	return false
}

func (c *constChecker) operandType(o mir.Operand) types.Type {
	if o.Kind == mir.Constant {
		return o.Const.Type
	}
	return mir.PlaceType(c.body, c.info, o.Place)
}

// borrow: what the final value may refer to must not be changeable.
func (c *constChecker) borrow(state mir.BitSet, p mir.Place, mut bool) bool {
	if !c.mayEscape(p) {
		return false
	}
	if mut {
		return !c.mutStatic
	}
	return c.inPlace(hasMutInterior, func(l mir.LocalID) bool { return state.Has(int(l)) }, p)
}

// mayEscape: the place is still there when the constant is made.
func (c *constChecker) mayEscape(p mir.Place) bool {
	if c.inFn || indirect(p) {
		return false
	}
	if c.lasting == nil {
		c.lasting = c.lastingLocals()
	}
	return c.lasting.Has(int(p.Local))
}

// lastingLocals are those whose storage may last until the body returns.
func (c *constChecker) lastingLocals() mir.BitSet {
	out := mir.NewBitSet(len(c.body.Locals))
	flow := &liveStorage{c.body}
	results := mir.Solve(c.body, flow)
	cursor := results.Cursor()
	for b := range c.body.Blocks {
		if _, ok := c.body.Blocks[b].Term.Kind.(mir.Return); ok && results.Reached[b] {
			out.Union(cursor.SeekBefore(mir.Location{Block: mir.BlockID(b), Stmt: len(c.body.Blocks[b].Stmts)}))
		}
	}
	return out
}

// call: only const fns may be called; of the standard library's, those that are const on stable
// and, where a feature could make others so, any.
func (c *constChecker) call(k mir.Call) bool {
	t := c.operandType(k.Func)
	fn, ok := t.(*types.FnDef)
	if !ok {
		_, pointer := t.(*types.FnPtr)
		return pointer
	}
	if c.q.DefKind(fn.Def) == hir.KindCtor || c.features["const_trait_impl"] {
		return false
	}
	if fn.Def.Crate != c.body.Owner.Crate && len(c.features) > 0 {
		return false
	}
	return !c.q.FnAttrs(fn.Def).Const
}

// liveStorage: which locals may have storage.
type liveStorage struct{ body *mir.Body }

func (a *liveStorage) Bits() int      { return len(a.body.Locals) }
func (a *liveStorage) Backward() bool { return false }

// Boundary: what has no StorageLive or StorageDead always has storage.
func (a *liveStorage) Boundary(s mir.BitSet) {
	for l := range a.body.Locals {
		s.Insert(l)
	}
	for b := range a.body.Blocks {
		for i := range a.body.Blocks[b].Stmts {
			switch k := a.body.Blocks[b].Stmts[i].Kind.(type) {
			case mir.StorageLive:
				s.Remove(int(k.Local))
			case mir.StorageDead:
				s.Remove(int(k.Local))
			}
		}
	}
}

func (a *liveStorage) Statement(s mir.BitSet, _ mir.Location, st *mir.Statement) {
	switch k := st.Kind.(type) {
	case mir.StorageLive:
		s.Insert(int(k.Local))
	case mir.StorageDead:
		s.Remove(int(k.Local))
	}
}

func (a *liveStorage) Terminator(mir.BitSet, mir.Location, *mir.Terminator)         {}
func (a *liveStorage) Edge(mir.BitSet, mir.BlockID, *mir.Terminator, mir.Edge) bool { return true }
