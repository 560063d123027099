package infer_test

import (
	"bufio"
	"fmt"
	"os"
	"sort"
	"strings"
	"testing"
	"time"

	"drop-lsp/semantics"
	"drop-lsp/syntax/source"
)

// Correct programs come out clean. CORPUS names a list of files that rustc accepts, one a line after
// its edition; the share of bodies that are tainted (never allowed) or partial is logged.
func TestCorrectProgramsAreClean(t *testing.T) {
	list, err := os.Open(os.Getenv("CORPUS"))
	if err != nil {
		t.Skip("CORPUS names no list of programs")
	}
	defer list.Close()
	bodies, tainted, partial, clean := 0, 0, 0, 0
	reasons := map[string][]string{}
	var slow []string
	for in := bufio.NewScanner(list); in.Scan(); {
		var edition int
		var path string
		fmt.Sscan(in.Text(), &edition, &path)
		text, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		start := time.Now()
		p := semantics.LoadText(path, string(text), semantics.Options{Edition: source.Edition(edition)})
		for _, id := range p.Bodies() {
			r := p.Infer(id)
			if r == nil {
				continue
			}
			bodies++
			note := func(kind, why, at string) {
				if i := strings.IndexByte(at, '\n'); i >= 0 {
					at = at[:i]
				}
				key := kind + " " + why
				if len(key) > 60 {
					key = key[:60]
				}
				reasons[key] = append(reasons[key], fmt.Sprintf("%s %s: %s: %s", path[strings.LastIndex(path, "/")+1:], p.DefPath(id), why, at))
			}
			switch {
			case r.Tainted:
				tainted++
				if len(r.Errors) == 0 {
					note("tainted", "hir", "")
				} else {
					note("tainted", r.Errors[0].Reason, cut(string(text), p, r.Errors[0].Span))
				}
			case len(r.Unknown) > 0:
				partial++
				note("unknown", r.Unknown[0].Reason, cut(string(text), p, r.Unknown[0].Span))
			default:
				clean++
			}
		}
		if d := time.Since(start); d > 500*time.Millisecond {
			slow = append(slow, fmt.Sprint(d, " ", path))
		}
	}
	var keys []string
	for k := range reasons {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool { return len(reasons[keys[i]]) > len(reasons[keys[j]]) })
	for _, k := range keys {
		t.Logf("%4d %s", len(reasons[k]), k)
		for i, r := range reasons[k] {
			if i == 3 && os.Getenv("ALL") == "" {
				break
			}
			t.Logf("        %s", r)
		}
	}
	t.Logf("%d bodies: %d clean, %d partial, %d tainted; slow: %s", bodies, clean, partial, tainted, strings.Join(slow, ", "))
}
