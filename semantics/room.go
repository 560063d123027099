package semantics

import "sync"

// This file: when a program begins anew. Types are never taken out of an interner, so
// after many edits most of those in it are of texts that are gone. A program whose
// interner is full starts over with an empty one, which costs as much as opening it:
//
//	edits    1 … 900    1000 … 1999                         every thousand edits or more
//	full     more room  begins anew, with the room it had
//
// A full interner before that many edits means that the program itself needs more room;
// so the room settles at what the program and some thousand edits need, however large
// the program is and whenever it is measured.

// editsBetween is how many edits a program sees at least between two beginnings.
const editsBetween = 1000

// leastRoom is how many types a program may make in any case.
const leastRoom = 20000

// room is how many types an interner may hold.
type room struct {
	mu    sync.Mutex
	types int
	edits int // since the program began
	// between is editsBetween; tests want less.
	between int
}

// newRoom is the room of a program of which nothing is known yet.
func newRoom() *room { return &room{types: leastRoom, between: editsBetween} }

// edited counts an edit.
func (r *room) edited() {
	r.mu.Lock()
	r.edits++
	r.mu.Unlock()
}

// full reports whether it is time to begin anew; an interner that filled up early gets more room.
func (r *room) full(size int) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if size <= r.types {
		return false
	}
	if r.edits < r.between {
		r.types = 2 * size
		return false
	}
	return true
}

// anew is the program with nothing of it kept but the room.
func (p *Program) anew(read func(string) (string, bool)) *Program {
	n := load(nil, p.order[0].path, p.opts, read)
	n.room.types, n.room.between = p.room.types, p.room.between
	n.line.bulk.most = p.line.bulk.most
	return n
}
