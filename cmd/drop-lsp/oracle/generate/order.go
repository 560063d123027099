package generate

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// This file: programs for drop order. Functions in which owners of tracers are made,
// moved whole and in parts, assigned, matched, captured and left to their scopes, with
// branches, loops, early exits, panics and temporaries in every position. Types are right
// by construction, and so are moves: what may be moved is not used.

// OrderPrelude is what the programs of the order generator share.
const OrderPrelude = `#![feature(dropck_eyepatch, super_let)]
#![allow(warnings)]
pub use std::cell::{Cell, RefCell};
pub use std::future::Future;
pub use std::mem::ManuallyDrop;
pub use std::ops::{Add, AddAssign, Deref, DerefMut, Index, Neg, Not};
pub use std::pin::Pin;
pub use std::rc::Rc;
pub use std::sync::Mutex;
pub use std::task::{Context, Poll};
pub fn say(s: &str) { println!("{s}") }
pub struct T(pub &'static str);
impl Drop for T { fn drop(&mut self) { say(self.0) } }
impl T {
    pub fn get(&self) -> &T { self }
    pub fn grow(&mut self) -> &mut T { self }
    pub fn pass(self) -> T { self }
    pub fn eat(self) {}
    pub fn yes(&self) -> bool { true }
    pub fn no(&self) -> bool { false }
    pub fn name(&self) -> &'static str { self.0 }
    pub fn opt(&self) -> Option<&T> { Some(self) }
    pub fn made(&self) -> T { T("made") }
    pub fn maybe(self) -> Option<T> { Some(self) }
}
pub struct P<A, B> { pub a: A, pub b: B }
pub struct W<A>(pub A);
impl<A> Drop for W<A> { fn drop(&mut self) { say("W") } }
pub enum E<A, B> { V0, V1(A), V2 { a: A, b: B } }
pub struct L<'a, A>(pub &'a A);
impl<'a, A> Drop for L<'a, A> { fn drop(&mut self) { say("L") } }
pub struct M<A>(pub A);
unsafe impl<#[may_dangle] A> Drop for M<A> { fn drop(&mut self) { say("M") } }
pub struct Q<A> { pub a: A, pub n: u32 }
impl<A> Deref for Q<A> { type Target = A; fn deref(&self) -> &A { &self.a } }
impl<A> DerefMut for Q<A> { fn deref_mut(&mut self) -> &mut A { &mut self.a } }
impl Add for T { type Output = T; fn add(self, other: T) -> T { say("add"); self } }
impl AddAssign for T { fn add_assign(&mut self, other: T) { say("add to"); *self = other; } }
impl Neg for T { type Output = T; fn neg(self) -> T { self } }
impl Not for T { type Output = bool; fn not(self) -> bool { true } }
impl PartialEq for T { fn eq(&self, other: &T) -> bool { self.yes() } }
impl<A> Index<&T> for W<A> { type Output = A; fn index(&self, at: &T) -> &A { &self.0 } }
pub struct Few<A>(pub Option<A>, pub Option<A>);
impl<A> Iterator for Few<A> {
    type Item = A;
    fn next(&mut self) -> Option<A> { self.0.take().or_else(|| self.1.take()) }
}
pub trait Make { type Out; fn make(self) -> Self::Out; }
impl Make for T { type Out = W<T>; fn make(self) -> W<T> { W(self) } }
pub fn made<A: Make>(a: A) -> A::Out { a.make() }
pub fn adder(a: T) -> impl FnOnce(T) -> T { move |b| { drop(b); a } }
impl std::fmt::Debug for T { fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { Ok(()) } }
pub enum List { End, Cons(T, Box<List>) }
pub const CT: T = T("const");
pub const NONE: Option<T> = None;
pub const PC: P<T, T> = P { a: T("const a"), b: T("const b") };
pub static ST: T = T("static");
thread_local! {
    pub static TL: RefCell<Vec<T>> = const { RefCell::new(Vec::new()) };
    pub static TC: Cell<Option<T>> = const { Cell::new(None) };
}
pub fn caught<R>(f: impl FnOnce() -> R) -> Option<R> { std::panic::catch_unwind(std::panic::AssertUnwindSafe(f)).ok() }
pub trait Tr {
    fn seen(&self) -> bool { true }
    fn own(self) -> u32 where Self: Sized { 1 }
    fn same(self) -> Self where Self: Sized { self }
}
impl Tr for T { fn seen(&self) -> bool { self.yes() } }
impl<A> Tr for W<A> {}
impl<A, B> Tr for P<A, B> {}
impl<A, B> Tr for (A, B) {}
impl<A, B, C> Tr for (A, B, C) {}
impl<A: ?Sized> Tr for Box<A> {}
impl<A, B> Tr for E<A, B> {}
impl<A, B> Tr for Result<A, B> {}
impl<A> Tr for M<A> {}
impl<A> Tr for [A; 2] {}
impl<A> Tr for Option<A> {}
impl<A> Tr for Vec<A> {}
pub fn through<A: Tr>(a: A) -> A { if a.seen() { a.same() } else { a } }
pub fn take<A>(a: A) {}
pub fn take2<A, B>(a: A, b: B) {}
pub fn id<A>(a: A) -> A { a }
pub fn look<A: ?Sized>(a: &A) -> bool { true }
pub fn look2<A: ?Sized, B: ?Sized>(a: &A, b: &B) -> bool { true }
pub fn yes(k: u32, n: u32) -> bool { k / n % 2 == 0 }
pub fn hurt(k: u32, n: u32) { if k == n { panic!() } }
pub fn call<R>(f: impl FnOnce() -> R) -> R { f() }
pub struct Later(pub bool);
impl Future for Later {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if self.0 { return Poll::Ready(()); }
        self.0 = true;
        Poll::Pending
    }
}
pub async fn leaf<A>(a: A) -> A { Later(false).await; a }
pub fn run<F: Future>(polls: u32, f: F) -> Option<F::Output> {
    let mut f = std::pin::pin!(f);
    let mut cx = Context::from_waker(std::task::Waker::noop());
    let mut n = 0;
    loop {
        if let Poll::Ready(out) = f.as_mut().poll(&mut cx) { return Some(out); }
        n += 1;
        if n == polls { return None; }
    }
}
pub fn rest() {
    TC.take();
    TL.with_borrow_mut(|all| all.clear());
}
`

// order writes one program.
type order struct {
	r      *rand.Rand
	seed   uint64
	b      strings.Builder
	indent int

	// of the function
	vars   []variable
	names  int
	traced int
	budget int
	ret    *ty // nil: ()
	async  bool
	calls  []Call

	// of the place in it
	loops   []string // labels of the loops around
	inside  int      // closures around: no return, ?, await, break out
	edition string
}

// Order writes the program of a seed in an edition's language.
func Order(seed uint64, edition string) Program {
	g := &order{r: rand.New(rand.NewPCG(seed, 2)), seed: seed, edition: edition}
	for i := range 2 {
		g.function(fmt.Sprintf("f%d", i))
	}
	return Program{seed, g.b.String(), g.calls}
}

func (g *order) line(format string, args ...any) {
	g.b.WriteString(strings.Repeat("    ", g.indent))
	fmt.Fprintf(&g.b, format, args...)
	g.b.WriteByte('\n')
}

func (g *order) chance(n, of int) bool { return g.r.IntN(of) < n }

func (g *order) pick(of ...string) string { return of[g.r.IntN(len(of))] }

func (g *order) fresh() string {
	g.names++
	return fmt.Sprintf("v%d", g.names-1)
}

func (g *order) label() string {
	g.names++
	return fmt.Sprintf("'l%d", g.names-1)
}

func (g *order) trace() string {
	g.traced++
	return fmt.Sprintf("T(\"%d.%d\")", g.seed, g.traced-1)
}

func (g *order) test() string {
	return fmt.Sprintf("yes(k, %d)", 1<<g.r.IntN(3))
}

// function writes a function of its own result type.
func (g *order) function(name string) {
	g.vars, g.budget, g.indent = nil, 12, 0
	g.ret, g.async = nil, g.chance(1, 5)
	switch g.r.IntN(4) {
	case 0:
		g.ret = &ty{"Option", []*ty{g.anyType(1)}}
	case 1:
		g.ret = &ty{"Result", []*ty{g.anyType(1), tracer}}
	}
	generics, params, mut := "", "", ""
	for range g.r.IntN(3) {
		v := variable{name: g.fresh(), ty: g.anyType(2), mut: g.chance(1, 3)}
		if mut = ""; v.mut {
			mut = "mut "
		}
		params += fmt.Sprintf(", %s%s: %s", mut, v.name, v.ty)
		g.vars = append(g.vars, v)
	}
	if g.chance(1, 3) { // no value of a parameter's type can be made: it is only moved
		generics = "<A: Tr + 'static, B: Tr + 'static>"
		for range 1 + g.r.IntN(3) {
			v := variable{name: g.fresh(), ty: g.abstract()}
			params += fmt.Sprintf(", %s: %s", v.name, v.ty)
			g.vars = append(g.vars, v)
		}
	}
	result, async := "", ""
	if g.ret != nil {
		result = " -> " + g.ret.String()
	}
	if g.async {
		async = "async "
	}
	arguments := append([]variable{}, g.vars...)
	g.line("pub %sfn %s%s(k: u32%s)%s {", async, name, generics, params, result)
	g.block(9, func() {
		if g.ret != nil {
			g.line("%s", g.expr(g.ret, 2))
		} else if g.chance(1, 4) {
			g.line("look(&%s);", g.expr(tracer, 1))
		} else if g.chance(1, 4) {
			g.line("take(%s.yes())", g.expr(tracer, 1))
		}
	})
	g.line("}")
	call := Call{Name: "call_" + name, Async: g.async}
	g.line("pub fn %s(k: u32, polls: u32) {", call.Name)
	g.line("    %s;", g.callOf(name, generics, arguments))
	g.line("}")
	g.calls = append(g.calls, call)
}

// callOf is a call of a function with values that it owns; k decides the branches, a
// future is dropped after some polls.
func (g *order) callOf(name, generics string, params []variable) string {
	call := name
	if generics != "" {
		call += "::<T, T>"
	}
	call += "(k"
	g.vars = nil
	for _, p := range params {
		call += ", " + g.closed(func() string { return g.literal(p.ty.concrete(), 1) })
	}
	if g.async {
		return "run(polls, " + call + "))"
	}
	return call + ")"
}

// block writes statements in a scope; then writes its end.
func (g *order) block(statements int, then func()) {
	mark := len(g.vars)
	g.indent++
	for range statements {
		g.statement()
	}
	if then != nil {
		then()
	}
	g.indent--
	g.vars = g.vars[:mark]
}

// branch runs a part of a program that may not run: what it moves may be gone after it.
func (g *order) branch(f func()) {
	before := g.save()
	f()
	for i := range before {
		if i < len(g.vars) {
			before[i].moved = append(before[i].moved, g.vars[i].moved...)
		}
	}
	g.vars = before
}

func (g *order) save() []variable {
	out := append([]variable{}, g.vars...)
	for i := range out {
		out[i].moved = append([]string{}, out[i].moved...)
	}
	return out
}

// again runs a part that may run again: what is there before it stays.
func (g *order) again(f func()) {
	was := make([]bool, len(g.vars))
	for i := range g.vars {
		was[i], g.vars[i].fixed = g.vars[i].fixed, true
	}
	g.branch(f)
	for i := range was {
		g.vars[i].fixed = was[i]
	}
}

// movable finds a place of a type (nil: of any) that can be moved.
func (g *order) movable(t *ty) (*variable, part, bool) {
	type found struct {
		v *variable
		p part
	}
	var all []found
	for i := range g.vars {
		v := &g.vars[i]
		if v.fixed {
			continue
		}
		for _, p := range parts(v.name, v.ty, 2) {
			if g.inside > 0 && strings.Contains(p.path, "*") {
				continue // a closure that moves takes the whole box
			}
			if v.whole(p.path) && (t == nil || t.String() == p.ty.String()) {
				all = append(all, found{v, p})
			}
		}
	}
	if len(all) == 0 {
		return nil, part{}, false
	}
	f := all[g.r.IntN(len(all))]
	return f.v, f.p, true
}

// moved takes a place of a type and gives its path.
func (g *order) moved(t *ty) (string, *ty, bool) {
	v, p, ok := g.movable(t)
	if !ok {
		return "", nil, false
	}
	v.moved = append(v.moved, p.path)
	return p.path, p.ty, true
}

// seen finds a variable that is there in full.
func (g *order) seen(ok func(*variable) bool) *variable {
	var all []*variable
	for i := range g.vars {
		if v := &g.vars[i]; len(v.moved) == 0 && ok(v) {
			all = append(all, v)
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all[g.r.IntN(len(all))]
}
