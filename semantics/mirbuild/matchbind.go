package mirbuild

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/thir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: bindings: the locals of a pattern's variables, what is assigned to them
// once the pattern matches, and guards. A guard sees by-value bindings through shared
// references, so that nothing is moved before it has held:
//
//	x if g(x) => …     _ref = &place; g(*_ref); then x = move place

// declaring is how the variables of a pattern are declared.
type declaring struct {
	guarded bool         // each is seen by a guard
	scope   thir.ScopeID // where they end
	match   *mir.Matched // what the pattern takes apart; nil: nothing yet
}

// declareBindings declares the variables of a pattern.
func (b *builder) declareBindings(pat thir.PatID, d declaring) {
	if d.match != nil {
		d.match.PatSpan = b.bare(pat).Span
	}
	b.declarePattern(pat, d, nil)
}

// matched is what a pattern takes apart: a place if it is known.
func (b *builder) matched(p placeBuilder, span source.Span) *mir.Matched {
	place, ok := b.tryPlace(p)
	if !ok {
		return nil
	}
	return &mir.Matched{Place: place, Known: true, Span: span}
}

func (b *builder) declarePattern(id thir.PatID, d declaring, user []mir.LocalAnnotation) {
	p := b.thir.Pats[id]
	for k, ok := p.Kind.(thir.PatAscribe); ok; k, ok = p.Kind.(thir.PatAscribe) {
		if n := b.annotate(k.Annotation, p.Span, p.Type); n > 0 {
			user = append(user[:len(user):len(user)], mir.LocalAnnotation{Annotation: n - 1})
		}
		p = b.thir.Pats[k.Sub]
	}
	sub := func(id thir.PatID, path ...mir.Proj) { b.declarePattern(id, d, deeper(user, path)) }
	switch k := p.Kind.(type) {
	case thir.PatBinding:
		if k.Primary {
			b.declareVar(k, p.Span, d, user)
		}
		if k.Sub != 0 {
			sub(k.Sub)
		}
	case thir.PatSlice:
		for _, s := range k.Prefix {
			sub(s, mir.Proj{Kind: mir.Index})
		}
		if k.Slice != 0 {
			sub(k.Slice, mir.Proj{Kind: mir.Subslice, From: uint64(len(k.Prefix)), To: uint64(len(k.Suffix)), FromEnd: true})
		}
		for _, s := range k.Suffix {
			sub(s, mir.Proj{Kind: mir.Index})
		}
	case thir.PatDeref:
		sub(k.Sub, mir.Proj{Kind: mir.Deref})
	case thir.PatLeaf:
		for _, f := range k.Fields {
			sub(f.Pat, mir.Proj{Kind: mir.Field, Field: f.Index})
		}
	case thir.PatVariant:
		for _, f := range k.Fields {
			sub(f.Pat, mir.Proj{Kind: mir.Downcast, Field: k.Variant}, mir.Proj{Kind: mir.Field, Field: f.Index})
		}
	case thir.PatOr:
		for _, s := range k.Pats {
			sub(s)
		}
	}
}

func deeper(user []mir.LocalAnnotation, path []mir.Proj) []mir.LocalAnnotation {
	if len(user) == 0 || len(path) == 0 {
		return user
	}
	out := make([]mir.LocalAnnotation, len(user))
	for i, u := range user {
		out[i] = mir.LocalAnnotation{Annotation: u.Annotation, Path: append(append([]mir.Proj(nil), u.Path...), path...)}
	}
	return out
}

func (b *builder) declareVar(k thir.PatBinding, span source.Span, d declaring, user []mir.LocalAnnotation) {
	name, desugared := "", false
	if b.thir.Hir != nil && int(k.Local) < len(b.thir.Hir.Locals) {
		l := &b.thir.Hir.Locals[k.Local]
		name, desugared = l.Name, l.Origin != hir.OriginUser && l.Origin != hir.OriginSelf
	}
	v := varLocals{body: b.newLocal(mir.Local{
		Type: k.Type, Mut: k.Mut, Name: name, Span: span, Origin: mir.OriginBinding, Source: k.Local, UserAnnotations: user,
		RefBinding: k.Mode != hir.NoRef,
		Match:      d.match, Desugared: desugared,
	})}
	b.body.VarInfo = append(b.body.VarInfo, mir.VarDebug{Name: name, Place: local(v.body), Span: span})
	if d.guarded {
		v.guard = b.newLocal(mir.Local{
			Type: b.in.Ref(types.Erased, k.Type, false), Name: name, Span: span, Origin: mir.OriginGuardRef, Source: k.Local,
		})
		b.body.VarInfo = append(b.body.VarInfo, mir.VarDebug{Name: name, Place: local(v.guard), Span: span})
	}
	b.vars[k.Local] = v
	b.varScopes[k.Local] = d.scope
}

// declareGuardBindings declares the variables of `if let` in a guard.
func (b *builder) declareGuardBindings(e thir.ExprID, scope thir.ScopeID) {
	switch k := b.thir.Exprs[e].Kind.(type) {
	case thir.Let:
		b.declareBindings(k.Pat, declaring{scope: scope})
	case thir.ScopeExpr:
		b.declareGuardBindings(k.Value, scope)
	case thir.Use:
		b.declareGuardBindings(k.Source, scope)
	case thir.Logical:
		if k.Op == "&&" {
			b.declareGuardBindings(k.L, scope)
			b.declareGuardBindings(k.R, scope)
		}
	}
}

// eachBinding calls f for every variable of a pattern.
func (b *builder) eachBinding(id thir.PatID, f func(thir.PatBinding, source.Span)) {
	p := b.bare(id)
	switch k := p.Kind.(type) {
	case thir.PatBinding:
		if k.Primary {
			f(k, p.Span)
		}
		if k.Sub != 0 {
			b.eachBinding(k.Sub, f)
		}
	case thir.PatSlice:
		for _, s := range k.Prefix {
			b.eachBinding(s, f)
		}
		if k.Slice != 0 {
			b.eachBinding(k.Slice, f)
		}
		for _, s := range k.Suffix {
			b.eachBinding(s, f)
		}
	case thir.PatDeref:
		b.eachBinding(k.Sub, f)
	case thir.PatLeaf:
		for _, x := range k.Fields {
			b.eachBinding(x.Pat, f)
		}
	case thir.PatVariant:
		for _, x := range k.Fields {
			b.eachBinding(x.Pat, f)
		}
	case thir.PatOr:
		for _, s := range k.Pats {
			b.eachBinding(s, f)
		}
	}
}

// ---------- irrefutable patterns ----------

// exprIntoPattern is `let pat = e`: a plain variable is written in place.
func (b *builder) exprIntoPattern(bb mir.BlockID, pat thir.PatID, e thir.ExprID) mir.BlockID {
	bare := b.bare(pat)
	k, ok := bare.Kind.(thir.PatBinding)
	if !ok || k.Mode != hir.NoRef || k.Sub != 0 {
		p, bb := b.scrutinee(bb, e)
		return b.placeIntoPattern(bb, pat, p, true)
	}
	place := b.storageLive(bb, k.Local, bare.Span, false, true)
	bb = b.into(place, bb, e)
	b.push(bb, bare.Span, mir.FakeRead{Cause: mir.ForLet, Place: place})
	for id := pat; ; {
		a, ok := b.thir.Pats[id].Kind.(thir.PatAscribe)
		if !ok {
			break
		}
		b.ascribe(bb, b.thir.Pats[id].Span, place, a.Annotation, types.Invariant, b.thir.Pats[id].Type)
		id = a.Sub
	}
	b.scheduleVar(k.Local)
	return bb
}

// placeIntoPattern binds an irrefutable pattern to a place. noteMatch: the variables, which were
// declared before, learn what place they come from.
func (b *builder) placeIntoPattern(bb mir.BlockID, pat thir.PatID, p placeBuilder, noteMatch bool) mir.BlockID {
	span := b.bare(pat).Span
	tree := b.matchTree(bb, span, p, span, []armPat{{pat, false}}, false)
	if place, ok := b.tryPlace(p); ok && noteMatch && len(tree.branches[0]) > 0 {
		for i := range tree.branches[0][0].bindings {
			l := &b.body.Locals[b.varLocal(tree.branches[0][0].bindings[i].local, false)]
			if l.Match != nil {
				m := *l.Match
				m.Place, m.Known = place, true
				l.Match = &m
			}
		}
	}
	return b.bindPattern(span, tree.branches[0], nil, span, nil, 0, 0)
}

// ---------- binding what matched ----------

// bindPattern binds the variables of an arm; several ways to match it meet in one block.
// The drops are scheduled once, with the last.
func (b *builder) bindPattern(span source.Span, subs []subBranch, fakes []fakeBorrow, scrutSpan source.Span, a *thir.Arm, outer, guard thir.ScopeID) mir.BlockID {
	if len(subs) == 1 {
		return b.bindOne(&subs[0], fakes, scrutSpan, a, outer, guard, true)
	}
	join := b.newBlock()
	for i := len(subs) - 1; i >= 0; i-- {
		end := b.bindOne(&subs[i], fakes, scrutSpan, a, outer, guard, i == 0)
		b.emitGoto(end, span, join)
	}
	return join
}

func (b *builder) bindOne(s *subBranch, fakes []fakeBorrow, scrutSpan source.Span, a *thir.Arm, outer, guard thir.ScopeID, schedule bool) mir.BlockID {
	bb := s.matched
	if s.never {
		b.end(bb, s.span, mir.Unreachable{})
		return b.newBlock()
	}
	for _, x := range s.ascriptions {
		b.ascribe(bb, x.span, x.place, x.annotation, x.variance, x.ty)
	}
	if a != nil && a.Guard != 0 {
		return b.guard(bb, s, fakes, scrutSpan, a, outer, schedule)
	}
	for i := range s.bindings {
		b.bindForBody(bb, &s.bindings[i], schedule)
	}
	return bb
}

// guard evaluates an arm's guard and binds the variables if it holds.
func (b *builder) guard(bb mir.BlockID, s *subBranch, fakes []fakeBorrow, scrutSpan source.Span, a *thir.Arm, outer thir.ScopeID, schedule bool) mir.BlockID {
	var vars []hir.LocalID
	for i := range s.bindings {
		b.bindForGuard(bb, &s.bindings[i])
		vars = append(vars, s.bindings[i].local)
	}
	b.guards = append(b.guards, vars)
	for _, f := range fakes {
		b.assign(bb, scrutSpan, local(f.temp), mir.Ref{Region: types.Erased, Kind: f.kind, Place: f.place})
	}
	held, failed := b.inIfThen(outer, func() mir.BlockID {
		return b.condition(bb, a.Guard, condArgs{span: a.Span})
	})
	if !schedule {
		b.clearGuardScopes()
	}
	span := b.thir.Exprs[a.Guard].Span
	end := span.LastByte()
	b.guards = b.guards[:len(b.guards)-1]
	for _, f := range fakes {
		b.push(held, end, mir.FakeRead{Cause: mir.ForMatchGuard, Place: local(f.temp)})
	}
	b.emitGoto(failed, span, s.failed)
	for i := range s.bindings {
		if s.bindings[i].mode == hir.NoRef {
			b.push(held, end, mir.FakeRead{Cause: mir.ForGuardBinding, Place: local(b.varLocal(s.bindings[i].local, true))})
		}
	}
	for i := range s.bindings {
		if s.bindings[i].mode == hir.NoRef {
			b.bindForBody(held, &s.bindings[i], schedule)
		}
	}
	return held
}

// clearGuardScopes forgets what was scheduled in the arm's two scopes: another alternative
// of the pattern schedules it again.
func (b *builder) clearGuardScopes() {
	n := len(b.scopes.stack)
	for i := n - 2; i < n; i++ {
		b.scopes.stack[i].drops = nil
		b.scopes.stack[i].hasCache = false
	}
}

func (b *builder) bindForGuard(bb mir.BlockID, bd *binding) {
	ref := b.storageLive(bb, bd.local, bd.span, true, true)
	if bd.mode == hir.NoRef {
		b.assign(bb, bd.span, ref, mir.Ref{Region: types.Erased, Kind: mir.Shared, Place: bd.source})
		return
	}
	value := b.storageLive(bb, bd.local, bd.span, false, true)
	b.assign(bb, bd.span, value, refBinding(bd))
	b.assign(bb, bd.span, ref, mir.Ref{Region: types.Erased, Kind: mir.Shared, Place: value})
}

func refBinding(bd *binding) mir.Rvalue {
	kind := mir.Shared
	if bd.mode == hir.RefMut {
		kind = mir.Mut
	}
	return mir.Ref{Region: types.Erased, Kind: kind, Place: bd.source}
}

func (b *builder) bindForBody(bb mir.BlockID, bd *binding, schedule bool) {
	place := b.storageLive(bb, bd.local, bd.span, false, schedule)
	if schedule {
		b.scheduleVar(bd.local)
	}
	if bd.mode != hir.NoRef {
		b.assign(bb, bd.span, place, refBinding(bd))
		return
	}
	b.assign(bb, bd.span, place, mir.Use{X: b.use(bd.source)})
}
