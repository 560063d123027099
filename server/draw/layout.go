// Package draw draws answers as pictures: the drop timeline of a function as SVG, for the
// command line and for editors. It asks nothing; it is given the answer and the text.
package draw

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"drop-lsp/semantics"
)

// This file: where everything of a timeline stands. Lines are rows, from top to bottom; a row
// in which several things are dropped is higher, so that the drops run downwards in their order:
//
//	21  left.peer.set(…)   │ left   │ right
//	22  }                  │        ◆ 1
//	                       ◆ 2
//
// Values are bars in lanes, from left to right; values that never meet share a lane. Right of a
// bar stand the thin bars of its borrows, then what is written beside it.

const (
	rowHeight  = 20
	dropHeight = 16 // of one of several drops of a row
	charWidth  = 7.2
	codeLeft   = 46
	maxCode    = 52 // characters of a line that are shown
	maxBeside  = 24 // where the text itself stands beside the picture
	maxName    = 18
	maxType    = 20
	lanePad    = 10
	barOffset  = 6 // of the bar in its lane
	thinStep   = 7 // between thin bars
	arrowWidth = 13
)

// row is a line of the function.
type row struct {
	line    int
	code    string
	y, h    int
	slots   int         // drops that stand below each other
	slotOf  map[int]int // by index into the timeline's drops
	cursors map[int]float64
}

func (r *row) mid() int { return r.y + rowHeight/2 }

// low is where arrows leave: below what is written.
func (r *row) low() int { return r.y + rowHeight - 2 }

// lane is a column.
type lane struct {
	x, width float64
	last     int // the last line that is taken
}

// label is a text beside a bar.
type label struct {
	lane, line int
	y          int
	dx         float64 // from the lane's left
	text, dim  string
	arrow      bool // before the text, from the bar if that is next to it
	first      bool
}

// layout is a timeline with its places.
type layout struct {
	t      *semantics.Timeline
	rows   []row
	lanes  []lane
	laneOf []int // by value; -1: nothing to show
	thin   []int // by borrow: which thin bar of its value, from 0
	labels []label
	laneX  float64
	width  float64
	height int
}

// place lays a timeline out; text is the whole file's, code how much of a line is shown.
func place(t *semantics.Timeline, text string, code int) *layout {
	l := &layout{t: t}
	l.makeRows(text, code)
	l.makeLanes()
	l.thinBars()
	l.write()
	l.measure()
	return l
}

const titleHeight = 26

func (l *layout) makeRows(text string, code int) {
	all := strings.Split(text, "\n")
	var lines []string
	margin := 1000
	for i := l.t.First; i <= l.t.Last && i < len(all); i++ {
		s := strings.ReplaceAll(strings.TrimRight(all[i], "\r \t"), "\t", "    ")
		lines = append(lines, s)
		if i == l.t.Last && s != "" { // the closing brace has the function's own indentation
			margin = len(s) - len(strings.TrimLeft(s, " "))
		}
	}
	y := titleHeight
	for i, s := range lines {
		r := row{line: l.t.First + i, code: cut(s[min(margin, len(s)-len(strings.TrimLeft(s, " "))):], code), y: y,
			slotOf: map[int]int{}, cursors: map[int]float64{}}
		for d := range l.t.Drops {
			if n := &l.t.Drops[d]; n.Line == r.line && !early(n.Exit) {
				r.slotOf[d] = r.slots
				r.slots++
			}
		}
		r.h = rowHeight + max(0, r.slots-1)*dropHeight
		y += r.h
		l.rows = append(l.rows, r)
	}
	l.height = y
}

// early: the exit leaves before the end of what it leaves.
func early(exit string) bool {
	switch exit {
	case "return", "break", "continue", "question-mark":
		return true
	}
	return false
}

// cut shortens a text.
func cut(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}

// row is the row of a line, the nearest one.
func (l *layout) row(line int) *row {
	return &l.rows[min(max(line-l.t.First, 0), len(l.rows)-1)]
}

// dropY is where a drop stands; that of an early way out makes room for one of the same value.
func (l *layout) dropY(d int) int {
	x := &l.t.Drops[d]
	r := l.row(x.Line)
	if early(x.Exit) {
		for o := range r.slotOf {
			if l.t.Drops[o].Value == x.Value {
				return r.mid() + 9
			}
		}
	}
	return r.mid() + r.slotOf[d]*dropHeight
}

// extent is the lines that a value takes in its lane.
func (l *layout) extent(v int) (first, last int, ok bool) {
	first, last = l.t.Last+1, -1
	see := func(line int) { first, last = min(first, line), max(last, line) }
	for _, b := range l.t.Values[v].Bars {
		see(b.First)
		see(b.Last)
	}
	for _, d := range l.t.Drops {
		if d.Value == v {
			see(d.Line)
		}
	}
	for _, b := range l.t.Borrows {
		if b.Of != v {
			continue
		}
		see(b.Line)
		for _, bar := range b.Bars {
			see(bar.Last)
		}
		if b.Conflict != nil && b.Conflict.Need != "" {
			see(b.Conflict.NeedLine)
		}
	}
	return first, last, last >= 0
}

// makeLanes gives each value the first lane that is free on its lines.
func (l *layout) makeLanes() {
	l.laneOf = make([]int, len(l.t.Values))
	order := make([]int, 0, len(l.t.Values))
	for v := range l.t.Values {
		l.laneOf[v] = -1
		if _, _, ok := l.extent(v); ok {
			order = append(order, v)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		fa, _, _ := l.extent(a)
		fb, _, _ := l.extent(b)
		return fa - fb
	})
	for _, v := range order {
		first, last, _ := l.extent(v)
		n := slices.IndexFunc(l.lanes, func(x lane) bool { return x.last < first-1 })
		if n < 0 {
			n = len(l.lanes)
			l.lanes = append(l.lanes, lane{})
		}
		l.lanes[n].last = last
		l.laneOf[v] = n
	}
}

// thinBars puts the borrows of a value beside each other where they are there at one time.
func (l *layout) thinBars() {
	l.thin = make([]int, len(l.t.Borrows))
	for i := range l.t.Borrows {
		taken := map[int]bool{}
		for j := range i {
			if l.t.Borrows[j].Of == l.t.Borrows[i].Of && l.borrowEnd(j) >= l.t.Borrows[i].Line {
				taken[l.thin[j]] = true
			}
		}
		for taken[l.thin[i]] {
			l.thin[i]++
		}
	}
}

// borrowEnd is the last line of a borrow.
func (l *layout) borrowEnd(i int) int {
	b := &l.t.Borrows[i]
	last := b.Line
	for _, bar := range b.Bars {
		last = max(last, bar.Last)
	}
	if b.Conflict != nil && b.Conflict.Need != "" {
		last = max(last, b.Conflict.NeedLine)
	}
	return last
}

// ---------- what is written ----------

// write collects the labels, in the order in which they stand beside each other.
func (l *layout) write() {
	for v := range l.t.Values {
		if l.laneOf[v] < 0 {
			continue
		}
		val := &l.t.Values[v]
		first, _, _ := l.extent(v)
		if len(val.Bars) > 0 {
			first = val.Bars[0].First
		}
		name, typ := cut(val.Name, maxName), ""
		if val.Kind == semantics.ValueTemporary {
			name, typ = "", name
		} else {
			typ = ": " + cut(val.Type, maxType)
		}
		l.add(v, first, l.row(first).mid(), name, typ, false)
	}
	for _, m := range l.t.Moves {
		if l.laneOf[m.From] >= 0 && l.leaves(m) {
			l.add(m.From, m.Line, l.row(m.Line).mid(), "", m.Into, true)
		}
	}
	for i, d := range l.t.Drops {
		if text := dropText(l.t, d); text != "" && l.laneOf[d.Value] >= 0 {
			l.add(d.Value, d.Line, l.dropY(i), text, "", false)
		}
	}
}

// leaves: the move goes into no value that is shown.
func (l *layout) leaves(m semantics.TimelineMove) bool {
	return m.Into != "" && (m.To < 0 || l.laneOf[m.To] < 0)
}

// dropText is what stands beside a drop: its number, the part that is dropped, maybe.
func dropText(t *semantics.Timeline, d semantics.TimelineDrop) string {
	var parts []string
	if d.Of > 1 {
		parts = append(parts, fmt.Sprint(d.Order))
	}
	if v := t.Values[d.Value]; d.Place != v.Name && d.Place != "<temporary>" {
		parts = append(parts, cut(d.Place, maxName))
	}
	if d.When == semantics.Maybe {
		parts = append(parts, "maybe")
	}
	return strings.Join(parts, " ")
}

// add puts a label beside a value's bar, right of what is there already at that height.
func (l *layout) add(v, line, y int, text, dim string, arrow bool) {
	r, n := l.row(line), l.laneOf[v]
	key := n*100_000 + y
	dx, ok := r.cursors[key]
	if !ok {
		dx = barOffset + 9 + float64(l.thinAt(v, line))*thinStep
	}
	l.labels = append(l.labels, label{lane: n, line: line, y: y, dx: dx, text: text, dim: dim, arrow: arrow, first: !ok})
	if arrow {
		dx += arrowWidth
	}
	r.cursors[key] = dx + (float64(utf8.RuneCountInString(text+dim))+1)*charWidth
	l.lanes[n].width = max(l.lanes[n].width, r.cursors[key])
}

// thinAt is how many thin bars must be passed on a line.
func (l *layout) thinAt(v, line int) int {
	n := 0
	for i, b := range l.t.Borrows {
		if b.Of == v && b.Line <= line && line <= l.borrowEnd(i) {
			n = max(n, l.thin[i]+1)
		}
	}
	return n
}

// measure gives the lanes their places.
func (l *layout) measure() {
	code := 0
	for _, r := range l.rows {
		code = max(code, utf8.RuneCountInString(r.code))
	}
	l.laneX = codeLeft + float64(code)*charWidth + 22
	x := l.laneX
	for i := range l.lanes {
		l.lanes[i].x = x
		x += max(l.lanes[i].width, 24) + lanePad
	}
	l.width = max(x+6, codeLeft+float64(utf8.RuneCountInString(l.t.Name)+4)*charWidth)
}

// barX is the middle of a value's bar.
func (l *layout) barX(v int) float64 { return l.lanes[l.laneOf[v]].x + barOffset }

// thinX is the middle of a borrow's bar.
func (l *layout) thinX(i int) float64 {
	return l.barX(l.t.Borrows[i].Of) + 7 + float64(l.thin[i])*thinStep
}
