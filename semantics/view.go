package semantics

import (
	"fmt"
	"slices"
	"strings"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: what the answers to cmd and server share: names of bodies and types,
// places, and what of a body is not known.

// span makes a span absolute; the zero FileSpan if it has no place.
func (p *Program) span(s source.Span) FileSpan {
	fs, _ := p.Resolve(s)
	return fs
}

// defSpan is the whole item of a definition.
func (p *Program) defSpan(id types.DefID) FileSpan {
	if d := p.store.def(id); d != nil {
		return p.span(d.Span)
	}
	return FileSpan{}
}

// typeName prints a type as messages do, regions by name or '_; what has a type error is as good as unknown.
func (p *Program) typeName(t types.Type, body types.DefID) string {
	pr := &types.Printer{Q: p, Body: body, Closure: p.closureName, Elided: true}
	return strings.ReplaceAll(pr.Type(t), "{type error}", "_")
}

// asking is the program as a running query sees it: what it asks is noted.
func (p *Program) asking(f *frame) *Program {
	q := *p
	q.frame = f
	return &q
}

// closureName is `{closure@FILE:LINE:COL: LINE:COL}`; the running query rests on the place.
func (p *Program) closureName(id types.DefID) string {
	name := p.closurePlace(id)
	if p.uses != nil {
		p.uses.place(id, name)
	}
	return name
}

func (p *Program) closurePlace(id types.DefID) string {
	what := "closure"
	d := p.store.def(id)
	if d == nil {
		return "{closure}"
	}
	if k, ok := p.coroutineExpr(id); ok {
		what = hir.CoroutineName(k.Coroutine, k.Source)
		if k.Source == hir.SourceFn {
			return "{" + what + " of " + p.DefPath(p.Parent(id)) + "()}"
		}
	}
	if p.asyncClosure(id) {
		what = "async closure"
	}
	at := p.span(d.HeadSpan)
	lines := p.lines(at.File)
	if lines == nil {
		return "{" + what + "}"
	}
	l1, c1 := lines.Position(at.Start, source.UTF32)
	l2, c2 := lines.Position(at.End, source.UTF32)
	return fmt.Sprintf("{%s@%s:%d:%d: %d:%d}", what, at.File, l1+1, c1+1, l2+1, c2+1)
}

// asyncClosure reports whether a closure is async.
func (p *Program) asyncClosure(id types.DefID) bool {
	owner, e, ok := p.Crate.Closure(id)
	if !ok {
		return false
	}
	body := p.Body(owner)
	if body == nil {
		return false
	}
	k, ok := body.Exprs[e].Kind.(hir.ExprClosure)
	return ok && k.Async
}

// coroutineExpr is the expression that makes a coroutine; false: it is none.
func (p *Program) coroutineExpr(id types.DefID) (hir.ExprClosure, bool) {
	owner, e, ok := p.Crate.Closure(id)
	if !ok {
		return hir.ExprClosure{}, false
	}
	body := p.Body(owner)
	if body == nil {
		return hir.ExprClosure{}, false
	}
	k, ok := body.Exprs[e].Kind.(hir.ExprClosure)
	return k, ok && k.Coroutine != hir.CoroutineNone
}

// lines is the line table of a file; nil: there is no such file.
func (p *Program) lines(path string) *source.LineTable {
	f := p.files[path]
	if f == nil {
		return nil
	}
	return f.table()
}

// table is the line table of the file's text.
func (f *file) table() *source.LineTable {
	f.once.Do(func() {
		if f.near == nil {
			f.lines = source.NewLineTable(f.text)
		} else {
			f.lines, f.near = f.near.Near(f.text), nil
		}
	})
	return f.lines
}

// unknownOf lists what of a body is not known; an error that rustc reports makes a body partial too.
func unknownOf(b *mir.Body) []hir.Unknown {
	if b.Tainted && len(b.Unknown) == 0 {
		return []hir.Unknown{{Span: b.Span, Reason: "the body has an error that the compiler reports"}}
	}
	return b.Unknown
}

// unknownParts is unknownOf with absolute spans.
func (p *Program) unknownParts(b *mir.Body) []UnknownPart {
	var out []UnknownPart
	for _, u := range unknownOf(b) {
		out = append(out, UnknownPart{p.span(u.Span), u.Reason})
	}
	return out
}

// shown reports whether a body is the user's: not one that the compiler makes, and one with a name.
func (p *Program) shown(b *mir.Body) bool {
	d := p.store.def(b.Owner)
	return d != nil && (d.Kind == hir.KindFn || d.Kind == hir.KindAssocFn || d.Kind == hir.KindClosure || d.Kind == hir.KindCoroutine ||
		d.Kind == hir.KindConst || d.Kind == hir.KindAssocConst || d.Kind == hir.KindStatic)
}

// placeName is a place as the user would write it; "<temporary>" for what has no name.
func (p *Program) placeName(b *mir.Body, sh mir.Shapes, pl mir.Place) string {
	name, named := variable(b, pl)
	t := mir.PlaceType(b, sh, mir.Place{Local: pl.Local, Proj: pl.Proj[:named]})
	variant, deref := 0, false
	for _, e := range pl.Proj[named:] {
		switch e.Kind {
		case mir.Deref:
			name, deref = "*"+name, true
		case mir.Field:
			if deref {
				name, deref = "("+name+")", false
			}
			name += "." + p.fieldName(t, variant, e.Field)
		case mir.Downcast:
			variant = e.Field
		case mir.Index:
			name += "[_]"
		case mir.ConstIndex:
			if e.FromEnd {
				name += fmt.Sprintf("[-%d]", e.From)
			} else {
				name += fmt.Sprintf("[%d]", e.From)
			}
		case mir.Subslice:
			name += "[..]"
		}
		if e.Kind != mir.Downcast {
			variant = 0
		}
		if t != nil && e.Kind != mir.Downcast {
			t = mir.ProjectedType(sh, t, e)
		}
	}
	return name
}

// variable is the name of the variable that a place is or lies in, a captured one in a closure's
// body, and how many of the place's projections lead to it.
func variable(b *mir.Body, pl mir.Place) (name string, named int) {
	if b.Locals[pl.Local].Desugared {
		return "<temporary>", 0
	}
	name = b.Locals[pl.Local].Name
	for _, v := range b.VarInfo {
		n := len(v.Place.Proj)
		if v.Place.Local != pl.Local || n > len(pl.Proj) || name != "" && n <= named {
			continue
		}
		if slices.Equal(v.Place.Proj, pl.Proj[:n]) {
			name, named = v.Name, n
			for _, e := range v.Place.Proj {
				if e.Kind == mir.Field && e.Field < len(b.Upvars) {
					name = b.Upvars[e.Field].Place // what of the variable is captured
				}
			}
		}
	}
	if name == "" {
		name = "<temporary>"
	}
	return name, named
}

// fieldName is the name of a type's field, its number where it has none.
func (p *Program) fieldName(t types.Type, variant, field int) string {
	if adt, ok := t.(*types.Adt); ok {
		if def := p.Adt(adt.Def); def != nil && variant < len(def.Variants) && field < len(def.Variants[variant].Fields) {
			if n := def.Variants[variant].Fields[field].Name; n != "" {
				return n
			}
		}
	}
	return fmt.Sprint(field)
}
