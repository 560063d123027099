package main

import (
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestMain is also the worker that the harness starts.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == "-worker" {
		if serve(os.Stdin, os.Stdout) != nil {
			os.Exit(2)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// TestAgreeingTestsStillAgree runs our side on the tests that agreed with rustc when the record was made.
func TestAgreeingTestsStillAgree(t *testing.T) {
	lines, err := recorded(".")
	if err != nil {
		t.Skipf("no record (-record makes one): %v", err)
	}
	folder, err := filepath.EvalSymlinks(testsFolder(cacheFolder()))
	if err != nil {
		t.Skip("rustc's UI tests are not downloaded: go run ./cmd/drop-lsp/oracle/uitests -fetch")
	}
	cases, _, err := pick(folder, regexp.MustCompile(""))
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]testCase{}
	for _, c := range cases {
		byName[c.name()] = c
	}
	var qs []question
	var want []string
	for _, l := range lines {
		cells := strings.Fields(l)
		c, ok := byName[cells[0]]
		if !ok || c.Text != cells[1] {
			t.Errorf("%s: recorded, but not this test any more", cells[0])
			continue
		}
		for _, cell := range cells[2:] {
			in, verdict, _ := strings.Cut(cell, "=")
			qs, want = append(qs, question{c, in, nil}), append(want, verdict)
		}
	}
	answers, err := askOurs(settings{folder: folder, jobs: runtime.NumCPU(), limit: 30 * time.Second}, qs)
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range answers {
		got := recordOf(a.Findings, strings.Contains(want[i], "~"))
		if a.Failed != "" {
			got = a.Failed
		}
		if got != want[i] {
			t.Errorf("%s in %s: rustc %q, ours %q", qs[i].name(), qs[i].In, want[i], got)
		}
	}
}
