package mirbuild

import "drop-lsp/semantics/mir"

// This file: helpers of passes that rewrite MIR: renaming locals, and statement
// lists with insertions and removals, along which the exits' points move.

// renamer maps the locals of what it is given; nothing is changed in place.
type renamer func(mir.LocalID) mir.LocalID

func (f renamer) place(p mir.Place) mir.Place {
	out := mir.Place{Local: f(p.Local)}
	for _, e := range p.Proj {
		if e.Kind == mir.Index {
			e.Local = f(e.Local)
		}
		out.Proj = append(out.Proj, e)
	}
	return out
}

func (f renamer) operand(o mir.Operand) mir.Operand {
	if o.Kind != mir.Constant {
		o.Place = f.place(o.Place)
	}
	return o
}

func (f renamer) operands(os []mir.Operand) []mir.Operand {
	out := make([]mir.Operand, len(os))
	for i, o := range os {
		out[i] = f.operand(o)
	}
	return out
}

func (f renamer) rvalue(r mir.Rvalue) mir.Rvalue {
	switch r := r.(type) {
	case mir.Use:
		r.X = f.operand(r.X)
		return r
	case mir.Repeat:
		r.X = f.operand(r.X)
		return r
	case mir.Ref:
		r.Place = f.place(r.Place)
		return r
	case mir.RawPtr:
		r.Place = f.place(r.Place)
		return r
	case mir.Cast:
		r.X = f.operand(r.X)
		return r
	case mir.Binary:
		r.L = f.operand(r.L)
		r.R = f.operand(r.R)
		return r
	case mir.Unary:
		r.X = f.operand(r.X)
		return r
	case mir.Discriminant:
		r.Place = f.place(r.Place)
		return r
	case mir.Len:
		r.Place = f.place(r.Place)
		return r
	case mir.CopyForDeref:
		r.Place = f.place(r.Place)
		return r
	case mir.Aggregate:
		r.Fields = f.operands(r.Fields)
		return r
	}
	return r
}

// edit rebuilds the statements of all blocks: before holds what is inserted before a
// location, gone says which statements go. Exits keep their points.
func edit(body *mir.Body, before map[mir.Location][]mir.Statement, gone func(mir.StmtKind) bool) {
	exits := body.ExitsByBlock()
	for i := range body.Blocks {
		blk := &body.Blocks[i]
		var out []mir.Statement
		at := make([]int, len(blk.Stmts)+1)
		for j := range at {
			at[j] = len(out)
			out = append(out, before[mir.Location{Block: mir.BlockID(i), Stmt: j}]...)
			if j < len(blk.Stmts) && !gone(blk.Stmts[j].Kind) {
				out = append(out, blk.Stmts[j])
			}
		}
		blk.Stmts = out
		for _, e := range exits[mir.BlockID(i)] {
			if from := &body.Exits[e].From; from.Stmt < len(at) {
				from.Stmt = at[from.Stmt]
			}
		}
	}
}
