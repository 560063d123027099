package semantics

import (
	"maps"
	"slices"
	"sync"

	"drop-lsp/semantics/hir"
)

// This file: earlier snapshots that are kept for a while, so that going back to a text costs
// nothing, and mending what changed much costs what it mends:
//
//	a  fn f() {…}  impl S {…}         every answer known
//	b  fn f() {…}  impl S {…          unreadable: it may hold anything, nothing known is so for sure
//	c  fn f() {…}  impl S {…}         a again
//	c' fn f() {…}  impl S {… g() …}   made from a, not from b
//
// Snapshots share groups of answers, and later ones add to those. So a group that an earlier
// snapshot has may by now hold answers that rest on what the later one had otherwise: it is
// good only if nothing it rests on differs between the two. To tell, each snapshot knows from
// which one it was made, and what changed.

// moment is a snapshot's place in the tree of snapshots; a group knows the last that had it.
type moment struct {
	before  *moment // nil: none, or too long ago
	changed map[dep]bool
}

// longAgo is how many moments back a snapshot may lie that is gone back to.
const longAgo = 64

// next is the moment after a change.
func (m *moment) next(changed map[dep]bool) *moment {
	n := &moment{before: m, changed: changed}
	at := n
	for range longAgo {
		if at.before == nil {
			return n
		}
		at = at.before
	}
	at.before = nil
	return n
}

// since is what differs between two moments, or more; false: it cannot be told.
func (m *moment) since(o *moment) (map[dep]bool, bool) {
	up := map[*moment]bool{}
	for at := m; at != nil; at = at.before {
		up[at] = true
	}
	meet := o
	for meet != nil && !up[meet] {
		meet = meet.before
	}
	if meet == nil {
		return nil, false
	}
	out := map[dep]bool{}
	for _, from := range [...]*moment{m, o} {
		for at := from; at != meet; at = at.before {
			maps.Copy(out, at.changed)
		}
	}
	return out, true
}

// past are the snapshots before the newest, the latest last.
type past struct {
	mu    sync.Mutex // held while the next snapshot is made
	kept  []earlier
	edits int
}

// earlier is a snapshot with the number of bodies whose groups the one after it did not take over,
// and when that was.
type earlier struct {
	*Program
	own, at int
}

const (
	pastMost    = 24  // snapshots are kept at most,
	pastTurning = 300 // edits long the one before the last that changed much, even if there were more since
	pastMuch    = 8   // bodies are much
)

// push keeps a snapshot, which another superseded. The oldest make room where those kept have
// groups for more than one and a half times the bodies that the newest has.
func (x *past) push(p, newest *Program) {
	x.edits++
	x.kept = append(x.kept, earlier{p, newest.memory.behind, x.edits})
	own, turning := 0, x.turning(len(newest.memory.order)/2)
	if turning >= 0 && x.edits-x.kept[turning].at < pastTurning {
		own = x.kept[turning].own
	} else {
		turning = -1
	}
	first, room := len(x.kept), len(newest.memory.order)*3/2+64
	for first > 0 && len(x.kept)-first < pastMost {
		if first-1 != turning {
			own += x.kept[first-1].own
		}
		if own > room {
			break
		}
		first--
	}
	var kept []earlier
	if turning >= 0 && turning < first {
		kept = append(kept, x.kept[turning])
	}
	x.kept = append(kept, x.kept[first:]...)
}

// turning is where the last snapshot stands after which so many bodies changed; -1: there is none.
func (x *past) turning(bodies int) int {
	for i := len(x.kept) - 1; i >= 0; i-- {
		if x.kept[i].own >= max(bodies, pastMuch) {
			return i
		}
	}
	return -1
}

// back is the last snapshot that has the texts which read gives, as the newest; nil: there is none.
func (x *past) back(now *Program, read func(string) (string, bool)) *Program {
	sums := map[string]uint64{} // texts that differ mostly differ far behind their beginnings
	sum := func(path string) uint64 {
		s, ok := sums[path]
		if !ok {
			text, _ := read(path)
			s = sumOf(text)
			sums[path] = s
		}
		return s
	}
	for i := len(x.kept) - 1; i >= 0; i-- {
		p := x.kept[i].Program
		if !slices.ContainsFunc(p.order, func(f *file) bool { return f.sum != sum(f.path) }) && p.has(read) {
			x.kept = slices.Delete(x.kept, i, i+1)
			return p.again(now, read)
		}
	}
	return nil
}

// mended is what follows from the snapshot before the last edit that changed much, with the texts
// which read gives, if less is to be done in it than in next, which follows from now; else nil.
func (x *past) mended(now, next *Program, read func(string) (string, bool)) *Program {
	if next.memory.behind < pastMuch {
		return nil
	}
	i := x.turning(next.memory.behind / 2)
	if i < 0 {
		return nil
	}
	p := x.kept[i].again(now, read)
	if p == nil {
		return nil
	}
	out, files := p.rebodied(read)
	if out == nil {
		out = p.reload(files, read)
	}
	out.memory.behind += p.memory.behind
	if len(out.toInfer(out.Bodies())) < len(next.toInfer(next.Bodies())) {
		return out
	}
	return nil
}

// has reports whether a program's texts are those that read gives.
func (p *Program) has(read func(string) (string, bool)) bool {
	for _, f := range p.order {
		if text, ok := read(f.path); !ok || text != f.text {
			return false
		}
	}
	for path := range p.missing {
		if _, ok := read(path); ok {
			return false
		}
	}
	return true
}

// again makes an earlier snapshot the newest, instead of now. Its groups that hold what is not so
// in it begin anew; nil: what differs cannot be told.
func (p *Program) again(now *Program, read func(string) (string, bool)) *Program {
	if _, ok := p.memory.when.since(now.memory.when); !ok || p.line != now.line {
		return nil
	}
	epoch := epochs.Add(1)
	p.line.begins(epoch, now.epoch)
	n := *p
	n.read = read
	n.frame = &frame{store: p.next(p.Crate, epoch)}
	n.memory = p.memory.again(now.memory, p.line)
	n.memory.moved(n.closureName)
	n.memory.passed = nil
	now.memory.leaveTo(n.memory, now.epoch)
	return &n
}

// again is the memory of an earlier snapshot.
func (m *memory) again(now *memory, line *lineage) *memory {
	n := &memory{std: m.std, decls: m.decls.Clone(), bodies: m.bodies.Clone(), checks: m.checks.Clone(), deps: m.deps, items: m.items, misc: m.deps.newAnswers(dep{}),
		closed: m.closed, said: m.heardOf(), order: m.order} // those snapshots share it that have the same declarations
	bad, named := map[dep]bool{}, map[dep]bool{}
	n.when = m.when.next(bad)
	line.mu.Lock()
	n.each(func(a *answers) { a.left.Store(0) }) // nobody adds to them but the newest
	line.mu.Unlock()
	type difference struct {
		changed map[dep]bool // nil: not known
		set     depSet
	}
	since := map[*moment]difference{}
	n.each(func(a *answers) {
		last := a.last
		if now.has(a) {
			last = now.when
		}
		if last == m.when {
			return
		}
		diff, ok := since[last]
		if !ok && last != nil {
			diff.changed, _ = m.when.since(last)
			diff.set = m.deps.set(diff.changed)
			since[last] = diff
		}
		switch {
		case diff.changed == nil, diff.changed[a.id], a.restsOn(diff.set):
			bad[a.id] = true
		case diff.changed[dep{kind: onNames}]:
			named[a.id] = true
		}
	})
	n.spread(bad)
	for d := range bad {
		switch d.kind {
		case onDecl:
			n.decls.Set(d.def, m.deps.newAnswers(d))
		case onBody:
			n.bodies.Set(d.def, m.deps.newAnswers(d))
			n.unsay(d.def)
		case onItem:
			n.checks.Set(d.def, m.deps.newAnswers(d))
		}
	}
	if bad[n.items.id] || n.items.restsOn(m.deps.set(bad)) {
		n.items = m.deps.newAnswers(n.items.id)
	}
	n.recheck(func(a *answers) bool { return named[a.id] && a.mayName() })
	return n
}

// groups are those of declarations, bodies and items.
func (m *memory) groups() [3]*hir.DefTable[answers] {
	return [...]*hir.DefTable[answers]{m.decls, m.bodies, m.checks}
}

// each does something with each group.
func (m *memory) each(do func(*answers)) {
	for _, groups := range m.groups() {
		for _, a := range groups.All() {
			do(a)
		}
	}
	do(m.items)
}

// has reports whether a group is one of this memory's.
func (m *memory) has(a *answers) bool {
	switch a.id.kind {
	case onDecl:
		return m.decls.At(a.id.def) == a
	case onBody:
		return m.bodies.At(a.id.def) == a
	case onItem:
		return m.checks.At(a.id.def) == a
	}
	return m.items == a
}

// left counts a group of the snapshot before that this one does not have.
func (m *memory) left(a *answers) {
	if a.id.kind == onBody {
		m.behind++
	}
}

// leaveTo leaves the groups that another memory does not have.
func (m *memory) leaveTo(n *memory, epoch uint64) {
	m.each(func(a *answers) {
		if !n.has(a) {
			a.last = m.when
			a.left.Store(epoch)
			n.left(a)
		}
	})
}
