package mir

import (
	"slices"
	"testing"

	"drop-lsp/semantics/types"
)

// flat knows no types: every local is a scalar.
type flat struct{}

func (flat) Shape(types.Type) Shape                    { return Shape{} }
func (flat) NeedsDrop(types.Type) bool                 { return true }
func (flat) ArrayOf(t types.Type, _ uint64) types.Type { return t }

func body(locals int, blocks ...Block) *Body {
	b := &Body{Blocks: blocks}
	for range locals {
		b.Locals = append(b.Locals, Local{Type: &types.Never{}})
	}
	return b
}

func block(k TermKind, stmts ...StmtKind) Block {
	b := Block{Term: Terminator{Kind: k}}
	for _, s := range stmts {
		b.Stmts = append(b.Stmts, Statement{Kind: s})
	}
	return b
}

func local(l LocalID) Place { return Place{Local: l} }

func assign(l LocalID, o Operand) StmtKind { return Assign{local(l), Use{o}} }

func TestSimplifyMergesChainsAndDropsDeadBlocks(t *testing.T) {
	b := body(1,
		block(Goto{2}, StorageLive{0}),
		block(Return{}), // dead
		block(Goto{3}),
		block(Return{}, StorageDead{0}))
	b.Exits = []Exit{{From: Location{3, 0}}, {From: Location{1, 0}}}
	SimplifyCFG(b)
	if len(b.Blocks) != 1 || len(b.Blocks[0].Stmts) != 2 {
		t.Fatalf("%d blocks: %v", len(b.Blocks), b.Blocks)
	}
	if b.Exits[0].From != (Location{0, 1}) || b.Exits[1].From.Block != NoBlock {
		t.Errorf("exits at %v and %v", b.Exits[0].From, b.Exits[1].From)
	}
}

func TestAnEmptyLoopSurvivesSimplification(t *testing.T) {
	b := body(1, block(Goto{1}), block(Goto{1}))
	SimplifyCFG(b)
	if errs := Validate(b); len(errs) > 0 || len(b.Blocks) == 0 {
		t.Error(errs, b.Blocks)
	}
}

func TestReversePostorderPutsJoinsLast(t *testing.T) {
	b := body(2, block(SwitchInt{On: Operand{Place: local(1)}, Values: make([]SwitchValue, 1), Targets: []BlockID{2, 1}}),
		block(Goto{3}), block(Goto{3}), block(Return{}))
	if got := b.ReversePostorder(); got[0] != 0 || got[3] != 3 {
		t.Error(got)
	}
	if got := b.Predecessors()[3]; !slices.Equal(got, []BlockID{1, 2}) {
		t.Error(got)
	}
}

func TestValidateNamesWhatIsMalformed(t *testing.T) {
	for name, b := range map[string]*Body{
		"target out of range": body(1, block(Goto{7})),
		"no terminator":       body(1, block(nil)),
		"local out of range":  body(1, block(Return{}, StorageLive{9})),
		"resume":              body(1, block(Resume{})),
		"no storage":          body(2, block(Return{}, assign(1, Operand{Kind: Constant, Const: &Const{}}), StorageLive{1})),
	} {
		if len(Validate(b)) == 0 {
			t.Errorf("%s: not found", name)
		}
	}
}

// A call initialises its destination on its return edge only.
func TestInitialisednessDiffersByEdge(t *testing.T) {
	call := Call{Func: Operand{Kind: Constant, Const: &Const{}}, Dest: local(1), Target: 1, Unwind: Unwind{Kind: UnwindTo, Block: 2}}
	b := body(2, block(call), block(Return{}), block(Resume{}))
	b.Blocks[2].Cleanup = true
	d := GatherMoves(b, flat{}, nil)
	s := SolveInit(b, d, false)
	for _, e := range Edges(call) {
		s.SeekEdge(0, e)
		init, uninit := s.At(1)
		if ret := e.Kind == EdgeReturn; init != ret || uninit == ret {
			t.Errorf("edge %v: init %v, uninit %v", e, init, uninit)
		}
	}
	ever := SolveEverInit(b, d)
	if !ever.States[1].Has(0) || ever.States[2].Has(0) {
		t.Error("ever-init", ever.States)
	}
}

// usedLater is a small backward problem: locals that a later statement copies.
type usedLater struct{}

func (usedLater) Bits() int                                    { return 4 }
func (usedLater) Backward() bool                               { return true }
func (usedLater) Boundary(BitSet)                              {}
func (usedLater) Terminator(BitSet, Location, *Terminator)     {}
func (usedLater) Edge(BitSet, BlockID, *Terminator, Edge) bool { return true }
func (usedLater) Statement(s BitSet, _ Location, st *Statement) {
	a := st.Kind.(Assign)
	s.Remove(int(a.Place.Local))
	s.Insert(int(a.Rvalue.(Use).X.Place.Local))
}

func TestBackwardDataflowJoinsLoops(t *testing.T) {
	b := body(4,
		block(Goto{1}, assign(1, Operand{Place: local(2)})),
		block(SwitchInt{On: Operand{Place: local(0)}, Values: make([]SwitchValue, 1), Targets: []BlockID{2, 1}}, assign(3, Operand{Place: local(1)})),
		block(Return{}))
	r := Solve(b, usedLater{})
	if c := r.Cursor(); !c.SeekBefore(Location{1, 0}).Has(1) || !c.SeekBefore(Location{0, 0}).Has(2) || c.SeekBefore(Location{0, 0}).Has(1) {
		t.Error(r.States)
	}
	if !r.States[1].Has(1) {
		t.Error("the loop's use is not seen at its end")
	}
}

func BenchmarkDataflow(b *testing.B) {
	var blocks []Block
	for i := range 500 {
		l := LocalID(i%200 + 1)
		blocks = append(blocks, block(Goto{BlockID(i + 1)}, assign(l, Operand{Kind: Move, Place: local(l%200 + 1)})))
	}
	bd := body(201, append(blocks, block(Return{}))...)
	d := GatherMoves(bd, flat{}, nil)
	for b.Loop() {
		SolveInit(bd, d, false)
	}
}
