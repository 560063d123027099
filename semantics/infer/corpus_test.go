package infer_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"drop-lsp/semantics"
	"drop-lsp/semantics/hir"
)

// TestCorpus infers every program listed in the file that INFER_CORPUS names, which
// rustc accepts, and reports what came out tainted or unknown, most frequent first. With
// INFER_TYPES=1 it compares the types of all expressions too.
func TestCorpus(t *testing.T) {
	list := os.Getenv("INFER_CORPUS")
	if list == "" {
		t.Skip("INFER_CORPUS names no list of programs")
	}
	text, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	example := map[string]string{}
	bad, all := 0, 0
	names := regexp.MustCompile("`[^`]*`|\\b[A-Z]\\w*(<.*>)?|\\{[^}]*\\}|&")
	for file := range strings.FieldsSeq(string(text)) {
		src, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		all++
		p := semantics.LoadText(filepath.Base(file), string(src), semantics.Options{Edition: editionOf(string(src))})
		first := true
		if os.Getenv("INFER_TYPES") != "" {
			_, wrong := compare(t, file, rustcTypes(t, file, editionOf(string(src))))
			for _, w := range wrong {
				if !strings.Contains(w, ": unknown: ") && !strings.Contains(w, ": tainted: ") {
					counts["type"]++
					example["type"] += "\n        " + w
				}
			}
		}
		for _, def := range p.Bodies() {
			res := p.Infer(def)
			if res == nil {
				continue
			}
			for kind, list := range map[string][]hir.Unknown{"tainted: ": res.Errors, "unknown: ": res.Unknown} {
				for _, u := range list {
					if first {
						bad++
						first = false
					}
					fs, _ := p.Resolve(u.Span)
					line := 1 + strings.Count(string(src[:min(fs.Start, len(src))]), "\n")
					key := kind + names.ReplaceAllString(u.Reason, "T")
					if len(key) > 90 {
						key = key[:90]
					}
					counts[key]++
					if example[key] == "" || os.Getenv("INFER_ALL") != "" {
						example[key] += fmt.Sprintf("\n        %s:%d: %s", file, line, u.Reason)
					}
				}
			}
		}
	}
	var keys []string
	for k := range counts {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b string) int { return counts[b] - counts[a] })
	for _, k := range keys {
		t.Logf("%d %s%s", counts[k], k, example[k])
	}
	t.Logf("%d of %d programs are incomplete", bad, all)
}
