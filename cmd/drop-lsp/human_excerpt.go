package main

import (
	"fmt"
	"slices"
	"strings"
)

// This file draws the source excerpt of a diagnostic. Every span becomes one
// annotation on its line, or, over several lines, a start and an end joined by a bar
// left of the code (deeper bars further left). On a line, annotations are taken from
// right to left: the rightmost has its label beside it if there is room, the others
// have theirs further down, joined by `|`:
//
//	a.f(b);
//	-   - label of b
//	|
//	label of a

type annotationKind uint8

const (
	single annotationKind = iota
	multiStart
	multiEnd
	multiLine // a line between, shown for its text alone
)

// annotation marks columns (from 0, as displayed) of one line.
type annotation struct {
	start, end int
	primary    bool
	label      string
	kind       annotationKind
	depth      int // of a bar, from 1
}

func (a *annotation) takesSpace() bool { return a.kind == multiStart || a.kind == multiEnd }

func (a *annotation) mark() rune {
	if a.primary {
		return '^'
	}
	return '-'
}

// multi is a span of several lines.
type multi struct {
	s     span
	depth int
	same  bool // another has the same place and draws the start
}

// excerpt draws the spans, the file of the primary span first.
func (h *human) excerpt(spans []span, level string) {
	if len(spans) == 0 {
		return
	}
	first := spans[0]
	for _, s := range spans {
		if s.IsPrimary {
			first = s
			break
		}
	}
	files := []string{first.FileName}
	for _, s := range spans {
		if !slices.Contains(files, s.FileName) {
			files = append(files, s.FileName)
		}
	}
	for i, file := range files {
		var own []span
		for _, s := range spans {
			if s.FileName == file {
				own = append(own, s)
			}
		}
		arrow, at := "--> ", first
		if i > 0 {
			h.bar()
			arrow, at = "::: ", own[0]
		}
		row := h.c.height()
		h.c.puts(row, h.width, arrow, gutter)
		h.c.appendText(row, fmt.Sprintf("%s:%d:%d", file, at.LineStart, at.ColumnStart), plain)
		h.bar()
		h.file(file, own, level)
	}
}

// file draws one file's annotated lines and what joins them.
func (h *human) file(file string, spans []span, level string) {
	lt := h.texts.table(file)
	lines, depth := h.annotate(file, spans)
	numbers := make([]int, 0, len(lines))
	for n := range lines {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	e := &excerpt{h: h, level: levelStyle(level), bars: map[int]style{}, left: h.width + 3, code: h.width + 3}
	if depth > 0 {
		e.code += depth + 1
	}
	for i, n := range numbers {
		top := h.c.height()
		opened := e.line(n, lt.Text(n-1), lines[n])
		e.drawBars(top)
		for d, s := range opened {
			e.bars[d] = s
		}
		if i+1 == len(numbers) {
			break
		}
		top = h.c.height()
		switch gap := numbers[i+1] - n; {
		case gap > 2:
			h.c.puts(top, 0, "...", gutter)
			e.drawBars(top)
		case gap == 2:
			h.sourceLine(n+1, e.code, lt.Text(n))
			e.drawBars(top)
		}
	}
}

// annotate sorts the spans onto their lines; depth is the number of bars.
func (h *human) annotate(file string, spans []span) (lines map[int][]annotation, depth int) {
	lt := h.texts.table(file)
	lines = map[int][]annotation{}
	var multis []multi
	for _, s := range spans {
		if s.LineStart != s.LineEnd {
			multis = append(multis, multi{s: s, depth: 1})
			continue
		}
		text := lt.Text(s.LineStart - 1)
		a := annotation{start: display(text, s.ColumnStart-1), end: display(text, s.ColumnEnd-1), primary: s.IsPrimary, label: labelOf(s)}
		if a.end == a.start {
			a.end++
		}
		lines[s.LineStart] = append(lines[s.LineStart], a)
	}
	depth = nest(multis)
	for _, m := range multis {
		s := m.s
		start, end := lt.Text(s.LineStart-1), lt.Text(s.LineEnd-1)
		if !m.same {
			c := display(start, s.ColumnStart-1)
			lines[s.LineStart] = append(lines[s.LineStart], annotation{start: c, end: c + 1, primary: s.IsPrimary, kind: multiStart, depth: m.depth})
		}
		middle := min(s.LineStart+4, s.LineEnd)
		until := s.LineStart
		for l := middle - 1; l > s.LineStart; l-- {
			if strings.TrimSpace(lt.Text(l-1)) != "" {
				until = l
				break
			}
		}
		for l := s.LineStart + 1; l <= until; l++ {
			lines[l] = append(lines[l], annotation{kind: multiLine, depth: m.depth})
		}
		if before := s.LineEnd - 1; middle < before && strings.TrimSpace(lt.Text(before-1)) != "" {
			lines[before] = append(lines[before], annotation{kind: multiLine, depth: m.depth})
		}
		c := display(end, s.ColumnEnd-1)
		lines[s.LineEnd] = append(lines[s.LineEnd], annotation{start: max(c-1, 0), end: max(c, 1), primary: s.IsPrimary,
			label: labelOf(s), kind: multiEnd, depth: m.depth})
	}
	return lines, depth
}

func labelOf(s span) string {
	if s.Label == nil {
		return ""
	}
	return *s.Label
}

// nest gives overlapping spans of several lines bars of their own, the outermost leftmost.
func nest(multis []multi) int {
	slices.SortStableFunc(multis, func(a, b multi) int {
		if d := a.s.LineStart - b.s.LineStart; d != 0 {
			return d
		}
		return b.s.LineEnd - a.s.LineEnd
	})
	place := func(m multi) [4]int { return [4]int{m.s.LineStart, m.s.ColumnStart, m.s.LineEnd, m.s.ColumnEnd} }
	deepest := 0
	for i := range multis {
		for j := range multis[:i] {
			a, b := &multis[j], &multis[i]
			if place(*a) == place(*b) {
				a.same = true
			} else if a.s.LineEnd >= b.s.LineStart {
				a.depth++
			}
		}
	}
	for i := range multis {
		deepest = max(deepest, multis[i].depth)
	}
	for i := range multis {
		multis[i].depth = deepest - multis[i].depth + 1
	}
	return deepest
}

// excerpt is the state of drawing one file.
type excerpt struct {
	h          *human
	level      style
	bars       map[int]style // the open bars, by depth
	left, code int           // columns of the first bar and of the code
}

func (e *excerpt) style(a *annotation) style {
	if a.primary {
		return e.level
	}
	return secondary
}

func (e *excerpt) drawBars(top int) {
	for d, s := range e.bars {
		for row := top; row < e.h.c.height(); row++ {
			e.h.c.put(row, e.left+d-1, '|', s)
		}
	}
}

// placed is an annotation and how far down its label stands.
type placed struct {
	*annotation
	pos int
}

// line draws a source line and its annotations, closes the bars that end in it and
// gives those that it opens.
func (e *excerpt) line(number int, text string, annotations []annotation) map[int]style {
	row := e.h.sourceLine(number, e.code, text)
	opened := map[int]style{}
	for i := range annotations {
		a := &annotations[i]
		switch a.kind {
		case multiStart:
			opened[a.depth] = e.style(a)
		case multiEnd:
			delete(e.bars, a.depth)
		}
	}
	if e.shortStart(row, text, annotations) {
		return opened
	}
	ps, height := arrange(annotations)
	if len(ps) == 0 {
		return opened
	}
	for r := row + 1; r <= row+1+height; r++ {
		e.h.c.put(r, e.h.width+1, '|', gutter)
	}
	e.joins(row, height, ps)
	e.labels(row, ps)
	e.underlines(row, ps)
	return opened
}

// shortStart draws a span that starts where its line's text starts as one `/`.
func (e *excerpt) shortStart(row int, text string, annotations []annotation) bool {
	indent := len(expandTabs(text)) - len(strings.TrimLeft(expandTabs(text), " "))
	for i := range annotations {
		a := &annotations[i]
		if a.kind != multiLine && (a.kind != multiStart || a.start > indent) {
			return false
		}
	}
	for i := range annotations {
		if a := &annotations[i]; a.kind == multiStart {
			e.h.c.put(row, e.left+a.depth-1, '/', e.style(a))
		}
	}
	return true
}

// arrange decides how far down each label stands; height is the rows below the underlines.
func arrange(annotations []annotation) (ps []placed, height int) {
	var as []*annotation
	for i := range annotations {
		if annotations[i].kind != multiLine {
			as = append(as, &annotations[i])
		}
	}
	slices.SortStableFunc(as, func(a, b *annotation) int { return b.start - a.start })
	p := 0
	for i, a := range as {
		for _, next := range as[i+1:] {
			if overlap(next, a, 0) && a.label != "" && p == 0 {
				if next.start == a.start && next.end == a.end && next.label == "" {
					continue
				}
				p++
				break
			}
		}
		ps = append(ps, placed{a, p})
		for _, next := range as[i+1:] {
			if needsRow(a, next, p) {
				p++
				break
			}
		}
		height = max(height, p)
	}
	if height != 0 {
		height++
	}
	return ps, height
}

// needsRow reports whether next, left of a, must have its label further down than a.
func needsRow(a, next *annotation, p int) bool {
	pad := 0
	if next.label != "" {
		pad = len([]rune(next.label)) + 2
	}
	close := overlap(next, a, pad)
	return close && a.label != "" && next.label != "" ||
		a.takesSpace() && next.label != "" ||
		a.label != "" && next.takesSpace() ||
		a.takesSpace() && next.takesSpace() ||
		close && next.end <= a.end && next.label != "" && p == 0
}

func overlap(a, b *annotation, pad int) bool {
	return b.start <= a.start && a.start < b.end || a.start <= b.start && b.start < a.end+pad
}

// joins draws the lines between labels, underlines and bars.
func (e *excerpt) joins(row, height int, ps []placed) {
	c := &e.h.c
	for _, p := range ps {
		if p.takesSpace() {
			for col := e.left + p.depth; col < e.code+p.start; col++ {
				c.put(row+p.pos+1, col, '_', e.style(p.annotation))
			}
		}
	}
	for _, p := range ps {
		pos, s := p.pos+1, e.style(p.annotation)
		if pos > 1 && (p.label != "" || p.takesSpace()) {
			for r := row + 1; r <= row+pos; r++ {
				c.put(r, e.code+p.start, '|', s)
			}
		}
		switch p.kind {
		case multiStart:
			for r := row + pos + 1; r < row+height+2; r++ {
				c.put(r, e.left+p.depth-1, '|', s)
			}
		case multiEnd:
			for r := row; r <= row+pos; r++ {
				c.put(r, e.left+p.depth-1, '|', s)
			}
		}
	}
}

func (e *excerpt) labels(row int, ps []placed) {
	for _, p := range ps {
		if p.label == "" {
			continue
		}
		r, col := row+p.pos+2, p.start
		if p.pos == 0 {
			r, col = row+1, p.end+1
		}
		for i, text := range strings.Split(p.label, "\n") {
			e.h.c.puts(r+i, e.code+col, text, e.style(p.annotation))
		}
	}
}

// underlines draws the marks, longer ones first and primary ones over others.
func (e *excerpt) underlines(row int, ps []placed) {
	slices.SortStableFunc(ps, func(a, b placed) int {
		if d := (b.end - b.start) - (a.end - a.start); d != 0 {
			return d
		}
		switch {
		case a.primary == b.primary:
			return 0
		case b.primary:
			return -1
		}
		return 1
	})
	for _, p := range ps {
		for col := p.start; col < p.end; col++ {
			e.h.c.put(row+1, e.code+col, p.mark(), e.style(p.annotation))
		}
	}
}
