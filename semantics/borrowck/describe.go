package borrowck

import (
	"fmt"
	"strings"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/stdlib"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: places, types and fields in the user's words: `x.0`, `*self.a`, `v[..]`.

// hirBody is the body as written, with its expansions; nil body: nothing is known.
type hirBody struct {
	body    *hir.Body
	parents []hir.ExprID // nil: not asked yet
}

// expansion is what a span comes out of; nil: source text as written.
func (h hirBody) expansion(s source.Span) *hir.Expansion {
	if h.body == nil || s.Expn == 0 || int(s.Expn) >= len(h.body.Expansions) {
		return nil
	}
	return &h.body.Expansions[s.Expn]
}

// desugaring is the kind of desugaring a span belongs to; ok is false for text and macros.
func (h hirBody) desugaring(s source.Span) (hir.ExpnKind, bool) {
	e := h.expansion(s)
	if e == nil {
		return 0, false
	}
	switch e.Kind {
	case hir.ExpnForLoop, hir.ExpnWhileLoop, hir.ExpnQuestion, hir.ExpnAwait, hir.ExpnAsync, hir.ExpnFormat:
		return e.Kind, true
	}
	return 0, false
}

// foreign says whether a span comes out of another crate's macro (rustc's in_external_macro).
func (h hirBody) foreign(s source.Span) bool {
	e := h.expansion(s)
	return e != nil && e.Foreign
}

// callSite is the span in source text out of which a span was expanded.
func (h hirBody) callSite(s source.Span) source.Span {
	for range 64 {
		e := h.expansion(s)
		if e == nil || !e.CallSite.Valid() {
			return s
		}
		s = e.CallSite
	}
	return s
}

// exprAt is the outermost expression of exactly a span; 0: none.
func (h hirBody) exprAt(s source.Span) hir.ExprID {
	if h.body == nil || !s.Valid() {
		return 0
	}
	var found hir.ExprID
	for i := 1; i < len(h.body.Exprs); i++ {
		if h.body.Exprs[i].Span == s {
			switch h.body.Exprs[i].Kind.(type) {
			case hir.ExprDropTemps:
				continue
			}
			if found == 0 || encloses(h.body, hir.ExprID(i), found) {
				found = hir.ExprID(i)
			}
		}
	}
	return found
}

// encloses: a's direct operand is b (for expressions of one span).
func encloses(body *hir.Body, a, b hir.ExprID) bool {
	switch k := body.Exprs[a].Kind.(type) {
	case hir.ExprBlock:
		return k.Block != nil && k.Block.Tail == b
	case hir.ExprMatch:
		return k.Scrutinee == b
	case hir.ExprAddrOf:
		return k.Expr == b
	case hir.ExprMethodCall:
		return k.Recv == b
	}
	return false
}

func (h hirBody) kind(e hir.ExprID) hir.ExprKind {
	if h.body == nil || e <= 0 || int(e) >= len(h.body.Exprs) {
		return nil
	}
	return h.body.Exprs[e].Kind
}

// localName is the user's name of a local; "" for temporaries and what a desugaring made.
func (c *checker) localName(l mir.LocalID) string {
	return c.namesOf[l]
}

// fromDesugaring: the local was made by a `for`, `?` or await.
func (c *checker) fromDesugaring(l mir.LocalID) bool {
	_, ok := c.hir.desugaring(c.body.Locals[l].Span)
	return ok
}

// place describes a place; false: it is a temporary.
func (c *checker) place(p mir.Place) (string, bool) { return c.placeWith(p, false) }

// anyPlace is the place in backticks, or `value`.
func (c *checker) anyPlace(p mir.Place) string {
	if s, ok := c.place(p); ok {
		return "`" + s + "`"
	}
	return "value"
}

// placeWith describes a place; noDowncast: places inside an enum's variant are not described.
func (c *checker) placeWith(p mir.Place, noDowncast bool) (string, bool) {
	return c.describePlace(p, noDowncast, true)
}

// describePlace: tupleFields says whether the fields of tuple structs and variants are shown.
func (c *checker) describePlace(p mir.Place, noDowncast, tupleFields bool) (string, bool) {
	l := &c.body.Locals[p.Local]
	if c.hir.foreign(l.Span) {
		return "", false
	}
	buf := c.localName(p.Local)
	ok := buf != "" && !c.fromDesugaring(p.Local)
	if !ok {
		buf = ""
	}
	autoderef := -1
	for i, e := range p.Proj {
		upto := mir.Place{Local: p.Local, Proj: p.Proj[:i+1]}
		switch e.Kind {
		case mir.Deref:
			if i == 0 && l.Origin == mir.OriginGuardRef {
				continue
			}
			if i == 0 && !l.Static.IsZero() {
				buf, ok = lastSegment(c.q.DefPath(l.Static)), true
				continue
			}
			if f, is := upvarField(c.body, upto); is {
				buf, ok = c.body.Upvars[f].Place, true
				if !c.body.Upvars[f].ByRef {
					buf = "*" + buf
				}
				continue
			}
			if autoderef < 0 {
				autoderef = 0
				for j := len(p.Proj) - 1; j >= 0; j-- {
					if k := p.Proj[j].Kind; k != mir.Deref && k != mir.Downcast {
						autoderef = j + 1
						break
					}
				}
			}
			if i >= autoderef {
				buf = "*" + buf
			}
		case mir.Downcast:
			if noDowncast {
				return "", false
			}
		case mir.Field:
			if f, is := upvarField(c.body, upto); is {
				buf, ok = c.body.Upvars[f].Place, true
				continue
			}
			base := mir.Place{Local: p.Local, Proj: p.Proj[:i]}
			name := c.fieldName(base, e.Field)
			if !tupleFields && name != "" && name[0] >= '0' && name[0] <= '9' {
				if _, tuple := c.placeType(base).(*types.Tuple); !tuple {
					name = ""
				}
			}
			if name != "" {
				buf += "." + name
			}
		case mir.Index:
			name := c.localName(e.Local)
			if name == "" || c.fromDesugaring(e.Local) {
				name = "_"
			}
			buf += "[" + name + "]"
		case mir.ConstIndex, mir.Subslice:
			buf += "[..]"
		}
	}
	return buf, ok
}

func lastSegment(path string) string { return path[strings.LastIndex(path, ":")+1:] }

// fieldName is the name of a field of a place.
func (c *checker) fieldName(base mir.Place, field int) string {
	variant := 0
	if n := len(base.Proj); n > 0 && base.Proj[n-1].Kind == mir.Downcast {
		variant = base.Proj[n-1].Field
		base.Proj = base.Proj[:n-1]
	}
	return c.fieldOf(c.placeType(base), variant, field)
}

func (c *checker) fieldOf(t types.Type, variant, field int) string {
	switch t := t.(type) {
	case *types.Adt:
		adt := c.q.Adt(t.Def)
		if adt == nil {
			return ""
		}
		if adt.Lang == "owned_box" && t.Args.Len() > 0 {
			return c.fieldOf(t.Args.Type(0), variant, field)
		}
		if variant < len(adt.Variants) && field < len(adt.Variants[variant].Fields) {
			return adt.Variants[variant].Fields[field].Name
		}
	case *types.Tuple:
		return fmt.Sprint(field)
	case *types.Ref:
		return c.fieldOf(t.Elem, variant, field)
	case *types.RawPtr:
		return c.fieldOf(t.Elem, variant, field)
	case *types.Array:
		return c.fieldOf(t.Elem, variant, field)
	case *types.Slice:
		return c.fieldOf(t.Elem, variant, field)
	}
	if def, _, ok := closureType(t); ok {
		if r := c.in.Closures[def]; r != nil && field < len(r.Upvars) {
			return r.Upvars[field].Name
		}
	}
	return ""
}

// typeName prints a type, regions left out where they have no name.
func (c *checker) typeName(t types.Type) string {
	if t == nil {
		return "_"
	}
	p := &types.Printer{Q: c.tc.q, Body: c.tc.root(), Closure: c.closureName, Name: c.shortPath}
	// Regions of a body have no names but are there: `Ref<'_, T>`.
	t = types.MapRegions(c.tc.in, t, func(r types.Region) types.Region {
		if r.Kind == types.ReErased {
			return types.Region{Kind: types.ReVar}
		}
		return r
	})
	p.Region = func(r types.Region) string {
		if r.Kind == types.ReEarlyParam || r.Kind == types.ReLateParam {
			return c.q.RegionName(r, c.tc.root())
		}
		return ""
	}
	return p.Type(t)
}

// shortPath is a definition's name where it is clear, else its path.
func (c *checker) shortPath(def types.DefID) string {
	if def.IsStd() {
		return stdlib.Load().ShortPath(def)
	}
	path := c.q.DefPath(def)
	name := lastSegment(path)
	if c.in.Crate == nil {
		return name
	}
	same := 0
	for _, d := range c.in.Crate.Defs.All() {
		if d.Name == name {
			switch d.Kind {
			case hir.KindStruct, hir.KindEnum, hir.KindUnion, hir.KindTrait, hir.KindMod, hir.KindTraitAlias:
				same++
			}
		}
	}
	if same > 1 || !stdlib.Load().Unambiguous(name) && name != path {
		return path
	}
	return name
}

// closureName is `{closure@FILE:LINE:COL: LINE:COL}`, where the caller can tell.
func (c *checker) closureName(def types.DefID) string {
	if c.in.ClosureName != nil {
		if s := c.in.ClosureName(def); s != "" {
			return s
		}
	}
	return "{closure@" + c.q.DefPath(def) + "}"
}

// snippet is the source text of a span.
func (c *checker) snippet(s source.Span) (string, bool) {
	if c.in.Snippet == nil {
		return "", false
	}
	return c.in.Snippet(s)
}

// isPrefix: p is q, or q is a part of it.
func isPrefix(p, q mir.Place) bool {
	return p.Local == q.Local && len(p.Proj) <= len(q.Proj) &&
		p.Equal(mir.Place{Local: q.Local, Proj: q.Proj[:len(p.Proj)]})
}

func asLocal(p mir.Place) (mir.LocalID, bool) { return p.Local, len(p.Proj) == 0 }

// localOrDeref is the local of a place that is a local or its dereference.
func localOrDeref(p mir.Place) (mir.LocalID, bool) {
	return p.Local, len(p.Proj) == 0 || len(p.Proj) == 1 && p.Proj[0].Kind == mir.Deref
}
