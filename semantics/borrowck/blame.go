package borrowck

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: which constraint on the way from one region to another is to blame: the most
// interesting one, and among equals the one nearest to the target.

// bestBlame picks the constraint that explains best why from must outlive to.
func (c *checker) bestBlame(from, to RegionID, source bool) (Outlives, []Outlives, bool) {
	path, _, ok := c.tc.graph.path(from, func(r RegionID) bool { return r == to })
	if !ok || len(path) == 0 {
		return Outlives{}, nil, false
	}
	for _, o := range path {
		if o.Category != CatUnnameable || o.Placeholder == from {
			continue
		}
		// What had to outlive a placeholder explains it better than 'static.
		path, _, ok = c.tc.graph.shortest(from, func(r RegionID) bool { return r == o.Placeholder }, true)
		if !ok || len(path) == 0 {
			return Outlives{}, nil, false
		}
		break
	}
	best := -1
	for i := range path {
		j := i
		if source {
			j = len(path) - 1 - i
		}
		if best < 0 || c.interest(path[j], path, to) < c.interest(path[best], path, to) {
			best = j
		}
	}
	b := path[best]
	if b.Category == CatReturn {
		if best+1 < len(path) && path[best+1].Category == CatOpaque {
			return path[best+1], path, true
		}
		for _, o := range path {
			if o.Category == CatClosureUpvar {
				b.Upvar = o.Upvar + 1
				break
			}
		}
	}
	return b, path, true
}

// interest is how little a constraint says to the user: the less the better.
func (c *checker) interest(o Outlives, path []Outlives, to RegionID) int {
	cat := o.Category
	if d, ok := c.hir.desugaring(o.Span); ok && (d != hir.ExpnQuestion || cat != CatReturn) {
		cat = CatBoring
	}
	switch cat {
	case CatReturn:
		return 0
	case CatCast:
		if o.UnsizeTo != nil && o.Implicit && to == 0 && holdsTraitObject(o.UnsizeTo) && !pathHas(path, CatAnnotation) && !pathHas(path, CatGenericArg) {
			return 1
		}
		return 2
	case CatYield, CatUseAsConst, CatUseAsStatic, CatAnnotation, CatCallArgument, CatCopyBound, CatSizedBound,
		CatAssignment, CatUsage, CatClosureUpvar:
		return 2
	case CatGenericArg:
		return 3
	case CatPredicate, CatOpaque:
		return 4
	case CatBoring:
		return 5
	case CatBoringNoLocation:
		return 6
	case CatInternal:
		return 7
	}
	return 8
}

func holdsTraitObject(t types.Type) bool {
	if a, ok := t.(*types.Adt); ok {
		for _, x := range a.Args.Types() {
			if _, ok := x.(*types.Dyn); ok {
				return true
			}
		}
	}
	return false
}

// predicatePlaces are queries that know where the predicates of a definition are written.
type predicatePlaces interface {
	PredicateSpans(types.DefID) []source.Span
}

// predicateSpan is the bound that a predicate constraint comes from; NoSpan: it is not local.
func (c *checker) predicateSpan(o Outlives) source.Span {
	q, ok := c.q.(predicatePlaces)
	if !ok || o.Where.IsZero() {
		return source.NoSpan
	}
	if spans := q.PredicateSpans(o.Where); o.Pred < len(spans) {
		return spans[o.Pred]
	}
	return source.NoSpan
}
