package hir

import (
	"maps"
	"unicode"
	"unicode/utf8"

	"drop-lsp/syntax/ast"
)

// This file: patterns. Bindings come into scope when the whole pattern is lowered;
// a name that several alternatives of an or-pattern bind is one local.

type patLow struct {
	l     *low
	names map[hygienic]LocalID
	order []hygienic
	// bound are the names that the pattern binds so far, outside of other alternatives.
	bound map[hygienic]BindRef
}

// hygienic is a name with its mark.
type hygienic struct {
	name string
	mark ast.Mark
}

// bindPat lowers a pattern and brings its bindings into scope.
func (l *low) bindPat(p ast.Pat) PatID {
	pl := &patLow{l: l, names: map[hygienic]LocalID{}, bound: map[hygienic]BindRef{}}
	id := pl.pat(p)
	for _, n := range pl.order {
		l.push(n.name, n.mark, pl.names[n])
	}
	return id
}

// paramPat is bindPat for a parameter: no two of them may bind the same name. (E0415)
func (l *low) paramPat(p ast.Pat, seen map[hygienic]bool) PatID {
	n := len(l.b.ribs)
	id := l.bindPat(p)
	for _, r := range l.b.ribs[n:] {
		name := hygienic{r.name, r.mark}
		if seen[name] {
			l.b.body.Tainted = true
		}
		seen[name] = true
	}
	return id
}

// or lowers alternatives: all bind the same names in the same modes (E0408, E0409), which the
// rest of the pattern does not bind (E0416).
func (p *patLow) or(ps []ast.Pat) PatOr {
	outer := p.bound
	var first map[hygienic]BindRef
	var out []PatID
	for i, x := range ps {
		p.bound = map[hygienic]BindRef{}
		out = append(out, p.pat(x))
		if i == 0 {
			first = p.bound
		} else if !maps.Equal(first, p.bound) {
			p.l.b.body.Tainted = true
		}
	}
	p.bound = outer
	for n, mode := range first {
		p.bind(n, mode)
	}
	return PatOr{out}
}

func (p *patLow) bind(n hygienic, mode BindRef) {
	if _, twice := p.bound[n]; twice {
		p.l.b.body.Tainted = true
	}
	p.bound[n] = mode
}

// elems are a tuple's patterns and the place of `..`.
func (p *patLow) elems(ps []ast.Pat) ([]PatID, int) {
	dot := -1
	var out []PatID
	for _, x := range ps {
		if _, ok := x.(*ast.RestPat); ok {
			dot = len(out)
			continue
		}
		out = append(out, p.pat(x))
	}
	return out, dot
}

func (p *patLow) pat(x ast.Pat) PatID {
	l := p.l
	if x == nil {
		l.b.body.Tainted = true
		return l.newPat(l.b.body.Span, PatErr{})
	}
	switch x := x.(type) {
	case *ast.ParenPat:
		return p.pat(x.Pat)
	case *ast.MacroPat:
		return p.macro(x)
	}
	return l.bound(l.newPat(l.span(x), p.kind(x)))
}

// bound notes the first pattern of a binding.
func (l *low) bound(id PatID) PatID {
	if k, ok := l.b.body.Pats[id].Kind.(PatBinding); ok && l.b.body.Locals[k.Local].Pat == 0 {
		l.b.body.Locals[k.Local].Pat = id
	}
	return id
}

func (p *patLow) kind(x ast.Pat) PatKind {
	l := p.l
	switch x := x.(type) {
	case *ast.WildPat:
		return PatWild{}
	case *ast.IdentPat:
		return p.ident(x)
	case *ast.LitPat:
		return PatLit{l.expr(x.Expr)}
	case *ast.RangePat:
		k := PatRange{Inclusive: x.Inclusive}
		if x.Lo != nil {
			k.Lo = l.expr(x.Lo)
		}
		if x.Hi != nil {
			k.Hi = l.expr(x.Hi)
		}
		return k
	case *ast.RefPat:
		return PatRef{x.Mut, p.pat(x.Pat)}
	case *ast.TuplePat:
		es, dot := p.elems(x.Elems)
		return PatTuple{es, dot}
	case *ast.SlicePat:
		return p.slice(x)
	case *ast.PathPat:
		q := l.path(x.Path, NSValue, true)
		if q.Res.Kind == ResDef && q.Unresolved == 0 && (q.Res.DefKind == KindFn || q.Res.DefKind == KindStatic) {
			l.bad(false) // E0532
		}
		return PatPath{q}
	case *ast.TupleStructPat:
		es, dot := p.elems(x.Elems)
		q := l.path(x.Path, NSValue, true)
		if q.Res.Kind == ResDef && q.Unresolved == 0 && q.Res.DefKind != KindCtor && q.Qself == nil {
			l.bad(false)
		}
		return PatTupleStruct{q, es, dot}
	case *ast.StructPat:
		k := PatStruct{Path: l.structPath(x.Path), Rest: x.Rest}
		for i := range x.Fields {
			f := &x.Fields[i]
			if _, ok := l.c.cfgAttrs(f.Attrs); !ok {
				continue
			}
			k.Fields = append(k.Fields, PatField{f.Name.Text, l.span(f), p.pat(f.Pat), f.Shorthand})
		}
		return k
	case *ast.OrPat:
		return p.or(x.Pats)
	case *ast.UnstablePat:
		// Its names come into scope, but of the places that they bind nothing is known.
		for _, q := range x.Pats {
			p.pat(q)
		}
	}
	l.b.body.Tainted = true
	return PatErr{}
}

func (p *patLow) slice(x *ast.SlicePat) PatKind {
	k := PatSlice{}
	for _, e := range x.Elems {
		_, rest := e.(*ast.RestPat)
		if id, ok := e.(*ast.IdentPat); ok && id.Sub != nil {
			_, rest = id.Sub.(*ast.RestPat)
		}
		switch {
		case rest:
			k.HasMid = true
			k.Mid = p.l.newPat(p.l.span(e), PatWild{})
			if id, ok := e.(*ast.IdentPat); ok {
				k.Mid = p.l.bound(p.l.newPat(p.l.span(e), p.binding(id, 0)))
			}
		case k.HasMid:
			k.After = append(k.After, p.pat(e))
		default:
			k.Before = append(k.Before, p.pat(e))
		}
	}
	return k
}

// ident tells a binding from a constant or unit constructor. reference, patterns.ident
func (p *patLow) ident(x *ast.IdentPat) PatKind {
	l := p.l
	if !x.Ref && !x.Mut && x.Sub == nil {
		r := l.c.lexical(l.scope, x.Name.Text, NSValue)
		switch {
		case r.Kind == ResDef && (r.DefKind == KindConst || r.DefKind == KindCtor || r.DefKind == KindVariant || r.DefKind == KindStruct):
			sp := l.span(x.Name)
			return PatPath{&Path{Span: sp, Res: r, Segments: []Segment{{Name: x.Name.Text, Span: sp, Infer: true}}}}
		case r.Kind == ResDef && r.DefKind == KindStatic:
			l.b.body.Tainted = true
		case r.Kind == ResUnknown && startsUpper(x.Name.Text):
			l.b.body.Unknown = append(l.b.body.Unknown, Unknown{l.span(x), "a binding or a constant"})
			return PatUnknown{"a binding or a constant"}
		}
	}
	k := p.binding(x, 0)
	if x.Sub != nil {
		k.Sub = p.pat(x.Sub)
	}
	return k
}

func startsUpper(name string) bool {
	r, _ := utf8.DecodeRuneInString(name)
	return unicode.IsUpper(r)
}

func (p *patLow) binding(x *ast.IdentPat, sub PatID) PatBinding {
	k := PatBinding{Mut: x.Mut, Sub: sub}
	if x.Ref {
		k.Ref, k.Mut = RefShared, false
		if x.Mut {
			k.Ref = RefMut
		}
	}
	name := hygienic{x.Name.Text, p.l.mark(x.Name.Start)}
	p.bind(name, k.Ref)
	id, ok := p.names[name]
	if !ok {
		id = p.l.newLocal(x.Name.Text, p.l.span(x.Name), OriginUser)
		p.names[name] = id
		p.order = append(p.order, name)
		b := &p.l.b.body.Locals[id]
		b.Mut, b.ByRef = k.Mut, k.Ref
	}
	k.Local = id
	return k
}
