package stdlib

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"drop-lsp/semantics/hir"
	"drop-lsp/syntax/ast"
)

// This file holds the facts against rustc where it matters most: whether a value of a
// public type of std needs to be dropped, derived from fields and Drop impls.

type ternary int

const (
	no ternary = iota
	yes
	unknown
)

func or(a, b ternary) ternary {
	if a == yes || b == yes {
		return yes
	}
	return max(a, b)
}

type dropper struct {
	f    *Facts
	args []Term // for the parameters of the type whose fields are looked at
}

func (d dropper) any(ts []Term) ternary {
	r := no
	for i := range ts {
		r = or(r, d.needs(&ts[i]))
	}
	return r
}

func (d dropper) needs(t *Term) ternary {
	switch t.Kind {
	case TermPrim, TermRef, TermPtr, TermFnPtr, TermNever, TermPattern:
		return no
	case TermDyn:
		return yes
	case TermTuple, TermSlice:
		return d.any(t.Args)
	case TermArray:
		return d.needs(&t.Args[0])
	case TermParam:
		if int(t.Param.Index) < len(d.args) {
			return dropper{f: d.f}.needs(&d.args[t.Param.Index])
		}
	case TermPath:
		if !t.Def.IsZero() {
			return d.item(d.f.Item(t.Def), t.Args)
		}
	}
	return unknown
}

func (d dropper) item(it *Item, args []Term) ternary {
	inner := dropper{f: d.f}
	for i, p := range it.Generics.Params {
		a := p.Default
		if i < len(args) {
			a = args[i]
		}
		inner.args = append(inner.args, d.subst(a))
	}
	switch it.Kind {
	case hir.KindTypeAlias:
		return inner.needs(&it.Ty)
	case hir.KindUnion:
		return no
	}
	lang, _ := it.Attr("lang")
	switch lang {
	case "ManuallyDrop", "PhantomData":
		return no
	case "OwnedBox":
		return yes
	}
	drop, _ := d.f.Lang("Drop")
	for _, id := range d.f.ImplsFor(HeadDef(it.ID)) {
		if d.f.ImplTrait(id) == drop {
			return yes
		}
	}
	r := no
	for _, v := range it.Variants {
		for i := range v.Fields {
			r = or(r, inner.needs(&v.Fields[i].Ty))
		}
	}
	return r
}

// subst replaces the parameters in a by d.args.
func (d dropper) subst(a Term) Term {
	if a.Kind == TermParam && int(a.Param.Index) < len(d.args) {
		return d.args[a.Param.Index]
	}
	out := a
	out.Args = nil
	for _, x := range a.Args {
		out.Args = append(out.Args, d.subst(x))
	}
	return out
}

// publicTypes are the stable structs, enums and unions by the paths that user code can write.
func publicTypes(f *Facts) map[string]*Item {
	out := map[string]*Item{}
	seen := map[hir.DefID]bool{}
	var walk func(mod hir.DefID, path string)
	walk = func(mod hir.DefID, path string) {
		for _, n := range f.Children(mod, hir.NSType) {
			if seen[n.Res.Def] || strings.Contains(path, "arch") {
				continue
			}
			seen[n.Res.Def] = true
			p := path + "::" + n.Name
			switch n.Res.DefKind {
			case hir.KindMod:
				walk(n.Res.Def, p)
			case hir.KindStruct, hir.KindEnum, hir.KindUnion:
				it := f.Item(n.Res.Def)
				if _, stable := it.Attr("stable"); stable {
					out[p] = it
				}
			}
		}
	}
	root, _ := f.CrateRoot("std")
	walk(root, "std")
	return out
}

// instance is the type with arg for every type parameter that has no default.
func instance(it *Item, arg Term, argText string) (args []Term, text string) {
	var texts []string
	for _, p := range it.Generics.Params {
		switch {
		case p.Kind == ast.ParamLifetime:
			args, texts = append(args, Term{Kind: TermLifetime}), append(texts, "'static")
		case p.Default.Kind != TermNone:
			return args, generic(texts)
		case p.Kind == ast.ParamConst:
			args, texts = append(args, Term{Kind: TermConst, Name: "3"}), append(texts, "3")
		default:
			args, texts = append(args, arg), append(texts, argText)
		}
	}
	return args, generic(texts)
}

func generic(texts []string) string {
	if len(texts) == 0 {
		return ""
	}
	return "<" + strings.Join(texts, ", ") + ">"
}

func TestNeedsDropAgainstRustc(t *testing.T) {
	if _, err := exec.LookPath("rustc"); err != nil {
		t.Skip("no rustc")
	}
	f := Load()
	if v, _ := exec.Command("rustc", "--version").Output(); !strings.HasPrefix(string(v), "rustc "+f.Rust) {
		t.Skipf("the facts are those of rustc %s, not of %s", f.Rust, v)
	}
	str, _ := f.ByPath("alloc::string::String", hir.NSType)
	lines := map[string]bool{}
	underived := 0
	for path, it := range publicTypes(f) {
		for text, arg := range map[string]Term{"u8": {Kind: TermPrim, Prim: hir.PrimU8}, "String": {Kind: TermPath, Def: str}} {
			args, generics := instance(it, arg, text)
			switch r := (dropper{f: f}).item(it, args); r {
			case unknown:
				underived++
			default:
				lines[fmt.Sprintf("const _: () = assert!(std::mem::needs_drop::<%s%s>() == %v);", path, generics, r == yes)] = true
			}
		}
	}
	asked := len(lines)
	// first run: what is no type here (bounds not met, unstable) goes; second: the answers
	for _, line := range complaints(t, lines, false) {
		delete(lines, line)
	}
	for _, line := range complaints(t, lines, true) {
		t.Errorf("rustc disagrees: %s", line)
	}
	t.Logf("%d instances asked, %d answered, %d not derived", asked, len(lines), underived)
	if len(lines) < 300 {
		t.Errorf("rustc answered only %d", len(lines))
	}
}

var errorAt = regexp.MustCompile(`(?m)^a\.rs:(\d+):\d+: error(?:\[(E\d+)\])?`)

// complaints are the lines that rustc has errors for: evaluation's (E0080), or all others.
func complaints(t *testing.T, lines map[string]bool, evaluation bool) (out []string) {
	t.Helper()
	text := []string{"#![allow(deprecated)]"}
	for l := range lines {
		text = append(text, l)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.rs"), []byte(strings.Join(text, "\n")), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("rustc", "--edition=2021", "--crate-type=lib", "--emit=metadata", "--error-format=short", "a.rs")
	cmd.Dir = dir
	msgs, _ := cmd.CombinedOutput() // errors are expected
	for _, m := range errorAt.FindAllStringSubmatch(string(msgs), -1) {
		n, err := strconv.Atoi(m[1])
		if err != nil || (m[2] == "E0080") != evaluation {
			continue
		}
		out = append(out, text[n-1])
	}
	return out
}
