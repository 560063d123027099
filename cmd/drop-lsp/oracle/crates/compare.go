package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"drop-lsp/semantics"
	"drop-lsp/semantics/mirtest"
	"drop-lsp/syntax/diag"
	"drop-lsp/syntax/source"
)

// This file: one crate, compared.

// outcome is what the comparison of a crate showed.
type outcome struct {
	Refused                         string // why rustc did not compile it
	Failed                          string // crash or time-out of ours
	Bodies, Equal, Partial, Missing int
	Alarms, Details                 []string
	Reasons                         map[string]int // of partial bodies
	Millis                          int            // our check alone
	Crashes                         int
}

func (o outcome) differ() int { return o.Bodies - o.Equal - o.Partial - o.Missing }

func (o *outcome) add(p outcome) {
	o.Bodies += p.Bodies
	o.Equal += p.Equal
	o.Partial += p.Partial
	o.Missing += p.Missing
	o.Alarms = append(o.Alarms, p.Alarms...)
}

// compareApart compares in a process of its own.
func compareApart(c crate, limit time.Duration) (o outcome) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	self, err := os.Executable()
	if err != nil {
		return outcome{Failed: err.Error()}
	}
	in, _ := json.Marshal(c)
	cmd := exec.CommandContext(ctx, self, "-worker")
	var errs bytes.Buffer
	cmd.Stdin, cmd.Stderr = bytes.NewReader(in), &errs
	out, err := cmd.Output()
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return outcome{Failed: fmt.Sprint("no answer in ", limit)}
	case err != nil:
		first, _, _ := strings.Cut(errs.String(), "\n")
		return outcome{Failed: first}
	}
	if err := json.Unmarshal(out, &o); err != nil {
		return outcome{Failed: err.Error()}
	}
	return o
}

var reFirstError = regexp.MustCompile(`(?m)^error.*`)

// compare asks rustc and us about a crate.
func compare(c crate) (o outcome) {
	dir, err := os.MkdirTemp("", "crate")
	if err != nil {
		return outcome{Failed: err.Error()}
	}
	defer func() { _ = os.RemoveAll(dir) }()
	var flags, cfg []string
	for _, f := range c.Features {
		cfg = append(cfg, fmt.Sprintf("feature=%q", f))
		flags = append(flags, "--cfg", cfg[len(cfg)-1])
	}
	flags = append(flags, "--crate-name", strings.ReplaceAll(c.Name, "-", "_"), "--cap-lints", "allow")
	want, err := mirtest.Rustc(dir, c.Root, source.Edition(c.Edition), mirtest.Elaborated, flags...)
	if err != nil {
		return outcome{Refused: reFirstError.FindString(err.Error())}
	}
	o.Reasons = map[string]int{}
	p := semantics.Load(c.Root, semantics.Options{Edition: source.Edition(c.Edition), Cfg: cfg}, nil)
	start := time.Now()
	for _, d := range p.Check().Diagnostics {
		if d.Level == diag.Error {
			at, _ := p.Resolve(d.Primary())
			o.Alarms = append(o.Alarms, fmt.Sprintf("%s+%d: %s %s", at.File, at.Start, d.Code, d.Msg))
		}
	}
	o.Millis = int(time.Since(start).Milliseconds())
	got, notes := mirtest.OursOf(p, (*semantics.Program).Elaborated)
	o.bodies(p, want, got, notes)
	return o
}

var reQuoted = regexp.MustCompile("`[^`]*`|: \".*\"")

// bodies compares body by body.
func (o *outcome) bodies(p *semantics.Program, want, got map[string]*mirtest.Dump, notes map[string]string) {
	names := make([]string, 0, len(want))
	for n := range want {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		ours, ok := got[n]
		if strings.Contains(n, "promoted[") || !ok && derived(p, n) {
			continue
		}
		o.Bodies++
		switch reason, _, _ := strings.Cut(strings.TrimSpace(notes[n]), "\n"); {
		case !ok:
			o.Missing++
			o.Details = append(o.Details, n+": missing")
		case reason != "":
			o.Partial++
			o.Reasons[reQuoted.ReplaceAllString(reason, "_")]++
			o.Details = append(o.Details, n+": partial: "+reason)
		default:
			want[n].Simplify()
			ours.Simplify()
			diff := mirtest.Same(want[n], ours)
			if diff == "" {
				o.Equal++
				continue
			}
			o.Details = append(o.Details, n+": differs: "+diff+ours.TypesOf())
		}
	}
}

// derived: the body is of a derived impl, which we leave out.
func derived(p *semantics.Program, name string) bool {
	return slices.ContainsFunc(p.Files(), func(file string) bool {
		text, _ := p.Text(file)
		return strings.Contains(name, "<impl "+filepath.Base(file)+":") && mirtest.Derived(text, name)
	})
}
