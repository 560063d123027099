package semantics

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/diag"
	"drop-lsp/syntax/source"
)

// This file: the drop timeline of a function: which values there are, on which lines each is
// alive, where it is moved, borrowed and dropped. All of it is read off MIR, the drop points and
// the borrow checker's loans:
//
//	1  let a = mk();        a ●
//	2  let b = wrap(a);       └─► wrap   b ●
//	3  }                                   ◆ dropped
//
// timelineview.go finds the values and their lines, timelinemoves.go the moves and borrows.

// Timeline is the life of a function's values. Lines count from 0.
type Timeline struct {
	Name        string
	Span        FileSpan
	First, Last int // the function's lines
	Partial     bool
	Unknown     []UnknownPart
	Values      []TimelineValue // in the order in which they are introduced
	Drops       []TimelineDrop  // in source order, those of one point in the order in which they run
	Moves       []TimelineMove
	Borrows     []TimelineBorrow
	Errors      []TimelineError
}

// ValueKind is what a value belongs to.
type ValueKind string

// The kinds of values.
const (
	ValueVariable  ValueKind = "variable"
	ValueArgument  ValueKind = "argument"
	ValueCapture   ValueKind = "capture"
	ValueTemporary ValueKind = "temporary"
)

// TimelineValue is a variable, an argument, what a closure captured, or a temporary.
type TimelineValue struct {
	Name     string // of a temporary the expression
	Type     string
	Kind     ValueKind
	Span     FileSpan // where it is introduced
	DropGlue bool     // dropping it may run something
	Bars     []TimelineBar
}

// TimelineBar is a run of lines on which something is there; Maybe: on some ways only, so that
// a drop flag decides.
type TimelineBar struct {
	First, Last int
	Maybe       bool
}

// TimelineDrop is one drop of one drop point.
type TimelineDrop struct {
	Value       int
	Place       string // the value, or the part of it that is left
	Type        string
	At          FileSpan
	Line        int
	Exit        string // the drop point's kind
	Point       int    // counts the function's drop points
	Order, Of   int    // from 1
	When        When
	Destructors []string
}

// TimelineMove is a move out of a value: into another one, or into what Into says ("drop()").
type TimelineMove struct {
	From, To int // To -1: none that is shown
	Place    string
	Into     string
	At       FileSpan
	Line     int
	ToLine   int // where To begins by it
}

// TimelineBorrow is a loan of a value, on the lines on which it is in scope.
type TimelineBorrow struct {
	Of       int
	Place    string
	Mutable  bool
	Span     FileSpan
	Line     int
	Bars     []TimelineBar
	HeldBy   []string          // the variables through which it may be reached
	Conflict *TimelineConflict // of a rejected program
}

// TimelineConflict is an access that the borrow forbids, and what still needs the borrow.
type TimelineConflict struct {
	Access   string // drop, move, assign, use, borrow
	At       FileSpan
	Line     int
	Need     string // drop, use, caller, or "" where it is not known
	By       int    // the value whose drop needs it; -1: none that is shown
	ByName   string
	NeedAt   FileSpan
	NeedLine int
}

// TimelineError is an error of the function.
type TimelineError struct {
	Code, Message string
	At            FileSpan
	Line          int
}

// TimelineAt is the timeline of the innermost body at an offset in which something lives; false:
// the offset is in no function.
func (p *Program) TimelineAt(file string, offset int) (*Timeline, bool) {
	var best *Timeline
	size := 0
	for _, owner := range p.bodiesIn(FileSpan{File: file, Start: offset, End: offset}) {
		for i, b := range p.prepared(owner) {
			at := p.bodySpan(b)
			if !p.drawn(b) || at.File != file || offset < at.Start || offset > at.End {
				continue
			}
			n := at.End - at.Start
			if _, async := p.asyncFn(b.Owner); async {
				n-- // it comes before the function that makes it
			}
			if best != nil && len(best.Values) > 0 && n > size {
				continue
			}
			if t := p.timeline(owner, i); best == nil || len(best.Values) == 0 || len(t.Values) > 0 {
				best, size = t, n
			}
		}
	}
	return best, best != nil
}

// TimelineOf is the timeline of the body with a name, as Drops has it; of an async fn that of what it runs.
func (p *Program) TimelineOf(name string) (*Timeline, bool) {
	for _, owner := range p.Bodies() {
		bodies := p.prepared(owner)
		for i, b := range bodies {
			if p.drawn(b) && p.DefPath(b.Owner) == name {
				return p.timeline(owner, p.asyncBody(bodies, i)), true
			}
		}
	}
	return nil, false
}

// asyncBody is the coroutine that an async fn makes, else the body itself.
func (p *Program) asyncBody(bodies []*mir.Body, i int) int {
	for j, b := range bodies {
		if fn, ok := p.asyncFn(b.Owner); ok && fn == bodies[i].Owner {
			return j
		}
	}
	return i
}

// asyncFn is the async fn whose coroutine's body it is; false: none's.
func (p *Program) asyncFn(body types.DefID) (types.DefID, bool) {
	d := p.store.def(body)
	if d == nil {
		return types.DefID{}, false
	}
	k, ok := p.coroutineExpr(body)
	return d.Parent, ok && k.Source == hir.SourceFn
}

// bodyName is a body's name for people: that of an async fn is the function's.
func (p *Program) bodyName(b *mir.Body) string {
	if fn, ok := p.asyncFn(b.Owner); ok {
		return p.DefPath(fn)
	}
	return p.DefPath(b.Owner)
}

// FunctionNames are the names of the bodies of which there is a timeline, in source order.
func (p *Program) FunctionNames() []string {
	var out []string
	for _, owner := range p.Bodies() {
		for _, b := range p.prepared(owner) {
			if p.drawn(b) {
				out = append(out, p.DefPath(b.Owner))
			}
		}
	}
	return out
}

// drawn: functions, closures and coroutines have a timeline.
func (p *Program) drawn(b *mir.Body) bool {
	d := p.store.def(b.Owner)
	if d == nil {
		return false
	}
	switch d.Kind {
	case hir.KindFn, hir.KindAssocFn, hir.KindClosure, hir.KindCoroutine:
		return true
	}
	return false
}

// bodySpan is the whole item or closure of a body.
func (p *Program) bodySpan(b *mir.Body) FileSpan {
	if fn, ok := p.asyncFn(b.Owner); ok {
		return p.defSpan(fn)
	}
	if at := p.defSpan(b.Owner); at.File != "" {
		return at
	}
	return p.span(b.Span)
}

// headStart is where a function itself begins, behind its comments and attributes.
func (p *Program) headStart(b *mir.Body, whole FileSpan) int {
	id := b.Owner
	if fn, ok := p.asyncFn(b.Owner); ok {
		id = fn
	}
	if d := p.store.def(id); d != nil && (d.Kind == hir.KindFn || d.Kind == hir.KindAssocFn) {
		if head := p.span(d.HeadSpan); head.File == whole.File && whole.Start <= head.Start && head.End <= whole.End {
			return head.Start
		}
	}
	return whole.Start
}

// timeline draws one body of an owner.
func (p *Program) timeline(owner types.DefID, index int) *Timeline {
	b := p.prepared(owner)[index]
	t := &Timeline{Name: p.bodyName(b), Span: p.bodySpan(b), Unknown: p.unknownParts(b)}
	t.Partial = len(t.Unknown) > 0
	lines := p.lines(t.Span.File)
	if lines == nil {
		return t
	}
	t.First, t.Last = lines.Line(p.headStart(b, t.Span)), lines.Line(max(t.Span.Start, t.Span.End-1))
	if len(b.Blocks) == 0 {
		return t
	}
	v := &timelineView{Program: p, t: t, owner: owner, prepared: b, lines: lines}
	_, v.asyncFn = p.asyncFn(b.Owner)
	if h := p.Body(p.crate.BodyOwner(b.Owner)); h != nil {
		v.expansions = h.Expansions
	}
	return guard(func() *Timeline {
		cleaned := p.cleaned(owner)
		v.body = cleaned[index]
		v.ty = p.typesOf(v.body)
		v.draw()
		return t
	}, func(reason string) *Timeline {
		return &Timeline{Name: t.Name, Span: t.Span, First: t.First, Last: t.Last, Partial: true,
			Unknown: append(t.Unknown, UnknownPart{t.Span, reason})}
	})
}

// errors are the errors of the body that are of its lines.
func (v *timelineView) errors() {
	for _, d := range v.checkBody(v.owner) {
		if d.Level != diag.Error {
			continue
		}
		for _, l := range d.Labels {
			if at, line, ok := v.place(l.Span); ok && l.Primary {
				v.t.Errors = append(v.t.Errors, TimelineError{Code: string(d.Code), Message: d.Msg, At: at, Line: line})
				break
			}
		}
	}
}

// place is where a span stands as written, the call of a macro for what it expands to, and the
// line of its start; false: outside of the function.
func (v *timelineView) place(s source.Span) (at FileSpan, line int, ok bool) {
	for range 64 {
		if s.Expn == 0 || int(s.Expn) >= len(v.expansions) {
			break
		}
		e := &v.expansions[s.Expn]
		if !e.CallSite.Valid() {
			break
		}
		if at, ok := v.Resolve(s); ok && e.Kind != hir.ExpnMacro && v.inside(at) {
			break // what a desugaring holds stands where it is written
		}
		s = e.CallSite
	}
	at, ok = v.Resolve(s)
	if !ok || !v.inside(at) {
		return at, 0, false
	}
	return at, v.lines.Line(at.Start), true
}

func (v *timelineView) inside(at FileSpan) bool {
	return at.File == v.t.Span.File && v.t.Span.Start <= at.Start && at.End <= v.t.Span.End
}

// lastLine is the line on which a span ends.
func (v *timelineView) lastLine(at FileSpan) int { return v.lines.Line(max(at.Start, at.End-1)) }
