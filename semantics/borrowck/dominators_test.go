package borrowck

import (
	"math/rand/v2"
	"testing"

	"drop-lsp/semantics/mir"
)

// TestDominators holds the tree against the definition: without a dominator there is no way from
// the start.
func TestDominators(t *testing.T) {
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 1))
		body := &mir.Body{Blocks: make([]mir.Block, 2+r.IntN(14))}
		n := len(body.Blocks)
		preds := make([][]mir.BlockID, n)
		for i := range n {
			var jump mir.SwitchInt
			for range r.IntN(4) {
				to := mir.BlockID(r.IntN(n))
				jump.Targets = append(jump.Targets, to)
				preds[to] = append(preds[to], mir.BlockID(i))
			}
			body.Blocks[i].Term.Kind = jump
		}
		d := solveDominators(body, preds)
		for a := range n {
			without := reached(body, mir.BlockID(a))
			for b, reachable := range reached(body, mir.NoBlock) {
				want := reachable && !without[b] && a != b
				got := reachable && a != b && d.dominates(mir.Location{Block: mir.BlockID(a)}, mir.Location{Block: mir.BlockID(b)})
				if got != want {
					t.Fatalf("seed %d: %d dominates %d: %v, want %v", seed, a, b, got, want)
				}
			}
		}
	}
}

// reached says which blocks the start leads to past one block.
func reached(body *mir.Body, past mir.BlockID) []bool {
	seen := make([]bool, len(body.Blocks))
	for stack := []mir.BlockID{0}; len(stack) > 0; {
		b := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if b != past && !seen[b] {
			seen[b] = true
			stack = append(stack, body.Successors(b)...)
		}
	}
	return seen
}
