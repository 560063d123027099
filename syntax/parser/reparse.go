package parser

import (
	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file: the parse after an edit. It takes over the items of an earlier text that the
// edit did not touch, and is in all else the parse of the new text. Each character of the
// text stands before, in or behind what changed:
//
//	was    use a; fn f() { x }  fn g() {}
//	text   use a; fn f() { xy } fn g() {}
//	       same ─────────┘    └─ same, one further on
//
// An item that lies in one of the same parts is what it was, if its own text decided where
// it ends: every one that is closed does. One that an edit leaves open is read on, up to
// where the items of the new text begin where items began before.

// Reparse is ParseFile(text), faster where the text is similar to an earlier one, of which old is
// the parse.
func Reparse(old *ast.File, was, text string) *ast.File {
	r := &reuse{old: old.Units, moved: len(text) - len(was)}
	r.same, r.after = source.Changed(was, text)
	return parseFile(&splitter{text: text, file: &ast.File{}, reuse: r})
}

// reuse is what holds of an earlier parse.
type reuse struct {
	old   []*ast.Unit
	at    int // of the next in old
	same  int // up to here the texts are the same
	after int // from here in the new text on they are the same again
	moved int // by which the latter part moved
}

// unit is the unit at a place of the text, if it is one of before; nil: it must be read.
func (r *reuse) unit(start int, text string) *ast.Unit {
	if r == nil {
		return nil
	}
	moved := 0
	switch {
	case start >= r.after:
		moved = r.moved
	case start >= r.same:
		return nil
	}
	for r.at < len(r.old) && int(r.old[r.at].Start) < start-moved {
		r.at++
	}
	if r.at == len(r.old) {
		return nil
	}
	u := r.old[r.at]
	if int(u.Start) != start-moved || !u.Sound || start < r.after && start+len(u.Text) > r.same {
		return nil
	}
	return moveUnit(u, moved, text)
}

// moveUnit is a unit in the new text: it holds nothing of the old one's.
func moveUnit(u *ast.Unit, moved int, text string) *ast.Unit {
	n := *u
	n.Start += int32(moved)
	n.Text = text[n.Start : int(n.Start)+len(u.Text)]
	if len(u.Children) > 0 {
		n.Children = make([]*ast.Unit, len(u.Children))
		for i, c := range u.Children {
			n.Children[i] = moveUnit(c, moved, text)
		}
	}
	return &n
}
