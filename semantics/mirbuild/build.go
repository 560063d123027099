package mirbuild

import (
	"fmt"
	"slices"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/infer"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/thir"
	"drop-lsp/semantics/traits"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: the entry, and the frame of a body: its scopes, arguments and
// captures. Build's result is what rustc calls built MIR.
//
//	call-site scope { breakable for `return` { arguments scope { patterns; value } } } return

// Build lowers one body. What it cannot lower makes the body partial; a failed internal
// check panics, and the caller makes the body partial.
func Build(q types.Queries, body *thir.Body) *mir.Body {
	if body.Value == 0 {
		return unknownBody(q, body, "the body is not known")
	}
	b := lowering(q, body)
	if isFn(q, body) {
		b.fn()
	} else {
		b.constBody()
	}
	b.cutUninhabitedCalls()
	return b.body
}

// unknownBody stands for a body of which nothing is known.
func unknownBody(q types.Queries, body *thir.Body, reason string) *mir.Body {
	out := newBody(body)
	ret := body.ReturnType
	if ret == nil {
		ret = q.Interner().Unknown()
	}
	out.Locals = []mir.Local{{Type: ret, Mut: true, Span: out.Span, Origin: mir.OriginReturn}}
	out.Blocks = []mir.Block{{Term: mir.Terminator{Span: out.Span, Kind: mir.Unreachable{}}}}
	if len(out.Unknown) == 0 {
		out.Unknown = []hir.Unknown{{Span: out.Span, Reason: reason}}
	}
	return out
}

func newBody(body *thir.Body) *mir.Body {
	out := &mir.Body{Owner: body.Owner, Unknown: slices.Clone(body.Unknown), Tainted: body.Tainted}
	if body.Closure != nil {
		s := mir.SuppliedSig(body.Closure.Supplied)
		out.Coroutine, out.Supplied = body.Closure.Coroutine, &s
	}
	switch {
	case body.Closure != nil && body.Value != 0:
		out.Span = body.Exprs[body.Value].Span
	case body.Hir != nil:
		out.Span = body.Hir.Span
	}
	return out
}

// root is the item whose environment a body is in.
func root(body *thir.Body) types.DefID {
	if body.Hir != nil {
		return body.Hir.Owner
	}
	return body.Owner
}

func lowering(q types.Queries, body *thir.Body) *builder {
	info := mir.NewTypes(q, traits.NewEnv(q, q.Predicates(root(body))))
	b := newBuilder(newBody(body), nil)
	b.needsDrop = func(t types.Type) bool {
		needs := info.Drops().Needs(t)
		if needs == traits.Unknown { // the glue of every drop of a whole body is known
			b.unsure(b.body.Span, "whether a type needs drop is not known")
		}
		return needs != traits.No
	}
	b.q, b.in, b.thir, b.info = q, q.Interner(), body, info
	b.vars, b.varScopes = map[hir.LocalID]varLocals{}, map[hir.LocalID]thir.ScopeID{}
	b.fixedTemps = map[thir.ExprID]mir.LocalID{}
	b.newLocal(mir.Local{Type: body.ReturnType, Mut: true, Span: b.body.Span, Origin: mir.OriginReturn})
	return b
}

// isFn tells functions and closures from constants, which have no frame.
func isFn(q types.Queries, body *thir.Body) bool {
	if body.Closure != nil {
		return true
	}
	kind := q.DefKind(body.Owner)
	if body.Hir != nil {
		kind = body.Hir.Kind
	}
	switch kind {
	case hir.KindConst, hir.KindAssocConst, hir.KindStatic, hir.KindAnonConst, hir.KindInlineConst:
		return false
	}
	return true
}

// frameScope is the scope of a kind of which a body has one; made here if thir has none.
func (b *builder) frameScope(kind thir.ScopeKind) thir.ScopeID {
	for i := range b.thir.Scopes {
		if i > 0 && b.thir.Scopes[i].Kind == kind {
			return thir.ScopeID(i)
		}
	}
	b.extra--
	return b.extra
}

func (b *builder) fn() {
	callSite, arguments := b.frameScope(thir.ScopeCallSite), b.frameScope(thir.ScopeArguments)
	end := b.body.Span.ShrinkToEnd()
	start := b.newBlock()
	b.pushScope(callSite, b.body.Span, "")
	ret := b.inBreakable(mir.NoBlock, local(mir.ReturnPlace), end, func() mir.BlockID {
		return b.inScope(arguments, b.body.Span, mir.ExitScope, func() mir.BlockID {
			return b.arguments(start, arguments)
		})
	})
	b.end(ret, end, mir.Return{})
	b.finishUnwind()
}

func (b *builder) constBody() {
	bb := b.into(local(mir.ReturnPlace), b.newBlock(), b.thir.Value)
	b.end(bb, b.body.Span, mir.Return{})
	b.finishUnwind()
}

// arguments binds the parameters' patterns and evaluates the body.
func (b *builder) arguments(bb mir.BlockID, scope thir.ScopeID) mir.BlockID {
	for _, p := range b.thir.Params {
		span := b.body.Span
		if p.Pat != 0 {
			span = b.thir.Pats[p.Pat].Span
		}
		b.newLocal(mir.Local{Type: p.Type, Mut: true, Span: span, Origin: mir.OriginArg})
	}
	b.body.ArgCount = len(b.thir.Params)
	b.environment()
	for i, p := range b.thir.Params {
		arg := mir.LocalID(i + 1)
		// Also what no pattern takes is dropped (reference, destructors.scope.bindings.parameters).
		b.scheduleDrop(scope, arg, dropValue)
		if p.Pat == 0 {
			continue
		}
		pat := &b.thir.Pats[p.Pat]
		if k, ok := pat.Kind.(thir.PatBinding); ok && k.Mode == hir.NoRef && k.Sub == 0 {
			b.bindArgument(arg, k)
			continue
		}
		b.declareBindings(p.Pat, declaring{scope: scope, match: &mir.Matched{Place: local(arg), Known: true, Span: pat.Span}})
		bb = b.placeIntoPattern(bb, p.Pat, placeBuilder{local: arg}, false)
	}
	return b.into(local(mir.ReturnPlace), bb, b.thir.Value)
}

// bindArgument lets a simple parameter be its argument's local.
func (b *builder) bindArgument(arg mir.LocalID, k thir.PatBinding) {
	l := &b.body.Locals[arg]
	l.Mut, l.Source = k.Mut, k.Local
	if b.thir.Hir != nil && int(k.Local) < len(b.thir.Hir.Locals) {
		l.Name = b.thir.Hir.Locals[k.Local].Name
	}
	b.vars[k.Local] = varLocals{body: arg}
	b.body.VarInfo = append(b.body.VarInfo, mir.VarDebug{Name: l.Name, Place: local(arg), Span: l.Span})
}

// upvar is a captured place, seen from inside a closure.
type upvar struct {
	capture *infer.Capture
	place   mir.Place // a field of the environment, dereferenced if captured by reference
	mut     bool      // the captured place may be mutated
}

// environment finds the captures in the closure's first parameter.
func (b *builder) environment() {
	c := b.thir.Closure
	if c == nil || len(b.thir.Params) == 0 {
		return
	}
	env := local(1)
	if _, ok := b.thir.Params[0].Type.(*types.Ref); ok {
		env = env.Project(mir.Proj{Kind: mir.Deref})
	}
	for i := range c.Captures {
		cp := &c.Captures[i]
		p := env.Project(mir.Proj{Kind: mir.Field, Field: i, Type: cp.Type})
		if cp.Mode != infer.CaptureMove {
			p = p.Project(mir.Proj{Kind: mir.Deref})
		}
		name := ""
		if b.thir.Hir != nil && int(cp.Local) < len(b.thir.Hir.Locals) {
			name = b.thir.Hir.Locals[cp.Local].Name
		}
		mut, shared := b.capturesMutable(cp)
		u := upvar{cp, p, mut}
		b.upvars = append(b.upvars, u)
		b.body.Upvars = append(b.body.Upvars, mir.Upvar{
			Local: cp.Local, Name: name, Place: b.captureText(name, cp), ByRef: cp.Mode != infer.CaptureMove, Mut: mut, Shared: shared,
			Unique: cp.Mode == infer.CaptureUnique, MutRef: cp.Mode == infer.CaptureMut, Move: cp.Mode == infer.CaptureMove,
			Span: cp.Span, PathSpan: b.hirSpan(cp.Path),
		})
		b.body.VarInfo = append(b.body.VarInfo, mir.VarDebug{Name: name, Place: p, Span: cp.Span})
	}
}

// captureText is a captured place as messages name it: `x`, `x.f`, `*x`.
func (b *builder) captureText(name string, c *infer.Capture) string {
	t := b.capturedType(c)
	for _, p := range c.Proj {
		if p.Deref {
			name = "*" + name
		} else {
			name += "." + b.fieldName(t, p)
		}
		t = p.Type
	}
	return name
}

func (b *builder) fieldName(t types.Type, p infer.CaptureProj) string {
	if adt, ok := t.(*types.Adt); ok {
		if def := b.q.Adt(adt.Def); def != nil && p.Variant < len(def.Variants) && p.Field < len(def.Variants[p.Variant].Fields) {
			return def.Variants[p.Variant].Fields[p.Field].Name
		}
	}
	return fmt.Sprint(p.Field)
}

// capturedType is the type of the captured variable.
func (b *builder) capturedType(c *infer.Capture) types.Type {
	if b.thir.Infer != nil && int(c.Local) < len(b.thir.Infer.LocalTypes) {
		return b.thir.Infer.LocalTypes[c.Local]
	}
	return nil
}

func (b *builder) hirSpan(e hir.ExprID) source.Span {
	if b.thir.Hir != nil && e > 0 && int(e) < len(b.thir.Hir.Exprs) {
		return b.thir.Hir.Exprs[e].Span
	}
	return source.NoSpan
}

// capturesMutable says whether the captured place could be mutated where it was captured:
// a `mut` binding, or something behind `&mut`; shared: it is behind a shared reference.
func (b *builder) capturesMutable(c *infer.Capture) (mut, shared bool) {
	if b.thir.Hir != nil && int(c.Local) < len(b.thir.Hir.Locals) {
		mut = b.thir.Hir.Locals[c.Local].Mut
	}
	t := b.capturedType(c)
	for _, p := range c.Proj {
		if p.Deref {
			switch r := t.(type) {
			case *types.Ref:
				if !r.Mut {
					return false, true
				}
				mut = true
			case *types.RawPtr:
				mut = r.Mut
			}
		}
		t = p.Type
	}
	return mut, false
}

// cutUninhabitedCalls takes the return edge from calls whose result cannot exist.
func (b *builder) cutUninhabitedCalls() {
	for i := range b.body.Blocks {
		term := &b.body.Blocks[i].Term
		c, ok := term.Kind.(mir.Call)
		if !ok || c.Target == mir.NoBlock {
			continue
		}
		if t := mir.PlaceType(b.body, b.info, c.Dest); t != nil && b.uninhabited(t, 0) {
			c.Target = mir.NoBlock
			term.Kind = c
		}
	}
}

// visible says whether the body may name something.
func (b *builder) visible(v hir.Vis) bool {
	if v.Public {
		return true
	}
	at := b.body.Owner
	for range 64 {
		if at == v.Module {
			return true
		}
		if at.IsZero() {
			return false
		}
		at = b.q.Parent(at)
	}
	return false
}

// uninhabited says whether a type visibly has no values (rustc's is_inhabited_from): fields that
// the body may not see count as inhabited.
func (b *builder) uninhabited(t types.Type, depth int) bool {
	if depth > 16 {
		return false
	}
	switch t := t.(type) {
	case *types.Never:
		return true
	case *types.Tuple:
		return slices.ContainsFunc(t.Elems.Types(), func(e types.Type) bool { return b.uninhabited(e, depth+1) })
	case *types.Array:
		s := b.info.Shape(t)
		return s.LenKnown && s.Len > 0 && b.uninhabited(t.Elem, depth+1)
	case *types.Adt:
		def := b.q.Adt(t.Def)
		if def == nil || def.Kind == hir.KindUnion {
			return false
		}
		shape := b.info.Shape(t)
		if len(shape.Variants) != len(def.Variants) {
			return false
		}
		for i, v := range def.Variants {
			empty := false
			for j, f := range v.Fields {
				visible := def.Kind == hir.KindEnum || b.visible(f.Vis)
				empty = empty || visible && b.uninhabited(shape.Variants[i].Fields[j], depth+1)
			}
			if !empty {
				return false
			}
		}
		return def.Kind == hir.KindEnum || len(def.Variants) > 0
	}
	return false
}
