package draw

import (
	_ "embed"
	"encoding/xml"
	"fmt"
	"strings"

	"drop-lsp/semantics"
)

// This file: a timeline as SVG. Without options it stands by itself, light or dark as the reader
// has it; for an editor it comes without style, and its parts say what they are about
// (data-line, data-bars) and can be reached by the keyboard.

//go:embed timeline.css
var style string

// Options say what the picture is for.
type Options struct {
	// Embedded: the page around it has the style, and its parts lead to the text.
	Embedded bool
}

// Timeline draws a timeline; text is the text of its file.
func Timeline(t *semantics.Timeline, text string, o Options) string {
	code := maxCode
	if o.Embedded {
		code = maxBeside
	}
	l := place(t, text, code)
	d := &drawing{layout: l, opts: o}
	legend := d.legend()
	width := l.width
	for _, g := range legend {
		width = max(width, codeLeft+70+float64(len([]rune(g.text)))*charWidth)
	}
	notes := wrap(d.notes(), max(minNote, int((width-codeLeft)/charWidth)-1))
	for _, n := range notes {
		width = max(width, codeLeft+float64(len([]rune(n)))*charWidth+10)
	}
	height := l.height + 10 + (len(notes)+len(legend))*18
	d.printf(`<svg xmlns="http://www.w3.org/2000/svg" class="dl" width="%.0f" height="%d" viewBox="0 0 %.0f %d" role="group" aria-label="%s">`,
		width, height, width, height, esc("Drop timeline of "+t.Name))
	if !o.Embedded {
		d.printf("<style>%s</style>", style)
	}
	d.printf(`<rect class="dl-page" width="%.0f" height="%d"/>`, width, height)
	d.text(codeLeft, 16, "dl-title", t.Name)
	if t.Partial {
		d.text(codeLeft+float64(len([]rune(t.Name))+2)*charWidth, 16, "dl-dim", "not analysed whole")
	}
	d.rows(width)
	d.moves()
	for v := range t.Values {
		d.value(v)
	}
	for i := range t.Borrows {
		d.borrow(i)
	}
	for i := range t.Drops {
		d.drop(i)
	}
	for i := range t.Borrows {
		d.conflict(i)
	}
	for _, b := range l.labels {
		d.label(b)
	}
	d.foot(l.height+18, notes, legend)
	d.printf("</svg>\n")
	return d.out.String()
}

type drawing struct {
	*layout
	opts Options
	out  strings.Builder
}

func (d *drawing) printf(format string, args ...any) { fmt.Fprintf(&d.out, format, args...) }

func esc(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}

func (d *drawing) text(x float64, y int, class, s string) {
	d.printf(`<text class="%s" x="%.1f" y="%d" xml:space="preserve">%s</text>`, class, x, y, esc(s))
}

// open begins a group that is about a line of the text, and alive on the lines of bars.
func (d *drawing) open(class string, line int, bars, says string) {
	d.printf(`<g class="%s"`, class)
	if d.opts.Embedded {
		d.printf(` data-line="%d"`, line)
		if bars != "" {
			d.printf(` data-bars="%s"`, bars)
		}
		d.printf(` tabindex="0" role="button" aria-label="%s"`, esc(says))
	}
	d.printf("><title>%s</title>", esc(says))
}

func (d *drawing) shut() { d.printf("</g>\n") }

// rows draws the lines down the side.
func (d *drawing) rows(width float64) {
	errors := map[int][]string{}
	for _, e := range d.t.Errors {
		errors[e.Line] = append(errors[e.Line], strings.TrimPrefix(e.Code+": "+e.Message, ": "))
	}
	for i := range d.layout.rows {
		r := &d.layout.rows[i]
		d.printf(`<rect class="dl-row" data-row="%d" x="0" y="%d" width="%.0f" height="%d"/>`, r.line, r.y, width, r.h)
		d.printf(`<line class="dl-rule" x1="0" y1="%d" x2="%.0f" y2="%d"/>`, r.y, width, r.y)
		d.printf(`<text class="dl-no" x="%d" y="%d" text-anchor="end">%d</text>`, codeLeft-12, r.mid()+4, r.line+1)
		d.text(codeLeft, r.mid()+4, "dl-code", r.code)
		if es := errors[r.line]; len(es) > 0 {
			d.printf(`<circle class="dl-error" cx="7" cy="%d" r="4"><title>%s</title></circle>`, r.mid(), esc(strings.Join(es, "\n")))
		}
		d.printf("\n")
	}
	d.printf(`<line class="dl-rule" x1="0" y1="%d" x2="%.0f" y2="%d"/>`, d.height, width, d.height)
}

// value draws the bar of a value, its parts apart where it is not there between them.
func (d *drawing) value(v int) {
	if d.laneOf[v] < 0 || len(d.t.Values[v].Bars) == 0 {
		return
	}
	val := &d.t.Values[v]
	x := d.barX(v)
	d.open("dl-value dl-"+string(val.Kind), val.Bars[0].First, barsAttr(val.Bars), valueSays(d.t, v))
	for i, b := range val.Bars {
		y1, y2 := d.row(b.First).y, d.barEnd(v, i)
		if i == 0 && val.Kind != semantics.ValueArgument && val.Kind != semantics.ValueCapture {
			y1 = d.row(b.First).mid()
		}
		class := "dl-bar"
		if b.Maybe {
			class += " maybe"
		}
		d.printf(`<line class="%s" x1="%.1f" y1="%d" x2="%.1f" y2="%d"/>`, class, x, y1, x, y2)
		if i == 0 && y1 == d.row(b.First).mid() {
			d.printf(`<circle class="dl-birth" cx="%.1f" cy="%d" r="4"/>`, x, y1)
		}
	}
	d.shut()
}

// barEnd is where a part of a bar ends: at a drop, an arrow, or below its last line.
func (d *drawing) barEnd(v, i int) int {
	bars := d.t.Values[v].Bars
	b := bars[i]
	r := d.row(b.Last)
	if i+1 < len(bars) && bars[i+1].First == b.Last+1 {
		return r.y + r.h
	}
	for n := len(d.t.Drops) - 1; n >= 0; n-- {
		if x := &d.t.Drops[n]; x.Value == v && x.Line == b.Last && !early(x.Exit) {
			return d.dropY(n)
		}
	}
	for _, m := range d.t.Moves {
		if m.From == v && m.Line == b.Last {
			if d.leaves(m) {
				return r.mid()
			}
			return r.low()
		}
	}
	for _, x := range d.t.Drops {
		if x.Value == v && x.Line == b.Last {
			return r.mid()
		}
	}
	return r.y + r.h
}

func barsAttr(bars []semantics.TimelineBar) string {
	var s []string
	for _, b := range bars {
		s = append(s, fmt.Sprintf("%d-%d", b.First, b.Last))
	}
	return strings.Join(s, " ")
}

// valueSays is a value in words.
func valueSays(t *semantics.Timeline, v int) string {
	val := &t.Values[v]
	s := fmt.Sprintf("%s %s: %s", val.Kind, val.Name, val.Type)
	if n := len(val.Bars); n > 0 {
		s += fmt.Sprintf(", lines %d to %d", val.Bars[0].First+1, val.Bars[n-1].Last+1)
	}
	if !val.DropGlue {
		s += ", nothing runs when it is dropped"
	}
	return s
}

// moves draws the arrows from value to value.
func (d *drawing) moves() {
	for _, m := range d.t.Moves {
		if d.laneOf[m.From] < 0 || m.To < 0 || d.laneOf[m.To] < 0 {
			continue
		}
		x1, y, x2 := d.barX(m.From), d.row(m.Line).low(), d.barX(m.To)
		to := y
		if !holds(d.t.Values[m.To].Bars, m.Line) {
			to = d.row(m.ToLine).low()
		}
		dir := 1.0
		if x2 < x1 {
			dir = -1
		}
		d.open("dl-moves", m.Line, "", moveSays(d.t, m))
		if x1 == x2 {
			d.printf(`<path class="dl-move" d="M%.1f %d h14 V%d h-6"/>`, x1, y, to)
			d.arrowHead(x2+3, to, -1)
		} else {
			d.printf(`<path class="dl-move" d="M%.1f %d V%d H%.1f"/>`, x1, y, to, x2-dir*8)
			d.arrowHead(x2-dir*3, to, dir)
		}
		d.shut()
	}
}

func holds(bars []semantics.TimelineBar, line int) bool {
	for _, b := range bars {
		if b.First <= line && line <= b.Last {
			return true
		}
	}
	return false
}

func moveSays(t *semantics.Timeline, m semantics.TimelineMove) string {
	into := m.Into
	if m.To >= 0 {
		into = t.Values[m.To].Name
	}
	return fmt.Sprintf("%s moves into %s at line %d", m.Place, into, m.Line+1)
}

func (d *drawing) arrowHead(x float64, y int, dir float64) {
	d.printf(`<path class="dl-head" d="M%.1f %d l%.1f -4 v8 z"/>`, x, y, -dir*6)
}

// borrow draws a loan.
func (d *drawing) borrow(i int) {
	b := &d.t.Borrows[i]
	if d.laneOf[b.Of] < 0 {
		return
	}
	class := "dl-borrow"
	if b.Mutable {
		class += " mut"
	}
	x := d.thinX(i)
	d.open("dl-loan", b.Line, barsAttr(b.Bars), borrowSays(b))
	for n, bar := range b.Bars {
		y1, r := d.row(bar.First).y, d.row(bar.Last)
		y2 := r.y + r.h
		if n == 0 {
			y1 = d.row(b.Line).mid()
			d.printf(`<line class="%s" x1="%.1f" y1="%d" x2="%.1f" y2="%d"/>`, class, d.barX(b.Of), y1, x, y1)
		}
		if b.Conflict != nil && b.Conflict.Line == bar.Last {
			y2 = d.conflictY(b)
		} else if n+1 == len(b.Bars) {
			y2 = r.mid()
		}
		d.printf(`<line class="%s" x1="%.1f" y1="%d" x2="%.1f" y2="%d"/>`, class, x, y1, x, y2)
	}
	d.shut()
}

func borrowSays(b *semantics.TimelineBorrow) string {
	s := "borrow of " + b.Place
	if b.Mutable {
		s = "mutable " + s
	}
	s += fmt.Sprintf(" at line %d", b.Line+1)
	if len(b.HeldBy) > 0 {
		s += ", held by " + strings.Join(b.HeldBy, ", ")
	}
	return s
}

// drop draws a drop: full where it ends the value, hollow on an early way out, dashed if a flag decides.
func (d *drawing) drop(i int) {
	x := &d.t.Drops[i]
	if d.laneOf[x.Value] < 0 {
		return
	}
	class, size := "dl-drop", 5
	if early(x.Exit) {
		class, size = class+" early", 4
	}
	if x.When == semantics.Maybe {
		class += " maybe"
	}
	if d.t.Values[x.Value].Kind == semantics.ValueTemporary {
		class += " temporary"
	}
	d.open("dl-dropped", x.Line, "", dropSays(d.t, x))
	d.printf(`<path class="%s" d="M%.1f %d l%d %d l-%d %d l-%d -%d z"/>`, class, d.barX(x.Value), d.dropY(i)-size, size, size, size, size, size, size)
	d.shut()
}

func dropSays(t *semantics.Timeline, x *semantics.TimelineDrop) string {
	place := x.Place
	if place == "<temporary>" {
		place = t.Values[x.Value].Name
	}
	s := fmt.Sprintf("%s is dropped at line %d (%s)", place, x.Line+1, strings.ReplaceAll(x.Exit, "-", " "))
	if x.Of > 1 {
		s += fmt.Sprintf(", %d of %d", x.Order, x.Of)
	}
	if x.When == semantics.Maybe {
		s += ", if it was not moved: a drop flag decides"
	}
	if len(x.Destructors) > 0 {
		s += "; runs Drop::drop of " + strings.Join(x.Destructors, ", ")
	}
	return s
}

func (d *drawing) label(b label) {
	x := d.lanes[b.lane].x + b.dx
	if b.arrow {
		from := x
		if b.first {
			from = d.lanes[b.lane].x + barOffset
		}
		x += arrowWidth
		d.printf(`<line class="dl-move" x1="%.1f" y1="%d" x2="%.1f" y2="%d"/>`, from, b.y, x-8, b.y)
		d.arrowHead(x-3, b.y, 1)
	}
	d.printf(`<text class="dl-label" x="%.1f" y="%d" xml:space="preserve">%s`, x, b.y+4, esc(b.text))
	if b.dim != "" {
		d.printf(`<tspan class="dl-dim">%s</tspan>`, esc(b.dim))
	}
	d.printf("</text>\n")
}
