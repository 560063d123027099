package main

import (
	"fmt"
	"slices"
	"strings"
)

// This file lays a diagnostic out as rustc does: header, place, excerpt (drawn in
// human_excerpt.go), then notes, helps and suggestions.
//
// What is missing: rustc's inline form of a short suggestion (`help: …: `_t`` beside
// a label), which its JSON does not tell from the others; double-width characters; the
// label that rustc adds where an error lies in a macro's or a derive's expansion;
// cutting of lines wider than the terminal.

// human renders one diagnostic.
type human struct {
	texts *texts
	width int // of the widest line number shown
	c     canvas
}

// renderHuman is the diagnostic as rustc prints it, the empty line after it included.
func renderHuman(d diagnostic, t *texts, colour bool) string {
	h := &human{texts: t}
	h.width = h.numberWidth(d)
	h.header(d.heading(), d.Message, levelStyle(d.Level), bold)
	h.excerpt(d.Spans, d.Level)
	if len(d.Children) > 0 && len(d.Spans) > 0 {
		h.bar()
	}
	for i := range d.Children {
		alternative := i > 0 && d.Children[i].isSuggestion() && d.Children[i-1].isSuggestion() && d.Children[i].Message == d.Children[i-1].Message
		h.child(&d.Children[i], alternative)
	}
	return h.c.render(colour) + "\n"
}

// numberWidth is the width of the largest line number of the spans; suggestions do not count.
func (h *human) numberWidth(d diagnostic) int {
	n := 0
	for _, s := range d.Spans {
		n = max(n, s.LineEnd)
	}
	for _, c := range d.Children {
		if !c.isSuggestion() {
			for _, s := range c.Spans {
				n = max(n, s.LineEnd)
			}
		}
	}
	if n == 0 {
		return 0
	}
	return len(fmt.Sprint(n))
}

func (h *human) header(head, msg string, hs, ms style) {
	row := h.c.height()
	h.c.puts(row, 0, head, hs)
	h.message(row, msg, ms)
}

// message appends ": msg"; further lines of it are put below its first.
func (h *human) message(row int, msg string, s style) {
	indent := len(h.c.rows[row]) + 2
	for i, line := range strings.Split(msg, "\n") {
		if i == 0 {
			h.c.appendText(row, ": "+line, s)
		} else {
			h.c.puts(row+i, 0, "", s)
			h.c.puts(row+i, indent, line, s)
		}
	}
}

// child draws what stands below; of several ways to do what one help says only the first repeats it.
func (h *human) child(c *diagnostic, alternative bool) {
	switch {
	case alternative:
		h.suggestion(c.Spans)
	case c.isSuggestion():
		h.header(c.Level, c.Message, levelStyle(c.Level), plain)
		h.bar()
		h.suggestion(c.Spans)
	case len(c.Spans) == 0:
		row := h.c.height()
		h.c.puts(row, h.width+1, "= ", gutter)
		h.c.appendText(row, c.Level, bold)
		h.message(row, c.Message, plain)
	default:
		h.header(c.Level, c.Message, levelStyle(c.Level), plain)
		h.excerpt(c.Spans, c.Level)
	}
}

// bar is an empty line of the gutter.
func (h *human) bar() int {
	row := h.c.height()
	h.c.put(row, h.width+1, '|', gutter)
	return row
}

// sourceLine draws a numbered line (number 0: none) and gives its row.
func (h *human) sourceLine(number, offset int, text string) int {
	row := h.c.height()
	if number > 0 {
		h.c.puts(row, 0, fmt.Sprintf("%*d", h.width, number), gutter)
	}
	h.c.put(row, h.width+1, '|', gutter)
	h.c.puts(row, offset, expandTabs(text), plain)
	return row
}

func expandTabs(s string) string { return strings.ReplaceAll(s, "\t", "    ") }

// display is the column at which a character column (from 0) is shown.
func display(text string, column int) int {
	n := 0
	for i, r := range []rune(text) {
		if i >= column {
			return n
		}
		if r == '\t' {
			n += 4
		} else {
			n++
		}
	}
	return n + max(0, column-len([]rune(text)))
}

// edit is one replacement inside one line, by character columns from 0.
type edit struct {
	line, start, end int
	text             string
}

// suggestion shows the lines as they would be: insertions underlined by +, other
// changes as a line taken out and a line put in.
func (h *human) suggestion(spans []span) {
	line := spans[0].LineStart
	if slices.ContainsFunc(spans, func(s span) bool {
		return s.LineStart != line || s.LineEnd != line || strings.Contains(*s.Replacement, "\n")
	}) {
		h.longSuggestion(spans)
		return
	}
	edits := make([]edit, len(spans))
	for i, s := range spans {
		edits[i] = h.trim(s)
	}
	h.changedLine(spans[0].FileName, line, edits)
}

// trim leaves out what an edit keeps at its start or end, so that it shows as an insertion.
func (h *human) trim(s span) edit {
	old := []rune(h.texts.table(s.FileName).Text(s.LineStart - 1))
	e := edit{s.LineStart, s.ColumnStart - 1, min(s.ColumnEnd-1, len(old)), *s.Replacement}
	was, now := old[min(e.start, e.end):e.end], []rune(e.text)
	same := 0
	for same < min(len(was), len(now)) && was[same] == now[same] {
		same++
	}
	if put, ok := strings.CutSuffix(string(now[same:]), string(was[same:])); ok && len(was) > 0 {
		e.start, e.end, e.text = e.start+same, e.start+same, put
	}
	return e
}

func (h *human) changedLine(file string, line int, edits []edit) {
	old := []rune(h.texts.table(file).Text(line - 1))
	slices.SortStableFunc(edits, func(a, b edit) int { return a.start - b.start })
	var now []rune
	at, insertions := 0, true
	marks := make([][2]int, 0, len(edits)) // columns of what was put in
	for _, e := range edits {
		now = append(now, old[min(at, e.start):e.start]...)
		blank := len(e.text) - len(strings.TrimLeft(e.text, " "))
		marks = append(marks, [2]int{len(now) + blank, len(now) + len([]rune(strings.TrimRight(e.text, " ")))})
		now = append(now, []rune(e.text)...)
		at = e.end
		insertions = insertions && e.start == e.end
	}
	now = append(now, old[min(at, len(old)):]...)
	offset := h.width + 3
	if !insertions {
		h.diffLine(line, '-', string(old), removed)
		h.diffLine(line, '+', string(now), added)
		h.bar()
		return
	}
	h.sourceLine(line, offset, string(now))
	row := h.bar()
	for _, m := range marks {
		for c := display(string(now), m[0]); c < display(string(now), m[1]); c++ {
			h.c.put(row, offset+c, '+', added)
		}
	}
}

func (h *human) diffLine(line int, sign rune, text string, s style) {
	row := h.c.height()
	h.c.puts(row, 0, fmt.Sprintf("%*d", h.width, line), gutter)
	h.c.put(row, h.width+1, sign, s)
	h.c.puts(row, h.width+3, expandTabs(text), plain)
}

// longSuggestion shows changes of several lines: the lines as they would be, marked + where one
// is put in whole, ~ where it is changed, and of those between that stay the first and the last.
func (h *human) longSuggestion(spans []span) {
	lt := h.texts.table(spans[0].FileName)
	spans = slices.Clone(spans)
	slices.SortStableFunc(spans, func(a, b span) int { return a.ByteStart - b.ByteStart })
	first, last := spans[0].LineStart, spans[len(spans)-1].LineEnd
	at := lt.Start(first - 1)
	var now strings.Builder
	var put [][2]int // bytes of now that are not as they were
	for _, s := range spans {
		now.WriteString(lt.Slice(at, s.ByteStart))
		from := now.Len()
		now.WriteString(*s.Replacement)
		put = append(put, [2]int{from, now.Len()})
		at = s.ByteEnd
	}
	now.WriteString(lt.Slice(at, lt.Start(last-1)+len(lt.Text(last-1))))
	var same []func()
	start := 0
	for i, text := range strings.Split(now.String(), "\n") {
		end := start + len(text)
		sign := changeOf(put, start, end)
		start = end + 1
		if sign == ' ' {
			same = append(same, func() { h.sourceLine(first+i, h.width+3, text) })
			continue
		}
		h.unchanged(same)
		same = nil
		h.diffLine(first+i, sign, text, added)
	}
	h.unchanged(same)
	h.bar()
}

// changeOf is how a line of bytes start to end comes about: put in whole, changed in parts, or not at all.
func changeOf(put [][2]int, start, end int) rune {
	sign := ' '
	for _, p := range put {
		switch {
		case p[0] <= start && p[1] > start && p[1] >= end:
			return '+'
		case p[0] < end && p[1] > start || p[0] == p[1] && p[0] >= start && p[0] <= end:
			sign = '~'
		}
	}
	return sign
}

// unchanged shows lines that stay: all of three, else the first and the last.
func (h *human) unchanged(lines []func()) {
	for i, show := range lines {
		switch {
		case len(lines) <= 3 || i == 0 || i == len(lines)-1:
			show()
		case i == 1:
			h.c.puts(h.c.height(), 0, "...", gutter)
		}
	}
}
