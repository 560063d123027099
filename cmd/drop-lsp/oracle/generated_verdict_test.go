package oracle

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"drop-lsp/cmd/drop-lsp/oracle/generate"
)

// This file: the verdicts of generated programs. A batch of programs is given to rustc
// and to check; the errors, as code and line, must be the same in every program, of
// which more than half are wrong. One that differs is shrunk and printed as a fixture.
//
//	GENERATED=3000 go test -v -run GeneratedVerdicts ./cmd/drop-lsp/oracle

func TestGeneratedVerdictsAreThoseOfRustc(t *testing.T) {
	needRustc(t)
	n := seeds(t)
	for _, ed := range generatedEditions() {
		t.Run(ed, func(t *testing.T) {
			count, codes := map[string]int{}, map[string]int{}
			batches(t, n, func(from, to int) {
				var ps []generate.Program
				for seed := from; seed < to; seed++ {
					ps = append(ps, generate.Verdict(uint64(seed)))
				}
				compareVerdicts(t, generate.NewBatch(generate.VerdictPrelude, ps), ed, count, codes)
			})
			logVerdicts(t, ed, count, codes)
			if count["partial"]*100 > 3*n {
				t.Errorf("%d of %d programs are partial", count["partial"], n)
			}
		})
	}
}

func logVerdicts(t *testing.T, ed string, count, codes map[string]int) {
	t.Helper()
	t.Logf("edition %s: %d programs, %d refused by rustc, %d partial, %d outside of what is promised, %d differ; %d errors",
		ed, count["programs"], count["refused"], count["partial"], count["foreign"], count["differ"], count["errors"])
	for _, c := range slices.SortedFunc(maps.Keys(codes), func(a, b string) int { return codes[b] - codes[a] }) {
		t.Logf("%5d %s", codes[c], c)
	}
}

// verdicts are a batch's errors by program, each as "line code" with the line counted in the module.
func verdicts(b *generate.Batch, ms []message) map[int][]string {
	out := map[int][]string{}
	for _, m := range ms {
		i := b.At(m.primary().LineStart)
		line := m.primary().LineStart
		if i >= 0 {
			line -= b.First(i)
		}
		key := m.code()
		if key == "" {
			key = m.Message
		}
		out[i] = append(out[i], fmt.Sprintf("%d %s", line, key))
	}
	for _, v := range out {
		slices.Sort(v)
	}
	return out
}

// askBoth gives the verdicts of rustc and ours, which programs have errors that check does not promise, and which are partial.
func askBoth(t *testing.T, b *generate.Batch, ed string) (want, got map[int][]string, foreign, partial map[int]bool) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "generated.rs")
	writeText(t, file, b.Text)
	theirs := rustcErrors(t, file, ed)
	foreign, partial = map[int]bool{}, map[int]bool{}
	for _, m := range theirs {
		if !ours(m) && !strings.HasPrefix(m.Message, "aborting") {
			foreign[b.At(m.primary().LineStart)] = true
			if os.Getenv("GENERATED_REFUSED") != "" {
				t.Logf("%s: %s\n%s", m.code(), m.Message, strings.Split(b.Text, "\n")[m.primary().LineStart-1])
			}
		}
	}
	mine, reasons := check(t, file, ed)
	for _, r := range reasons {
		line := 0
		_, _ = fmt.Sscanf(r, "%d:", &line)
		partial[b.At(line)] = true
		if os.Getenv("GENERATED_REFUSED") != "" {
			t.Logf("partial: %s\n%s", r, strings.Split(b.Text, "\n")[line-1])
		}
	}
	return verdicts(b, onlyPromised(theirs)), verdicts(b, mine), foreign, partial
}

// compareVerdicts counts, and fails for the programs that differ. It gives rustc's verdicts and of which programs.
func compareVerdicts(t *testing.T, b *generate.Batch, ed string, count, codes map[string]int) (*generate.Batch, map[int][]string) {
	t.Helper()
	want, got, foreign, partial := askBoth(t, b, ed)
	if len(foreign) > 0 { // an error of another kind can keep rustc from the borrow check of all
		count["foreign"] += len(foreign)
		b = b.Without(generate.VerdictPrelude, foreign)
		want, got, foreign, partial = askBoth(t, b, ed)
		if len(foreign) > 0 {
			t.Errorf("rustc finds other errors still: %v", foreign)
		}
	}
	for i, p := range b.Programs {
		count["programs"]++
		count["errors"] += len(want[i])
		if len(want[i]) > 0 {
			count["refused"]++
		}
		for _, e := range want[i] {
			_, code, _ := strings.Cut(e, " ")
			codes[code]++
		}
		if partial[i] {
			count["partial"]++
			continue
		}
		if slices.Equal(want[i], got[i]) {
			continue
		}
		if count["differ"]++; count["differ"] > 3 || os.Getenv("GENERATED_SHRINK") == "0" {
			t.Errorf("seed %d, edition %s: rustc %q, we %q", p.Seed, ed, want[i], got[i])
			continue
		}
		small := shrinkVerdict(t, p, ed)
		want, got, _, _ := askBoth(t, generate.NewBatch(generate.VerdictPrelude, []generate.Program{{Seed: p.Seed, Text: small}}), ed)
		t.Errorf("seed %d, edition %s: rustc %q, we %q (lines from `pub mod`)\n%s", p.Seed, ed, want[0], got[0], small)
		keep(t, "verdict", generate.VerdictPrelude, generate.Program{Seed: p.Seed, Text: small}, ed, want[0])
	}
	return b, want
}

// shrinkVerdict makes a program small about which rustc and we differ.
func shrinkVerdict(t *testing.T, p generate.Program, ed string) string {
	return generate.Shrink(p.Text, 120, func(text string) bool {
		b := generate.NewBatch(generate.VerdictPrelude, []generate.Program{{Seed: p.Seed, Text: text}})
		want, got, foreign, partial := askBoth(t, b, ed)
		return len(foreign) == 0 && len(partial) == 0 && !slices.Equal(want[0], got[0])
	})
}
