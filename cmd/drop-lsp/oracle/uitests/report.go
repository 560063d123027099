package main

import (
	"cmp"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// This file: the figures, in two groups: the folders about drop and borrows, and all
// others; by column (the test's own edition, 2021, 2024) and in sum.

// figures are counts over some outcomes.
type figures struct {
	tests, none                    int // asked; without an answer of rustc
	crashes, timeouts              int
	internal                       int // tests with a body whose analysis failed inside
	falseAlarms, falseTests        int
	expected, found                int
	equal, equalErrors, withErrors int // tests: the same verdict; the same, and not empty; rustc's is not empty
	labels, notes                  int // of equalErrors
	complete, holes, tainted       int // bodies
}

func (f *figures) add(o outcome) {
	f.tests++
	if o.Rustc.None != "" {
		f.none++
		return
	}
	switch {
	case strings.HasPrefix(o.Ours.Failed, "time-out"):
		f.timeouts++
	case o.Ours.Failed != "":
		f.crashes++
	}
	if slices.ContainsFunc(o.Ours.Partial, internal) {
		f.internal++
	}
	f.falseAlarms += len(o.False)
	if len(o.False) > 0 {
		f.falseTests++
	}
	f.expected += len(o.Found) + len(o.Missing)
	f.found += len(o.Found)
	errors := len(o.Found)+len(o.Missing) > 0
	if errors {
		f.withErrors++
	}
	if o.Equal {
		f.equal++
	}
	if o.Equal && errors {
		f.equalErrors++
		if o.Labels {
			f.labels++
		}
		if o.Notes {
			f.notes++
		}
	}
	f.complete += o.Ours.Complete
	f.holes += o.Ours.Holes
	f.tainted += o.Ours.Tainted
}

// internal reports whether a reason is a failure of the analysis itself.
func internal(reason string) bool { return strings.HasPrefix(reason, "internal error") }

var drops = regexp.MustCompile(`^(drop|borrowck)`)

// groups are issue 4's two, and nll by itself (it is among the others too).
var groups = []struct {
	name string
	in   func(top string) bool
}{
	{"drop*, borrowck*", drops.MatchString},
	{"all others", func(top string) bool { return !drops.MatchString(top) }},
	{"of them nll", func(top string) bool { return top == "nll" }},
	{"all", func(string) bool { return true }},
}

var columns = []string{"own", "2015", "2018", "2021", "2024"}

// report prints everything that is counted.
func report(w io.Writer, outcomes []outcome, skipped map[string]int) {
	printf(w, "tests not taken:\n")
	for _, k := range byCount(skipped) {
		printf(w, "  %6d  %s\n", skipped[k], k)
	}
	printf(w, "\n%-18s %-5s %6s %5s | %5s %5s %5s | %6s %6s | %6s %6s %6s | %6s %6s %5s | %6s %6s %6s | %7s %6s %7s\n", "folders", "ed.", "tests", "none",
		"crash", "time", "int.", "false", "in", "expect", "found", "%", "equal", "%", "uneq", "w.err", "equal", "labels", "bodies", "part.", "%")
	for _, g := range groups {
		sum := figures{}
		lines := 0
		for _, c := range columns {
			f := figures{}
			for _, o := range outcomes {
				if g.in(o.top()) && slices.Contains(o.Columns, c) {
					f.add(o)
					sum.add(o)
				}
			}
			if f.tests > 0 {
				f.print(w, g.name, c)
				lines++
			}
		}
		if lines > 1 {
			sum.print(w, g.name, "sum")
		}
	}
	printf(w, "(false: alarms that rustc does not give, and the tests they are in; expect, found: promised errors;\n equal: tests with the same verdict; w.err: tests with promised errors, of those equal, of those the same labels word for word)\n")
	reportNotes(w, outcomes)
	reportCodes(w, outcomes)
	reportFolders(w, outcomes)
	reportPartial(w, outcomes)
	reportSlow(w, outcomes)
}

func (f figures) print(w io.Writer, group, column string) {
	answered := f.tests - f.none
	bodies := f.complete + f.holes
	printf(w, "%-18s %-5s %6d %5d | %5d %5d %5d | %6d %6d | %6d %6d %6s | %6d %6s %5d | %6d %6d %6d | %7d %6d %7s\n", group, column, f.tests, f.none,
		f.crashes, f.timeouts, f.internal, f.falseAlarms, f.falseTests, f.expected, f.found, percent(f.found, f.expected),
		f.equal, percent(f.equal, answered), answered-f.equal, f.withErrors, f.equalErrors, f.labels, bodies, f.holes, percent(f.complete, bodies))
}

func percent(n, of int) string {
	if of == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f", 100*float64(n)/float64(of))
}

func reportNotes(w io.Writer, outcomes []outcome) {
	var all figures
	for _, o := range outcomes {
		for range o.Columns {
			all.add(o)
		}
	}
	printf(w, "of %d equal tests with errors: %d the same labels (%s %%), %d the same notes too (%s %%); bodies with an error that is not ours: %d\n",
		all.equalErrors, all.labels, percent(all.labels, all.equalErrors), all.notes, percent(all.notes, all.equalErrors), all.tainted)
}

// tally counts expected, found and false ones of something.
type tally struct{ expected, found, wrong int }

func reportCodes(w io.Writer, outcomes []outcome) {
	codes := map[string]*tally{}
	at := func(s spot) *tally {
		if codes[s.Key] == nil {
			codes[s.Key] = &tally{}
		}
		return codes[s.Key]
	}
	for _, o := range outcomes {
		for range o.Columns {
			for _, s := range o.Found {
				at(s).found++
				at(s).expected++
			}
			for _, s := range o.Missing {
				at(s).expected++
			}
			for _, s := range o.False {
				at(s).wrong++
			}
		}
	}
	printf(w, "\n%-10s %6s %6s %7s %6s\n", "code", "expect", "found", "missing", "false")
	for _, k := range sorted(codes) {
		t := codes[k]
		printf(w, "%-10s %6d %6d %7d %6d\n", k, t.expected, t.found, t.expected-t.found, t.wrong)
	}
}

func reportFolders(w io.Writer, outcomes []outcome) {
	tops := map[string]*figures{}
	for _, o := range outcomes {
		if tops[o.top()] == nil {
			tops[o.top()] = &figures{}
		}
		for range o.Columns {
			tops[o.top()].add(o)
		}
	}
	printf(w, "\n%-34s %6s %6s %6s %7s %6s %6s\n", "folder (not equal first)", "tests", "uneq.", "expect", "missing", "false", "broken")
	keys := sorted(tops)
	slices.SortStableFunc(keys, func(a, b string) int { return cmp.Compare(tops[b].unequal(), tops[a].unequal()) })
	for _, k := range keys {
		f := tops[k]
		if f.unequal() > 0 {
			printf(w, "%-34s %6d %6d %6d %7d %6d %6d\n", k, f.tests, f.unequal(), f.expected, f.expected-f.found, f.falseAlarms, f.crashes+f.timeouts+f.internal)
		}
	}
}

func (f figures) unequal() int { return f.tests - f.none - f.equal }

var namedRE = regexp.MustCompile("`[^`]*`|\\d+")

func reportPartial(w io.Writer, outcomes []outcome) {
	reasons := map[string]int{}
	for _, o := range outcomes {
		for range o.Columns {
			for _, r := range o.Ours.Partial {
				reasons[namedRE.ReplaceAllString(r, "…")]++
			}
		}
	}
	printf(w, "\nwhy bodies could not be analysed whole:\n")
	for i, k := range byCount(reasons) {
		if i == 60 {
			break
		}
		printf(w, "  %6d  %s\n", reasons[k], k)
	}
}

func reportSlow(w io.Writer, outcomes []outcome) {
	slow := slices.Clone(outcomes)
	slices.SortStableFunc(slow, func(a, b outcome) int { return cmp.Compare(b.Ours.Millis, a.Ours.Millis) })
	total := 0
	for _, o := range slow {
		total += o.Ours.Millis
	}
	printf(w, "\nslowest (ours, ms; all together %.0f s):\n", float64(total)/1000)
	for _, o := range slow[:min(15, len(slow))] {
		printf(w, "  %6d  %s %s\n", o.Ours.Millis, o.name(), o.In)
	}
}

func sorted[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

func byCount(m map[string]int) []string {
	out := sorted(m)
	slices.SortStableFunc(out, func(a, b string) int { return cmp.Compare(m[b], m[a]) })
	return out
}

// printf writes to a report; a report that cannot be written is nobody's loss.
func printf(w io.Writer, format string, args ...any) { _, _ = fmt.Fprintf(w, format, args...) }
