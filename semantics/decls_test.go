package semantics_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"drop-lsp/semantics"
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
)

// This file holds the lowering of declarations against rustc: the predicates that
// `#[rustc_dump_predicates]` prints, and which lifetimes of fns are late-bound, as the
// types of fn items in error messages show it.

// rustc compiles a text with nightly's attributes allowed; what it says is the result.
func rustc(t *testing.T, text string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath("rustc"); err != nil {
		t.Skip("no rustc")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "t.rs"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	c := exec.Command("rustc", append([]string{"--edition=2021", "--crate-type=lib", "--emit=metadata", "t.rs"}, args...)...)
	c.Dir, c.Env = dir, append(os.Environ(), "RUSTC_BOOTSTRAP=1")
	out, _ := c.CombinedOutput() // errors are what is asked for
	return string(out)
}

const predicates = `#![feature(rustc_attrs)]
#![allow(internal_features, dead_code)]
use std::fmt::Debug;
use std::ops::Add;
#[rustc_dump_predicates]
trait Tr<'x, U = Self>: Clone + 'x where U: Debug { type Item: Debug + Copy; type G<'q>: Clone where Self: 'q; }
#[rustc_dump_predicates]
trait Sup: Iterator<Item = u8> + Add<Output = Self> where Self: Sized, Self::Item: Copy {}
#[rustc_dump_predicates]
struct A<T, U: ?Sized + Debug, const N: usize>(T, Box<U>, [u8; N]);
#[rustc_dump_predicates]
struct B<F, G>(F, G) where F: for<'a> Fn(&'a u8, &u16) -> &'a u8, for<'z> G: Add<&'z u8> + Fn();
#[rustc_dump_predicates]
struct C<I: IntoIterator<Item = V>, V>(I, V) where I::IntoIter: Clone, <I as IntoIterator>::IntoIter: DoubleEndedIterator<Item = V>;
#[rustc_dump_predicates]
enum D<'a, 'b: 'a, T> where T: ?Sized, 'b: 'static { X(&'a u8, &'b u8, Box<T>) }
#[rustc_dump_predicates]
struct E<T: Default + PartialEq, U>(T, U) where Vec<T>: PartialEq<U>, [T; 3]: Default, (T, U): PartialOrd;
`

var (
	dumped  = regexp.MustCompile(`(?m)^ +--> t\.rs:(\d+):`)
	note    = regexp.MustCompile(`note: Binder \{ value: (\w+)\((.*)\), bound_vars: \[(.*)\] \}`)
	indexed = regexp.MustCompile(`/#\d+`)
	pathed  = regexp.MustCompile(`\b(?:\w+::)+`)
	forNote = regexp.MustCompile(`<(.*) as ([A-Za-z:]+)(<.*>)?>, polarity:Positive`)
	anyLife = regexp.MustCompile(`&('[a-z_]+ )`)
)

// rustcPredicates are the predicates of each line's item, the region and trait ones spelled as ours are.
func rustcPredicates(out string) map[int][]string {
	all := map[int][]string{}
	for _, part := range strings.Split(out, "error: rustc_dump_predicates")[1:] {
		line := 0
		if m := dumped.FindStringSubmatch(part); m != nil {
			fmt.Sscan(m[1], &line)
		}
		for _, m := range note.FindAllStringSubmatch(part, -1) {
			text := pathed.ReplaceAllString(indexed.ReplaceAllString(m[2], ""), "")
			switch m[1] {
			case "TraitPredicate":
				if p := forNote.FindStringSubmatch(text); p != nil && p[2] != "MetaSized" && p[2] != "PointeeSized" {
					all[line] = append(all[line], spell(p[1]+": "+p[2]+p[3]))
				}
			case "OutlivesPredicate":
				all[line] = append(all[line], strings.Replace(text, ", ", ": ", 1))
			case "ProjectionPredicate":
				all[line] = append(all[line], "==")
			}
		}
	}
	return all
}

// spell takes away what the two printers spell differently: bound regions, the Fn traits' sugar.
func spell(s string) string {
	s = anyLife.ReplaceAllString(s, "&")
	s = strings.NewReplacer("<(", "(", ")>", ")", ",)", ")").Replace(s)
	return strings.TrimSuffix(s, "()")
}

func ourPredicate(p *semantics.Program, pr types.Predicate, def types.DefID) string {
	name := &types.Printer{Q: p, Body: def, Region: func(r types.Region) string { return p.RegionName(r, def) }}
	region := func(r types.Region) string { return p.RegionName(r, def) }
	switch pr.Kind {
	case types.PredTrait:
		in, args := p.Interner(), pr.Trait.Args.Slice()
		more := args[1:]
		if n := len(more); n > 0 && more[n-1] == args[0] {
			more = more[:n-1] // rustc leaves out `Rhs = Self`
		}
		tr := in.Dyn(pr.Trait.Trait, in.Args(more...), nil, types.Erased)
		return spell(name.Type(pr.Trait.Args.Type(0)) + ": " + strings.TrimPrefix(name.Type(tr), "dyn "))
	case types.PredTypeOutlives:
		return name.Type(pr.Ty) + ": " + region(pr.R1)
	case types.PredRegionOutlives:
		return region(pr.R1) + ": " + region(pr.R2)
	case types.PredProjection:
		return "=="
	}
	return "?"
}

func TestPredicatesAreRustcs(t *testing.T) {
	want := rustcPredicates(rustc(t, predicates))
	if len(want) < 7 {
		t.Fatalf("rustc dumped only %d items", len(want))
	}
	p := semantics.LoadText("t.rs", predicates, semantics.Options{})
	lines := strings.Split(predicates, "\n")
	checked := 0
	for _, id := range p.Crate.Order {
		switch p.DefKind(id) {
		case hir.KindTrait, hir.KindStruct, hir.KindEnum:
		default:
			continue
		}
		at, _ := p.Resolve(p.Crate.Def(id).NameSpan)
		line := strings.Count(predicates[:at.Start], "\n") + 1
		var got []string
		for _, pr := range p.Predicates(id) {
			got = append(got, ourPredicate(p, pr, id))
		}
		if p.DefKind(id) != hir.KindTrait { // inferred outlives are package traits' business
			want[line] = slices.DeleteFunc(want[line], func(s string) bool { return strings.Contains(s, ": '") && !slices.Contains(got, s) })
		}
		slices.Sort(got)
		got = slices.Compact(got)
		slices.Sort(want[line])
		want[line] = slices.Compact(want[line])
		if !slices.Equal(got, want[line]) {
			t.Errorf("%s\n got %q\nwant %q", lines[line-1], got, want[line])
		}
		checked++
	}
	if checked < 7 {
		t.Errorf("only %d items checked", checked)
	}
}

const signatures = `#![allow(dead_code)]
use std::fmt::Debug;
trait Tr<'t> { type Out; }
type Al<'a, T> = <T as Tr<'a>>::Out;
type Plain<'a> = &'a u8;
struct S<'s, T>(&'s T);
impl<'s, T> S<'s, T> {
    fn m(&self, x: &u8) -> &u8 { loop {} }
    fn n<'a>(self: &'a Self, y: &'s T) -> (&T, Self) where T: 'a { loop {} }
    fn o(self: std::pin::Pin<&mut Self>, y: &T) -> &T { loop {} }
    fn p<'a, 'b>(x: &'a u8, y: &'b u8) -> Self where 'a: 'b { loop {} }
}
fn f0<'a, 'b, 'c: 'b>(x: &'a u8, y: &'b u8, z: &'c u8) -> &'b u8 { loop {} }
fn f1<'a>() -> &'a u8 { loop {} }
fn f2<'a, T: 'a>(x: &'a T) -> &'a T { loop {} }
fn f3<'a, T: Tr<'a>>(x: T::Out) {}
fn f4<'a>(x: <u8 as Tr<'a>>::Out) where u8: for<'x> Tr<'x> {}
fn f5<'a>(x: Plain<'a>) -> Plain<'a> { loop {} }
fn f6<'a>(x: &'a u8) -> impl Debug + 'a { 0u8 }
fn f7(x: &u8, y: &mut [u8]) {}
fn f8(x: fn(&u8) -> &u8, y: &u8) -> &u8 { loop {} }
fn f9<'a>(x: Box<dyn Fn(&u8) -> &u8 + 'a>) -> Box<dyn Debug + '_> { loop {} }
fn g0<'a, 'b>(x: std::collections::HashMap<&'a str, Vec<&'b u8>>) -> std::slice::Iter<'a, u8> { loop {} }
fn g1<'a>(x: &'a mut dyn Debug, y: &dyn Debug) {}
fn g2<'a, F>(f: F) where F: Fn(&'a u8) {}
`

var itemType = regexp.MustCompile("this expression has type `(.*) \\{(.*)\\}`")

func TestLateBoundLifetimesAreRustcs(t *testing.T) {
	names := []string{"S::<'_, u8>::m", "S::<'_, u8>::n", "S::<'_, u8>::o", "S::<'_, u8>::p", "f0", "f1", "f2::<u8>", "f5", "f6", "f7", "f8", "f9", "g0", "g1", "g2::<fn(&u8)>"}
	text := signatures
	for i, n := range names {
		text += fmt.Sprintf("fn ask%d() { let () = %s; }\n", i, n)
	}
	said := itemType.FindAllStringSubmatch(rustc(t, text), -1)
	if len(said) != len(names) {
		t.Fatalf("rustc answered %d of %d", len(said), len(names))
	}
	p := semantics.LoadText("t.rs", signatures, semantics.Options{})
	byName := map[string]types.DefID{}
	for _, id := range p.Bodies() {
		byName[p.DefPath(id)] = id
	}
	for i, n := range names {
		bare := regexp.MustCompile(`::<[^>]*>`).ReplaceAllString(n, "")
		id, ok := byName[bare]
		if !ok {
			for k, v := range byName {
				if strings.HasPrefix(k, "S<") && strings.HasSuffix(k, bare[1:]) || strings.HasSuffix(k, bare) {
					id = v
				}
			}
		}
		sig := p.FnSig(id)
		if sig == nil {
			t.Errorf("%s has no signature", n)
			continue
		}
		late, early := 0, strings.Count(said[i][2], "'_")
		if rest, ok := strings.CutPrefix(said[i][1], "for<"); ok {
			late = strings.Count(rest[:strings.Index(rest, ">")], "'")
		}
		gotEarly := 0
		for g := p.Generics(id); g != nil; g = g.Parent {
			for _, gp := range g.Params {
				if strings.HasPrefix(gp.Name, "'") {
					gotEarly++
				}
			}
		}
		if sig.Bound != late || gotEarly != early {
			t.Errorf("%s: %d late, %d early; rustc: %d, %d (%s {%s}); ours %s", n, sig.Bound, gotEarly, late, early, said[i][1], said[i][2],
				types.Print(p, p.Interner().FnPtr(*sig)))
		}
	}
}
