package oracle

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"drop-lsp/cmd/drop-lsp/oracle/generate"
	"drop-lsp/semantics"
	"drop-lsp/semantics/mirtest"
	"drop-lsp/syntax/source"
)

// This file: the bodies of generated programs, statement by statement. rustc and we are
// asked for the MIR of a batch of programs after drop elaboration; each body is walked in
// lockstep with rustc's: drops, flags, normal and unwind paths. A body that differs is
// shrunk and printed as a program that can be a fixture.
//
//	GENERATED=3000 go test -v -run GeneratedBodies ./cmd/drop-lsp/oracle
//	GENERATED=50 GENERATED_FROM=1200 GENERATED_EDITION=2024 go test …   some seeds only

const batchSize = 100

// generatedEditions are those to compare in.
func generatedEditions() []string {
	if ed := os.Getenv("GENERATED_EDITION"); ed != "" {
		return []string{ed}
	}
	return []string{"2021", "2024"}
}

// firstSeed is where the seeds begin: GENERATED_FROM, else 0.
func firstSeed(t *testing.T) int {
	from, err := strconv.Atoi("0" + os.Getenv("GENERATED_FROM"))
	if err != nil {
		t.Fatalf("GENERATED_FROM: %v", err)
	}
	return from
}

// batches cuts the seeds into batches and calls f with each.
func batches(t *testing.T, n int, f func(from, to int)) {
	first := firstSeed(t)
	for from := first; from < first+n; from += batchSize {
		f(from, min(from+batchSize, first+n))
	}
}

// outcome is what became of one body.
type outcome struct {
	name, partial, diff string
}

func TestGeneratedBodiesAreThoseOfRustc(t *testing.T) {
	needRustc(t)
	n := seeds(t)
	for _, ed := range generatedEditions() {
		t.Run(ed, func(t *testing.T) {
			count, reasons := map[string]int{}, map[string]int{}
			var differ []string // programs, by their seeds
			batches(t, n, func(from, to int) {
				var ps []generate.Program
				for seed := from; seed < to; seed++ {
					ps = append(ps, generate.Order(uint64(seed), ed))
				}
				b, got := compilable(t, generate.NewBatch(generate.OrderPrelude, ps), ed)
				count["refused"] += to - from - len(b.Programs)
				count["programs"] += len(b.Programs)
				reportBodies(t, b, ed, got, count, reasons, &differ)
			})
			t.Logf("edition %s: %d programs (%d more are refused by rustc), %d with a partial body; %d bodies, %d partial, %d differ in programs %v",
				ed, count["programs"], count["refused"], count["partial programs"], count["bodies"], count["partial"], count["differ"], differ)
			logReasons(t, reasons)
			if count["partial programs"]*100 > 3*n {
				t.Errorf("%d of %d programs are partial", count["partial programs"], n)
			}
		})
	}
}

// logReasons prints what was counted, the most frequent first.
func logReasons(t *testing.T, reasons map[string]int) {
	t.Helper()
	for _, r := range slices.SortedFunc(maps.Keys(reasons), func(a, b string) int { return reasons[b] - reasons[a] }) {
		t.Logf("%5d %s", reasons[r], r)
	}
}

// compilable takes out the programs that rustc refuses, and compares the bodies of the rest.
func compilable(t *testing.T, b *generate.Batch, ed string) (*generate.Batch, []outcome) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "generated.rs")
	for {
		writeText(t, file, b.Text)
		got, err := compareMIR(t.TempDir(), file, b.Text, ed)
		if err == nil {
			return b, got
		}
		refused := map[int]bool{}
		for _, m := range rustcErrors(t, file, ed) {
			i := b.At(m.primary().LineStart)
			if os.Getenv("GENERATED_REFUSED") != "" && !refused[i] {
				t.Logf("%s: %s\n%s", m.code(), m.Message, strings.Split(b.Text, "\n")[m.primary().LineStart-1])
			}
			refused[i] = true
		}
		if refused[-1] || len(refused) == 0 {
			t.Fatalf("rustc refuses the prelude: %v", err)
		}
		b = b.Without(generate.OrderPrelude, refused)
	}
}

func writeText(t testing.TB, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// compareMIR compares all bodies of a file with rustc's, after drop elaboration.
func compareMIR(dir, file, text, ed string) (out []outcome, err error) {
	n, err := strconv.Atoi(ed)
	if err != nil {
		return nil, err
	}
	want, err := mirtest.Rustc(dir, file, source.Edition(n), mirtest.Elaborated)
	if err != nil {
		return nil, err
	}
	if len(want) == 0 {
		return nil, errors.New("no dumps")
	}
	got, notes := mirtest.Ours(file, text, source.Edition(n), (*semantics.Program).Elaborated)
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if strings.Contains(name, "promoted[") || strings.HasSuffix(name, "::__RUST_STD_INTERNAL_VAL") {
			continue // the latter is a static inside of an expansion of thread_local!
		}
		o := outcome{name: name, partial: notes[name]}
		switch ours := got[name]; {
		case ours == nil:
			o.diff = "we have no body"
		case o.partial == "":
			want[name].Simplify()
			ours.Simplify()
			if o.diff = mirtest.Same(want[name], ours); o.diff != "" {
				o.diff += ours.TypesOf()
			}
		}
		out = append(out, o)
	}
	return out, nil
}

// reportBodies counts outcomes and fails for those that differ, shrunk.
func reportBodies(t *testing.T, b *generate.Batch, ed string, got []outcome, count, reasons map[string]int, differ *[]string) {
	t.Helper()
	partial := map[string]bool{}
	for _, o := range got {
		count["bodies"]++
		module, _, _ := strings.Cut(o.name, "::")
		switch {
		case o.partial != "":
			count["partial"]++
			partial[module] = true
			first, _, _ := strings.Cut(strings.TrimSpace(o.partial), "\n")
			if reasons[first]++; reasons[first] == 1 && len(reasons) < 4 {
				t.Logf("partial: %s: %s", o.name, first)
			}
		case o.diff != "":
			*differ = append(*differ, module)
			if count["differ"]++; count["differ"] > 3 && os.Getenv("GENERATED_SHRINK") != "0" {
				t.Errorf("%s, edition %s differs", o.name, ed)
				continue
			}
			t.Errorf("%s, edition %s: %s", o.name, ed, o.diff)
			for _, p := range b.Programs {
				if p.Module() == module && os.Getenv("GENERATED_SHRINK") != "0" {
					small := shrinkMIR(t, p, ed)
					t.Logf("shrunk:\n%s", small)
					keep(t, "order", generate.OrderPrelude, generate.Program{Seed: p.Seed, Text: small}, ed, nil)
				}
			}
		}
	}
	count["partial programs"] += len(partial)
}

// shrinkMIR makes a program small in which some body differs.
func shrinkMIR(t *testing.T, p generate.Program, ed string) string {
	dir := t.TempDir()
	tries := 0
	return generate.Shrink(p.Text, 150, func(text string) bool {
		tries++
		sub := filepath.Join(dir, fmt.Sprint(tries))
		if err := os.Mkdir(sub, 0o777); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(sub, "shrunk.rs")
		whole := generate.NewBatch(generate.OrderPrelude, []generate.Program{{Seed: p.Seed, Text: text}}).Text
		writeText(t, file, whole)
		got, err := compareMIR(sub, file, whole, ed)
		return err == nil && slices.ContainsFunc(got, func(o outcome) bool {
			return o.diff != "" && o.diff != "we have no body" && strings.Contains(o.name, "::")
		})
	})
}
