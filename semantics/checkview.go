package semantics

import (
	"context"
	"slices"

	"drop-lsp/semantics/borrowck"
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/diag"
	"drop-lsp/syntax/source"
)

// This file: checking: every body goes through the borrow checker, closures before
// the body around them. A body with unknown parts gets no error, only a note that says
// why (its errors may rest on what is not known).

// PartialCode marks a diagnostic that says what could not be analysed, and why.
const PartialCode diag.Code = "drop-lsp::partial"

// borrowck is the results of an owner's bodies, in the order of prepared.
func (p *Program) borrowck(owner types.DefID) []*borrowck.Result {
	return ask(p.frame, key{q: qBorrowck, def: owner}, func(f *frame) []*borrowck.Result {
		bodies := f.prepared(owner)
		results := make([]*borrowck.Result, len(bodies))
		closures := map[types.DefID]*borrowck.Result{}
		whole := false // what const checking finds in the owner itself silences all its bodies
		for i, b := range bodies {
			results[i] = p.asking(f).constChecked(owner, i, b)
			whole = whole || i == 0 && results[i] != nil
		}
		for _, i := range f.innerFirst(bodies) {
			b := bodies[i]
			switch {
			case results[i] != nil:
			case whole || len(b.Blocks) == 0:
				results[i] = &borrowck.Result{}
			default:
				results[i] = p.asking(f).borrowckBody(owner, i, b, closures)
			}
			closures[b.Owner] = results[i]
		}
		return results
	})
}

// borrowckBody checks one body, given the results of the closures in it.
func (p *Program) borrowckBody(owner types.DefID, i int, b *mir.Body, closures map[types.DefID]*borrowck.Result) *borrowck.Result {
	edition := source.Edition2021
	if d := p.store.def(owner); d != nil {
		edition = d.Edition
	}
	return guard(func() *borrowck.Result {
		r := borrowck.Check(borrowck.Input{Q: p.frame, Body: b, Closures: closures, Crate: p.crate, Edition: int(edition),
			Snippet: p.Snippet, ClosureName: p.closureName})
		if r == nil {
			r = &borrowck.Result{}
		}
		if p.preciseDrops() && len(r.Diagnostics) == 0 { // then that check comes after drop elaboration
			r.Diagnostics = borrowck.ConstDrops(borrowck.Input{Q: p.frame, Body: p.elaborated(owner)[i], Crate: p.crate, Snippet: p.Snippet})
		}
		return r
	}, func(reason string) *borrowck.Result {
		return &borrowck.Result{Diagnostics: []diag.Diagnostic{partialNote(b.Span, reason)}}
	})
}

func (p *Program) preciseDrops() bool { return p.crate.Features["const_precise_live_drops"] }

// constChecked is the result of a body in which const checking finds an error: that taints the
// body, its borrows are not spoken of. nil: it finds none.
func (p *Program) constChecked(owner types.DefID, i int, b *mir.Body) *borrowck.Result {
	if len(b.Blocks) == 0 || b.Tainted || len(b.Unknown) > 0 {
		return nil
	}
	return guard(func() *borrowck.Result {
		in := borrowck.Input{Q: p.frame, Body: b, Crate: p.crate, Snippet: p.Snippet}
		var r *borrowck.Result
		if borrowck.ConstError(in, p.built(owner)[i]) {
			r = &borrowck.Result{}
		}
		if ds := borrowck.ConstDrops(in); len(ds) > 0 && !p.preciseDrops() {
			r = &borrowck.Result{Diagnostics: ds}
		}
		return r
	}, func(reason string) *borrowck.Result {
		return &borrowck.Result{Diagnostics: []diag.Diagnostic{partialNote(b.Span, reason)}}
	})
}

// innerFirst orders bodies so that closures come before what is around them.
func (f *frame) innerFirst(bodies []*mir.Body) []int {
	at := map[types.DefID]int{}
	for i, b := range bodies {
		at[b.Owner] = i
	}
	inner := make([][]int, len(bodies))
	var roots []int
	for i, b := range bodies {
		d := f.store.def(b.Owner)
		if d != nil && i > 0 {
			if outer, ok := at[d.Parent]; ok && outer != i {
				inner[outer] = append(inner[outer], i)
				continue
			}
		}
		if i > 0 {
			inner[0] = append(inner[0], i)
			continue
		}
		roots = append(roots, i)
	}
	var out []int
	var visit func(int)
	visit = func(i int) {
		for _, c := range inner[i] {
			visit(c)
		}
		out = append(out, i)
	}
	for _, r := range roots {
		visit(r)
	}
	return out
}

func partialNote(span source.Span, reason string) diag.Diagnostic {
	return diag.Diagnostic{Level: diag.Note, Code: PartialCode, Msg: "not analysed whole: " + reason,
		Labels: []diag.Label{{Span: span, Primary: true}}}
}

// Check checks every body, as rustc does on the command line: nothing where it ends before that.
func (p *Program) Check() Report {
	if rep, ok := p.Ended(); ok {
		return rep
	}
	return p.CheckFirst(context.Background(), "")
}

// Ended is the report where rustc ends before it checks any body: what ends it. False: it goes on.
func (p *Program) Ended() (Report, bool) {
	end, ok := p.Ends()
	return Report{Resolve: p.Resolve, Text: p.Text, Diagnostics: []diag.Diagnostic{partialNote(end.Span, "rustc ends here: "+end.Reason)}}, ok
}

// CheckFirst checks every body, whatever ends rustc elsewhere in the crate, for who is typing;
// those of the file first, if one is named, since it is on the screen. The report is empty if
// ctx ends before.
func (p *Program) CheckFirst(ctx context.Context, first string) Report {
	rep := Report{Resolve: p.Resolve, Text: p.Text}
	rep.Diagnostics = append(rep.Diagnostics, p.checkItems()...)
	said := p.memory.heardOf()
	var owners []types.DefID
	for i, owner := range p.Bodies() {
		if said[i] == nil {
			owners = append(owners, owner)
		}
	}
	p.bodyByBody(ctx, owners, first, checking, qCheck, func(owner types.DefID) { p.checkBody(owner) })
	for i, owner := range p.Bodies() {
		if ctx.Err() != nil {
			return Report{Resolve: p.Resolve, Text: p.Text}
		}
		if said[i] == nil {
			ds := p.checkBody(owner)
			said[i] = &ds
		}
		rep.Diagnostics = append(rep.Diagnostics, *said[i]...)
	}
	p.remember(owners)
	for _, u := range p.Crate.Unknown {
		rep.Diagnostics = append(rep.Diagnostics, partialNote(u.Span, u.Reason))
	}
	return rep
}

// checkItems is what the rules about items say.
func (p *Program) checkItems() []diag.Diagnostic {
	return ask(p.frame, key{q: qItem, def: p.Crate.Root}, func(f *frame) (out []diag.Diagnostic) {
		f.note(dep{kind: onItems})
		for _, id := range p.Crate.Order {
			if id != p.Crate.Root {
				out = append(out, p.asking(f).checkItem(id)...)
			}
		}
		return out
	})
}

// checkItem is what they say of one. It rests on the item and what is around it; in error also on
// whatever declares something, which words may name.
func (p *Program) checkItem(id types.DefID) []diag.Diagnostic {
	return ask(p.frame, key{q: qItem, def: id}, func(f *frame) []diag.Diagnostic {
		for d := f.def(id); d != nil && d.Parent != d.ID; d = f.def(d.Parent) {
		}
		out := guard(func() []diag.Diagnostic { return borrowck.Item(p.asking(f), p.Crate, id) }, func(reason string) []diag.Diagnostic {
			return []diag.Diagnostic{partialNote(f.def(id).Span, reason)}
		})
		if len(out) > 0 {
			f.note(dep{kind: onItems})
		}
		return out
	})
}

// remember keeps at hand what is said of bodies, as far as the next snapshot may take it over.
func (p *Program) remember(owners []types.DefID) {
	m := p.memory
	m.saidMu.Lock()
	defer m.saidMu.Unlock()
	at := 0
	for i, owner := range p.Bodies() {
		if at == len(owners) {
			return
		}
		if owner != owners[at] {
			continue
		}
		at++
		if a := m.bodies.At(owner); a != nil {
			if v, ok := a.load(key{q: qCheck, def: owner}); ok {
				ds := v.(box[[]diag.Diagnostic]).v
				m.said[i] = &ds
			}
		}
	}
}

// checkBody is what is to be said of a body.
func (p *Program) checkBody(owner types.DefID) []diag.Diagnostic {
	return ask(p.frame, key{q: qCheck, def: owner}, func(f *frame) []diag.Diagnostic {
		return guard(func() []diag.Diagnostic { return p.asking(f).bodyCheck(owner) }, func(reason string) []diag.Diagnostic {
			return []diag.Diagnostic{partialNote(f.def(owner).Span, reason)}
		})
	})
}

func (p *Program) bodyCheck(owner types.DefID) []diag.Diagnostic {
	bodies := p.prepared(owner)
	results := p.borrowck(owner)
	tainted, unknown := p.stalled(owner)
	for i, b := range bodies {
		unknown = append(unknown, b.Unknown...)
		tainted = tainted || i == 0 && b.Tainted
	}
	// An explicit destructor call is a type error: it stands alone.
	if calls := borrowck.ExplicitDrops(p, p.Crate, p.infer(owner)); len(calls) > 0 {
		return calls
	}
	if tainted {
		return nil
	}
	var out []diag.Diagnostic
	if len(unknown) > 0 {
		seen := map[hir.Unknown]bool{}
		for _, u := range unknown {
			if !seen[u] {
				seen[u] = true
				out = append(out, partialNote(u.Span, u.Reason))
			}
		}
		return out
	}
	for _, i := range p.innerFirst(bodies) {
		out = append(out, results[i].Diagnostics...)
	}
	return out
}

// Merge makes one report of several programs': the items of their spans are renumbered apart.
func Merge(reports []Report) Report {
	if len(reports) == 1 {
		return reports[0]
	}
	n := source.ItemID(len(reports))
	out := Report{Resolve: func(s source.Span) (FileSpan, bool) {
		if !s.Valid() || n == 0 {
			return FileSpan{}, false
		}
		at := s.Item % n
		s.Item /= n
		return reports[at].Resolve(s)
	}}
	for i, r := range reports {
		move := func(s *source.Span) {
			if s.Valid() {
				s.Item = s.Item*n + source.ItemID(i)
			}
		}
		for _, d := range r.Diagnostics {
			out.Diagnostics = append(out.Diagnostics, moved(d, move))
		}
	}
	return out
}

// moved is a diagnostic with its spans changed.
func moved(d diag.Diagnostic, move func(*source.Span)) diag.Diagnostic {
	labels := func(ls []diag.Label) []diag.Label {
		ls = slices.Clone(ls)
		for i := range ls {
			move(&ls[i].Span)
		}
		return ls
	}
	d.Labels = labels(d.Labels)
	d.Subs = slices.Clone(d.Subs)
	for i := range d.Subs {
		d.Subs[i].Labels = labels(d.Subs[i].Labels)
	}
	d.Suggestions = slices.Clone(d.Suggestions)
	for i := range d.Suggestions {
		d.Suggestions[i].Edits = slices.Clone(d.Suggestions[i].Edits)
		for j := range d.Suggestions[i].Edits {
			move(&d.Suggestions[i].Edits[j].Span)
		}
	}
	return d
}

// Completeness counts the owners of bodies: those analysed whole, those with unknown parts,
// and those with an error that is not ours to report, of which nothing is said.
func (p *Program) Completeness() (whole, holes, tainted int) {
	for _, owner := range p.Bodies() {
		isTainted, hasHoles := false, false
		for _, b := range p.prepared(owner) {
			isTainted = isTainted || b.Tainted
			hasHoles = hasHoles || len(b.Unknown) > 0
		}
		switch {
		case isTainted:
			tainted++
		case hasHoles:
			holes++
		default:
			whole++
		}
	}
	return whole, holes, tainted
}
