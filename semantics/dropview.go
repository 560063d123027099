package semantics

import (
	"context"
	"slices"

	"drop-lsp/semantics/drops"
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/traits"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: the drop points of each body as `drops` shows them: what of a point is
// dropped, whose destructors run in which order, what must be live for that.

// Drops lists the drop points of every body in source order; those in which nothing is dropped
// are left out unless something of them is not known.
func (p *Program) Drops() []FunctionDrops { return p.DropsIn(context.Background(), FileSpan{}) }

// DropsIn is Drops for the bodies that overlap a span; all, if it names no file.
func (p *Program) DropsIn(ctx context.Context, within FileSpan) []FunctionDrops {
	return p.dropsOf(ctx, p.bodiesIn(within), within.File)
}

// DropsOf is Drops for some bodies.
func (p *Program) DropsOf(ctx context.Context, owners []types.DefID) []FunctionDrops {
	return p.dropsOf(ctx, owners, "")
}

func (p *Program) dropsOf(ctx context.Context, owners []types.DefID, first string) []FunctionDrops {
	p.bodyByBody(ctx, owners, first, dropping, qDrops, func(owner types.DefID) { p.bodyDrops(owner) })
	var out []FunctionDrops
	for _, owner := range owners {
		if ctx.Err() != nil {
			return nil
		}
		for _, b := range p.bodyDrops(owner) {
			f := p.placed(b)
			if len(f.Points) > 0 || f.Partial {
				out = append(out, f)
			}
		}
	}
	return out
}

// bodyDrops are the drop points of one body, its spans not yet absolute.
type bodyDrops struct {
	owner   types.DefID
	unknown []hir.Unknown
	points  []dropPoint
}

type dropPoint struct {
	span  source.Span
	call  source.Span // of the macro that wrote what stands at the span; invalid: none did
	kind  string
	drops []dropEntry
	// otherwise: of a condition, what is dropped only if it does not hold.
	otherwise bool
	implied   bool // a `break` that nobody wrote
	// desugared: what a desugaring holds, the iterator of a `for` loop say, which is dropped
	// after the loop and not with what the braces of its body drop.
	desugared bool
	origin    TextOrigin
}

// dropEntry is a DropEntry without its places in files.
type dropEntry struct {
	DropEntry
	place mir.Place // of the body that it is dropped in
	span  source.Span
	impl  types.DefID
	impls []types.DefID
}

// placed makes a body's spans absolute.
func (p *Program) placed(b *bodyDrops) FunctionDrops {
	f := FunctionDrops{Name: p.DefPath(b.owner), Span: p.defSpan(b.owner), Partial: len(b.unknown) > 0}
	f.Shown, f.Whole = f.Name, f.Span
	if fn, ok := p.asyncFn(b.owner); ok {
		f.Shown, f.Whole = p.DefPath(fn), p.defSpan(fn)
	}
	for _, u := range b.unknown {
		f.Unknown = append(f.Unknown, UnknownPart{p.span(u.Span), u.Reason})
	}
	for _, pt := range b.points {
		n := DropPoint{Span: p.span(pt.span), Call: p.span(pt.call), Kind: pt.kind, Origin: pt.origin, Otherwise: pt.otherwise, Implied: pt.implied}
		for _, d := range pt.drops {
			n.Drops = append(n.Drops, p.placedEntry(d))
		}
		f.Points = append(f.Points, n)
	}
	return f
}

// bodyDrops are the drop points of an owner's bodies.
func (p *Program) bodyDrops(owner types.DefID) []*bodyDrops {
	return ask(p.frame, key{q: qDrops, def: owner}, func(f *frame) []*bodyDrops {
		var out []*bodyDrops
		for _, b := range f.cleaned(owner) {
			if !p.shown(b) {
				continue
			}
			n := &bodyDrops{owner: b.Owner, unknown: unknownOf(b)}
			if len(b.Blocks) > 0 {
				v := &dropView{Program: p.asking(f), body: b, ty: f.typesOf(b)}
				n.points = guard(v.points, func(reason string) []dropPoint {
					n.unknown = append(n.unknown, hir.Unknown{Span: b.Span, Reason: reason})
					return nil
				})
			}
			out = append(out, n)
		}
		return out
	})
}

// dropView shows the drops of one body.
type dropView struct {
	*Program // whose frame is the query that runs
	body     *mir.Body
	ty       *mir.TypeInfo
}

// name prints a type.
func (v *dropView) name(t types.Type) string { return v.typeName(t, v.body.Owner) }

func (v *dropView) points() []dropPoint {
	var out []dropPoint
	for _, pt := range drops.Points(v.body, v.ty) {
		if pt.Unreachable {
			continue
		}
		n := dropPoint{span: pt.Exit.Span, call: v.callOfMacro(pt.Exit.Span), kind: string(pt.Exit.Kind), origin: v.textOrigin(pt.Exit.Span)}
		n.implied = pt.Exit.Kind == mir.ExitBreak && v.inWhile(pt.Exit.Span)
		for _, d := range pt.Drops {
			n.drops = v.add(n.drops, d)
			n.desugared = n.desugared || v.apart(d.Place.Local)
		}
		if n.origin == MacroDefinition && slices.ContainsFunc(n.drops, func(d dropEntry) bool { return v.textOrigin(d.span) != MacroDefinition }) {
			n.origin = MacroArgument // the guard of `println!("{}", lock.lock().unwrap())`
		}
		if len(n.drops) > 0 {
			out = joined(out, n)
		}
	}
	for i := range out {
		out[i].otherwise = out[i].kind == string(mir.ExitCondition) && slices.ContainsFunc(out, out[i].goesOn)
	}
	return out
}

// goesOn reports whether what a condition drops is dropped behind it, at another point, if it holds.
func (pt *dropPoint) goesOn(behind dropPoint) bool {
	return behind.kind != pt.kind && behind.span.Item == pt.span.Item && behind.span.End > pt.span.End && overlap(pt.drops, behind.drops)
}

// apart: a desugaring's own local, such as a loop's iterator, is no part of what a brace drops.
func (v *dropView) apart(l mir.LocalID) bool {
	local := &v.body.Locals[l]
	if !local.Desugared {
		return false
	}
	b := v.frame.Body(v.frame.crate.BodyOwner(v.body.Owner))
	return b == nil || int(local.Source) >= len(b.Locals) || b.Locals[local.Source].Origin != hir.OriginParam
}

// joined appends a point; what one brace drops scope by scope is one point.
func joined(out []dropPoint, n dropPoint) []dropPoint {
	if len(out) > 0 {
		last := &out[len(out)-1]
		if samePlace(last.span, n.span) && last.call == n.call && last.kind == n.kind && last.desugared == n.desugared && !overlap(last.drops, n.drops) {
			last.drops = append(last.drops, n.drops...)
			return out
		}
	}
	return append(out, n)
}

// samePlace: the spans stand at one place, whatever desugaring they come from.
func samePlace(a, b source.Span) bool {
	b.Expn = a.Expn
	return a == b
}

// overlap reports whether two points drop one thing: then they lie on different ways.
func overlap(a, b []dropEntry) bool {
	for _, x := range a {
		for _, y := range b {
			if x.Place == y.Place && x.span == y.span {
				return true
			}
		}
	}
	return false
}

// add appends a scheduled drop: the value, or the parts that are left of it.
func (v *dropView) add(out []dropEntry, d drops.Dropped) []dropEntry {
	if len(d.Parts) > 0 {
		t := mir.PlaceType(v.body, v.ty, d.Place)
		for _, part := range d.Parts {
			out = v.add(out, part)
		}
		// What is left of a box is its allocation.
		if d.Shell && d.Fate != drops.Gone && d.Fate != drops.Unknown {
			out = append(out, v.entry(d, t, nil, false))
		}
		return out
	}
	if d.Fate == drops.Gone || d.Fate == drops.Unknown {
		return out
	}
	t := mir.PlaceType(v.body, v.ty, d.Place)
	if v.ty.Drops().Needs(t) == traits.Unknown {
		return out // not certain that anything runs
	}
	if v.isEnvironment(t) && len(d.Place.Proj) == 0 {
		return v.environment(out, d, t)
	}
	return append(out, v.entryOf(d, t))
}

// entryOf is a drop with what it runs.
func (v *dropView) entryOf(d drops.Dropped, t types.Type) dropEntry {
	acts := false
	var impls []types.DefID
	dt := &destructors{v: v, env: v.ty.Drops(), steps: new(int), acts: &acts, impls: &impls}
	dt.value(t, 0)
	e := v.entry(d, t, dt.out, acts)
	e.impls = impls
	return e
}

// isEnvironment: the type is of the closure or coroutine whose body this is.
func (v *dropView) isEnvironment(t types.Type) bool {
	switch t := t.(type) {
	case *types.Closure:
		return t.Def == v.body.Owner
	case *types.Coroutine:
		return t.Def == v.body.Owner
	}
	return false
}

// environment adds what a closure that is called by value, or a coroutine, has captured, variable by variable.
func (v *dropView) environment(out []dropEntry, d drops.Dropped, env types.Type) []dropEntry {
	s := v.ty.Shape(env)
	if len(s.Variants) != 1 {
		return out
	}
	for i, t := range s.Variants[0].Fields {
		if v.ty.NeedsDrop(t) {
			out = v.add(out, drops.Dropped{Place: d.Place.Project(mir.Proj{Kind: mir.Field, Field: i, Type: t}), Fate: d.Fate})
		}
	}
	return out
}

// entry is a drop of which it is known what it runs; acts: the library's own destructors among them do more
// than to free memory.
func (v *dropView) entry(d drops.Dropped, t types.Type, ran []string, acts bool) dropEntry {
	e := dropEntry{DropEntry: DropEntry{Place: v.placeName(v.body, v.ty, d.Place), Type: v.name(t), When: Always, Destructors: ran,
		Desugaring: v.desugaringOf(d.Place.Local)},
		place: d.Place, span: v.origin(d.Place)}
	if d.Fate == drops.Maybe {
		e.When = Maybe
	}
	live, guard := v.requires(t)
	e.RequiresLive = live
	switch {
	case guard:
		e.Effect = ReleasesBorrow
	case acts || len(ran) > 0:
		e.Effect = RunsDestructor
	default:
		e.Effect = FreesMemory
	}
	if adt, ok := t.(*types.Adt); ok {
		if impl, _ := v.ty.Drops().DropImpl(adt.Def); impl != nil && !impl.Def.IsStd() {
			e.impl = impl.Def
		}
	}
	return e
}

// origin is where a place's variable is introduced: a captured one where the closure captures it.
func (v *dropView) origin(pl mir.Place) source.Span {
	if i := slices.IndexFunc(pl.Proj, func(e mir.Proj) bool { return e.Kind == mir.Field }); pl.Local == 1 && i >= 0 {
		if f := pl.Proj[i].Field; f < len(v.body.Upvars) {
			return v.body.Upvars[f].Span
		}
	}
	return v.body.Locals[pl.Local].Span
}

// ---------- destructors ----------

// destructors lists the user's Drop impls that dropping a value runs, in order. What only
// run time knows is one entry in angle brackets.
type destructors struct {
	v     *dropView
	env   *traits.Drops
	out   []string
	stack []types.Type   // being asked whether anything runs
	steps *int           // values looked at
	impls *[]types.DefID // the user's impls that may run; nil: nobody asks
	acts  *bool          // set where a destructor of the library's does more than to free memory; nil: nobody asks
}

// maxListed bounds the destructors that are listed of one value.
const maxListed = 1000

// maxLooked bounds the values inside one value that are looked at: a type may hold ever larger ones.
const maxLooked = 20_000

func (d *destructors) name(t types.Type) string { return d.v.name(t) }

func (d *destructors) add(s string) {
	if len(d.out) < maxListed {
		d.out = append(d.out, s)
	}
}

// some adds one entry for a value of which only run time knows what runs, if anything can.
func (d *destructors) some(entry string, parts []types.Type, depth int) {
	for _, t := range parts {
		if d.runs(t, depth) {
			d.add(entry)
			return
		}
	}
}

// runs reports whether dropping a value of the type may run a destructor of the user's.
func (d *destructors) runs(t types.Type, depth int) bool {
	for _, s := range d.stack {
		if s == t {
			return false // decided further out
		}
	}
	in := &destructors{v: d.v, env: d.env, steps: d.steps, acts: d.acts, impls: d.impls, stack: append(d.stack[:len(d.stack):len(d.stack)], t)}
	in.value(t, depth+1)
	return len(in.out) > 0
}

func (d *destructors) value(t types.Type, depth int) {
	if *d.steps++; *d.steps > maxLooked {
		return
	}
	t = d.v.ty.Normalize(t)
	if depth > 100 || len(d.out) >= maxListed || d.env.Needs(t) == traits.No {
		return
	}
	switch t := t.(type) {
	case *types.Adt:
		d.adt(t, depth)
	case *types.Tuple:
		for _, e := range t.Elems.Types() {
			d.value(e, depth+1)
		}
	case *types.Closure:
		for _, f := range d.captures(t) {
			d.value(f, depth+1)
		}
	case *types.Array:
		s := d.v.ty.Shape(t)
		if !s.LenKnown || s.Len > 256 {
			d.some("<"+d.name(t)+">", []types.Type{t.Elem}, depth)
			return
		}
		for range s.Len {
			d.value(t.Elem, depth+1)
		}
	case *types.Slice:
		d.some("<"+d.name(t)+">", []types.Type{t.Elem}, depth)
	case *types.Param, *types.Dyn, *types.Alias, *types.Coroutine:
		d.add("<" + d.name(t) + ">")
	}
}

func (d *destructors) captures(t *types.Closure) []types.Type {
	s := d.v.ty.Shape(t)
	if len(s.Variants) == 1 {
		return s.Variants[0].Fields
	}
	return nil
}

func (d *destructors) adt(t *types.Adt, depth int) {
	g := d.env.Glue(t)
	own := g.Drop != nil && !g.Drop.Def.IsStd()
	if own {
		d.add(d.name(t))
		if d.impls != nil && !slices.Contains(*d.impls, g.Drop.Def) {
			*d.impls = append(*d.impls, g.Drop.Def)
		}
	}
	if g.Drop != nil && !own && d.acts != nil && d.v.actsInLibrary(t.Def) {
		*d.acts = true
	}
	if g.Drop != nil && !own && g.Kind != traits.GlueBox {
		d.stdDrop(t, depth)
		return
	}
	var parts []types.Type
	for _, p := range g.Parts {
		parts = append(parts, p.Type)
	}
	switch g.Kind {
	case traits.GlueVariants:
		d.some("<enum "+d.name(t)+">", parts, depth)
	default:
		for _, p := range parts {
			d.value(p, depth+1)
		}
	}
}

// stdDrop: a Drop impl of std's is not the user's, but what it drops in turn is shown: the values
// that stdlib says it drops, then its fields' as usual.
func (d *destructors) stdDrop(t *types.Adt, depth int) {
	d.dropped(t, depth)
	def := d.v.Adt(t.Def)
	if def == nil || def.Kind == hir.KindUnion {
		return
	}
	for _, v := range def.Variants {
		for _, f := range v.Fields {
			ft := types.Subst(d.v.in, f.Type, t.Args)
			if def.Kind == hir.KindEnum {
				d.some("<enum "+d.name(t)+">", []types.Type{ft}, depth)
			} else {
				d.value(ft, depth+1)
			}
		}
	}
}

// dropped adds what the Drop impl of a type of std's drops itself, through its pointers.
func (d *destructors) dropped(t *types.Adt, depth int) {
	what := d.v.std.Dropped(t.Def)
	var elems []types.Type
	g := d.v.Generics(t.Def)
	for i, a := range t.Args.Slice() {
		p := g.Param(uint32(i))
		if ty, ok := a.(types.Type); ok && p != nil && slices.Contains(what.Params, p.Name) {
			elems = append(elems, ty)
		}
	}
	if len(elems) == 0 {
		return
	}
	elem := elems[0]
	if len(elems) > 1 {
		elem = d.v.in.Tuple(elems...)
	}
	if what.Many {
		d.some("<["+d.name(elem)+"]>", elems, depth)
	} else {
		d.some("<"+d.name(elem)+">", elems, depth)
	}
}

// ---------- what must be live ----------

// requires lists the lifetimes and type parameters that must be live when a value of a type
// drops. In a body lifetimes have no names: those of a type's parameters stand for its arguments.
// Guard: a destructor may use what such a lifetime is of.
func (p *Program) requires(t types.Type) (out []Requirement, guard bool) {
	names := map[types.Region]string{}
	named := p.nameRegions(t, names)
	env := traits.NewEnv(p, nil)
	r := env.Drops().Check(named)
	add := func(param string, path []traits.Step) {
		for i := range out {
			if out[i].Param == param {
				return
			}
		}
		out = append(out, Requirement{Param: param, Because: p.because(path)})
	}
	for _, q := range r.Live {
		if _, region := q.Arg.(types.Region); region && len(q.Path) > 0 && q.Path[len(q.Path)-1].Kind == traits.StepDropImpl {
			guard = true
		}
		types.Walk(q.Arg, func(a types.Arg, _ uint32) bool {
			switch a := a.(type) {
			case types.Region:
				if n, ok := names[a]; ok {
					add(n, q.Path)
				}
			case *types.Param:
				add(a.Name, q.Path)
			}
			return true
		})
	}
	return out, guard
}

// nameRegions replaces the erased regions of a type by fresh ones, named after the parameters
// that they are arguments of; those of references are '_.
func (p *Program) nameRegions(t types.Type, names map[types.Region]string) types.Type {
	arena := p.in.NewArena()
	n := uint32(0)
	fresh := func(name string) types.Region {
		r := types.Region{Kind: types.ReVar, Index: n}
		n++
		names[r] = name
		return r
	}
	var fold *types.Folder
	fold = &types.Folder{In: arena, Type: func(t types.Type, _ uint32) types.Type {
		adt, ok := t.(*types.Adt)
		if !ok {
			return nil
		}
		g := p.Generics(adt.Def)
		args := make([]types.Arg, adt.Args.Len())
		for i, a := range adt.Args.Slice() {
			r, ok := a.(types.Region)
			if !ok || r.Kind != types.ReErased {
				args[i] = fold.FoldArg(a)
				continue
			}
			name := "'_"
			if gp := g.Param(uint32(i)); gp != nil {
				name = gp.Name
			}
			args[i] = fresh(name)
		}
		return arena.Adt(adt.Def, arena.Args(args...))
	}, Region: func(r types.Region, _ uint32) types.Region {
		if r.Kind != types.ReErased {
			return r
		}
		return fresh("'_")
	}}
	return fold.Fold(t)
}
