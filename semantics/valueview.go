package semantics

import (
	"slices"
	"strings"

	"drop-lsp/semantics/drops"
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: the end of one variable: of each way out of its scope whether it is dropped
// there, as the how manyth, or was moved, and where; and what a call drops if it unwinds.

// ValueEnds is a variable with all that ends it.
type ValueEnds struct {
	Name, Type string
	Hit        FileSpan // the name under the offset
	Decl       FileSpan
	DropGlue   bool
	Exits      []ValueExit // in source order
	Moves      []ValueMove
}

// ValueExit is one way out of the scope of a variable.
type ValueExit struct {
	At        FileSpan
	Call      FileSpan // as of a DropPoint
	Kind      string
	Order, Of int         // from 1; 0: it is not dropped here, it was moved
	Drops     []DropEntry // the value, or the parts that are left of it
	Otherwise bool        // as of a DropPoint, and so
	Implied   bool
}

// Point is the drop point at which the variable ends.
func (e *ValueExit) Point() DropPoint {
	return DropPoint{Span: e.At, Call: e.Call, Kind: e.Kind, Drops: e.Drops, Otherwise: e.Otherwise, Implied: e.Implied}
}

// ValueMove is a move out of a variable or of a part of it.
type ValueMove struct {
	Place string
	At    FileSpan
}

// CallAt is a call whose name stands at an offset, or an `await`.
type CallAt struct {
	Hit    FileSpan    // the name
	Span   FileSpan    // the call
	Callee string      // the canonical path of a function of the library; empty: another
	Args   []DropEntry // without an effect: no drop glue
	Unwind []DropEntry // what is dropped if it unwinds, in order
	// Cancelled: of an `await`, what is dropped if the future that waits there is, in order.
	Cancelled []DropEntry
}

// owners are the bodies that hold an offset, the innermost last.
func (p *Program) ownersAt(file string, offset int) []types.DefID {
	return p.bodiesIn(FileSpan{File: file, Start: offset, End: offset})
}

// ValueAt is the variable whose name stands at an offset; false: there is none, or nothing
// certain is known of it.
func (p *Program) ValueAt(file string, offset int) (out ValueEnds, ok bool) {
	for _, owner := range p.ownersAt(file, offset) {
		body := p.Body(owner)
		if body == nil {
			continue
		}
		if l, hit := p.localAt(body, file, offset); l != 0 {
			out, ok = p.endsOf(owner, body, l, hit)
			out.Hit = hit
			if ok {
				return out, true
			}
		}
	}
	return ValueEnds{}, false
}

// localAt is the local whose name, as written, stands at an offset.
func (p *Program) localAt(b *hir.Body, file string, offset int) (hir.LocalID, FileSpan) {
	written := func(l *hir.Local) bool { return l.Origin == hir.OriginUser || l.Origin == hir.OriginSelf }
	for i := 1; i < len(b.Locals); i++ {
		if l := &b.Locals[i]; l.Span.Expn == 0 && written(l) {
			if at := p.span(l.Span); at.File == file && at.Start <= offset && offset <= at.End && at.Start < at.End {
				return hir.LocalID(i), at
			}
		}
	}
	for i := 1; i < len(b.Exprs); i++ {
		k, ok := b.Exprs[i].Kind.(hir.ExprPath)
		if !ok || k.Path == nil || k.Path.Res.Kind != hir.ResLocal || b.Exprs[i].Span.Expn != 0 || !written(&b.Locals[k.Path.Res.Local]) {
			continue
		}
		if at := p.span(b.Exprs[i].Span); at.File == file && at.Start <= offset && offset <= at.End {
			return k.Path.Res.Local, at
		}
	}
	return 0, FileSpan{}
}

// endsOf gathers the ends of a local over the body and the coroutine it may live in; where its name
// stands in a closure that took it, over the closure's.
func (p *Program) endsOf(owner types.DefID, body *hir.Body, l hir.LocalID, hit FileSpan) (ValueEnds, bool) {
	bodies := p.cleaned(owner)
	introduced := func(x mir.Local) bool { return x.Source == l && x.Name != "" && x.Origin != mir.OriginGuardRef }
	if b := p.taker(bodies, l, hit); b != nil && !slices.ContainsFunc(b.Locals, introduced) {
		i := slices.IndexFunc(b.Upvars, taken(l))
		t := mir.PlaceType(b, p.typesOf(b), environment(b, i))
		return p.ends(b, b.Upvars[i].Name, t, body.Locals[l].Span, func(pl mir.Place) bool {
			f := slices.IndexFunc(pl.Proj, func(e mir.Proj) bool { return e.Kind == mir.Field })
			return pl.Local == environmentLocal && f >= 0 && pl.Proj[f].Field < len(b.Upvars) && b.Upvars[pl.Proj[f].Field].Local == l
		})
	}
	for _, b := range bodies {
		if i := slices.IndexFunc(b.Locals, introduced); i >= 0 && len(b.Unknown) == 0 && !b.Tainted && len(b.Blocks) > 0 {
			local := mir.LocalID(i)
			return p.ends(b, b.Locals[i].Name, b.Locals[i].Type, body.Locals[l].Span, func(pl mir.Place) bool { return pl.Local == local })
		}
	}
	return ValueEnds{}, false
}

// environmentLocal is what a closure's body has its captures in.
const environmentLocal mir.LocalID = 1

// environment is the place of a capture, as far as its type goes.
func environment(b *mir.Body, upvar int) mir.Place {
	for _, v := range b.VarInfo {
		for _, e := range v.Place.Proj {
			if v.Place.Local == environmentLocal && e.Kind == mir.Field && e.Field == upvar {
				return v.Place
			}
		}
	}
	return mir.Place{Local: environmentLocal}
}

// taken: a capture that moved the variable, or a part of it, into the closure.
func taken(l hir.LocalID) func(mir.Upvar) bool {
	return func(u mir.Upvar) bool { return u.Local == l && u.Move && !u.ByRef }
}

// taker is the innermost closure around a place that took a variable; nil: there is none.
func (p *Program) taker(bodies []*mir.Body, l hir.LocalID, hit FileSpan) (out *mir.Body) {
	size := 0
	for _, b := range bodies {
		if !slices.ContainsFunc(b.Upvars, taken(l)) || len(b.Unknown) > 0 || b.Tainted || len(b.Blocks) == 0 {
			continue
		}
		at := p.bodySpan(b)
		if inside := at.File == hit.File && at.Start <= hit.Start && hit.End <= at.End; inside && (out == nil || at.End-at.Start < size) {
			out, size = b, at.End-at.Start
		}
	}
	return out
}

// ends are those of the places of a body that are of one variable.
func (p *Program) ends(b *mir.Body, name string, t types.Type, decl source.Span, of func(mir.Place) bool) (ValueEnds, bool) {
	v := &dropView{Program: p, body: b, ty: p.typesOf(b)}
	return guard(func() *ValueEnds {
		e := ValueEnds{Name: name, Type: v.name(t), Decl: p.span(decl), DropGlue: v.ty.NeedsDrop(t)}
		v.ends(&e, of)
		return &e
	}, func(string) *ValueEnds { return &ValueEnds{} }).known()
}

func (e *ValueEnds) known() (ValueEnds, bool) { return *e, e.Type != "" }

func (v *dropView) ends(e *ValueEnds, of func(mir.Place) bool) {
	for _, pt := range v.points() {
		v.exit(e, of, pt)
	}
	for _, pt := range drops.Points(v.body, v.ty) {
		scheduled := slices.ContainsFunc(pt.Drops, func(d drops.Dropped) bool { return of(d.Place) && len(d.Place.Proj) == 0 })
		at, call := v.span(pt.Exit.Span), v.span(v.callOfMacro(pt.Exit.Span))
		if !pt.Unreachable && scheduled && at.File != "" && !slices.ContainsFunc(e.Exits, func(x ValueExit) bool { return x.At == at && x.Call == call }) {
			e.Exits = append(e.Exits, ValueExit{At: at, Call: call, Kind: string(pt.Exit.Kind)})
		}
	}
	slices.SortStableFunc(e.Exits, func(a, b ValueExit) int { return a.At.End - b.At.End })
	d := mir.GatherMoves(v.body, v.ty, nil)
	for _, m := range d.Moves {
		place := d.Paths[m.Path].Place
		if !of(place) {
			continue
		}
		blk := &v.body.Blocks[m.At.Block]
		span := blk.Term.Span
		if m.At.Stmt < len(blk.Stmts) {
			if _, dead := blk.Stmts[m.At.Stmt].Kind.(mir.StorageDead); dead {
				continue
			}
			span = blk.Stmts[m.At.Stmt].Span
		}
		mv := ValueMove{Place: v.placeName(v.body, v.ty, place), At: v.span(span)}
		if !slices.Contains(e.Moves, mv) && mv.At.File != "" {
			e.Moves = append(e.Moves, mv)
		}
	}
	slices.SortStableFunc(e.Moves, func(a, b ValueMove) int { return a.At.Start - b.At.Start })
}

// exit adds what a point drops of a variable.
func (v *dropView) exit(e *ValueEnds, of func(mir.Place) bool, pt dropPoint) {
	out := ValueExit{At: v.span(pt.span), Call: v.span(pt.call), Kind: pt.kind, Of: len(pt.drops), Otherwise: pt.otherwise, Implied: pt.implied}
	for i, d := range pt.drops {
		if of(d.place) {
			out.Drops = append(out.Drops, v.placedEntry(d))
			if out.Order == 0 {
				out.Order = i + 1
			}
		}
	}
	if out.Order > 0 && out.At.File != "" && !slices.ContainsFunc(e.Exits, func(x ValueExit) bool {
		return x.At == out.At && x.Call == out.Call && x.Kind == out.Kind
	}) {
		e.Exits = append(e.Exits, out)
	}
}

// placedEntry makes a drop's spans absolute.
func (p *Program) placedEntry(x dropEntry) DropEntry {
	d := x.DropEntry
	d.Span, d.DropImpl = p.span(x.span), p.defSpan(x.impl)
	for _, id := range x.impls {
		d.Impls = append(d.Impls, p.defSpan(id))
	}
	return d
}

// ---------- calls ----------

// CallAt is the call whose name stands at an offset.
func (p *Program) CallAt(file string, offset int) (CallAt, bool) {
	for _, owner := range p.ownersAt(file, offset) {
		body := p.Body(owner)
		if body == nil {
			continue
		}
		for i := 1; i < len(body.Exprs); i++ {
			x := &body.Exprs[i]
			var name source.Span
			switch k := x.Kind.(type) {
			case hir.ExprCall:
				path, ok := body.Exprs[k.Callee].Kind.(hir.ExprPath)
				if !ok || path.Path == nil || len(path.Path.Segments) == 0 {
					continue
				}
				name = path.Path.Segments[len(path.Path.Segments)-1].Span
			case hir.ExprMethodCall:
				name = k.Seg.Span
			default:
				continue
			}
			if at := p.span(name); x.Span.Expn == 0 && at.File == file && at.Start <= offset && offset <= at.End {
				if c, ok := p.callOf(owner, x); ok {
					c.Hit, c.Span = at, p.span(x.Span)
					return c, true
				}
			}
		}
		if c, ok := p.awaitAt(owner, file, offset); ok {
			return c, true
		}
	}
	return CallAt{}, false
}

// callOf finds the call that an expression became.
func (p *Program) callOf(owner types.DefID, x *hir.Expr) (CallAt, bool) {
	for _, b := range p.cleaned(owner) {
		if len(b.Unknown) > 0 || b.Tainted {
			continue
		}
		for i := range b.Blocks {
			k, ok := b.Blocks[i].Term.Kind.(mir.Call)
			if !ok || b.Blocks[i].Term.Span != x.Span || b.Blocks[i].Cleanup {
				continue
			}
			v := &dropView{Program: p, body: b, ty: p.typesOf(b)}
			c := guard(func() *CallAt { return v.call(k, mir.BlockID(i)) }, func(string) *CallAt { return nil })
			if c != nil {
				return *c, true
			}
		}
	}
	return CallAt{}, false
}

// awaitAt is the `await` whose word stands at an offset: where a coroutine yields.
func (p *Program) awaitAt(owner types.DefID, file string, offset int) (CallAt, bool) {
	for _, b := range p.cleaned(owner) {
		if b.Coroutine == nil || len(b.Unknown) > 0 || b.Tainted {
			continue
		}
		for i := range b.Blocks {
			t := &b.Blocks[i].Term
			at := p.span(t.Span)
			if _, ok := t.Kind.(mir.Yield); !ok || at.File != file || offset < at.Start || offset > at.End {
				continue
			}
			v := &dropView{Program: p, body: b, ty: p.typesOf(b)}
			return *guard(func() *CallAt {
				c := &CallAt{Hit: at, Span: at}
				for _, d := range drops.Cancelled(b, v.ty, mir.BlockID(i)) {
					for _, x := range v.add(nil, d) {
						c.Cancelled = append(c.Cancelled, v.placedEntry(x))
					}
				}
				return c
			}, func(string) *CallAt { return &CallAt{} }), true
		}
	}
	return CallAt{}, false
}

// libraryFn is the canonical path of a function of the library; of one in an impl, through the type.
func (v *dropView) libraryFn(def types.DefID) string {
	path := v.frame.LibraryPath(def)
	if parent := v.Parent(def); v.DefKind(parent) == hir.KindImpl {
		if impl := v.Impl(parent); impl != nil {
			if adt, ok := impl.Self.(*types.Adt); ok {
				return v.frame.LibraryPath(adt.Def) + path[strings.LastIndex(path, "::"):]
			}
		}
	}
	return path
}

func (v *dropView) call(k mir.Call, at mir.BlockID) *CallAt {
	c := &CallAt{}
	if k.Func.Const != nil {
		if f, ok := k.Func.Const.Type.(*types.FnDef); ok && f.Def.IsStd() {
			c.Callee = v.libraryFn(f.Def)
		}
	}
	for _, a := range k.Args {
		if a.Const != nil {
			c.Args = append(c.Args, DropEntry{Place: "<temporary>", Type: v.name(a.Const.Type), When: Always})
			continue
		}
		t := mir.PlaceType(v.body, v.ty, a.Place)
		x := v.placedEntry(v.entryOf(drops.Dropped{Place: a.Place, Fate: drops.Always}, t))
		if !v.ty.NeedsDrop(t) {
			x.Effect = ""
		}
		c.Args = append(c.Args, x)
	}
	for _, d := range drops.Unwinding(v.body, v.ty, at) {
		for _, x := range v.add(nil, d) {
			c.Unwind = append(c.Unwind, v.placedEntry(x))
		}
	}
	return c
}
