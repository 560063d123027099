package mirbuild

import (
	"fmt"
	"strings"
	"testing"

	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/thir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// The tests build bodies by hand through the builder, as the lowering of
// expressions does, and run the graph: the trace of drops on each way out must be
// the one that rustc's program has.

// testBuilder has a builder whose locals all need dropping.
func testBuilder() *builder {
	body := &mir.Body{Locals: []mir.Local{{Origin: mir.OriginReturn}}}
	return newBuilder(body, func(types.Type) bool { return true })
}

func (b *builder) declare(scope thir.ScopeID, name string) mir.LocalID {
	l := b.newLocal(mir.Local{Name: name, Origin: mir.OriginBinding})
	b.scheduleDropAndStorage(scope, l)
	return l
}

// branch ends bb in a switch between two new blocks.
func (b *builder) branch(bb mir.BlockID) (yes, no mir.BlockID) {
	yes, no = b.newBlock(), b.newBlock()
	b.end(bb, source.NoSpan, mir.SwitchInt{Values: []mir.SwitchValue{{}}, Targets: []mir.BlockID{no, yes}})
	return yes, no
}

// trace follows the graph from bb, taking choice's branches in turn (true: otherwise), and
// panicking at the panicAt-th drop (0: never). It names what is dropped and how it ends.
func trace(t *testing.T, b *builder, bb mir.BlockID, choice []bool, panicAt int) string {
	t.Helper()
	var out []string
	for steps := 0; steps < 100; steps++ {
		switch k := b.body.Blocks[bb].Term.Kind.(type) {
		case mir.Goto:
			bb = k.Target
		case mir.SwitchInt:
			i := 0
			if choice[0] {
				i = 1
			}
			choice, bb = choice[1:], k.Targets[i]
		case mir.Drop:
			out = append(out, b.body.Locals[k.Place.Local].Name)
			if len(out) != panicAt {
				bb = k.Target
				continue
			}
			out[len(out)-1] += "!"
			if k.Unwind.Kind != mir.UnwindTo {
				return strings.Join(append(out, "continue"), " ")
			}
			bb = k.Unwind.Block
		case mir.Return:
			return strings.Join(append(out, "return"), " ")
		case mir.Resume:
			return strings.Join(append(out, "resume"), " ")
		default:
			t.Fatalf("bb%d ends in %T", bb, k)
		}
	}
	t.Fatal("the graph does not end")
	return ""
}

// finish returns from bb and makes the cleanup blocks.
func (b *builder) finish(bb mir.BlockID) {
	b.end(bb, source.NoSpan, mir.Return{})
	b.finishUnwind()
}

func check(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// { let a; let b; }
func TestLocalsAreDroppedInReverseAndUnwindGoesOnWithTheRest(t *testing.T) {
	b := testBuilder()
	start := b.newBlock()
	end := b.inScope(1, source.NoSpan, mir.ExitScope, func() mir.BlockID {
		b.declare(1, "a")
		return b.inScope(2, source.NoSpan, mir.ExitScope, func() mir.BlockID {
			b.declare(2, "b")
			b.declare(2, "c")
			return start
		})
	})
	b.finish(end)
	check(t, trace(t, b, start, nil, 0), "c b a return")
	check(t, trace(t, b, start, nil, 1), "c! b a resume")
	check(t, trace(t, b, start, nil, 2), "c b! a resume")
	check(t, trace(t, b, start, nil, 3), "c b a! resume")
}

// 'outer: { let a; { let b; if x { return }; let c; if y { return } } }
func TestReturnsShareTheirTail(t *testing.T) {
	b := testBuilder()
	start := b.newBlock()
	var end mir.BlockID
	b.pushScope(1, source.NoSpan, "")
	end = b.inBreakable(mir.NoBlock, mir.Place{}, source.NoSpan, func() mir.BlockID {
		return b.inScope(2, source.NoSpan, mir.ExitScope, func() mir.BlockID {
			b.declare(2, "a")
			return b.inScope(3, source.NoSpan, mir.ExitScope, func() mir.BlockID {
				b.declare(3, "b")
				yes, no := b.branch(start)
				b.breakTo(yes, 1, false, mir.ExitReturn, source.NoSpan)
				return b.inScope(4, source.NoSpan, mir.ExitScope, func() mir.BlockID {
					b.declare(4, "c")
					yes, no = b.branch(no)
					b.breakTo(yes, 1, false, mir.ExitReturn, source.NoSpan)
					return no
				})
			})
		})
	})
	b.finish(b.popScope(end))
	check(t, trace(t, b, start, []bool{true}, 0), "b a return")
	check(t, trace(t, b, start, []bool{false, true}, 0), "c b a return")
	check(t, trace(t, b, start, []bool{false, false}, 0), "c b a return")
	check(t, trace(t, b, start, []bool{false, true}, 1), "c! b a resume")
	check(t, trace(t, b, start, []bool{true}, 1), "b! a resume")

	drops := 0
	for _, blk := range b.body.Blocks {
		if d, ok := blk.Term.Kind.(mir.Drop); ok && !blk.Cleanup && b.body.Locals[d.Place.Local].Name == "a" {
			drops++
		}
	}
	if drops != 2 { // one on the normal way, one that both returns share
		t.Errorf("a is dropped in %d blocks outside clean-up", drops)
	}
	var exits []string
	for _, e := range b.body.Exits {
		names := make([]string, len(e.Drops))
		for i, l := range e.Drops {
			names[i] = b.body.Locals[l].Name
		}
		exits = append(exits, fmt.Sprint(e.Kind, names))
	}
	check(t, strings.Join(exits, "; "),
		"return[b a]; return[c b a]; scope-end[c]; scope-end[b]; scope-end[a]")
}

// loop { let a; if x { continue } ; if y { break } }
func TestContinueAndBreakDropTheLoopsLocals(t *testing.T) {
	b := testBuilder()
	start := b.newBlock()
	loop := b.newBlock()
	b.emitGoto(start, source.NoSpan, loop)
	b.pushScope(1, source.NoSpan, "")
	end := b.inBreakable(loop, mir.Place{}, source.NoSpan, func() mir.BlockID {
		back := b.inScope(2, source.NoSpan, mir.ExitScope, func() mir.BlockID {
			b.declare(2, "a")
			yes, no := b.branch(loop)
			b.breakTo(yes, 1, true, mir.ExitContinue, source.NoSpan)
			yes, no = b.branch(no)
			b.breakTo(yes, 1, false, mir.ExitBreak, source.NoSpan)
			return no
		})
		b.emitGoto(back, source.NoSpan, loop)
		return mir.NoBlock
	})
	b.finish(b.popScope(end))
	check(t, trace(t, b, start, []bool{true, false, false, false, true}, 0), "a a a return")
}

// { let a; if <temporary t> && cond { } else { } }: the temporary of a failed condition is dropped before else.
func TestFailedConditionDropsItsTemporariesBeforeElse(t *testing.T) {
	b := testBuilder()
	start := b.newBlock()
	end := b.inScope(1, source.NoSpan, mir.ExitScope, func() mir.BlockID {
		b.declare(1, "a")
		b.pushScope(2, source.NoSpan, "")
		then, els := b.inIfThen(2, func() mir.BlockID {
			return b.inScope(3, source.NoSpan, mir.ExitCondition, func() mir.BlockID {
				b.declare(3, "t")
				yes, no := b.branch(start)
				b.breakForElse(no, source.NoSpan)
				return yes
			})
		})
		then, els = b.popBoth(then, els)
		join := b.newBlock()
		b.emitGoto(then, source.NoSpan, join)
		e := b.newLocal(mir.Local{Name: "else"})
		after := b.newBlock()
		b.end(els, source.NoSpan, mir.Drop{Place: mir.Place{Local: e}, Target: after})
		b.divergeFrom(els)
		b.emitGoto(after, source.NoSpan, join)
		return join
	})
	b.finish(end)
	check(t, trace(t, b, start, []bool{true}, 0), "t a return")
	check(t, trace(t, b, start, []bool{false}, 0), "t else a return")
	check(t, trace(t, b, start, []bool{false}, 1), "t! a resume")
	check(t, trace(t, b, start, []bool{false}, 2), "t else! a resume")
}

// popBoth ends the innermost scope on two ways at once; it holds no drops here.
func (b *builder) popBoth(x, y mir.BlockID) (mir.BlockID, mir.BlockID) {
	b.scopes.stack = b.scopes.stack[:len(b.scopes.stack)-1]
	return x, y
}

// { let a; let b; b = new; }: the new value is written whether the old one's drop panics or not.
func TestAssignmentWritesAlsoWhenTheOldValuesDropPanics(t *testing.T) {
	b := testBuilder()
	start := b.newBlock()
	end := b.inScope(1, source.NoSpan, mir.ExitScope, func() mir.BlockID {
		b.declare(1, "a")
		l := b.declare(1, "b")
		return b.emitDropAndReplace(start, source.NoSpan, source.NoSpan, mir.Place{Local: l}, mir.Use{X: mir.Operand{Kind: mir.Move}})
	})
	b.finish(end)
	check(t, trace(t, b, start, nil, 0), "b b a return")
	check(t, trace(t, b, start, nil, 1), "b! b a resume")
	d := b.body.Blocks[start].Term.Kind.(mir.Drop)
	if !d.Replace || len(b.body.Blocks[d.Unwind.Block].Stmts) != 1 || !b.body.Blocks[d.Unwind.Block].Cleanup {
		t.Errorf("the unwinding way of the assignment does not write: %+v", b.body.Blocks[d.Unwind.Block])
	}
}

// A value that a call takes is not dropped again where its scope ends.
func TestMovedOperandsAreNotDroppedAtTheScopesEnd(t *testing.T) {
	b := testBuilder()
	start := b.newBlock()
	end := b.inScope(1, source.NoSpan, mir.ExitScope, func() mir.BlockID {
		b.declare(1, "a")
		l := b.declare(1, "moved")
		b.recordMoved([]mir.Operand{{Kind: mir.Move, Place: mir.Place{Local: l}}})
		return start
	})
	b.finish(end)
	check(t, trace(t, b, start, nil, 0), "a return")
}

func BenchmarkScopesWithManyReturns(b *testing.B) {
	for range b.N {
		bld := testBuilder()
		bb := bld.newBlock()
		bld.pushScope(1, source.NoSpan, "")
		end := bld.inBreakable(mir.NoBlock, mir.Place{}, source.NoSpan, func() mir.BlockID {
			for i := range 200 {
				id := thir.ScopeID(i + 2)
				bld.pushScope(id, source.NoSpan, mir.ExitScope)
				bld.declare(id, "x")
				yes, no := bld.branch(bb)
				bld.breakTo(yes, 1, false, mir.ExitReturn, source.NoSpan)
				bb = no
			}
			for range 200 {
				bb = bld.popScope(bb)
			}
			return bb
		})
		bld.finish(bld.popScope(end))
	}
}
