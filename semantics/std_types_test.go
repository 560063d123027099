package semantics_test

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"drop-lsp/semantics"
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/stdlib"
	"drop-lsp/semantics/traits"
	"drop-lsp/syntax/ast"
)

// This file holds the facts together with trait selection against rustc where it matters
// most: which instances of std's public types need drop, and which are Copy.

// publicTypes are std's public structs, enums and unions by a public path.
func publicTypes(f *stdlib.Facts) map[string]*stdlib.Item {
	out := map[string]*stdlib.Item{}
	seen := map[hir.DefID]bool{}
	var walk func(mod hir.DefID, path string)
	walk = func(mod hir.DefID, path string) {
		for _, n := range f.Children(mod, hir.NSType) {
			if n.Res.Kind != hir.ResDef || seen[n.Res.Def] {
				continue
			}
			seen[n.Res.Def] = true
			p := path + "::" + n.Name
			switch n.Res.DefKind {
			case hir.KindMod:
				walk(n.Res.Def, p)
			case hir.KindStruct, hir.KindEnum, hir.KindUnion:
				out[p] = f.Item(n.Res.Def)
			}
		}
	}
	root, _ := f.CrateRoot("std")
	walk(root, "std")
	return out
}

// stdArgs are what stands for a type parameter without default.
var stdArgs = []string{"u8", "String", "&'static str", "fn(char) -> bool", "std::vec::IntoIter<Vec<String>>", "std::slice::Iter<'static, u8>",
	"Box<dyn FnMut(u8) -> bool>"}

// instances are the types with each of the arguments, in order.
func instances(f *stdlib.Facts) []string {
	var out []string
	for path, it := range publicTypes(f) {
		for _, arg := range stdArgs {
			var args []string
			for _, p := range it.Generics.Params {
				if p.Default.Kind != stdlib.TermNone {
					break
				}
				args = append(args, map[ast.ParamKind]string{ast.ParamLifetime: "'static", ast.ParamConst: "3", ast.ParamType: arg}[p.Kind])
			}
			if len(args) > 0 {
				out = append(out, path+"<"+strings.Join(args, ", ")+">")
			} else {
				out = append(out, path)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func TestStdTypesNeedDropAndAreCopyAsRustcSays(t *testing.T) {
	if _, err := exec.LookPath("rustc"); err != nil {
		t.Skip("no rustc")
	}
	f := stdlib.Load()
	if v, _ := exec.Command("rustc", "--version").Output(); !strings.HasPrefix(string(v), "rustc "+f.Rust) {
		t.Skipf("the facts are those of rustc %s, not of %s", f.Rust, v)
	}
	types := instances(f)
	text := "#![allow(deprecated)]\n"
	for i, ty := range types {
		text += fmt.Sprintf("type T%d = %s;\n", i, ty)
	}
	p := semantics.Load("t.rs", semantics.Options{}, func(path string) (string, bool) { return text, path == "t.rs" })
	claims := map[string]bool{}
	unknown := map[string]bool{} // lines that only ask whether that is a type
	claim := func(ty, expr string, a traits.Answer) {
		if a != traits.Yes && a != traits.No {
			unknown[fmt.Sprintf("const _: bool = %s;", strings.ReplaceAll(expr, "T", ty))] = true
			return
		}
		claims[fmt.Sprintf("const _: () = assert!(%s == %v);", strings.ReplaceAll(expr, "T", ty), a == traits.Yes)] = true
	}
	found := 0
	for _, id := range p.Crate.Order {
		n, err := strconv.Atoi(strings.TrimPrefix(p.Crate.Def(id).Name, "T"))
		if err != nil || p.DefKind(id) != hir.KindTypeAlias {
			continue
		}
		found++
		env := traits.NewEnv(p, p.Predicates(id))
		ty := env.Normalize(p.TypeOf(id), true)
		claim(types[n], "std::mem::needs_drop::<T>()", env.Drops().Needs(ty))
		claim(types[n], "Is::<T>::COPY", env.IsCopy(ty))
	}
	if found != len(types) {
		t.Fatalf("%d aliases of %d are seen", found, len(types))
	}
	asked := len(claims)
	// First run: what is no type here (bounds not met, unstable) goes; second: the answers.
	all := maps.Clone(claims)
	maps.Copy(all, unknown)
	for _, line := range faulty(t, all, false) {
		delete(claims, line)
		delete(unknown, line)
	}
	for _, line := range faulty(t, claims, true) {
		t.Errorf("rustc disagrees: %s", line)
	}
	t.Logf("%d types: %d answers held against rustc, of %d; %d not derived", len(types), len(claims), asked, len(unknown))
	for u := range unknown {
		if !strings.Contains(u, "std::env::SplitPaths<") { // has closures' types: an alias of `impl FnMut`
			t.Errorf("not derived: %s", u)
		}
	}
	if len(claims) < 2900 {
		t.Errorf("only %d answers", len(claims))
	}
}

const isCopy = `#![allow(deprecated, dead_code)]
struct Is<T>(std::marker::PhantomData<T>);
trait Else { const COPY: bool = false; }
impl<T> Else for Is<T> {}
impl<T: Copy> Is<T> { const COPY: bool = true; }
`

var errorLine = regexp.MustCompile(`(?m)^t\.rs:(\d+):\d+: error(?:\[(E\d+)\])?`)

// faulty are the lines that rustc has errors for: evaluation's (E0080), or all others.
func faulty(t *testing.T, lines map[string]bool, evaluation bool) (out []string) {
	t.Helper()
	text := isCopy
	for l := range lines {
		text += l + "\n"
	}
	all := strings.Split(text, "\n")
	for _, m := range errorLine.FindAllStringSubmatch(rustcStable(t, text), -1) {
		if n, err := strconv.Atoi(m[1]); err == nil && (m[2] == "E0080") == evaluation {
			out = append(out, all[n-1])
		}
	}
	return out
}

// rustcStable is what rustc says, one line an error, without unstable features.
func rustcStable(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/t.rs", []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	c := exec.Command("rustc", "--edition=2021", "--crate-type=lib", "--emit=metadata", "--error-format=short", "t.rs")
	c.Dir = dir
	out, _ := c.CombinedOutput() // errors are what is asked for
	return string(out)
}
