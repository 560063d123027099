package traits

import "drop-lsp/semantics/types"

// This file: the projection cache (rustc's ProjectionCache): what a projection with
// inference variables came to, for as long as the table stands by it. In
//
//	Chain(Chain(Chain(a, b), c), d).parse(…)
//
// each level's Input is that of the level below, and each where clause asks for it again:
// without a memory the work doubles with every level. An entry is undone with the
// snapshot in which it was made. Where regions are tracked it lasts for one question only,
// for each place of asking must see its own constraints.

// projection is an entry: what a projection stands for, and what must hold for that.
// While it is being worked out typ is nil; settled: it is no variable that waits.
type projection struct {
	typ     types.Type
	nested  []types.Predicate
	settled bool
}

// lookup is the entry of a resolved projection; nil: none.
func (c *Ctx) lookup(a *types.Alias) *projection { return c.projections[a] }

// ask begins a question from outside.
func (c *Ctx) ask() {
	if c.nested() {
		return
	}
	c.steps = 0
	if c.Table.TrackRegions {
		c.projections = nil
	}
}

// begin makes the entry of a projection that is being worked out.
func (c *Ctx) begin(a *types.Alias) *projection {
	if c.projections == nil {
		c.projections = map[*types.Alias]*projection{}
	}
	p := &projection{}
	c.projections[a] = p
	c.Table.OnRollback(func() { delete(c.projections, a) })
	return p
}

// predicates is a list of predicates, each once.
type predicates struct {
	list []types.Predicate
	seen map[predKey]bool // nil while the list is short
}

// shortList is the length of a list that is searched one by one.
const shortList = 8

// add adds those that are not there.
func (s *predicates) add(ps ...types.Predicate) {
	for _, p := range ps {
		if !s.has(p) {
			s.list = append(s.list, p)
		}
	}
}

// has reports whether a predicate is there; one that is not will be.
func (s *predicates) has(p types.Predicate) bool {
	k := keyOf(p)
	if s.seen == nil {
		for i := range s.list {
			if keyOf(s.list[i]) == k {
				return true
			}
		}
		if len(s.list) < shortList {
			return false
		}
		s.seen = make(map[predKey]bool, 2*shortList)
		for i := range s.list {
			s.seen[keyOf(s.list[i])] = true
		}
	}
	had := s.seen[k]
	s.seen[k] = true
	return had
}
