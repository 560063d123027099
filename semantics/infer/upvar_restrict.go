package infer

import (
	"slices"

	"drop-lsp/semantics/types"
)

// This file: how far a captured place may reach (RFC 2229; reference,
// type.closure.capture.precision): not behind a raw pointer, not into a union, an
// array or a packed struct, for a move not behind a reference. `truncate` cuts a
// place; a mutable borrow cut at a `&mut` becomes a unique borrow.

// truncate cuts a place to n steps.
func truncate(p place, k captureKind, n int) (place, captureKind) {
	if k == CaptureMut {
		for i := n; i < len(p.projs); i++ {
			if p.projs[i].kind == projDeref && isMutRef(p.before(i)) {
				k = CaptureUnique
				break
			}
		}
	}
	p.projs = slices.Clip(p.projs[:min(n, len(p.projs))])
	return p, k
}

// truncateAt cuts a place before its first step of a kind.
func truncateAt(p place, k captureKind, stop func(i int, s proj) bool) (place, captureKind) {
	for i, s := range p.projs {
		if stop(i, s) {
			return truncate(p, k, i)
		}
	}
	return p, k
}

// restrictPrecision cuts a place where going on would need unsafe code (raw pointers,
// unions) or where an element of an array begins.
func (v *useVisitor) restrictPrecision(p place, k captureKind) (place, captureKind) {
	p, k = truncateAt(p, k, func(i int, _ proj) bool { return isRawPtr(p.before(i)) || v.isUnion(p.before(i)) })
	return truncateAt(p, k, func(_ int, s proj) bool { return s.kind == projIndex || s.kind == projSubslice })
}

// restrictPacked cuts a borrowed place before a field of a packed struct.
func (v *useVisitor) restrictPacked(p place, k captureKind) (place, captureKind) {
	return truncateAt(p, k, func(i int, s proj) bool {
		if s.kind != projField {
			return false
		}
		a, ok := p.before(i).(*types.Adt)
		if !ok {
			return false
		}
		def := v.q.Adt(a.Def)
		return def != nil && def.Packed
	})
}

// optimise cuts a place behind its last deref if that is of a shared reference: fields
// behind one are no more precise than the reference's target.
func optimise(p place, k captureKind) (place, captureKind) {
	for i := len(p.projs) - 1; i >= 0; i-- {
		if p.projs[i].kind != projDeref {
			continue
		}
		if isSharedRef(p.before(i)) {
			return truncate(p, k, i+1)
		}
		break
	}
	return p, k
}

// adjustMove makes every capture of a `move` closure a move of what stands before the first deref.
func adjustMove(p place, k captureKind) (place, captureKind) {
	p, _ = truncateAt(p, k, func(_ int, s proj) bool { return s.kind == projDeref })
	return p, CaptureMove
}

// adjustNonMove lets a move take only data of the enclosing frame itself: not from behind a reference or box.
func adjustNonMove(p place, k captureKind) (place, captureKind) {
	if k != CaptureMove {
		return p, k
	}
	return truncateAt(p, k, func(_ int, s proj) bool { return s.kind == projDeref })
}

// restrictDrop cuts a moved place before a field of a type that implements Drop, out of which nothing can be moved.
func (v *useVisitor) restrictDrop(p place, k captureKind) (place, captureKind) {
	if k != CaptureMove || v.isCopy(p.typ()) {
		return p, k
	}
	return truncateAt(p, k, func(i int, _ proj) bool {
		a, ok := p.before(i).(*types.Adt)
		return ok && v.hasDtor(a)
	})
}

func (v *useVisitor) isUnion(t types.Type) bool {
	a, ok := t.(*types.Adt)
	return ok && v.q.Adt(a.Def) != nil && isUnionDef(v.q.Adt(a.Def))
}
