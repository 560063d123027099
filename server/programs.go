package server

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"drop-lsp/semantics"
	"drop-lsp/syntax/diag"
)

// This file: Programs, the analysis that the front ends ask: it gathers what the
// programs of a request's files (units.go) answer.

// Programs implements Analysis. It keeps the last snapshot of each program, from which the next
// one starts; the zero value keeps none.
type Programs struct{ kept *kept }

// NewPrograms keeps the programs that it makes.
func NewPrograms() Programs {
	return Programs{&kept{last: map[string]*keptProgram{}, homes: map[string]string{}, implicit: map[string]*rootImplicit{}}}
}

var _ Analysis = Programs{}

// maxKept is how many programs are kept: those that were asked for last.
const maxKept = 6

// kept are the last snapshots by root file.
type kept struct {
	mu   sync.Mutex
	tick int
	last map[string]*keptProgram
	// homes are the roots of the programs of files.
	homes    map[string]string
	packages semantics.Packages
	// implicit is what was found of the implicit calls of a root's program.
	implicit map[string]*rootImplicit
}

// keptProgram is a program; its lock is held while the next snapshot is made.
type keptProgram struct {
	mu   sync.Mutex
	p    *semantics.Program
	opts string // those that p was made with
	used int    // when it was asked for last
}

// get is the place of a program; that which was not asked for the longest makes room.
func (k *kept) get(key string) *keptProgram {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.tick++
	e := k.last[key]
	if e == nil {
		e = &keptProgram{}
		k.last[key] = e
	}
	e.used = k.tick
	if len(k.last) > maxKept {
		oldest := key
		for other, o := range k.last {
			if o.used < k.last[oldest].used {
				oldest = other
			}
		}
		delete(k.last, oldest)
	}
	return e
}

// Check gathers the diagnostics.
func (s Programs) Check(ctx context.Context, r Request) (semantics.Report, error) {
	ps, err := s.roots(ctx, r)
	if err != nil {
		return semantics.Report{}, err
	}
	var all []semantics.Report
	said := map[string]bool{}
	for _, p := range ps {
		if !r.Typing {
			if rep, ended := p.Ended(); ended {
				all = append(all, rep)
				continue
			}
		}
		rep := p.CheckFirst(ctx, r.first())
		rep.Diagnostics = slices.DeleteFunc(rep.Diagnostics, func(d diag.Diagnostic) bool {
			at, ok := rep.Resolve(d.Primary())
			again := fmt.Sprint(at, d.Code, d.Msg) // a file that several crates have
			known := said[again]
			said[again] = true
			return ok && (!p.holds(at) || known && len(ps) > 1)
		})
		all = append(all, rep)
	}
	if err := ctx.Err(); err != nil {
		return semantics.Report{}, err
	}
	rep := semantics.Merge(all)
	rep.Text = r.ReadText
	return rep, nil
}

// Drops gathers the drop points.
func (s Programs) Drops(ctx context.Context, r Request) (Drops, error) {
	ps, err := s.roots(ctx, r)
	var out Drops
	for _, p := range ps {
		out.Functions = append(out.Functions, own(p, p.DropsIn(ctx, r.Within), func(f semantics.FunctionDrops) semantics.FileSpan { return f.Span })...)
		out.Unknown = append(out.Unknown, p.unseen()...)
	}
	if err == nil {
		err = ctx.Err()
	}
	return out, err
}

// DropsApart gathers the drop points of the bodies that two snapshots do not share.
func (s Programs) DropsApart(ctx context.Context, before, after Request) (was, is Drops, err error) {
	old, err := s.roots(ctx, before)
	if err != nil {
		return was, is, err
	}
	now, err := s.roots(ctx, after)
	if err != nil {
		return was, is, err
	}
	add := func(to *Drops, a asked, others []asked) {
		i := slices.IndexFunc(others, func(o asked) bool { return o.Files()[0] == a.Files()[0] })
		bodies := a.Bodies()
		if i >= 0 {
			bodies = a.Apart(others[i].Program)
		}
		to.Functions = append(to.Functions, own(a, a.DropsOf(ctx, bodies), func(f semantics.FunctionDrops) semantics.FileSpan { return f.Span })...)
		to.Unknown = append(to.Unknown, a.unseen()...)
	}
	for _, a := range old {
		add(&was, a, now)
	}
	for _, a := range now {
		add(&is, a, old)
	}
	return was, is, ctx.Err()
}

// Ends: one of the programs has an error at which rustc ends.
func (s Programs) Ends(ctx context.Context, r Request) (bool, error) {
	ps, err := s.roots(ctx, r)
	for _, p := range ps {
		if _, ends := p.Ends(); ends {
			return true, err
		}
	}
	return false, err
}

// Glue gathers the drop glue of the types.
func (s Programs) Glue(ctx context.Context, r Request) (Glue, error) {
	ps, err := s.roots(ctx, r)
	var out Glue
	for _, p := range ps {
		out.Types = append(out.Types, own(p, p.Glue(), func(t semantics.TypeGlue) semantics.FileSpan { return t.Span })...)
		out.Unknown = append(out.Unknown, p.unseen()...)
	}
	return out, err
}

// MIR gathers the elaborated MIR.
func (s Programs) MIR(ctx context.Context, r Request) (MIR, error) {
	ps, err := s.roots(ctx, r)
	var out MIR
	for _, p := range ps {
		out.Functions = append(out.Functions, own(p, p.MIR(), func(f FunctionMIR) semantics.FileSpan { return f.Span })...)
		out.Unknown = append(out.Unknown, p.unseen()...)
	}
	return out, err
}

// TypeAt is the type at a byte offset of a file.
func (s Programs) TypeAt(ctx context.Context, r Request, file string, offset int, named bool) (*TypeAt, error) {
	return first(s, ctx, r, func(p *semantics.Program) (TypeAt, bool) {
		at := p.TypeAt
		if named {
			at = p.NamedTypeAt
		}
		g, hit, ok := at(file, offset)
		return TypeAt{g, hit}, ok
	})
}

// EditionRule is the rule that decides where a temporary is dropped.
func (s Programs) EditionRule(ctx context.Context, r Request, temp semantics.FileSpan) semantics.EditionRule {
	v, _ := first(s, ctx, r, func(p *semantics.Program) (semantics.EditionRule, bool) {
		rule := p.EditionRuleOf(temp)
		return rule, rule != semantics.NoEditionRule
	})
	if v == nil {
		return semantics.NoEditionRule
	}
	return *v
}

// ValueAt is the variable whose name stands at a byte offset of a file.
func (s Programs) ValueAt(ctx context.Context, r Request, file string, offset int) (*semantics.ValueEnds, error) {
	return first(s, ctx, r, func(p *semantics.Program) (semantics.ValueEnds, bool) { return p.ValueAt(file, offset) })
}

// CallAt is the call whose name stands at a byte offset of a file.
func (s Programs) CallAt(ctx context.Context, r Request, file string, offset int) (*semantics.CallAt, error) {
	return first(s, ctx, r, func(p *semantics.Program) (semantics.CallAt, bool) { return p.CallAt(file, offset) })
}

// first is the first answer of a request's programs.
func first[T any](s Programs, ctx context.Context, r Request, ask func(*semantics.Program) (T, bool)) (*T, error) {
	ps, err := s.roots(ctx, r)
	for _, p := range ps {
		if v, ok := ask(p.Program); ok {
			return &v, nil
		}
	}
	return nil, err
}

// BlocksAround are the blocks that hold an offset, the innermost first.
func (s Programs) BlocksAround(ctx context.Context, r Request, file string, offset int) []semantics.BlockView {
	v, _ := first(s, ctx, r, func(p *semantics.Program) ([]semantics.BlockView, bool) {
		b := p.BlocksAround(file, offset)
		return b, len(b) > 0
	})
	if v == nil {
		return nil
	}
	return *v
}

// ImplAround is the impl block that holds an offset; zero: none.
func (s Programs) ImplAround(ctx context.Context, r Request, file string, offset int) semantics.FileSpan {
	return s.place(ctx, r, func(p *semantics.Program) semantics.FileSpan { return p.ImplAround(file, offset) })
}

// DeriveAt is where a trait's name stands in a derive of the type whose name stands at an offset.
func (s Programs) DeriveAt(ctx context.Context, r Request, file string, offset int, trait string) semantics.FileSpan {
	return s.place(ctx, r, func(p *semantics.Program) semantics.FileSpan { return p.DeriveAt(file, offset, trait) })
}

// place is the first place that one of a request's programs has.
func (s Programs) place(ctx context.Context, r Request, ask func(*semantics.Program) semantics.FileSpan) semantics.FileSpan {
	v, _ := first(s, ctx, r, func(p *semantics.Program) (semantics.FileSpan, bool) {
		at := ask(p)
		return at, at.File != ""
	})
	if v == nil {
		return semantics.FileSpan{}
	}
	return *v
}

// DropImpls are the user's impls of Drop.
func (s Programs) DropImpls(ctx context.Context, r Request) ([]semantics.DropImpl, error) {
	ps, err := s.roots(ctx, r)
	var out []semantics.DropImpl
	for _, p := range ps {
		out = append(out, p.DropImpls()...)
	}
	return out, err
}
