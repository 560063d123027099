package semantics

import (
	"sync"
	"sync/atomic"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/stdlib"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/diag"
)

// This file: memoised queries. A query runs in a frame that knows which queries it
// is part of; one that asks for itself gets its zero answer (Unknown), and what was
// computed on the way from there is not kept, for it depends on where the cycle was
// entered. No lock is held while a query runs: two goroutines may compute the same
// answer, the first one's is kept. Which answers the next snapshot keeps: depend.go.

// query names a kind of question.
type query uint8

const (
	qGenerics query = iota + 1
	qPredicates
	qSuperPredicates
	qItemBounds
	qTypeOf
	qFnSig
	qLateBound
	qAdt
	qTrait
	qImpl
	qAssocItems
	qVariances
	qHidden
	qConst
	qConstValue
	qClosure
	qBody
	qInfer
	qThir
	qBuilt
	qPrepared
	qElaborated
	qBorrowck
	qStdImpls
	qDrops
	qWitness
	qStalled
	qMIR
	qCheck
	qItem
	qClosed
)

// ofBody are the questions whose answers are read off a body.
var ofBody = [...]bool{qHidden: true, qConst: true, qConstValue: true, qClosure: true, qBody: true, qInfer: true, qThir: true, qBuilt: true,
	qPrepared: true, qElaborated: true, qBorrowck: true, qDrops: true, qWitness: true, qStalled: true, qMIR: true, qCheck: true, qItem: false, qClosed: false}

// key is a question.
type key struct {
	q    query
	def  types.DefID
	args types.Args
	head stdlib.Head
}

// maxDepth bounds how deep queries may nest.
const maxDepth = 512

// frame is one running query: the Queries that its code sees. The root frame runs none.
type frame struct {
	*store
	outer *frame
	key   key
	depth int
	// provisional: the answer depends on a cycle that was entered further out.
	provisional bool
	// uses are what the answers of this group asked of others; nil: nobody keeps them.
	uses *uses
}

// answers are kept answers about one declaration or one body: a group, which the next snapshot
// keeps or drops as a whole.
type answers struct {
	own  atomic.Pointer[[]ownAnswer] // to questions about what the group is of
	m    shelf                       // to all others
	id   dep
	num  depNum        // id's
	last *moment       // of the last snapshot that had it, once it was dropped
	left atomic.Uint64 // the snapshot after which it was dropped, which may still add to it; 0: none
	mu   sync.Mutex    // held while an answer and what it used are added
	work [stages]sync.Mutex
	uses
}

// ownAnswer answers a question about the very thing that a group is of, without arguments; such are
// few, and asked often.
type ownAnswer struct {
	q query
	v any
}

// lineage is a program's snapshots, each made from one before. They share groups of answers, to which
// only the newest adds.
type lineage struct {
	mu     sync.RWMutex // held for reading while an answer is added
	newest uint64       // its epoch
	bulk   bulk
	deps   depTable
}

// begins makes a snapshot the newest; from here on the one before it adds nothing to what they share.
// It reports whether that one was the newest.
func (l *lineage) begins(epoch, before uint64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	was := l.newest
	l.newest = epoch
	return was == before
}

// memory is what one snapshot keeps.
type memory struct {
	std    *answers // about the standard library: for good
	decls  *hir.DefTable[answers]
	bodies *hir.DefTable[answers] // by owner
	checks *hir.DefTable[answers] // what the rules about items say, by item
	items  *answers               // and of all of them: rests on every declaration, and nothing on it
	misc   *answers               // about what belongs to none of these
	closed *closedAnswers         // about closed types
	deps   *depTable              // the program's
	// said is what is said of the bodies in their order, where their groups say so too (nil: not yet
	// asked, or not kept): a crate has many bodies, and a keystroke changes one.
	saidMu sync.Mutex
	said   []*[]diag.Diagnostic
	order  []types.DefID
	when   *moment
	behind int        // bodies whose groups the snapshot before did not hand over
	passed []*answers // of the snapshot before, which this one did not take over; while it is made
}

// epochs numbers snapshots.
var epochs atomic.Uint64

// isOwn: the question is about what the group is of.
func (a *answers) isOwn(k key) bool {
	return k.def == a.id.def && a.id.kind != onNothing && k.args == nil && k.head == 0
}

func (a *answers) load(k key) (any, bool) {
	if !a.isOwn(k) {
		return a.m.load(k)
	}
	if own := a.own.Load(); own != nil {
		for i := range *own {
			if (*own)[i].q == k.q {
				return (*own)[i].v, true
			}
		}
	}
	return nil, false
}

// loadOrStore keeps an answer unless there is one; it gives the one that is kept. The group is locked.
func (a *answers) loadOrStore(k key, v any) (kept any, had bool) {
	if !a.isOwn(k) {
		return a.m.loadOrStore(k, v)
	}
	if old, ok := a.load(k); ok {
		return old, true
	}
	var all []ownAnswer
	if own := a.own.Load(); own != nil {
		all = *own
	}
	all = append(all[:len(all):len(all)], ownAnswer{k.q, v})
	a.own.Store(&all)
	return v, false
}

// copyTo keeps the answers to some kinds of questions in another group. Both are locked, or nobody
// else's.
func (a *answers) copyTo(to *answers, which func(query) bool) {
	a.m.copyTo(&to.m, which)
	own := a.own.Load()
	if own == nil {
		return
	}
	var kept []ownAnswer
	for _, o := range *own {
		if which(o.q) {
			kept = append(kept, o)
		}
	}
	to.own.Store(&kept)
}

// of is where the answer to a question is kept.
func (s *store) of(k key) *answers {
	if k.def.IsStd() {
		return s.memory.std
	}
	if s.links != nil && k.args == nil && s.foreign(k.def) {
		return s.links.answers
	}
	if k.q == qItem {
		if a := s.memory.checks.At(k.def); a != nil && k.def != s.crate.Root {
			return a
		}
		return s.memory.items
	}
	return s.memory.group(s, k.def, ofBody[k.q])
}

func (m *memory) group(s *store, def types.DefID, body bool) *answers {
	if body {
		if a := m.bodies.At(def); a != nil {
			return a
		}
	} else if a := m.decls.At(def); a != nil {
		return a
	}
	if s.crate == nil || s.foreign(def) {
		return m.misc
	}
	owner := def
	if d := s.crate.Defs.At(def); d == nil {
		owner = s.crate.BodyOwner(def)
	} else if d.Opaque != nil && body {
		owner = d.Opaque.Fn
	}
	if a := m.bodies.At(owner); a != nil && (body || owner != def) {
		return a
	}
	if a := m.decls.At(owner); a != nil {
		return a
	}
	return m.misc
}

// ask answers a question, from memory if it was answered before.
func ask[T any](f *frame, k key, compute func(*frame) T) T {
	kept := f.of(k)
	local := kept != f.memory.std && (f.links == nil || kept != f.links.answers)
	if local {
		f.noteNum(kept.num)
	}
	if v, ok := kept.load(k); ok {
		return v.(box[T]).v
	}
	var zero T
	if f.depth >= maxDepth {
		for p := f; p != nil; p = p.outer {
			p.provisional = true
		}
		return zero
	}
	for p := f; p != nil; p = p.outer {
		if p.key == k {
			for c := f; c != p; c = c.outer {
				c.provisional = true
			}
			return zero
		}
	}
	in := &frame{store: f.store, outer: f, key: k, depth: f.depth + 1}
	if local {
		in.uses = &uses{}
	}
	v := compute(in)
	if in.provisional {
		// What its answer rests on, the answer around it rests on.
		f.uses.add(in.uses)
		return v
	}
	if !local {
		first, _ := kept.m.loadOrStore(k, box[T]{v})
		return first.(box[T]).v
	}
	first, ok := f.keep(kept, k, box[T]{v}, in.uses)
	if !ok {
		f.uses.add(in.uses)
		return v // of a snapshot that was superseded
	}
	if bulky[k.q] {
		f.line.bulk.holds(kept)
	}
	return first.(box[T]).v
}

// keep adds an answer, with what it rests on, to a group, and gives the one that is kept; false: this
// snapshot may not add to the group any more.
func (f *frame) keep(to *answers, k key, v any, uses *uses) (any, bool) {
	f.line.mu.RLock()
	defer f.line.mu.RUnlock()
	to.mu.Lock()
	defer to.mu.Unlock()
	if f.line.newest != f.epoch && to.left.Load() != f.epoch {
		return nil, false
	}
	first, had := to.loadOrStore(k, v)
	if !had {
		to.uses.add(uses)
		to.uses.rest()
	}
	return first, true
}

// box holds an answer that may be nil.
type box[T any] struct{ v T }

// shelf is where answers are kept. Looking takes no lock.
type shelf struct {
	mu  sync.Mutex
	all types.HashSet[shelved]
}

// shelved is an answer to a question.
type shelved struct {
	key
	v any
}

func (k key) hash() types.Hash {
	return types.Hash(k.q).Def(k.def).With(uint32(k.args.Hash())).With(uint32(k.head))
}

func (s *shelf) find(k key, h types.Hash) *shelved {
	return s.all.Find(h, func(o *shelved) bool { return o.key == k })
}

func (s *shelf) load(k key) (any, bool) {
	if o := s.find(k, k.hash()); o != nil {
		return o.v, true
	}
	return nil, false
}

// loadOrStore keeps an answer unless there is one; it gives the one that is kept.
func (s *shelf) loadOrStore(k key, v any) (kept any, had bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := k.hash()
	if o := s.find(k, h); o != nil {
		return o.v, true
	}
	s.all.Add(h, &shelved{k, v})
	return v, false
}

// copyTo keeps the answers to some kinds of questions in another shelf.
func (s *shelf) copyTo(to *shelf, which func(query) bool) {
	s.all.All(func(o *shelved) {
		if which(o.q) {
			to.all.Add(o.hash(), o)
		}
	})
}
