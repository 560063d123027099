package consteval_test

import (
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"drop-lsp/semantics"
	"drop-lsp/semantics/consteval"
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
)

// This file: our values of constants, asserted in a program that rustc evaluates.

// valueText is a scalar as a Rust expression of its type.
func valueText(v *consteval.Value, t types.Type) string {
	p := t.(*types.Prim).Prim
	if p == hir.PrimBool {
		return fmt.Sprint(v.Lo == 1)
	}
	bits, signed := mir.IntBits(p)
	x := new(big.Int).SetUint64(v.Hi)
	x.Lsh(x, 64).Or(x, new(big.Int).SetUint64(v.Lo))
	if signed && x.Bit(bits-1) == 1 {
		x.Sub(x, new(big.Int).Lsh(big.NewInt(1), uint(bits)))
	}
	return x.String()
}

func TestValuesAreRustcs(t *testing.T) {
	text, err := os.ReadFile("testdata/values.rs")
	if err != nil {
		t.Fatal(err)
	}
	p := semantics.LoadText("values.rs", string(text), semantics.Options{})
	var out strings.Builder
	out.Write(text)
	known := 0
	for _, def := range p.Bodies() {
		name := p.DefPath(def)
		if p.DefKind(def) != hir.KindConst || !strings.HasPrefix(name, "C") {
			continue
		}
		v := p.ConstValue(def, nil)
		if v == nil || v.Kind != consteval.Scalar {
			t.Errorf("%s has no value", name)
			continue
		}
		known++
		if c := p.EvalConst(def, nil); c.Kind != types.ConstValue || c.Lo != v.Lo || c.Hi != v.Hi {
			t.Errorf("%s: EvalConst gives %v, the interpreter %v", name, c, *v)
		}
		fmt.Fprintf(&out, "const _: () = assert!(%s == %s);\n", name, valueText(v, p.TypeOf(def)))
	}
	if known != strings.Count(string(text), "pub const C") {
		t.Errorf("%d constants have values", known)
	}
	if _, err := exec.LookPath("rustc"); err != nil {
		t.Skip("no rustc on this machine")
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "values.rs")
	if err := os.WriteFile(file, []byte(out.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := exec.Command("rustc", "--edition", "2021", "--crate-type", "lib", "--emit=metadata", "-o", filepath.Join(dir, "out"), file).CombinedOutput()
	if err != nil {
		t.Errorf("rustc: %v\n%s", err, got)
	}
}

// TestWhatPanicsFails: what rustc says E0080 of is told apart from what is not known.
func TestWhatPanicsFails(t *testing.T) {
	for _, text := range []string{
		"const X: u8 = 200 + C; const C: u8 = 100;",
		"const X: u8 = [1, 2][C]; const C: usize = 2;",
		"const X: u32 = 1 / C; const C: u32 = 0;",
		"const X: u8 = panic!();",
		"const X: u8 = Y; const Y: u8 = panic!();",
	} {
		p := semantics.LoadText("a.rs", text, semantics.Options{})
		for _, def := range p.Bodies() {
			if p.DefPath(def) == "X" {
				if v := p.ConstValue(def, nil); v == nil || v.Kind != consteval.Failed {
					t.Errorf("%s: %+v", text, v)
				}
			}
		}
	}
}

// TestWhatCannotBeEvaluatedHasNoValue: no value, no crash, and soon.
func TestWhatCannotBeEvaluatedHasNoValue(t *testing.T) {
	for _, text := range []string{
		"const X: usize = X;",
		"const fn f() -> u8 { loop {} } const X: u8 = f();",
		"const fn f(n: u64) -> u64 { f(n + 1) } const X: u64 = f(0);",
		"const X: usize = [[[[0u8; 1000]; 1000]; 1000]; 1000].len();",
		"const X: f64 = 1.0 + 2.0;",
		"const X: u8 = Y; const Y: u8 = X;",
		"fn f() -> u8 { 1 } const X: u8 = f();",
		"const X: u8 = \"a\";",
	} {
		p := semantics.LoadText("a.rs", text, semantics.Options{})
		for _, def := range p.Bodies() {
			if p.DefPath(def) == "X" {
				if v := p.ConstValue(def, nil); v != nil {
					t.Errorf("%s: %+v", text, *v)
				}
			}
		}
	}
}
