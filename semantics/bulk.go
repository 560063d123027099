package semantics

import "sync"

// This file: which bodies keep what was only made on the way. Types of expressions, thir and MIR
// are most of what a program takes, and once a body's errors and drops are known hardly anybody
// asks for them: who does has them made again. So only the bodies that were worked on last keep
// them:
//
//	fn f() {…}  errors, drops                       checked when the file was opened
//	fn g() {…}  errors, drops, types, thir, MIR     edited just now
//
// An answer that is made again is the same as before, and rests on the same.

// bulky are the questions about a body whose answers are large.
var bulky = [...]bool{qInfer: true, qThir: true, qBuilt: true, qPrepared: true, qElaborated: true, qBorrowck: true, qMIR: true, qClosed: false}

// leastBulk is how many bodies keep their large answers at least: more than are worked on at a time.
const leastBulk = 16

// bulk are the groups with large answers, the latest last.
type bulk struct {
	mu   sync.Mutex
	most int // how many; 0: all
	last []*answers
}

// Slim lets only the bodies that were worked on last keep what was made on the way to their answers,
// in this snapshot and in those that follow.
func (p *Program) Slim() {
	b := &p.line.bulk
	b.mu.Lock()
	defer b.mu.Unlock()
	b.most = leastBulk
}

// holds notes that a group got a large answer, and lets the one go of its own that did so the longest ago.
func (b *bulk) holds(a *answers) {
	if out := b.push(a); out != nil {
		out.shed()
	}
}

func (b *bulk) push(a *answers) (out *answers) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.most == 0 {
		return nil
	}
	for i, o := range b.last {
		if o == a {
			copy(b.last[i:], b.last[i+1:])
			b.last[len(b.last)-1] = a
			return nil
		}
	}
	if b.last = append(b.last, a); len(b.last) <= b.most {
		return nil
	}
	out = b.last[0]
	b.last = append(b.last[:0], b.last[1:]...)
	return out
}

// shed lets go of a group's large answers about the body that it is of.
func (a *answers) shed() {
	a.mu.Lock()
	defer a.mu.Unlock()
	own := a.own.Load()
	if own == nil {
		return
	}
	var kept []ownAnswer
	for _, o := range *own {
		if !bulky[o.q] {
			kept = append(kept, o)
		}
	}
	a.own.Store(&kept)
}
