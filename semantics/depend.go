package semantics

import (
	"slices"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/diag"
)

// This file: what answers rest on, and which of them the next snapshot keeps. The
// answers about one declaration, and those about one body, are a group. While they are
// computed, the group notes which other groups were asked, which impls were looked for,
// and where closures stand whose place is part of a name:
//
//	struct S(T);  fn g(s: S) {…}  fn f() { g(s) }     f's body uses g and S, g uses S, S uses T
//
// When T's declaration changes, the groups of S, g and f's body go; everything else stays.

// dep is something that answers rest on; the zero value is nothing.
type dep struct {
	kind depKind
	def  types.DefID
	head implHead
}

type depKind uint8

const (
	onNothing depKind = iota
	onDecl            // what a definition declares
	onBody            // what the body of an owner says
	onImpls           // the impls of a trait (zero: inherent ones) for a head
	onUnseen          // whether something unexpanded may add impls
	onItems           // every declaration of the crate
	onNames           // how types are called in messages
	onMember          // which traits have an item of a name; def is made of the name
	onItem            // what the rules about items say of one
)

// def is a definition, nil if there is none; the running query rests on it.
func (f *frame) def(id types.DefID) *hir.Def {
	d := f.store.def(id)
	if f.uses != nil && !id.IsStd() {
		f.noteNum(f.memory.group(f.store, id, false).num)
	}
	return d
}

// newMemory is the memory of a crate of which nothing is known yet.
func newMemory(std *answers, crate *hir.Crate, deps *depTable) *memory {
	if std == nil {
		std = &answers{}
	}
	m := &memory{std: std, decls: &hir.DefTable[answers]{}, bodies: &hir.DefTable[answers]{}, checks: &hir.DefTable[answers]{}, deps: deps,
		items: deps.newAnswers(dep{kind: onItems}), misc: deps.newAnswers(dep{}), said: make([]*[]diag.Diagnostic, len(crate.Bodies)), order: crate.Bodies,
		when: &moment{}, closed: &closedAnswers{}}
	for id := range crate.Defs.All() {
		m.decls.Set(id, deps.newAnswers(dep{kind: onDecl, def: id}))
		m.checks.Set(id, deps.newAnswers(dep{kind: onItem, def: id}))
	}
	for _, id := range crate.Bodies {
		m.bodies.Set(id, deps.newAnswers(dep{kind: onBody, def: id}))
	}
	return m
}

// after is the memory of a crate that differs from this one's in what changed lists: the
// groups that rest on none of it are handed over.
func (m *memory) after(crate *hir.Crate, changed map[dep]bool) *memory {
	m.spread(changed)
	n := newMemory(m.std, crate, m.deps)
	n.when = m.when.next(changed)
	move := func(to, from *hir.DefTable[answers]) {
		for id, a := range from.All() {
			if to.At(id) != nil && !changed[a.id] {
				to.Set(id, a)
			} else {
				n.passed = append(n.passed, a)
			}
		}
	}
	move(n.decls, m.decls)
	move(n.bodies, m.bodies)
	move(n.checks, m.checks)
	n.takeItems(m, changed)
	n.closed = m.closed.without(changed, m.deps)
	return n
}

// handed is the memory after bodies or declarations changed, but no name.
func (m *memory) handed(changed map[dep]bool) *memory {
	n := &memory{std: m.std, decls: m.decls.Clone(), bodies: m.bodies.Clone(), checks: m.checks.Clone(), deps: m.deps,
		items: m.deps.newAnswers(dep{kind: onItems}), misc: m.deps.newAnswers(dep{}), said: m.heardOf(), order: m.order,
		when: m.when.next(changed)}
	for d := range changed {
		groups := n.decls
		switch d.kind {
		case onDecl:
		case onBody:
			groups = n.bodies
			n.unsay(d.def)
		case onItem:
			groups = n.checks
		default:
			continue
		}
		if a := groups.At(d.def); a != nil {
			n.passed = append(n.passed, a)
		}
		groups.Set(d.def, m.deps.newAnswers(d))
	}
	n.takeItems(m, changed)
	return n
}

// heardOf copies what is said of the bodies.
func (m *memory) heardOf() []*[]diag.Diagnostic {
	m.saidMu.Lock()
	defer m.saidMu.Unlock()
	return slices.Clone(m.said)
}

// unsay forgets what is said of a body.
func (n *memory) unsay(owner types.DefID) {
	if i := slices.Index(n.order, owner); i >= 0 {
		n.said[i] = nil
	}
}

func (n *memory) takeItems(m *memory, changed map[dep]bool) {
	n.passed = append(n.passed, m.misc)
	if a := m.items; !changed[a.id] && !a.restsOn(m.deps.set(changed)) {
		n.items = a
	} else {
		n.passed = append(n.passed, a)
	}
}

// leave lets a snapshot that is superseded add to those of its groups that this one did not take
// over: it may be at work on one. What it left to another that followed it before is shared now.
func (n *memory) leave(epoch uint64, follows bool) {
	if !follows {
		n.items.left.Store(0)
		for _, groups := range n.groups() {
			for _, a := range groups.All() {
				a.left.Store(0)
			}
		}
	}
	for _, a := range n.passed {
		a.last = n.when.before
		n.left(a)
		a.left.Store(epoch)
	}
	n.passed = nil
}

// spread adds to what changed the groups that rest on it.
func (m *memory) spread(changed map[dep]bool) {
	if len(changed) == 0 {
		return
	}
	set := m.deps.set(changed)
	for again := true; again; {
		again = false
		for _, groups := range m.groups() {
			for _, a := range groups.All() {
				if !set.has(a.num) && a.restsOn(set) {
					changed[a.id], again = true, true
					set.add(a.num)
				}
			}
		}
	}
}

func (a *answers) restsOn(changed depSet) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.meets(changed)
}

// moved drops the answers that name a closure by a place at which it does not stand any more.
func (m *memory) moved(name func(types.DefID) string) {
	m.recheck(func(a *answers) bool {
		for c, was := range a.places {
			if name(c) != was {
				return true
			}
		}
		return false
	})
}

// renamed drops what was said of bodies in error: how a message spells a type depends on
// which other types are called the same.
func (m *memory) renamed() {
	m.when.changed[dep{kind: onNames}] = true
	m.recheck((*answers).mayName)
}

// mayName: something is, or may be, said of a body.
func (a *answers) mayName() bool {
	v, ok := a.load(key{q: qCheck, def: a.id.def})
	return !ok || len(v.(box[[]diag.Diagnostic]).v) > 0
}

// recheck drops the messages of bodies, and the names in their hints.
func (m *memory) recheck(stale func(*answers) bool) {
	for id, a := range m.bodies.All() {
		a.mu.Lock()
		if stale(a) {
			n := m.deps.newAnswers(a.id)
			n.uses.deps = slices.Clone(a.uses.deps)
			a.copyTo(n, func(q query) bool { return q != qBorrowck && q != qDrops && q != qCheck })
			m.bodies.Set(id, n)
			m.passed = append(m.passed, a)
			m.when.changed[a.id] = true
			m.unsay(id)
		}
		a.mu.Unlock()
	}
}

// changedImpls lists what of two impl indices differs.
func changedImpls(old, now *implIndex, changed map[dep]bool) {
	if old.wide != now.wide {
		changed[dep{kind: onUnseen}] = true
	}
	for t, heads := range old.byTrait {
		heads.differ(now.byTrait[t], t, changed)
	}
	for t, heads := range now.byTrait {
		heads.differ(old.byTrait[t], t, changed)
	}
}

func (h traitImpls) differ(o traitImpls, trait types.DefID, changed map[dep]bool) {
	for head, list := range h {
		if !sameImpls(list, o[head]) {
			changed[dep{onImpls, trait, head}] = true
			changed[dep{onImpls, trait, everyHead}] = true
		}
	}
}

func sameImpls(a, b []placedImpl) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].id != b[i].id {
			return false
		}
	}
	return true
}
