package semantics

import (
	"fmt"
	"os"
	"runtime/debug"
	"sync/atomic"

	"drop-lsp/semantics/drops"
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/mirbuild"
	"drop-lsp/semantics/thir"
	"drop-lsp/semantics/traits"
	"drop-lsp/semantics/types"
)

// This file: the stations of one body, each memoised, with the passes over MIR in
// their order. A station that panics leaves the body partial: the program goes on.

// crash, set by DROP_LSP_PANIC=1, lets a station's panic through.
var crash = os.Getenv("DROP_LSP_PANIC") != ""

// guard runs a station; if it panics, failed makes the answer.
func guard[T any](run func() T, failed func(reason string) T) (out T) {
	if crash {
		return run()
	}
	defer func() {
		if r := recover(); r != nil {
			out = failed(fmt.Sprintf("internal error: %v", r))
			if f := panicked.Load(); f != nil {
				(*f)(r, debug.Stack())
			}
		}
	}()
	return run()
}

// lowerCrate lowers a crate; one that cannot be lowered is unknown.
func lowerCrate(in hir.Input) *hir.Crate {
	return guard(func() *hir.Crate { return hir.LowerCrate(in) }, func(reason string) *hir.Crate { return hir.UnknownCrate(in, reason) })
}

// panicked is told of each panic that guard catches.
var panicked atomic.Pointer[func(what any, stack []byte)]

// OnPanic has f told of each panic that leaves an answer partial, where it happens; nil: nobody is.
func OnPanic(f func(what any, stack []byte)) {
	if f == nil {
		panicked.Store(nil)
		return
	}
	panicked.Store(&f)
}

func (f *frame) thir(id types.DefID) []*thir.Body {
	return ask(f, key{q: qThir, def: id}, func(f *frame) []*thir.Body {
		res := f.infer(id)
		if res == nil {
			return nil
		}
		return guard(func() []*thir.Body { return thir.Build(f, res) }, func(reason string) []*thir.Body {
			return []*thir.Body{{Owner: id, Edition: res.Body.Edition, Hir: res.Body, Infer: res, Tainted: res.Tainted,
				Unknown: []hir.Unknown{{Span: res.Body.Span, Reason: reason}}}}
		})
	})
}

// stub is the MIR of a body whose station failed: nothing but the reason.
func stub(owner types.DefID, span hir.Unknown, tainted bool) *mir.Body {
	return &mir.Body{Owner: owner, Span: span.Span, Unknown: []hir.Unknown{span}, Tainted: tainted}
}

func (f *frame) built(id types.DefID) []*mir.Body {
	return ask(f, key{q: qBuilt, def: id}, func(f *frame) []*mir.Body {
		var out []*mir.Body
		for _, b := range f.thir(id) {
			out = append(out, guard(func() *mir.Body { return mirbuild.Build(f, b) }, func(reason string) *mir.Body {
				return stub(b.Owner, hir.Unknown{Span: b.Hir.Span, Reason: reason}, b.Tainted)
			}))
		}
		return out
	})
}

// each runs a pass over copies of bodies.
func (f *frame) each(bodies []*mir.Body, pass func(*mir.Body)) []*mir.Body {
	var out []*mir.Body
	for _, b := range bodies {
		if len(b.Blocks) == 0 {
			out = append(out, b)
			continue
		}
		out = append(out, guard(func() *mir.Body {
			c := b.Clone()
			pass(c)
			return c
		}, func(reason string) *mir.Body {
			return stub(b.Owner, hir.Unknown{Span: b.Span, Reason: reason}, b.Tainted)
		}))
	}
	return out
}

func (f *frame) prepared(id types.DefID) []*mir.Body {
	return ask(f, key{q: qPrepared, def: id}, func(f *frame) []*mir.Body {
		return f.each(f.built(id), func(b *mir.Body) { mirbuild.Prepare(f, b) })
	})
}

// typesOf answers about the types of a body after borrowck: opaque types are seen through.
func (f *frame) typesOf(b *mir.Body) *mir.TypeInfo {
	return mir.NewTypes(f, traits.NewEnv(f, f.Predicates(b.Owner))).Revealed()
}

// cleaned is the MIR between borrowck and drop elaboration, which drop points are read from.
func (f *frame) cleaned(id types.DefID) []*mir.Body {
	return f.each(f.prepared(id), func(b *mir.Body) {
		mir.CleanupPostBorrowck(b)
		mir.RemoveNoopLandingPads(b)
		mir.SimplifyCFG(b)
		mir.AddCallGuards(b)
	})
}

func (f *frame) elaborated(id types.DefID) []*mir.Body {
	return ask(f, key{q: qElaborated, def: id}, func(f *frame) []*mir.Body {
		return f.each(f.cleaned(id), func(b *mir.Body) {
			info := f.typesOf(b)
			info.Reveal(b)
			drops.Elaborate(b, info)
		})
	})
}
