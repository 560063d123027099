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
//	GENERATED=3000 go test -v -run GeneratedBodies/order/2024 ./cmd/drop-lsp/oracle

// outcome is what became of one body.
type outcome struct {
	name, partial, diff string
}

func TestGeneratedBodiesAreThoseOfRustc(t *testing.T) {
	inFamilies(t, func(t *testing.T, f family, ed string) {
		n := seeds(t)
		c := &bodyCount{reasons: map[string]int{}}
		batches(t, n, func(from, to int) {
			b, got := compilable(t, f, f.batch(from, to, ed), ed)
			c.refused += to - from - len(b.Programs)
			c.programs += len(b.Programs)
			c.report(t, f, b, ed, got)
		})
		t.Logf("edition %s: %d programs (%d more are refused by rustc), %d with a partial body; %d bodies, %d partial, %d differ: %v",
			ed, c.programs, c.refused, c.partialPrograms, c.bodies, c.partial, len(c.differ), c.differ)
		logReasons(t, c.reasons)
		if c.partialPrograms*100 > 3*n {
			t.Errorf("%d of %d programs are partial", c.partialPrograms, n)
		}
	})
}

type bodyCount struct {
	programs, refused, partialPrograms, bodies, partial int
	differ                                              []string // bodies, which begin with the program's seed
	reasons                                             map[string]int
}

// logReasons prints what was counted, the most frequent first.
func logReasons(t *testing.T, reasons map[string]int) {
	t.Helper()
	for _, r := range slices.SortedFunc(maps.Keys(reasons), func(a, b string) int { return reasons[b] - reasons[a] }) {
		t.Logf("%5d %s", reasons[r], r)
	}
}

// compilable takes out the programs that rustc refuses, and compares the bodies of the rest.
func compilable(t *testing.T, f family, b *generate.Batch, ed string) (*generate.Batch, []outcome) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "generated.rs")
	for {
		writeText(t, file, b.Text)
		got, err := compareMIR(t.TempDir(), file, b.Text, ed)
		if err == nil {
			return b, got
		}
		less, refused := f.withoutRefused(t, b, b.Text, ed)
		if !refused {
			t.Fatalf("rustc refuses the prelude: %v", err)
		}
		b = less
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

// report counts outcomes and fails for those that differ, shrunk.
func (c *bodyCount) report(t *testing.T, f family, b *generate.Batch, ed string, got []outcome) {
	t.Helper()
	partial := map[string]bool{}
	for _, o := range got {
		c.bodies++
		module, _, _ := strings.Cut(o.name, "::")
		switch {
		case o.partial != "":
			c.partial++
			partial[module] = true
			first, _, _ := strings.Cut(strings.TrimSpace(o.partial), "\n")
			if c.reasons[first]++; c.reasons[first] == 1 && len(c.reasons) < 4 {
				t.Logf("partial: %s: %s", o.name, first)
			}
		case o.diff != "":
			c.differ = append(c.differ, o.name)
			if len(c.differ) > 3 && os.Getenv("GENERATED_SHRINK") != "0" {
				t.Errorf("%s, edition %s differs", o.name, ed)
				continue
			}
			t.Errorf("%s, edition %s: %s", o.name, ed, o.diff)
			for _, p := range b.Programs {
				if p.Module() == module && os.Getenv("GENERATED_SHRINK") != "0" {
					small := shrinkMIR(t, f, p, ed)
					t.Logf("shrunk:\n%s", small)
					keep(t, f.name, f.prelude, generate.Program{Seed: p.Seed, Text: small}, ed, nil)
				}
			}
		}
	}
	c.partialPrograms += len(partial)
}

// shrinkMIR makes a program small in which some body differs.
func shrinkMIR(t *testing.T, f family, p generate.Program, ed string) string {
	dir := t.TempDir()
	tries := 0
	return generate.Shrink(p.Text, 150, func(text string) bool {
		tries++
		sub := filepath.Join(dir, fmt.Sprint(tries))
		if err := os.Mkdir(sub, 0o777); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(sub, "shrunk.rs")
		whole := generate.NewBatch(f.prelude, []generate.Program{{Seed: p.Seed, Text: text}}).Text
		writeText(t, file, whole)
		got, err := compareMIR(sub, file, whole, ed)
		return err == nil && slices.ContainsFunc(got, func(o outcome) bool {
			return o.diff != "" && o.diff != "we have no body" && strings.Contains(o.name, "::")
		})
	})
}
