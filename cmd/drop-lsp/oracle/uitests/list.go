package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// This file: single disagreements, as lines to grep and as both answers in full.

// list prints the disagreements of the kinds asked for, one a line:
// kind, test, edition, line, code, message; what rustc finds otherwise.
func list(w io.Writer, s settings, outcomes []outcome) error {
	for _, kind := range strings.Split(s.list, ",") {
		var print func(outcome)
		line := func(o outcome, format string, args ...any) {
			printf(w, "%s %s %s %s\n", kind, o.name(), o.In, fmt.Sprintf(format, args...))
		}
		spots := func(of func(outcome) []spot, from func(outcome) []finding) func(outcome) {
			return func(o outcome) {
				for _, p := range of(o) {
					if s.code != "" && s.code != p.Key {
						continue
					}
					f := bySpot(from(o))[p][0]
					line(o, "%d:%d %s %s%s", p.Line, f.at().Col, p.Key, f.Message, o.context())
				}
			}
		}
		switch kind {
		case "false":
			print = spots(func(o outcome) []spot { return o.False }, func(o outcome) []finding { return o.Ours.Findings })
		case "missing":
			print = spots(func(o outcome) []spot { return o.Missing }, func(o outcome) []finding { return o.Rustc.Findings })
		case "partial":
			print = func(o outcome) {
				for _, r := range o.Ours.Partial {
					line(o, "%s", r)
				}
			}
		case "unequal":
			print = func(o outcome) {
				if !o.Equal && (s.code == "" || slices.ContainsFunc(slices.Concat(o.False, o.Missing), func(p spot) bool { return p.Key == s.code })) {
					line(o, "false %v missing %v %s", o.False, o.Missing, o.Ours.Failed)
				}
			}
		case "labels":
			print = func(o outcome) {
				if o.Equal && !o.Labels {
					for _, p := range o.Found {
						a, b := bySpot(o.Rustc.Findings)[p], bySpot(o.Ours.Findings)[p]
						if (s.code == "" || s.code == p.Key) && texts(a, false) != texts(b, false) {
							line(o, "%s", p)
						}
					}
				}
			}
		case "crash":
			print = func(o outcome) {
				if o.Ours.Failed != "" {
					line(o, "%s", o.Ours.Failed)
				}
				for _, r := range o.Ours.Partial {
					if internal(r) {
						line(o, "%s", r)
					}
				}
			}
		case "slow":
			print = func(o outcome) {
				if o.Ours.Millis >= 1000 {
					line(o, "%d ms", o.Ours.Millis)
				}
			}
		default:
			return fmt.Errorf("-list %s: not false, missing, partial, unequal, labels, crash or slow", kind)
		}
		for _, o := range outcomes {
			if o.Rustc.None == "" {
				print(o)
			}
		}
	}
	return nil
}

// context says what else decides: rustc's errors that are not ours, and whether we were unsure.
func (o outcome) context() string {
	var other []string
	for _, f := range o.Rustc.Findings {
		if !f.ours() {
			code := f.Code
			if code == "" {
				code = "error"
			}
			other = append(other, fmt.Sprintf("%d %s", f.at().Line, code))
		}
	}
	out := ""
	if len(other) > 0 {
		out += " | rustc has " + strings.Join(other[:min(6, len(other))], ", ")
	}
	if o.Ours.Failed != "" {
		out += " | ours " + o.Ours.Failed
	} else if len(o.Ours.Partial) > 0 {
		out += " | partial: " + o.Ours.Partial[0]
	}
	return out
}

// show prints both answers in full.
func show(w io.Writer, s settings, outcomes []outcome) error {
	for _, o := range outcomes {
		printf(w, "== %s, edition %s (%s)\n   rustc %s\n", o.name(), o.In, strings.Join(o.Columns, ", "), strings.Join(o.args(), " "))
		printf(w, "-- rustc%s\n", o.Rustc.None)
		printAll(w, o.Rustc.Findings, s.code)
		printf(w, "-- ours: %d bodies whole, %d partial, %d tainted, %d ms %s\n", o.Ours.Complete, o.Ours.Holes, o.Ours.Tainted, o.Ours.Millis, o.Ours.Failed)
		printAll(w, o.Ours.Findings, s.code)
		for _, r := range o.Ours.Partial {
			printf(w, "partial: %s\n", r)
		}
		verdict := "equal"
		switch {
		case !o.Equal:
			verdict = fmt.Sprintf("false %v, missing %v", o.False, o.Missing)
		case !o.Labels:
			verdict = "equal, other labels"
		case !o.Notes:
			verdict = "equal, other notes"
		}
		printf(w, "-- %s\n\n", verdict)
	}
	return nil
}

func printAll(w io.Writer, fs []finding, code string) {
	fs = slices.Clone(fs)
	slices.SortStableFunc(fs, func(a, b finding) int { return a.at().Line - b.at().Line })
	for _, f := range fs {
		if code == "" || f.key() == code {
			printf(w, "%s", f.text(true))
		}
	}
}
