package semantics

import (
	"slices"
	"strings"

	"drop-lsp/semantics/drops"
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: the values of a timeline and the lines on which each is alive. A value has a bar
// where it has drop glue, or is lent out for more than a line. It is alive on a line if it is
// initialised at a point of the line; maybe, if at every such point that depends on the way
// there. A line without points of its own takes what both its neighbours have.

// timelineView draws one body.
type timelineView struct {
	*Program
	t          *Timeline
	owner      types.DefID
	prepared   *mir.Body // as the borrow checker reads it
	body       *mir.Body // as drop elaboration reads it
	ty         *mir.TypeInfo
	lines      *source.LineTable
	expansions []hir.Expansion
	asyncFn    bool // the body of an async fn: what it captures are its arguments

	values map[valueKey]int
	keys   []valueKey
	moves  *mir.MoveData
	points []dropPoint
}

// valueKey is a local, or a captured variable: a field of the closure's environment.
type valueKey struct {
	local mir.LocalID
	field int // -1: the local
}

func (v *timelineView) draw() {
	v.values = map[valueKey]int{}
	v.moves = mir.GatherMoves(v.body, v.ty, nil)
	for _, b := range v.bodyDrops(v.owner) {
		if b.owner == v.body.Owner {
			v.points = b.points
		}
	}
	v.errors()
	trace := v.trace()
	v.findValues(trace)
	v.live()
	v.drops()
	v.findMoves()
	v.borrows(trace)
}

// environment: local 1 is the closure or coroutine whose body this is, by value.
func (v *timelineView) environment() bool {
	if len(v.body.Locals) < 2 || len(v.body.Upvars) == 0 {
		return false
	}
	switch t := v.body.Locals[1].Type.(type) {
	case *types.Closure:
		return t.Def == v.body.Owner
	case *types.Coroutine:
		return t.Def == v.body.Owner
	}
	return false
}

// keyOf is the value that a place belongs to.
func (v *timelineView) keyOf(p mir.Place) valueKey {
	if p.Local == 1 && v.environment() {
		for _, e := range p.Proj {
			if e.Kind == mir.Field {
				return valueKey{1, e.Field}
			}
		}
	}
	return valueKey{p.Local, -1}
}

// valueOf is the value that a place belongs to; false: none that is shown.
func (v *timelineView) valueOf(p mir.Place) (int, bool) {
	i, ok := v.values[v.keyOf(p)]
	return i, ok
}

// findValues lists what gets a bar.
func (v *timelineView) findValues(trace loanTrace) {
	want := map[valueKey]bool{}
	for i := range v.body.Locals {
		if l := mir.LocalID(i); v.named(l) && v.ty.NeedsDrop(v.body.Locals[i].Type) {
			want[valueKey{l, -1}] = true
		}
	}
	for i := range v.body.Upvars {
		if k := (valueKey{1, i}); v.environment() && !v.asyncFn && v.ty.NeedsDrop(v.typeOf(k)) {
			want[k] = true
		}
	}
	for _, pt := range v.points {
		for _, d := range pt.drops {
			want[v.keyOf(d.place)] = true
		}
	}
	for _, l := range trace.shown {
		want[v.keyOf(l.Borrowed)] = true
	}
	for k := range want {
		v.keys = append(v.keys, k)
	}
	at := map[valueKey]int{}
	for _, k := range v.keys {
		at[k] = v.introduced(k).Start
	}
	slices.SortFunc(v.keys, func(a, b valueKey) int {
		switch {
		case at[a] != at[b]:
			return at[a] - at[b]
		case a.local != b.local:
			return int(a.local - b.local)
		}
		return a.field - b.field
	})
	for i, k := range v.keys {
		v.values[k] = i
		v.t.Values = append(v.t.Values, v.value(k))
	}
}

// named: the local is a variable or an argument that the user named.
func (v *timelineView) named(l mir.LocalID) bool {
	local := &v.body.Locals[l]
	if local.Desugared || l == mir.ReturnPlace || local.Type == nil || local.Origin != mir.OriginBinding && local.Origin != mir.OriginArg {
		return false
	}
	return v.userName(l) != ""
}

func (v *timelineView) userName(l mir.LocalID) string {
	if name, named := variable(v.body, mir.Place{Local: l}); named == 0 && name != "<temporary>" {
		return name
	}
	return ""
}

// introduced is where a value is introduced.
func (v *timelineView) introduced(k valueKey) FileSpan {
	span := v.body.Locals[k.local].Span
	if k.field >= 0 {
		span = v.body.Upvars[k.field].Span
	}
	at, _, ok := v.place(span)
	if !ok {
		return FileSpan{File: v.t.Span.File, Start: v.t.Span.Start, End: v.t.Span.Start}
	}
	return at
}

func (v *timelineView) value(k valueKey) TimelineValue {
	l := &v.body.Locals[k.local]
	t := v.typeOf(k)
	out := TimelineValue{Kind: ValueVariable, Span: v.introduced(k), Name: v.userName(k.local)}
	switch {
	case k.field >= 0:
		out.Kind, out.Name = ValueCapture, v.body.Upvars[k.field].Place
	case !v.named(k.local):
		out.Kind, out.Name = ValueTemporary, v.written(out.Span)
	case l.Origin == mir.OriginArg:
		out.Kind = ValueArgument
	}
	out.Type, out.DropGlue = v.typeName(t, v.body.Owner), v.ty.NeedsDrop(t)
	return out
}

// typeOf is the type of a value.
func (v *timelineView) typeOf(k valueKey) types.Type {
	t := v.body.Locals[k.local].Type
	if k.field >= 0 {
		if s := v.ty.Shape(t); len(s.Variants) == 1 && k.field < len(s.Variants[0].Fields) {
			return s.Variants[0].Fields[k.field]
		}
	}
	return t
}

// written is the text of a span in one line.
func (v *timelineView) written(at FileSpan) string {
	text, _ := v.Text(at.File)
	if at.Start < 0 || at.End > len(text) || at.Start >= at.End {
		return "<temporary>"
	}
	return strings.Join(strings.Fields(text[at.Start:at.End]), " ")
}

// ---------- lines ----------

// lineState is what is known of a value on a line.
type lineState uint8

const (
	seen     lineState = 1 << iota // a point of the line was seen
	certain                        // initialised at one of them
	possible                       // initialised on some way to one of them
)

// strip is the states of the function's lines.
type strip struct {
	first  int
	states []lineState
}

func (v *timelineView) strip() strip {
	return strip{v.t.First, make([]lineState, v.t.Last-v.t.First+1)}
}

func (s strip) mark(line int, st lineState) {
	if i := line - s.first; i >= 0 && i < len(s.states) {
		s.states[i] |= st | seen
	}
}

// bars are the runs of lines.
func (s strip) bars() []TimelineBar {
	s.fill()
	var out []TimelineBar
	for i, st := range s.states {
		if st&(certain|possible) == 0 {
			continue
		}
		line, maybe := s.first+i, st&certain == 0
		if n := len(out); n > 0 && out[n-1].Last == line-1 && out[n-1].Maybe == maybe {
			out[n-1].Last = line
		} else {
			out = append(out, TimelineBar{line, line, maybe})
		}
	}
	return out
}

// fill gives the lines without points what both neighbours have.
func (s strip) fill() {
	for i := 0; i < len(s.states); i++ {
		if s.states[i]&seen != 0 {
			continue
		}
		end := i
		for end < len(s.states) && s.states[end]&seen == 0 {
			end++
		}
		if i == 0 || end == len(s.states) {
			i = end
			continue
		}
		before, after := s.states[i-1], s.states[end]
		both := certain
		if before&certain == 0 || after&certain == 0 {
			both = possible
		}
		if before&(certain|possible) == 0 || after&(certain|possible) == 0 {
			both = 0
		}
		for ; i < end; i++ {
			s.states[i] |= both
		}
	}
}

// live finds the lines of each value.
func (v *timelineView) live() {
	init := mir.SolveInit(v.body, v.moves, true)
	strips := make([]strip, len(v.keys))
	paths := make([]mir.MovePathID, len(v.keys))
	for i, k := range v.keys {
		strips[i] = v.strip()
		paths[i] = v.pathOf(k)
		if l := v.body.Locals[k.local]; l.Origin == mir.OriginArg || k.field >= 0 {
			strips[i].mark(v.t.First, certain)
			if _, line, ok := v.place(l.Span); ok && k.field < 0 {
				strips[i].mark(line, certain)
			}
		}
	}
	for b := range v.body.Blocks {
		blk := &v.body.Blocks[b]
		for s := 0; !blk.Cleanup && s <= len(blk.Stmts); s++ {
			loc := mir.Location{Block: mir.BlockID(b), Stmt: s}
			if line, ok := v.lineOf(blk, s); ok {
				init.SeekBefore(loc)
				shared := v.ends(blk, s)
				for i, p := range paths {
					if init.Reached() && p != mir.NoMovePath && !(shared && v.t.Values[i].DropGlue) {
						strips[i].mark(line, v.leftAt(init, i, p))
					}
				}
			}
			v.markEnds(loc, init, strips)
		}
	}
	v.markExits(init, paths, strips)
	for i := range v.keys {
		v.t.Values[i].Bars = strips[i].bars()
	}
}

// ends: the location is of the drops at the end of a scope. Ways out share those: what is there at
// them says nothing of the one way that their place belongs to.
func (v *timelineView) ends(blk *mir.Block, stmt int) bool {
	if stmt < len(blk.Stmts) {
		_, dead := blk.Stmts[stmt].Kind.(mir.StorageDead)
		return dead
	}
	switch blk.Term.Kind.(type) {
	case mir.Drop, mir.Return, mir.CoroutineDrop:
		return true
	}
	return false
}

// markExits marks the lines of the exits: what is there where each begins, and dropped by it.
func (v *timelineView) markExits(init *mir.Initialisedness, paths []mir.MovePathID, strips []strip) {
	for i := range v.body.Exits {
		e := &v.body.Exits[i]
		at, _, ok := v.place(e.Span)
		if !ok || e.From.Block == mir.NoBlock {
			continue
		}
		init.SeekBefore(e.From)
		for n, p := range paths {
			if init.Reached() && p != mir.NoMovePath {
				strips[n].mark(v.lastLine(at), v.leftAt(init, n, p))
			}
		}
	}
}

// pathOf is the move path of a value; NoMovePath: there is none.
func (v *timelineView) pathOf(k valueKey) mir.MovePathID {
	p := mir.Place{Local: k.local}
	if k.field >= 0 {
		p = p.Project(mir.Proj{Kind: mir.Field, Field: k.field})
	}
	path, _ := v.moves.Lookup(p) // that of the environment, where the variable has none of its own
	return path
}

// leftAt is the state of a value: one with drop glue is gone where nothing that needs drop is left of it.
func (v *timelineView) leftAt(init *mir.Initialisedness, value int, p mir.MovePathID) lineState {
	st := v.stateAt(init, p)
	if st != seen && v.t.Values[value].DropGlue && !drops.Left(v.body, v.ty, v.moves, init, p) {
		return seen
	}
	return st
}

// stateAt is the state of a path: of its parts too, one of which may be there again where the whole is not.
func (v *timelineView) stateAt(init *mir.Initialisedness, p mir.MovePathID) lineState {
	st := stateOf(init.At(p))
	if st == seen {
		v.moves.EachChild(p, func(c mir.MovePathID) { st |= stateOf(init.At(c)) })
	}
	return st
}

func stateOf(init, uninit bool) lineState {
	switch {
	case !init:
		return seen
	case uninit:
		return possible
	}
	return certain
}

// markEnds marks the lines of what initialises a value, and the first line of what moves it.
func (v *timelineView) markEnds(loc mir.Location, init *mir.Initialisedness, strips []strip) {
	for _, i := range v.moves.MovesAt(loc) {
		path := v.moves.Moves[i].Path
		n, ok := v.valueOf(v.moves.Paths[path].Place)
		if _, line, placed := v.place(v.spanAt(loc)); ok && placed && !v.endsStorage(loc) {
			init.SeekBefore(loc)
			strips[n].mark(line, stateOf(init.At(path)))
		}
	}
	for _, i := range v.moves.InitsAt(loc) {
		n, ok := v.valueOf(v.moves.Paths[v.moves.Inits[i].Path].Place)
		if !ok {
			continue
		}
		if at, line, ok := v.place(v.spanAt(loc)); ok {
			for ; line <= v.lastLine(at); line++ {
				strips[n].mark(line, certain)
			}
		}
	}
}

// endsStorage: the location is a StorageDead, which counts as a move.
func (v *timelineView) endsStorage(loc mir.Location) bool {
	if blk := &v.body.Blocks[loc.Block]; loc.Stmt < len(blk.Stmts) {
		_, dead := blk.Stmts[loc.Stmt].Kind.(mir.StorageDead)
		return dead
	}
	return false
}

func (v *timelineView) spanAt(loc mir.Location) source.Span {
	blk := &v.body.Blocks[loc.Block]
	if loc.Stmt < len(blk.Stmts) {
		return blk.Stmts[loc.Stmt].Span
	}
	return blk.Term.Span
}

// lineOf is the line of a location that stands on one; joints of control flow have none.
func (v *timelineView) lineOf(blk *mir.Block, stmt int) (int, bool) {
	span := blk.Term.Span
	if stmt < len(blk.Stmts) {
		span = blk.Stmts[stmt].Span
		switch blk.Stmts[stmt].Kind.(type) {
		case mir.Nop, mir.StorageLive:
			return 0, false
		}
		if unitValue(blk.Stmts[stmt].Kind) {
			return 0, false
		}
	} else {
		switch blk.Term.Kind.(type) {
		case mir.Goto, mir.FalseEdge, mir.FalseUnwind, mir.Unreachable, mir.Escape:
			return 0, false
		}
	}
	at, line, ok := v.place(span)
	return line, ok && v.lastLine(at) == line
}

// unitValue: the statement gives a block, or an else that is not written, its value ().
func unitValue(s mir.StmtKind) bool {
	a, ok := s.(mir.Assign)
	if !ok {
		return false
	}
	u, ok := a.Rvalue.(mir.Use)
	if !ok || u.X.Kind != mir.Constant || u.X.Const == nil {
		return false
	}
	t, ok := u.X.Const.Type.(*types.Tuple)
	return ok && t.Elems.Len() == 0
}

// ---------- drops ----------

// drops lists the drops of the points.
func (v *timelineView) drops() {
	for n, pt := range v.points {
		at, _, ok := v.place(pt.span)
		if !ok {
			continue
		}
		for i, d := range pt.drops {
			value, ok := v.valueOf(d.place)
			if !ok {
				continue
			}
			v.t.Drops = append(v.t.Drops, TimelineDrop{Value: value, Place: d.Place, Type: d.Type, At: at, Line: v.lastLine(at), Exit: pt.kind,
				Point: n, Order: i + 1, Of: len(pt.drops), When: d.When, Destructors: d.Destructors})
		}
	}
}
