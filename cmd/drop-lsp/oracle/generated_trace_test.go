package oracle

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"drop-lsp/cmd/drop-lsp/oracle/generate"
	"drop-lsp/cmd/drop-lsp/oracle/mirrun"
	"drop-lsp/semantics"
	"drop-lsp/syntax/source"
)

// This file: the drop order of generated programs, running. Each function of a program is
// called with k from 0 to 7, which decide its branches and where it panics; a future is
// polled to its end, and cancelled while it waits. What the destructors of the running
// program print must be what our MIR does when it is run (package mirrun). A program that
// differs is shrunk.
//
//	GENERATED=3000 go test -v -run GeneratedRuns ./cmd/drop-lsp/oracle

func TestGeneratedRunsDropInTheOrderOfTheProgram(t *testing.T) {
	inFamilies(t, runsOf)
}

// runsOf runs the programs of a family, and counts.
func runsOf(t *testing.T, f family, ed string) {
	c := &traceCount{reasons: map[string]int{}}
	n := seeds(t)
	batches(t, n, func(from, to int) {
		b := f.batch(from, to, ed)
		want, kept := running(t, f, b, ed)
		c.refused += to - from - len(kept.Programs)
		c.compare(t, f, kept, ed, want)
	})
	t.Logf("edition %s: %d programs (%d more are refused by rustc); %d runs, of which %d panic and %d are cancelled; %d cannot be run, %d programs differ: %v",
		ed, c.programs, c.refused, c.runs, c.panics, c.cancelled, c.not, len(c.differ), c.differ)
	logReasons(t, c.reasons)
	if c.not*100 > 3*c.runs {
		t.Errorf("%d of %d runs cannot be made", c.not, c.runs)
	}
}

type traceCount struct {
	programs, refused, runs, panics, cancelled, not int
	differ                                          []uint64 // seeds
	reasons                                         map[string]int
}

// running compiles and runs a batch, without the programs that rustc refuses, and gives what each run prints.
func running(t *testing.T, f family, b *generate.Batch, ed string) (map[string][]string, *generate.Batch) {
	t.Helper()
	for {
		got, err := tryRunning(t, b, ed)
		if err == "" {
			return got, b
		}
		less, refused := f.withoutRefused(t, b, b.WithMain(), ed)
		if !refused {
			t.Fatalf("rustc refuses the prelude, or the program fails: %s", err)
		}
		b = less
	}
}

// tryRunning is what the runs of a batch print, each announced by its name; or what failed.
func tryRunning(t *testing.T, b *generate.Batch, ed string) (map[string][]string, string) {
	t.Helper()
	dir := t.TempDir()
	file, exe := filepath.Join(dir, "generated.rs"), filepath.Join(dir, "generated")
	writeText(t, file, b.WithMain())
	c := exec.Command("rustc", "--edition", ed, "-Awarnings", "-Copt-level=0", "-Cdebuginfo=0", "-o", exe, file)
	c.Env = append(os.Environ(), "RUSTC_BOOTSTRAP=1")
	if out, err := c.CombinedOutput(); err != nil {
		return nil, string(out)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, exe).Output()
	_ = os.Remove(exe)
	if err != nil {
		return nil, err.Error()
	}
	got, name := map[string][]string{}, ""
	for _, l := range lines(string(out)) {
		if strings.HasPrefix(l, "#") {
			name = l
			got[name] = nil
			continue
		}
		got[name] = append(got[name], l)
	}
	return got, ""
}

// loaded is a text as a program of ours.
func loaded(text, ed string) *semantics.Program {
	n, _ := strconv.Atoi(ed)
	return semantics.LoadText("generated.rs", text, semantics.Options{Edition: source.Edition(n)})
}

// compare runs our MIR, and fails for the programs of which a run prints something else.
func (c *traceCount) compare(t *testing.T, f family, b *generate.Batch, ed string, want map[string][]string) {
	t.Helper()
	m := mirrun.New(loaded(b.Text, ed))
	points := pointsOf(t, b, ed)
	c.programs += len(b.Programs)
	wrong := map[int]bool{}
	for _, r := range b.Runs() {
		c.runs++
		got := runHere(m, r)
		switch {
		case got.Cannot != "":
			c.not++
			c.reasons[got.Cannot]++
			continue
		case got.Panicked:
			c.panics++
		case got.Cancelled:
			c.cancelled++
		}
		diff := differs(want[r.String()], got)
		if shown, straight := points[r.Function]; straight && diff == "" {
			diff = cmp.Diff(got.Lines, shown)
		}
		if diff == "" || wrong[r.Program] {
			continue
		}
		wrong[r.Program] = true
		p := b.Programs[r.Program]
		c.differ = append(c.differ, p.Seed)
		t.Errorf("%s, edition %s (- rustc, + ours):\n%s", r, ed, diff)
		if len(c.differ) > 3 || os.Getenv("GENERATED_SHRINK") == "0" {
			continue
		}
		small := shrinkRun(t, f, p, ed)
		t.Logf("shrunk:\n%s", small.Text)
		keep(t, f.name+"-run", f.prelude, small, ed, nil)
	}
}

// pointsOf are the destructors of the drop points of straight-line functions, by what calls them.
func pointsOf(t *testing.T, b *generate.Batch, ed string) map[string][]string {
	t.Helper()
	if !strings.Contains(b.Text, "fn "+generate.Straight+"()") {
		return nil
	}
	file := filepath.Join(t.TempDir(), "points.rs")
	writeText(t, file, b.Text)
	out := map[string][]string{}
	for _, f := range dropsOf(t, file, ed) {
		module, name, _ := strings.Cut(f.Name, "::")
		if name != generate.Straight {
			continue
		}
		var all []string
		for _, p := range f.Points {
			for _, d := range p.Drops {
				all = append(all, d.Destructors...)
			}
		}
		out[module+"::call_"+name] = all
	}
	return out
}

// runHere makes a run on a thread of its own, and drops what is left of the thread's locals.
func runHere(m *mirrun.Machine, r generate.Run) mirrun.Result {
	m.Thread()
	got := m.Run(r.Function, r.K, r.Polls)
	if got.Panicked {
		got.Lines = append(slices.Clone(got.Lines), "!")
	}
	if got.Cannot != "" || got.Wrong != "" {
		return got
	}
	rest := m.Run("rest")
	got.Cannot, got.Wrong = rest.Cannot, rest.Wrong
	got.Lines = append(slices.Clone(got.Lines), rest.Lines...)
	return got
}

func differs(want []string, got mirrun.Result) string {
	diff := cmp.Diff(want, append([]string(nil), got.Lines...))
	if got.Wrong != "" {
		diff += "\n" + got.Wrong
	}
	return diff
}

// shrinkRun makes a program small of which some run prints something else.
func shrinkRun(t *testing.T, f family, p generate.Program, ed string) generate.Program {
	with := func(text string) generate.Program {
		q := generate.Program{Seed: p.Seed, Text: text}
		for _, c := range p.Calls {
			if strings.Contains(text, "fn "+c.Name+"(") {
				q.Calls = append(q.Calls, c)
			}
		}
		return q
	}
	return with(generate.Shrink(p.Text, 150, func(text string) bool {
		b := generate.NewBatch(f.prelude, []generate.Program{with(text)})
		want, err := tryRunning(t, b, ed)
		if err != "" {
			return false
		}
		m := mirrun.New(loaded(b.Text, ed))
		return slices.ContainsFunc(b.Runs(), func(r generate.Run) bool {
			got := runHere(m, r)
			return got.Cannot == "" && differs(want[r.String()], got) != ""
		})
	}))
}
