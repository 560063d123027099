package generate

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// This file: programs for verdicts. Functions over owners and references in which each
// statement is well typed and resolved, and borrows, moves, assignments and drops meet as
// chance has it: more than half of the programs are wrong. Holders of references come with
// and without a Drop impl, with and without may_dangle, so that programs that differ in
// one word differ in rustc's verdict.

// VerdictPrelude is what the programs of the verdict generator share.
const VerdictPrelude = `#![feature(dropck_eyepatch)]
#![allow(warnings)]
use std::cell::{Cell, RefCell};
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
pub struct D(pub u32);
impl Drop for D { fn drop(&mut self) {} }
pub struct S { pub a: D, pub b: String, pub n: u32 }
pub struct H<'a>(pub &'a D);
pub struct HD<'a>(pub &'a D);
impl<'a> Drop for HD<'a> { fn drop(&mut self) { self.0; } }
pub struct G<T>(pub T);
pub struct GD<T>(pub T);
impl<T> Drop for GD<T> { fn drop(&mut self) {} }
pub struct GE<T>(pub T);
unsafe impl<#[may_dangle] T> Drop for GE<T> { fn drop(&mut self) {} }
pub struct GP<T>(pub *const T, pub PhantomData<T>);
unsafe impl<#[may_dangle] T> Drop for GP<T> { fn drop(&mut self) {} }
pub fn gp<T>(t: T) -> GP<T> { GP(std::ptr::null(), PhantomData) }
pub struct Node<'a> { pub next: Cell<Option<&'a Node<'a>>> }
pub struct NodeD<'a> { pub next: Cell<Option<&'a NodeD<'a>>> }
impl<'a> Drop for NodeD<'a> { fn drop(&mut self) {} }
pub trait Tr { fn look(&self) {} }
impl Tr for D {}
impl<'a> Tr for H<'a> {}
impl<'a> Tr for HD<'a> {}
impl<'a> Tr for &'a D {}
pub fn new() -> D { D(0) }
pub fn seen<T>(t: T) {}
pub fn look<T: ?Sized>(t: &T) {}
pub fn change<T: ?Sized>(t: &mut T) {}
pub fn same<'a>(a: &'a D) -> &'a D { a }
pub fn first<'a, 'b>(a: &'a D, b: &'b D) -> &'a D { a }
pub fn either<'a>(a: &'a D, b: &'a D) -> &'a D { if a.0 > b.0 { a } else { b } }
pub fn part(s: &mut S) -> &mut D { &mut s.a }
pub fn peek(s: &S) -> &D { &s.a }
pub fn keep<'a>(v: &mut Vec<&'a D>, d: &'a D) { v.push(d); }
pub fn forever(d: &'static D) {}
pub fn yes() -> bool { true }
impl S {
    pub fn get(&self) -> &D { &self.a }
    pub fn grow(&mut self) -> &mut D { &mut self.a }
    pub fn count(&self) -> u32 { self.n }
    pub fn set(&mut self, n: u32) { self.n = n; }
    pub fn eat(self) -> D { self.a }
}
impl D { pub fn pair(&self) -> D { D(self.0) } }
` + verdictMore + verdictRegions

// owner kinds and reference kinds of variables.
type owner struct {
	name, ty string // D, S, VecD ("Vec<D>"), OptD ("Option<D>"), BoxD
	mut      bool
}

type reference struct{ name, ty string } // "&D", "&mut D", "&mut S", "H", "vec" …

type verdict struct {
	r      *rand.Rand
	b      strings.Builder
	indent int
	names  int
	owners []owner
	refs   []reference
	budget int
	loops  int
	ret    string // "", "D", "&'a D"
}

// Verdict writes the program of a seed: a function, sometimes with a helper of its own.
func Verdict(seed uint64) Program {
	g := &verdict{r: rand.New(rand.NewPCG(seed, 3))}
	if g.chance(1, 3) {
		g.signature()
	}
	g.function()
	return Program{Seed: seed, Text: g.b.String()}
}

func (g *verdict) line(format string, args ...any) {
	g.b.WriteString(strings.Repeat("    ", g.indent))
	fmt.Fprintf(&g.b, format, args...)
	g.b.WriteByte('\n')
}

func (g *verdict) chance(n, of int) bool { return g.r.IntN(of) < n }

func (g *verdict) pick(of ...string) string { return of[g.r.IntN(len(of))] }

func (g *verdict) fresh(prefix string) string {
	g.names++
	return fmt.Sprintf("%s%d", prefix, g.names)
}

// signature writes a function whose result's lifetime may not fit its body.
func (g *verdict) signature() {
	bounds := g.pick("'a, 'b", "'a, 'b: 'a", "'a: 'b, 'b", "'a, 'b")
	x := g.pick("x", "y", "same(x)", "first(y, x)", "first(x, y)", "either(x, y)", "if yes() { x } else { y }", "h.0", "s.get()", "&s.a", "same(&s.a)")
	switch g.r.IntN(12) {
	case 8, 9, 10, 11:
		g.line("%s", g.regions())
	case 6, 7:
		g.line("%s", g.items())
	case 5:
		g.line("%s", g.later())
	case 0:
		g.line("fn sig<%s>(x: &'a D, y: &'b D, h: H<'a>, s: &'b S) -> &'%s D {", bounds, g.pick("a", "b", "static"))
		g.line("    %s", x)
		g.line("}")
	case 1:
		g.line("fn sig<%s>(x: &'a D, y: &'b D, v: &mut Vec<&'a D>, h: &mut H<'b>) {", bounds)
		g.line("    %s;", g.pick("v.push(x)", "v.push(y)", "h.0 = x", "h.0 = y", "h.0 = v[0]", "v[0] = h.0", "keep(v, h.0)"))
		g.line("}")
	case 2:
		g.line("fn sig(x: &D, y: &mut D, s: &mut S) -> impl Sized {")
		g.line("    %s", g.pick("x.0", "same(x).0", "s.count()", "D(y.0)"))
		g.line("}")
	case 3:
		g.line("fn sig<'a, T: Tr%s>(t: T, d: &'a D) -> Box<dyn Tr%s> {", g.pick("", " + 'a", " + 'static"), g.pick("", " + 'a"))
		g.line("    Box::new(%s)", g.pick("t", "H(d)", "d", "HD(d)"))
		g.line("}")
	default:
		g.line("struct Own<'a> { d: &'a D, m: &'a mut D }")
		g.line("impl<'a> Own<'a> {")
		g.line("    fn get(&self) -> %s { self.d }", g.pick("&D", "&'a D"))
		g.line("    fn grow(%s self) -> %s { self.m }", g.pick("&mut", "&'a mut"), g.pick("&mut D", "&'a mut D"))
		g.line("    fn set(&mut self, d: %s) { self.d = d; }", g.pick("&D", "&'a D"))
		g.line("}")
	}
}

func (g *verdict) function() {
	g.budget = 3 + g.r.IntN(4)
	if g.chance(1, 6) { // a long one, in which more meets
		g.budget += 10
	}
	g.ret = g.pick("", "", "D", "&'a D")
	result, tail := "", ""
	switch g.ret {
	case "D":
		result, tail = " -> D", "new()"
	case "&'a D":
		result, tail = " -> &'a D", "given"
	}
	g.line("pub fn f<'a>(given: &'a D, lent: &'a mut S, mut own: S, k: u32)%s {", result)
	g.owners = []owner{{name: "own", ty: "S", mut: true}}
	g.refs = []reference{{"given", "&D"}, {"lent", "&mut S"}}
	g.block(16)
	if g.ret != "" {
		if g.ret == "D" && g.chance(1, 3) {
			if d := g.owner("D"); d != "" {
				tail = d
			}
		} else if r := g.ref("&D"); g.ret == "&'a D" && r != "" && g.chance(1, 3) {
			tail = r
		}
		g.line("    %s", tail)
	}
	g.line("}")
}

func (g *verdict) block(n int) {
	owners, refs := len(g.owners), len(g.refs)
	g.indent++
	for range n {
		if g.budget--; g.budget >= 0 {
			g.statement()
		}
	}
	g.indent--
	g.owners, g.refs = g.owners[:owners], g.refs[:refs]
}

// owner is the name of some owner of a type; "" for none.
func (g *verdict) owner(ty string) string {
	var found []string
	for _, o := range g.owners {
		if o.ty == ty {
			found = append(found, o.name)
		}
	}
	if len(found) == 0 {
		return ""
	}
	return g.pick(found...)
}

// ref is the name of some reference of a type, the last ones more often.
func (g *verdict) ref(ty string) string {
	for i := len(g.refs) - 1; i >= 0; i-- {
		if g.refs[i].ty == ty && g.chance(2, 3) {
			return g.refs[i].name
		}
	}
	return ""
}

// place is a place of type D.
func (g *verdict) place() string {
	switch g.r.IntN(5) {
	case 0:
		if v := g.owner("Vec<D>"); v != "" {
			return v + "[0]"
		}
	case 1, 2:
		if s := g.owner("S"); s != "" {
			return s + ".a"
		}
	case 3:
		if b := g.owner("Box<D>"); b != "" {
			return "(*" + b + ")"
		}
	}
	if d := g.owner("D"); d != "" {
		return d
	}
	return "own.a"
}

// shared is an expression of type &D.
func (g *verdict) shared() string {
	switch g.r.IntN(9) {
	case 0:
		if r := g.ref("&D"); r != "" {
			return r
		}
	case 1:
		if s := g.owner("S"); s != "" {
			return g.pick("peek(&"+s+")", s+".get()")
		}
	case 2:
		return "same(&" + g.place() + ")"
	case 3:
		if r := g.ref("&D"); r != "" {
			return fmt.Sprintf("%s(%s, &%s)", g.pick("first", "either"), r, g.place())
		}
	case 4:
		return g.pick("&new()", "same(&new())", "lent.get()", "&lent.a")
	case 5:
		if r := g.ref("&mut D"); r != "" {
			return "&*" + r
		}
	}
	return "&" + g.place()
}

// unique is an expression of type &mut D.
func (g *verdict) unique() string {
	switch g.r.IntN(6) {
	case 0:
		if r := g.ref("&mut D"); r != "" {
			return g.pick(r, "&mut *"+r)
		}
	case 1:
		if s := g.owner("S"); s != "" {
			return g.pick("part(&mut "+s+")", s+".grow()")
		}
	case 2:
		return g.pick("lent.grow()", "&mut lent.a", "part(lent)")
	}
	return "&mut " + g.place()
}
