package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/stdlib"
	"drop-lsp/semantics/stdlib/gen/toolchain"
)

// This file holds the embedded facts against what the generator makes of the toolchain.

const embedded = "../facts.bin"

// It takes half a minute and the network (cargo gets hashbrown), so it must be asked for:
// DROP_LSP_REGENERATE=1 go test ./semantics/stdlib/gen; .ci/run does.
func TestEmbeddedFactsAreThoseOfTheToolchain(t *testing.T) {
	if os.Getenv("DROP_LSP_REGENERATE") == "" {
		t.Skip("DROP_LSP_REGENERATE is not set")
	}
	want, err := os.ReadFile(embedded)
	if err != nil {
		t.Fatal(err)
	}
	version := stdlib.Open(string(want)).Rust
	tc, err := toolchain.Find("")
	switch {
	case errors.Is(err, toolchain.ErrIncomplete):
		t.Skip(err)
	case err != nil:
		t.Fatal(err)
	case tc.Version != version || !strings.HasPrefix(tc.Host, "x86_64-unknown-linux"):
		t.Skipf("the facts are of %s on x86_64 Linux, the toolchain is %s for %s", version, tc.Version, tc.Host)
	}
	got, err := regenerate("", os.Getenv("DROP_LSP_REGENERATE_WORK"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("the facts are not what the generator makes: go generate ./semantics/stdlib")
		reportDifferences(t, stdlib.Open(string(got)), stdlib.Open(string(want)))
	}
}

func reportDifferences(t *testing.T, got, want *stdlib.Facts) {
	t.Helper()
	g, w := described(got), described(want)
	both := map[string]bool{}
	maps.Copy(both, g)
	maps.Copy(both, w)
	left := 40
	for _, k := range slices.Sorted(maps.Keys(both)) {
		if g[k] == w[k] {
			continue
		}
		if left--; left == 0 {
			t.Log("…")
			return
		}
		t.Logf("%s: %s", map[bool]string{true: "only generated", false: "only embedded"}[g[k]], k)
	}
}

// described is each item and each public name as text that does not depend on numbers.
func described(f *stdlib.Facts) map[string]bool {
	out := map[string]bool{}
	for it := range f.Items {
		text := describe(f, it)
		out[text] = true
		if it.Kind == hir.KindMod {
			for _, ns := range []hir.Namespace{hir.NSType, hir.NSValue, hir.NSMacro} {
				for _, n := range f.Children(it.ID, ns) {
					out["public "+it.Path+"::"+n.Name+" = "+f.Path(n.Res.Def)] = true
				}
			}
		}
	}
	return out
}

func describe(f *stdlib.Facts, it *stdlib.Item) string {
	data, err := json.Marshal(it)
	if err != nil {
		panic(err)
	}
	var tree any
	if err := json.Unmarshal(data, &tree); err != nil {
		panic(err)
	}
	data, err = json.Marshal(unnumbered(f, tree))
	if err != nil {
		panic(err)
	}
	return it.Path + " " + string(data)
}

// unnumbered replaces definitions by their paths and leaves out what says nothing.
func unnumbered(f *stdlib.Facts, v any) any {
	switch v := v.(type) {
	case map[string]any:
		if index, ok := v["Index"].(float64); ok && len(v) == 2 {
			if crate, ok := v["Crate"].(float64); ok {
				if index == 0 {
					return nil
				}
				return f.Path(hir.DefID{Crate: hir.CrateID(crate), Index: uint32(index)})
			}
		}
		for k, x := range v {
			switch x = unnumbered(f, x); x {
			case nil, "", false, 0.0:
				delete(v, k)
			default:
				v[k] = x
			}
		}
		if len(v) == 0 {
			return nil
		}
		return v
	case []any:
		for i, x := range v {
			v[i] = unnumbered(f, x)
		}
		if len(v) == 0 {
			return nil
		}
	}
	return v
}
