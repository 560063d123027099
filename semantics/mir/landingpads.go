package mir

// This file: the pass after rustc's RemoveNoopLandingPads. Clean-up that does nothing
// before it resumes is no clean-up: what unwinds into it unwinds on. Drop elaboration
// looks at this, for a call that unwinds into clean-up sets the flags of its destination
// after its return, any other call before it.

// RemoveNoopLandingPads makes unwinding into blocks that only go on to resume unwinding
// on, and leads other ways into such blocks to one block that resumes.
func RemoveNoopLandingPads(body *Body) {
	noop := make([]bool, len(body.Blocks))
	found := false
	order := body.ReversePostorder()
	for i := len(order) - 1; i >= 0; i-- {
		b := order[i]
		noop[b] = body.noopLandingPad(&body.Blocks[b], noop)
		found = found || noop[b]
	}
	if !found {
		return
	}
	resume := body.resumeBlock()
	for b := range body.Blocks {
		term := &body.Blocks[b].Term
		setUnwind(term, func(u Unwind) Unwind {
			if u.Kind == UnwindTo && noop[u.Block] {
				return Unwind{Kind: UnwindContinue}
			}
			return u
		})
		term.Kind, _ = retarget(term.Kind, func(b BlockID) BlockID {
			if int(b) < len(noop) && noop[b] {
				return resume
			}
			return b
		})
	}
}

// noopLandingPad says whether a block does nothing that a landing pad is for; noop has
// the answers of the blocks that it goes to.
func (body *Body) noopLandingPad(blk *Block, noop []bool) bool {
	for i := range blk.Stmts {
		if !noopStatement(blk.Stmts[i].Kind) {
			return false
		}
	}
	switch blk.Term.Kind.(type) {
	case Goto, Resume, SwitchInt, FalseEdge, FalseUnwind:
		for _, e := range Edges(blk.Term.Kind) {
			if !noop[e.To] {
				return false
			}
		}
		return true
	}
	return false
}

func noopStatement(k StmtKind) bool {
	switch k := k.(type) {
	case FakeRead, StorageLive, StorageDead, PlaceMention, Ascribe, BackwardIncompatibleDrop, Nop:
		return true
	case Assign: // of a flag
		switch k.Rvalue.(type) {
		case Use, Discriminant:
			return len(k.Place.Proj) == 0
		}
	}
	return false
}

// resumeBlock is a block that only resumes; one is made where there is none.
func (body *Body) resumeBlock() BlockID {
	for b := range body.Blocks {
		if _, ok := body.Blocks[b].Term.Kind.(Resume); ok && len(body.Blocks[b].Stmts) == 0 {
			return BlockID(b)
		}
	}
	body.Blocks = append(body.Blocks, Block{Term: Terminator{Span: body.Span, Kind: Resume{}}, Cleanup: true})
	return BlockID(len(body.Blocks) - 1)
}

// setUnwind replaces where a terminator unwinds to.
func setUnwind(t *Terminator, f func(Unwind) Unwind) {
	switch k := t.Kind.(type) {
	case Drop:
		k.Unwind = f(k.Unwind)
		t.Kind = k
	case Call:
		k.Unwind = f(k.Unwind)
		t.Kind = k
	case InlineAsm:
		k.Unwind = f(k.Unwind)
		t.Kind = k
	case Assert:
		k.Unwind = f(k.Unwind)
		t.Kind = k
	case FalseUnwind:
		k.Unwind = f(k.Unwind)
		t.Kind = k
	}
}
