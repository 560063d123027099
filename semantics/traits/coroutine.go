package traits

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
)

// This file: coroutines. An async one is a Future, a gen one an Iterator, one written as a
// closure a Coroutine; their associated types are the types that they yield and return.
//
// What a coroutine captures and holds across its suspension points (rustc's witness)
// decides its auto traits. While the body that makes it is being inferred nothing is known of
// what it holds: goals about it are kept (Fulfill.Stalled) and shown once more before the body
// is borrow-checked (rustc's check_coroutine_obligations).

// FeatureQueries is what Queries may answer besides about `#![feature(…)]`.
type FeatureQueries interface {
	Feature(name string) bool
}

// WitnessQueries is what Queries may answer besides about what a coroutine holds.
type WitnessQueries interface {
	// Witness are the types that a coroutine holds across its yields, in terms of its parent's
	// parameters. Known is false where its body is not known whole.
	Witness(coroutine types.DefID) (held []types.Type, known bool)
}

// witness are the types that a coroutine holds across its yields.
func witness(q types.Queries, in *types.Interner, co *types.Coroutine) (held []types.Type, known bool) {
	w, ok := q.(WitnessQueries)
	if !ok {
		return nil, false
	}
	ts, known := w.Witness(co.Def)
	for _, t := range ts {
		held = append(held, types.Subst(in, t, co.Args))
	}
	return held, known
}

func (c *Ctx) feature(name string) bool {
	q, ok := c.Q.(FeatureQueries)
	return ok && q.Feature(name)
}

// coroutineTrait reports whether the compiler implements a trait for coroutines of the kind.
func coroutineTrait(trait traitKind, kind hir.CoroutineKind) bool {
	switch trait {
	case traitFuture:
		return kind == hir.CoroutineAsync
	case traitIterator, traitFusedIterator:
		return kind == hir.CoroutineGen
	case traitAsyncIterator:
		return kind == hir.CoroutineAsyncGen
	case traitCoroutine:
		return kind.Written()
	}
	return false
}

func (c *Ctx) assembleCoroutine(kind traitKind, self types.Type, a *assembly) {
	if co, ok := self.(*types.Coroutine); ok && coroutineTrait(kind, co.Kind) {
		a.add(candidate{kind: candBuiltin})
	}
}

// confirmCoroutine: `C: Coroutine<R>` says what it is resumed with.
func (c *Ctx) confirmCoroutine(tr types.TraitRef, co *types.Coroutine) *types.Mismatch {
	return c.Table.EqArgs(tr.Args, c.in().Args(co, co.Resume()))
}

// projectCoroutine is an associated type of a coroutine; ok is false for other traits.
func (c *Ctx) projectCoroutine(tr types.TraitRef, kind traitKind, item types.DefID, co *types.Coroutine) (t types.Type, how projected, ok bool) {
	if !coroutineTrait(kind, co.Kind) {
		return nil, 0, false
	}
	switch kind {
	case traitFuture:
		return co.Return(), projDone, true
	case traitIterator:
		return co.Yield(), projDone, true
	case traitCoroutine:
		if c.confirmCoroutine(tr, co) != nil {
			return nil, projFails, true
		}
		if item == c.Q.Lang("coroutine_yield") {
			return co.Yield(), projDone, true
		}
		return co.Return(), projDone, true
	}
	return nil, projUncertain, true
}

// assembleAutoCoroutine: one that may be moved is Unpin; other auto traits are those of its
// captures and of what it holds.
func (c *Ctx) assembleAutoCoroutine(kind traitKind, co *types.Coroutine, a *assembly) {
	if kind == traitUnpin {
		if co.Kind.Movable() {
			a.add(candidate{kind: candBuiltin})
		}
		return
	}
	if _, known := c.coroutineUpvars(co); !known {
		c.notYet(a)
		return
	}
	a.add(candidate{kind: candAuto})
}

// coroutineUpvars are the types of a coroutine's captures.
func (c *Ctx) coroutineUpvars(co *types.Coroutine) (ts []types.Type, known bool) {
	if co.Captured != nil {
		return co.Captured.Types(), true
	}
	return c.upvarsOf(co.Def, co.Args)
}

// coroutineParts are the types whose auto traits decide those of a coroutine. What one of the
// body at hand holds is asked later.
func (c *Ctx) coroutineParts(co *types.Coroutine) (ts []types.Type, ok bool) {
	ts, ok = c.coroutineUpvars(co)
	ts = append([]types.Type(nil), ts...)
	if c.Closure != nil && c.Closure(co.Def) != nil {
		return ts, ok
	}
	held, known := witness(c.Q, c.in(), co)
	if !known {
		held = []types.Type{c.in().Unknown()}
	}
	return append(ts, held...), ok
}

// stalls reports whether a goal is about a coroutine of the body at hand, so that it must be
// shown once more when it is known what the coroutine holds.
func (c *Ctx) stalls(args types.Args) bool {
	found := false
	for _, a := range args.Slice() {
		types.Walk(a, func(a types.Arg, _ uint32) bool {
			if co, ok := a.(*types.Coroutine); ok && c.Closure != nil && c.Closure(co.Def) != nil {
				found = true
			}
			return !found
		})
	}
	return found
}
