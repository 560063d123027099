package draw

import (
	"fmt"
	"slices"
	"strings"

	"drop-lsp/semantics"
)

// This file: what a rejected program breaks, in red and in words, and the legend, which names
// only what the picture has.

// conflictY is where the access stands that a borrow forbids.
func (d *drawing) conflictY(b *semantics.TimelineBorrow) int {
	c := b.Conflict
	if c.Access == "drop" {
		if y, ok := d.dropAt(b.Of, c.Line); ok {
			return y
		}
	}
	return d.row(c.Line).mid()
}

// dropAt is where a value's last drop on a line stands.
func (d *drawing) dropAt(v, line int) (int, bool) {
	for i := len(d.t.Drops) - 1; i >= 0; i-- {
		if x := &d.t.Drops[i]; x.Value == v && x.Line == line {
			return d.dropY(i), true
		}
	}
	return 0, false
}

// conflict draws from the access to what still needs the borrow.
func (d *drawing) conflict(i int) {
	b := &d.t.Borrows[i]
	if b.Conflict == nil || d.laneOf[b.Of] < 0 {
		return
	}
	c := b.Conflict
	x, from := d.thinX(i), d.conflictY(b)
	d.open("dl-broken", c.Line, "", said(d.t, b))
	d.printf(`<path class="dl-bad" d="M%.1f %d l6 6 m0 -6 l-6 6"/>`, x-3, from-3)
	if c.Need != "" && c.Need != "caller" {
		to := d.row(c.NeedLine).mid()
		if c.By >= 0 {
			if y, ok := d.dropAt(c.By, c.NeedLine); ok {
				to = y
			}
		}
		if to != from {
			d.printf(`<line class="dl-bad" x1="%.1f" y1="%d" x2="%.1f" y2="%d"/>`, x, from, x, to)
		}
		if c.By >= 0 && d.laneOf[c.By] >= 0 {
			d.printf(`<line class="dl-bad link" x1="%.1f" y1="%d" x2="%.1f" y2="%d"/>`, x, to, d.barX(c.By), to)
		}
	}
	d.shut()
}

// said is a conflict in words.
func said(t *semantics.Timeline, b *semantics.TimelineBorrow) string {
	c := b.Conflict
	amp := "&"
	if b.Mutable {
		amp = "&mut "
	}
	did := map[string]string{"drop": "is dropped", "move": "is moved", "assign": "is assigned to", "use": "is used", "borrow": "is borrowed again"}[c.Access]
	name, place := t.Values[b.Of].Name, b.Place
	if place == "<temporary>" {
		place = name
	}
	s := fmt.Sprintf("line %d: %s %s while the borrow %s%s of line %d ", c.Line+1, cut(name, 30), did, amp, cut(place, 30), b.Line+1)
	switch c.Need {
	case "drop":
		s += "is still needed: by the drop of " + cut(c.ByName, 30)
		if c.NeedLine != c.Line {
			s += fmt.Sprintf(" at line %d", c.NeedLine+1)
		}
	case "use":
		s += fmt.Sprintf("is still needed: it is used at line %d", c.NeedLine+1)
	case "caller":
		s += "must outlast the function"
	default:
		s += "is still needed"
	}
	return s
}

// notes are the conflicts in words.
func (d *drawing) notes() []string {
	var out []string
	for i := range d.t.Borrows {
		if d.t.Borrows[i].Conflict != nil {
			if s := said(d.t, &d.t.Borrows[i]); !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}

// minNote is how many characters of a note stand on a line at least.
const minNote = 44

// wrap breaks notes into lines, all but the first of each indented.
func wrap(notes []string, width int) []string {
	var out []string
	for _, n := range notes {
		words := strings.Fields(n)
		line := words[0]
		for _, word := range words[1:] {
			if len([]rune(line))+1+len([]rune(word)) > width {
				out = append(out, line)
				line = "  " + word
			} else {
				line += " " + word
			}
		}
		out = append(out, line)
	}
	return out
}

// sign is an entry of the legend.
type sign struct{ mark, text string }

// legend names what is not plain by itself.
func (d *drawing) legend() []sign {
	var out []sign
	add := func(any bool, mark, text string) {
		if any {
			out = append(out, sign{mark, text})
		}
	}
	t := d.t
	bar := func(v semantics.TimelineValue) bool {
		return slices.ContainsFunc(v.Bars, func(b semantics.TimelineBar) bool { return b.Maybe })
	}
	ways := "there on some ways only: a drop flag decides"
	if t.Partial {
		ways = "there on some ways only, or not known"
	}
	add(slices.ContainsFunc(t.Values, bar), `<line class="dl-bar maybe" x1="%[1]d" y1="%[2]d" x2="%[3]d" y2="%[2]d"/>`, ways)
	add(slices.ContainsFunc(t.Drops, func(x semantics.TimelineDrop) bool { return early(x.Exit) }),
		`<path class="dl-drop early" d="M%[4]d %[2]d m0 -4 l4 4 l-4 4 l-4 -4 z"/>`, "dropped on an early way out")
	add(slices.ContainsFunc(t.Borrows, func(b semantics.TimelineBorrow) bool { return !b.Mutable }),
		`<line class="dl-borrow" x1="%[1]d" y1="%[2]d" x2="%[3]d" y2="%[2]d"/>`, "borrowed")
	add(slices.ContainsFunc(t.Borrows, func(b semantics.TimelineBorrow) bool { return b.Mutable }),
		`<line class="dl-borrow mut" x1="%[1]d" y1="%[2]d" x2="%[3]d" y2="%[2]d"/>`, "borrowed mutably")
	return out
}

// foot writes the notes and the legend below the rows.
func (d *drawing) foot(y int, notes []string, legend []sign) {
	for _, n := range notes {
		d.text(codeLeft, y, "dl-said", n)
		y += 18
	}
	for _, s := range legend {
		d.printf(`<g class="dl-legend">`+strings.ReplaceAll(s.mark, "%[4]d", fmt.Sprint(codeLeft+14)), codeLeft, y-4, codeLeft+28)
		d.text(codeLeft+40, y, "dl-dim", s.text)
		d.printf("</g>\n")
		y += 18
	}
}
