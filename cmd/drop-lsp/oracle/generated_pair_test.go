package oracle

import (
	"slices"
	"testing"

	"drop-lsp/cmd/drop-lsp/oracle/generate"
)

// This file: minimal pairs. Both programs of a pair are given to rustc and to check; what
// is wrong must be wrong for both in the same lines, and in a good share of the pairs the
// one change must turn rustc's verdict: else they say little about the drop check.
//
//	GENERATED=3000 go test -v -run GeneratedPairs ./cmd/drop-lsp/oracle

func TestGeneratedPairsTurnTheVerdictAsRustcSays(t *testing.T) {
	needRustc(t)
	n := seeds(t)
	for _, ed := range generatedEditions() {
		t.Run(ed, func(t *testing.T) {
			count, codes, turned := map[string]int{}, map[string]int{}, 0
			batches(t, n, func(from, to int) {
				var ps []generate.Program
				for seed := from; seed < to; seed++ {
					a, b := generate.Pair(uint64(seed))
					ps = append(ps, a, b)
				}
				b, want := compareVerdicts(t, generate.NewBatch(generate.VerdictPrelude, ps), ed, count, codes)
				turned += turns(b, want)
			})
			logVerdicts(t, ed, count, codes)
			t.Logf("edition %s: %d of %d pairs turn rustc's verdict", ed, turned, n)
			if turned*5 < n {
				t.Errorf("only %d of %d pairs turn rustc's verdict", turned, n)
			}
			if count["partial"]*100 > 3*count["programs"] {
				t.Errorf("%d of %d programs are partial", count["partial"], count["programs"])
			}
		})
	}
}

// turns counts the pairs of which one half is right and the other wrong.
func turns(b *generate.Batch, want map[int][]string) (n int) {
	for i, p := range b.Programs {
		if p.Seed%2 == 1 || i+1 >= len(b.Programs) || b.Programs[i+1].Seed != p.Seed+1 {
			continue
		}
		if !slices.Equal(want[i], want[i+1]) && (len(want[i]) == 0 || len(want[i+1]) == 0) {
			n++
		}
	}
	return n
}
