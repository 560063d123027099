package mirbuild_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"drop-lsp/semantics"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/mirtest"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: our MIR held against rustc's on programs that others wrote. MIR_CORPUS
// names a folder of Rust files (rustc's UI tests, say), MIR_MATCH a pattern of paths,
// MIR_STAGE the stage, MIR_LIST a file for every body that differs:
//
//	MIR_CORPUS=tests/ui MIR_MATCH=drop/ MIR_LIST=/tmp/list go test -v -run Corpus ./semantics/mirbuild
//
// Programs that rustc refuses are passed over, as are bodies that are partial by our
// own word; both are counted.

var (
	reOldEdition = regexp.MustCompile(`(?m)^// ?(?:\[\w+\])? ?edition: ?(\d+)`)
	reNoCorpus   = regexp.MustCompile(`(?m)^//.*(aux-build|revisions|compile-flags)|proc_macro|no_core|auxiliary`)
)

type corpusResult struct {
	bodies, equal, partial, missing int
	list                            strings.Builder
	reasons                         map[string]int
}

func TestMIRCorpus(t *testing.T) {
	root := os.Getenv("MIR_CORPUS")
	if root == "" {
		t.Skip("MIR_CORPUS names no folder of programs")
	}
	stage, of := mirtest.Elaborated, (*semantics.Program).Elaborated
	if os.Getenv("MIR_STAGE") == "built" {
		stage, of = mirtest.ReadsBorrowck, (*semantics.Program).Prepared
	}
	match := regexp.MustCompile(os.Getenv("MIR_MATCH"))
	var files []string
	_ = filepath.Walk(root, func(path string, _ os.FileInfo, err error) error {
		if err == nil && strings.HasSuffix(path, ".rs") && match.MatchString(path) {
			files = append(files, path)
		}
		return nil
	})
	var mu sync.Mutex
	total := corpusResult{reasons: map[string]int{}}
	refused := 0
	g, _ := errgroup.WithContext(context.Background())
	g.SetLimit(2)
	for _, f := range files {
		g.Go(func() error {
			r := compareFile(f, stage, of)
			mu.Lock()
			defer mu.Unlock()
			if r == nil {
				refused++
				return nil
			}
			total.bodies += r.bodies
			total.equal += r.equal
			total.partial += r.partial
			total.missing += r.missing
			total.list.WriteString(r.list.String())
			for k, n := range r.reasons {
				total.reasons[k] += n
			}
			return nil
		})
	}
	_ = g.Wait()
	t.Logf("%d files, %d not compared; %d bodies: %d equal, %d partial, %d without a body of ours, %d differ",
		len(files), refused, total.bodies, total.equal, total.partial, total.missing,
		total.bodies-total.equal-total.partial-total.missing)
	keys := make([]string, 0, len(total.reasons))
	for k := range total.reasons {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool { return total.reasons[keys[i]] > total.reasons[keys[j]] })
	for _, k := range keys[:min(len(keys), 40)] {
		t.Logf("%5d %s", total.reasons[k], k)
	}
	if list := os.Getenv("MIR_LIST"); list != "" {
		if err := os.WriteFile(list, []byte(total.list.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

var reReason = regexp.MustCompile("`[^`]*`|: \".*\"")

// compareFile compares the bodies of one file; nil where rustc has none to compare.
func compareFile(path, stage string, of func(*semantics.Program, types.DefID) []*mir.Body) (r *corpusResult) {
	text, err := os.ReadFile(path)
	if err != nil || reNoCorpus.Match(text) {
		return nil
	}
	edition := source.Edition2015
	if m := reOldEdition.FindSubmatch(text); m != nil {
		n, _ := strconv.Atoi(string(m[1]))
		edition = source.Edition(n)
	}
	dir, err := os.MkdirTemp("", "mir")
	if err != nil {
		return nil
	}
	defer os.RemoveAll(dir)
	want, err := mirtest.Rustc(dir, path, edition, stage)
	if err != nil {
		return nil
	}
	r = &corpusResult{reasons: map[string]int{}}
	defer func() {
		if x := recover(); x != nil {
			fmt.Fprintf(&r.list, "%s: panic: %v\n", path, x)
			r.reasons["panic"]++
		}
	}()
	start := time.Now()
	got, notes := mirtest.Ours(path, string(text), edition, of)
	if d := time.Since(start); d > 2*time.Second {
		fmt.Fprintf(&r.list, "%s: took %v\n", path, d)
	}
	for n, d := range want {
		ours, ok := got[n]
		if strings.Contains(n, "promoted[") || !ok && mirtest.Derived(string(text), n) {
			continue
		}
		r.bodies++
		note := func(kind, s string) {
			fmt.Fprintf(&r.list, "%s: %s: %s: %s\n", path, n, kind, s)
			r.reasons[kind+" "+reReason.ReplaceAllString(strings.TrimSpace(s), "_")]++
		}
		switch {
		case !ok:
			r.missing++
			fmt.Fprintf(&r.list, "%s: %s: missing\n", path, n)
		case notes[n] != "":
			r.partial++
			first, _, _ := strings.Cut(strings.TrimSpace(notes[n]), "\n")
			note("partial", first)
		default:
			if stage == mirtest.Elaborated {
				d.Simplify()
				ours.Simplify()
			}
			if diff := mirtest.Same(d, ours); diff != "" {
				fmt.Fprintf(&r.list, "%s: %s: differs: %s%s\n", path, n, diff, ours.TypesOf())
			} else {
				r.equal++
			}
		}
	}
	return r
}
