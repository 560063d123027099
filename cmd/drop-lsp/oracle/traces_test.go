package oracle

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drop-lsp/cmd/drop-lsp/oracle/mirrun"
)

// This file: drop order. Every type in a file of testdata/traces has its own Drop,
// which prints the type's name; each program is run, and its lines compared with
//
//   - the destructors of main's points, in source order (straight-line programs:
//     a function of the program whose name starts with `main`), and
//   - what our MIR does when it is run (package mirrun), branches included.

// straight is the header of programs whose points alone, in source order, are the trace.
const straight = "//@ straight"

func TestDropOrderIsThatOfTheRunningProgram(t *testing.T) {
	list := pending(t)
	for _, file := range inputs(t, "traces") {
		name := strings.TrimSuffix(filepath.Base(file), ".rs")
		t.Run(name, func(t *testing.T) {
			needRustc(t)
			text := readText(t, file)
			for _, ed := range editions(text) {
				want := trace(t, file, ed)
				if strings.Contains(text, straight) {
					t.Run("points "+ed, func(t *testing.T) {
						settle(t, list, "points "+name+" "+ed, cmp.Diff(want, pointsTrace(t, file, ed)))
					})
				}
				t.Run("mir "+ed, func(t *testing.T) {
					got := mirrun.New(loaded(text, ed)).Run("main")
					settle(t, list, "mir "+name+" "+ed, differs(want, got)+got.Cannot)
				})
			}
		})
	}
}

// editions are those of a fixture's header, comma-separated.
func editions(text string) []string {
	var out []string
	for _, e := range strings.Split(edition(text), ",") {
		out = append(out, strings.TrimSpace(e))
	}
	return out
}

// pointsTrace is the destructors of main's points in order.
func pointsTrace(t *testing.T, file, ed string) (out []string) {
	t.Helper()
	for _, f := range dropsOf(t, file, ed) {
		if f.Name != "main" {
			continue
		}
		if f.Status != "complete" {
			return []string{fmt.Sprintf("partial: %v", f.Unknown)}
		}
		for _, p := range f.Points {
			for _, d := range p.Drops {
				out = append(out, d.Destructors...)
			}
		}
	}
	return out
}
