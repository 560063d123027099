package traits

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
)

// The oracle: a generated program prints `needs_drop` of each type.
func TestNeedsDropByRustc(t *testing.T) {
	rustc, err := exec.LookPath("rustc")
	if err != nil {
		t.Skip("no rustc on this machine: needs_drop is not held against it")
	}
	f := world()
	in := f.in
	u8, loud := in.Prim(hir.PrimU8), f.of("Loud")
	cases := []struct {
		rust string
		t    types.Type
	}{
		{"u8", u8},
		{"&'static Loud", in.Ref(types.Static, loud, false)},
		{"*mut Loud", in.RawPtr(loud, true)},
		{"Loud", loud},
		{"Option<u8>", f.of("Option", u8)},
		{"Option<Loud>", f.of("Option", loud)},
		{"Vec<u8>", f.of("Vec", u8)},
		{"Box<u8>", f.of("Box", u8)},
		{"std::mem::ManuallyDrop<Loud>", f.of("ManuallyDrop", loud)},
		{"std::marker::PhantomData<Loud>", f.of("PhantomData", loud)},
		{"[Loud; 0]", in.Array(loud, types.ConstUsize(0))},
		{"[Loud; 2]", in.Array(loud, types.ConstUsize(2))},
		{"[Loud]", in.Slice(loud)},
		{"(u8, Loud)", in.Tuple(u8, loud)},
		{"dyn std::any::Any", in.Dyn(f.id("Any"), nil, nil, types.Static)},
		{"List<u8>", f.of("List", u8)},
		{"Quiet<'static>", f.of("Quiet", types.Static)},
		{"fn(Loud)", in.FnPtr(types.FnSig{Inputs: []types.Type{loud}})},
	}
	var src, want strings.Builder
	src.WriteString(`#![allow(dead_code)]
struct Loud; impl Drop for Loud { fn drop(&mut self) {} }
struct Quiet<'a>(&'a str);
struct List<T>(T, Option<Box<List<T>>>);
fn main() {
`)
	d := NewDrops(f, nil)
	for _, c := range cases {
		fmt.Fprintf(&src, "println!(\"%s {}\", std::mem::needs_drop::<%s>());\n", c.rust, c.rust)
		fmt.Fprintf(&want, "%s %v\n", c.rust, d.Needs(c.t) == Yes)
	}
	src.WriteString("}\n")
	dir := t.TempDir()
	file, bin := filepath.Join(dir, "main.rs"), filepath.Join(dir, "main")
	if err := os.WriteFile(file, []byte(src.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(rustc, "--edition=2021", "-o", bin, file).CombinedOutput(); err != nil {
		t.Fatalf("rustc: %v\n%s", err, out)
	}
	got, err := exec.Command(bin).Output()
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want.String() {
		t.Errorf("rustc says\n%s\nwe say\n%s", got, want.String())
	}
}
