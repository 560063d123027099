package oracle

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// This file: `drop-lsp check` beside `rustc --emit=metadata` on the cycle of two values,
// whole processes, one after the other in one run:
//
//	go test -run XXX -bench Process -benchtime 41x ./cmd/drop-lsp/oracle

func BenchmarkProcess(b *testing.B) {
	if _, err := exec.LookPath("rustc"); err != nil {
		b.Skip("no rustc")
	}
	file, err := filepath.Abs("../testdata/examples/cell-cycle.rs")
	if err != nil {
		b.Fatal(err)
	}
	dir := b.TempDir()
	var ours, theirs []time.Duration
	for b.Loop() {
		ours = append(ours, timed(b, dir, binary, "check", file))
		theirs = append(theirs, timed(b, dir, "rustc", "--edition", "2021", "--emit=metadata", "--out-dir", dir, file))
	}
	slices.Sort(ours)
	slices.Sort(theirs)
	us, them := ours[len(ours)/2], theirs[len(theirs)/2]
	b.ReportMetric(float64(us.Microseconds())/1000, "ms/check")
	b.ReportMetric(float64(them.Microseconds())/1000, "ms/rustc")
	b.ReportMetric(float64(us)/float64(them), "check/rustc")
	b.ReportMetric(0, "ns/op")
}

// timed runs a command that finds errors and says how long it took.
func timed(b *testing.B, dir string, name string, args ...string) time.Duration {
	c := exec.Command(name, args...)
	c.Dir, c.Env = dir, os.Environ()
	start := time.Now()
	out, err := c.CombinedOutput()
	took := time.Since(start)
	if c.ProcessState == nil || c.ProcessState.ExitCode() != 1 {
		b.Fatal(fmt.Sprint(name, ": ", err, "\n", string(out)))
	}
	return took
}
