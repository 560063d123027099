package mirbuild_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"testing"

	"drop-lsp/semantics"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/mirtest"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: our MIR before borrowck held against rustc's for the programs in testdata.

func TestOurMIRIsRustcs(t *testing.T) {
	if _, err := exec.LookPath("rustc"); err != nil {
		t.Skip("no rustc on this machine")
	}
	files, err := filepath.Glob("testdata/*.rs")
	if err != nil || len(files) == 0 {
		t.Fatal("no programs", err)
	}
	for _, f := range files {
		t.Run(strings.TrimSuffix(filepath.Base(f), ".rs"), func(t *testing.T) {
			t.Parallel()
			compareBodies(t, f, mirtest.ReadsBorrowck, (*semantics.Program).Prepared)
		})
	}
}

var reEdition = regexp.MustCompile(`(?m)^//@ edition: ?(\d+)`)

func TestOurElaboratedMIRIsRustcs(t *testing.T) {
	if _, err := exec.LookPath("rustc"); err != nil {
		t.Skip("no rustc on this machine")
	}
	files, _ := filepath.Glob("testdata/*.rs")
	for _, f := range files {
		t.Run(strings.TrimSuffix(filepath.Base(f), ".rs"), func(t *testing.T) {
			t.Parallel()
			compareBodies(t, f, mirtest.Elaborated, (*semantics.Program).Elaborated)
		})
	}
}

// compareBodies compares all bodies of a file at one stage.
func compareBodies(t *testing.T, path, stage string, of func(*semantics.Program, types.DefID) []*mir.Body) {
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	edition := source.Edition2021
	if m := reEdition.FindSubmatch(text); m != nil {
		_, _ = fmt.Sscan(string(m[1]), &edition)
	}
	want := rustcDumps(t, path, edition, stage)
	got, notes := mirtest.Ours(path, string(text), edition, of)
	names := make([]string, 0, len(want))
	for n := range want {
		names = append(names, n)
	}
	sort.Strings(names)
	compared := 0
	waits := pending(string(text))
	for _, n := range names {
		if waits(n) || strings.Contains(n, "promoted[") {
			continue
		}
		ours, ok := got[n]
		if !ok {
			if !mirtest.Derived(string(text), n) {
				t.Errorf("%s: we have no body", n)
			}
			continue
		}
		compared++
		if note := notes[n]; note != "" {
			t.Errorf("%s: %s", n, note)
			continue
		}
		if stage == mirtest.Elaborated || strings.Contains(n, "{closure") {
			want[n].Simplify()
			ours.Simplify()
		}
		if diff := mirtest.Same(want[n], ours); diff != "" {
			t.Errorf("%s: %s%s", n, diff, ours.TypesOf())
		}
	}
	if compared == 0 {
		t.Error("nothing was compared")
	}
}

// pending reads `//@ pending: name …`: bodies that differ because of an earlier station.
func pending(text string) func(name string) bool {
	var names []string
	for _, m := range rePending.FindAllStringSubmatch(text, -1) {
		names = append(names, strings.Fields(m[1])...)
	}
	return func(name string) bool {
		for _, n := range names {
			if strings.HasSuffix(name, n) || strings.Contains(name, n+"::") {
				return true
			}
		}
		return false
	}
}

var rePending = regexp.MustCompile(`(?m)^//@ pending: (.*)$`)

// rustcDumps are rustc's bodies after a pass, by name.
func rustcDumps(t *testing.T, path string, edition source.Edition, pass string) map[string]*mirtest.Dump {
	out, err := mirtest.Rustc(t.TempDir(), path, edition, pass)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
