package traits

import (
	"strings"
	"testing"

	"drop-lsp/semantics/types"
)

// This file: the solver on a small world: goals without variables in environments.

const prelude = `
trait Sized #sized
trait Clone : Sized #clone
trait Copy : Clone #copy
trait Tuple #tuple_trait
trait FnOnce<A> #fn_once { Output }
trait FnMut<A> : FnOnce<A> #fn_mut
trait Fn<A> : FnMut<A> #fn
trait Unsize<T: ?Sized> #unsize
trait CoerceUnsized<T> #coerce_unsized
auto trait Send
auto trait Sync
trait Debug
trait Any : 'static
trait Iterator { Item }
trait Double : Iterator
trait IntoIterator { Item; IntoIter: Iterator<Item = <Self as IntoIterator>::Item> }
trait PartialEq<R: ?Sized>
trait Add<R> { Output }
trait Deref { Target: ?Sized }
trait Base<T>
trait Middle<T> : Base<T> + Send
trait From<T>
trait Into<T>
impl Clone for i32
impl Copy for i32
impl Clone for u8
impl Copy for u8
impl Clone for bool
impl Copy for bool
impl Debug for i32
impl<T: ?Sized> Clone for &T
impl<T: ?Sized> Copy for &T
impl<T: ?Sized> !Clone for &mut T
impl<T: Copy, const N> Copy for [T; N]
impl<T: Clone, const N> Clone for [T; N]
impl<T: ?Sized> !Send for *mut T
impl<T: Sync + ?Sized> Send for &T
struct PhantomData<T: ?Sized> #phantom_data
struct Unique<T: ?Sized> (*mut T, PhantomData<T>)
impl<T: Send + ?Sized> Send for Unique<T>
struct Box<T: ?Sized> #owned_box (Unique<T>)
impl<T: Clone> Clone for Box<T>
impl<U: ?Sized, T: ?Sized + Unsize<U>> CoerceUnsized<Box<U>> for Box<T>
impl<A, F: FnOnce<A> + ?Sized> FnOnce<A> for Box<F> { Output = <F as FnOnce<A>>::Output }
impl<A, F: FnMut<A> + ?Sized> FnMut<A> for Box<F>
impl<A, F: Fn<A> + ?Sized> Fn<A> for Box<F>
impl<I: Iterator + ?Sized> Iterator for Box<I> { Item = I::Item }
struct Vec<T> (Unique<T>, usize)
impl<T: Clone> Clone for Vec<T>
struct String (Vec<u8>)
impl Clone for String
impl PartialEq<str> for String
impl PartialEq<&str> for String
impl PartialEq<String> for String
impl<B: ?Sized, A: PartialEq<B> + ?Sized> PartialEq<&B> for &A
struct IntoIter<T> (Vec<T>)
impl<T> Iterator for IntoIter<T> { Item = T }
impl<T> IntoIterator for Vec<T> { Item = T; IntoIter = IntoIter<T> }
impl<'a, T> IntoIterator for &'a Vec<T> { Item = &'a T; IntoIter = Iter<'a, T> }
impl<I: Iterator> IntoIterator for I { Item = I::Item; IntoIter = I }
impl<I: Iterator + ?Sized> Iterator for &mut I { Item = I::Item }
struct Iter<'a, T> (&'a T)
impl<'a, T> Iterator for Iter<'a, T> { Item = &'a T }
struct Cloned<I> (I)
impl<'a, T: Clone, I: Iterator<Item = &'a T>> Iterator for Cloned<I> { Item = T }
struct Map<I, F> (I, F)
impl<B, I: Iterator, F: FnMut(I::Item) -> B> Iterator for Map<I, F> { Item = B }
struct Filter<I, P> (I, P)
impl<I: Iterator, P: FnMut(&I::Item) -> bool> Iterator for Filter<I, P> { Item = I::Item }
struct Rc<T: ?Sized> (*mut T)
impl<T: ?Sized> !Send for Rc<T>
impl<T: ?Sized> !Sync for Rc<T>
impl<T: ?Sized> Clone for Rc<T>
struct Node<T> (T, Box<Node<T>>)
struct Tail<T: ?Sized> (u8, T)
impl Add<i32> for i32 { Output = i32 }
impl Add<&i32> for i32 { Output = i32 }
impl Add<u8> for u8 { Output = u8 }
impl<T> From<T> for T
impl From<i32> for String
impl<T, U: From<T>> Into<U> for T
impl<T: ?Sized> Deref for Box<T> { Target = T }
opaque Secret: Iterator<Item = u8> = IntoIter<u8>
closure c1: FnMut(i32) -> String | &mut i32
closure c2: Fn(i32) -> bool | i32
closure c3: FnOnce(i32) -> bool | Rc<i32>
closure c4: Fn(&i32) -> bool
fn free(i32) -> bool
`

// outcome is a goal `T: Trait<X>` or `T == U` in the environment of a `<…>`.
func outcome(t *testing.T, w *miniWorld, goal string) Outcome {
	t.Helper()
	params, rest := "", goal
	if i := strings.Index(goal, " |- "); i >= 0 {
		params, rest = goal[:i], goal[i+4:]
	}
	s, env := w.where(params)
	s.text = rest
	c := env.ctx(false)
	self := s.ty()
	if s.skip("==") {
		got := env.Normalize(self, false)
		if want := s.ty(); types.EraseRegions(w.in, got) != types.EraseRegions(w.in, want) {
			return Fails
		}
		return Holds
	}
	s.want(":")
	s.preds = nil
	s.boundsOf(self)
	out := Holds
	for _, p := range s.preds {
		out = out.and(c.Evaluate(p))
	}
	return out
}

func TestGoals(t *testing.T) {
	w := newMini(prelude)
	for goal, want := range map[string]Outcome{
		"i32: Copy":            Holds,
		"String: Copy":         Fails,
		"Vec<i32>: Clone":      Holds,
		"Vec<Vec<i32>>: Clone": Holds,
		"Vec<&mut i32>: Clone": Fails,
		"(i32, u8): Copy":      Holds,
		"(i32, String): Copy":  Fails,
		"(i32, String): Clone": Holds,
		"&mut i32: Clone":      Fails,
		"&String: Copy":        Holds,
		"[i32; 3]: Copy":       Holds,
		"fn(i32): Copy":        Holds,
		"free: Copy":           Holds,
		"c2: Copy":             Holds,
		"c1: Clone":            Fails,
		"c3: Clone":            Holds,
		"??: Copy":             Uncertain,
		"Vec<??>: Clone":       Uncertain,
		"Vec<??>: Copy":        Uncertain,
		"str: Sized":           Fails,
		"Tail<str>: Sized":     Fails,
		"Tail<i32>: Sized":     Holds,
		"Box<str>: Sized":      Holds,
		"dyn Debug: Sized":     Fails,
		"(i32, str): Sized":    Fails,

		"<T> |- T: Sized":                               Holds,
		"<T: ?Sized> |- T: Sized":                       Fails,
		"<T: Copy> |- T: Clone":                         Holds,
		"<T: Copy> |- T: Copy":                          Holds,
		"<T> |- T: Copy":                                Fails,
		"<T: Copy> |- (T, T): Copy":                     Holds,
		"<T: Middle<i32>> |- T: Base<i32>":              Holds,
		"<T: Middle<i32>> |- T: Base<u8>":               Fails,
		"<T: Middle<i32>> |- T: Send":                   Holds,
		"<T: ?Sized> |- &T: Copy":                       Holds,
		"<I: Double> |- I: Iterator":                    Holds,
		"<I: Double> |- I: IntoIterator":                Holds,
		"<I: Iterator> |- <I as Iterator>::Item: Sized": Holds,
		"<I: Iterator> |- <I as Iterator>::Item: Copy":  Fails,

		"i32: Send":                   Holds,
		"Rc<i32>: Send":               Fails,
		"Vec<i32>: Send":              Holds,
		"Vec<Rc<i32>>: Send":          Fails,
		"Node<i32>: Send":             Holds,
		"Node<Rc<i32>>: Send":         Fails,
		"&Rc<i32>: Send":              Fails,
		"*mut i32: Send":              Fails,
		"dyn Debug: Send":             Fails,
		"dyn Debug + Send: Send":      Holds,
		"dyn Middle<i32>: Send":       Holds,
		"Box<dyn Debug + Send>: Send": Holds,
		"c3: Send":                    Fails,
		"c2: Send":                    Holds,
		"Secret: Send":                Holds,

		"Vec<i32>: IntoIterator":                       Holds,
		"i32: IntoIterator":                            Fails,
		"IntoIter<i32>: IntoIterator":                  Holds,
		"&mut IntoIter<i32>: Iterator":                 Holds,
		"Map<IntoIter<i32>, c1>: Iterator":             Holds,
		"Map<IntoIter<u8>, c1>: Iterator":              Fails,
		"Map<Filter<IntoIter<i32>, c4>, c1>: Iterator": Holds,
		"Filter<IntoIter<i32>, c2>: Iterator":          Fails,
		"Cloned<Iter<'_, String>>: Iterator":           Holds,
		"Cloned<IntoIter<String>>: Iterator":           Fails,
		"Secret: Iterator":                             Holds,
		"Secret: Clone":                                Fails,
		"Box<dyn Iterator<Item = u8>>: Iterator":       Holds,

		"Box<dyn Fn(i32) -> i32>: Fn(i32) -> i32":                   Holds,
		"Box<dyn Fn(i32) -> i32>: Fn(i32) -> u8":                    Fails,
		"Box<dyn Fn(i32) -> i32>: Fn(u8) -> i32":                    Fails,
		"Box<dyn FnMut(i32) -> i32>: Fn(i32) -> i32":                Fails,
		"free: Fn(i32) -> bool":                                     Holds,
		"free: FnOnce(i32) -> u8":                                   Fails,
		"c1: FnMut(i32) -> String":                                  Holds,
		"c1: FnOnce(i32) -> String":                                 Holds,
		"c1: Fn(i32) -> String":                                     Fails,
		"fn(i32) -> u8: Fn(i32) -> u8":                              Holds,
		"<F: Fn(i32) -> u8> |- F: FnOnce(i32) -> u8":                Holds,
		"<F: for<'x> Fn(&'x u8) -> &'x u8> |- F: FnMut(&u8) -> &u8": Holds,

		"String: PartialEq<str>":   Holds,
		"String: PartialEq<i32>":   Fails,
		"String: PartialEq<??>":    Uncertain,
		"&String: PartialEq<&str>": Holds,

		"[i32; 3]: Unsize<[i32]>":                        Holds,
		"[i32; 3]: Unsize<[u8]>":                         Fails,
		"i32: Unsize<dyn Debug>":                         Holds,
		"String: Unsize<dyn Debug>":                      Fails,
		"Box<i32>: CoerceUnsized<Box<dyn Debug>>":        Holds,
		"Tail<[i32; 2]>: Unsize<Tail<[i32]>>":            Holds,
		"dyn Middle<i32>: Unsize<dyn Base<i32>>":         Holds,
		"dyn Middle<i32>: Unsize<dyn Base<u8>>":          Fails,
		"dyn Debug + Send: Unsize<dyn Debug>":            Holds,
		"dyn Debug: Unsize<dyn Debug + Send>":            Fails,
		"IntoIter<u8>: Unsize<dyn Iterator<Item = u8>>":  Holds,
		"IntoIter<u8>: Unsize<dyn Iterator<Item = i32>>": Fails,

		"i32: Into<String>": Holds,
		"u8: Into<String>":  Fails,
		"u8: Into<u8>":      Holds,

		"<Vec<String> as IntoIterator>::Item == String":                                                       Holds,
		"<Vec<String> as IntoIterator>::IntoIter == IntoIter<String>":                                         Holds,
		"<IntoIter<u8> as IntoIterator>::Item == u8":                                                          Holds,
		"<Map<Filter<IntoIter<i32>, c4>, c1> as Iterator>::Item == String":                                    Holds,
		"<Cloned<Iter<'_, String>> as Iterator>::Item == String":                                              Holds,
		"<Secret as Iterator>::Item == u8":                                                                    Holds,
		"<Box<dyn Iterator<Item = u8>> as Iterator>::Item == u8":                                              Holds,
		"<c1 as FnOnce<(i32,)>>::Output == String":                                                            Holds,
		"<free as FnOnce<(i32,)>>::Output == bool":                                                            Holds,
		"<Box<dyn Fn(i32) -> u8> as FnOnce<(i32,)>>::Output == u8":                                            Holds,
		"<i32 as Add<&i32>>::Output == i32":                                                                   Holds,
		"<I: Iterator<Item = u8>> |- <I as Iterator>::Item == u8":                                             Holds,
		"<I: Iterator> |- <I as Iterator>::Item == <I as Iterator>::Item":                                     Holds,
		"<I: IntoIterator> |- <<I as IntoIterator>::IntoIter as Iterator>::Item == <I as IntoIterator>::Item": Holds,
		"<I: Iterator<Item = u8>> |- <&mut I as IntoIterator>::Item == u8":                                    Holds,
		"<F: Fn(i32) -> u8> |- <F as FnOnce<(i32,)>>::Output == u8":                                           Holds,
		"Vec<<Vec<u8> as IntoIterator>::Item> == Vec<u8>":                                                     Holds,
	} {
		if got := outcome(t, w, goal); got != want {
			t.Errorf("%s: %d, want %d", goal, got, want)
		}
	}
}

// TestVariables: goals with variables select what is sure and wait for the rest.
func TestVariables(t *testing.T) {
	w := newMini(prelude)
	env := NewEnv(w, nil)
	in := w.in.NewArena()
	c := &Ctx{Q: w, Env: env, Table: types.NewTable(in)}
	pred := func(t types.Type, trait string, more ...types.Arg) types.Predicate {
		return c.traitPred(w.id(trait), t, more...)
	}
	f := NewFulfill(c)
	v, item, iv := c.Table.NewVar(types.InferTy), c.Table.NewVar(types.InferTy), c.Table.NewVar(types.InferInt)
	f.Register(pred(v, "IntoIterator"), 1)
	alias := in.Alias(types.Projection, w.id("IntoIterator::Item"), in.Args(v)).(*types.Alias)
	f.Register(types.Predicate{Kind: types.PredProjection, Alias: alias, Ty: item}, 2)
	f.Register(pred(w.ty("u8"), "Add", c.Table.NewVar(types.InferTy)), 3)
	f.Register(pred(iv, "Debug"), 4)
	f.Register(pred(c.Table.NewVar(types.InferInt), "Copy"), 5)
	f.Select()
	if len(f.Pending()) != 3 || len(f.Failed) > 0 {
		t.Errorf("pending %v, failed %v", f.Pending(), f.Failed)
	}
	if got := c.Table.Shallow(iv); got != w.ty("i32") {
		t.Errorf("the only integer that is Debug is i32, not %T", got)
	}
	c.Table.Eq(v, w.ty("Vec<bool>"))
	f.Select()
	if got := c.Table.Resolve(item); got != w.ty("bool") {
		t.Errorf("item of Vec<bool> is %v", got)
	}
	if len(f.Pending()) != 1 || f.Unsure {
		t.Errorf("pending %v, unsure %v", f.Pending(), f.Unsure)
	}
	f.Register(pred(w.ty("String"), "Copy"), 6)
	f.Select()
	if len(f.Failed) != 1 || f.Failed[0].Cause != 6 {
		t.Errorf("failed %v", f.Failed)
	}
}

func (w *miniWorld) ty(text string) types.Type {
	s := &scope{w: w, params: map[string]types.Arg{}, text: text}
	return s.ty()
}
