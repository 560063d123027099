package server

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.lsp.dev/protocol"

	"drop-lsp/semantics"
)

// This file is the text of a hint:
//
//	}  drops 1 guard: MutexGuard, 2 maybe x, 3 pair.1 … 2 more
//	}  drops item; after the loop iterator: IntoIter<D>
//	=  drops old y
//	if let Some(x) = m.lock().unwrap().pop()  else drops temporary: MutexGuard<T>
//	tried!(x)  drops at return y
//
// What several points at one place drop is one hint: what runs on the same way is
// numbered on, what runs on different ways stands behind a semicolon. A name leads to
// its declaration, the type of what has a destructor of the user's to that `impl Drop`.

// shown is what of a point is to be shown.
func (s settingsOfHints) shown(point semantics.DropPoint) []semantics.DropEntry {
	if !slices.Contains(s.Places, camel(point.Kind)) || point.Origin == semantics.MacroDefinition || point.Origin == semantics.MacroArgument && !s.Macros {
		return nil
	}
	if s.Show == "glue" {
		return point.Drops
	}
	var out []semantics.DropEntry
	for _, d := range point.Drops {
		if d.Effect == semantics.ReleasesBorrow || s.Show == "destructors" && d.Effect == semantics.RunsDestructor {
			out = append(out, d)
		}
	}
	return out
}

// camel is a kind as settings write it: scope-end is scopeEnd.
func camel(kind string) string {
	words := strings.Split(kind, "-")
	for i := 1; i < len(words); i++ {
		words[i] = strings.ToUpper(words[i][:1]) + words[i][1:]
	}
	return strings.Join(words, "")
}

// way is what runs one after another.
type way struct {
	kind  string
	lead  string // said before it
	drops []semantics.DropEntry
	// otherwise: where a condition does not hold.
	otherwise bool
	hidden    bool // in a macro's definition
}

// ways orders the points of one place: what control comes by in turn is one way.
func ways(points []semantics.DropPoint) []way {
	var out []way
	var ends []way // of a `while` whose condition does not hold any more
	for _, p := range points {
		if p.Implied {
			ends = append(ends, way{kind: p.Kind, lead: afterLoop, drops: p.Drops})
			continue
		}
		if slices.ContainsFunc(out, func(w way) bool { return sameDrops(w.drops, p.Drops) }) {
			continue // two ways on which the same is dropped
		}
		loop := !slices.ContainsFunc(p.Drops, func(d semantics.DropEntry) bool { return d.Desugaring != "for" })
		switch i := len(out) - 1; {
		case loop && falls(p.Kind):
			lead := ""
			if i >= 0 {
				lead = afterLoop
			}
			out = append(out, way{kind: p.Kind, lead: lead, drops: p.Drops})
		case i >= 0 && falls(p.Kind) && falls(out[i].kind) && out[i].lead == "" && !overlap(out[i].drops, p.Drops):
			out[i].drops = slices.Concat(out[i].drops, p.Drops)
		default:
			out = append(out, way{kind: p.Kind, drops: p.Drops, otherwise: p.Otherwise, hidden: p.Call.File != ""})
		}
	}
	out = append(out, ends...)
	for i := range out {
		if out[i].lead == "" && (len(out)-len(ends) > 1 || out[i].hidden) {
			out[i].lead = leads[out[i].kind]
		}
	}
	return out
}

// leads say which way out it is where that is not plain from where the hint stands.
var leads = map[string]string{"question-mark": "at ? ", "return": "at return ", "break": "at break ", "continue": "at continue "}

// afterLoop leads what a loop holds over all its rounds.
const afterLoop = "after the loop "

// falls reports whether control goes on behind a point of the kind.
func falls(kind string) bool {
	switch kind {
	case "return", "break", "continue", "question-mark":
		return false
	}
	return true
}

func sameDrops(a, b []semantics.DropEntry) bool {
	return slices.EqualFunc(a, b, func(x, y semantics.DropEntry) bool {
		return x.Place == y.Place && x.Span == y.Span && x.When == y.When
	})
}

func overlap(a, b []semantics.DropEntry) bool {
	return slices.ContainsFunc(a, func(x semantics.DropEntry) bool {
		return slices.ContainsFunc(b, func(y semantics.DropEntry) bool { return x.Place == y.Place && x.Span == y.Span })
	})
}

// labels makes the labels of one document's hints.
type labels struct {
	*places
	set    settingsOfHints
	whole  bool // with tooltips and locations
	markup func(string) protocol.MarkupContent
	out    []inlayLabel
}

func (l *labels) of(points []semantics.DropPoint) []inlayLabel {
	ws := ways(points)
	l.out = []inlayLabel{{Value: "drops "}}
	if ws[0].otherwise {
		l.out[0].Value = "else drops "
	}
	for i, w := range ws {
		if i > 0 {
			l.text("; ")
		}
		l.text(w.lead)
		l.way(w)
	}
	return l.out
}

func (l *labels) text(s string) {
	if s != "" {
		l.out = append(l.out, inlayLabel{Value: s})
	}
}

func (l *labels) way(w way) {
	named := w.drops
	if n := l.set.MaxNames; n > 0 && len(named) > n+1 { // one more is as short as its count
		named = named[:n]
	}
	for i, d := range named {
		if i > 0 {
			l.out = append(l.out, inlayLabel{Value: ", "})
		}
		number := ""
		if len(w.drops) > 1 {
			number = fmt.Sprint(i+1, " ")
		}
		l.drop(number, d, w.kind)
	}
	if rest := w.drops[len(named):]; len(rest) > 0 {
		part := inlayLabel{Value: fmt.Sprintf(" … %d more", len(rest))}
		if l.whole {
			var b strings.Builder
			for i, d := range rest {
				fmt.Fprintf(&b, "%d. `%s`\n", len(named)+i+1, nameAndType(d))
			}
			tip := l.markup(b.String())
			part.Tooltip = &tip
		}
		l.out = append(l.out, part)
	}
}

func (l *labels) drop(number string, d semantics.DropEntry, kind string) {
	name := hintName(d, kind)
	if d.When == semantics.Maybe {
		name = "maybe " + name
	}
	l.out = append(l.out, l.part(number+name, d, d.Span))
	if l.typed(d) {
		l.out = append(l.out, l.part(": "+shortType(d.Type), d, d.DropImpl))
	}
}

func (l *labels) part(text string, d semantics.DropEntry, to semantics.FileSpan) inlayLabel {
	part := inlayLabel{Value: text}
	if !l.whole {
		return part
	}
	tip := l.markup(describeDrop(d))
	part.Tooltip = &tip
	if to.File != "" {
		loc := l.location(to.File, to.Start, to.End)
		part.Location = &loc
	}
	return part
}

// typed: whose type is named.
func (l *labels) typed(d semantics.DropEntry) bool {
	switch {
	case strings.Contains(d.Place, "<temporary>"):
		return true
	case l.set.Types == "always":
		return true
	}
	return l.set.Types == "destructors" && d.DropImpl.File != ""
}

// hintName is a dropped place in a hint.
func hintName(d semantics.DropEntry, kind string) string {
	name := d.Place
	switch d.Desugaring {
	case "for":
		name = strings.Replace(name, "<temporary>", "iterator", 1)
	case "await":
		name = strings.Replace(name, "<temporary>", "future", 1)
	}
	name = autoderef.ReplaceAllString(strings.Replace(name, "<temporary>", "temporary", 1), "$1.")
	switch {
	case kind != "assignment":
		return name
	case strings.Contains(d.Place, "<temporary>"):
		return "old value" // `*m.lock().unwrap() = x`
	}
	return "old " + name
}

// maxType is how much of a type a hint shows, in characters.
const maxType = 24

var (
	autoderef = regexp.MustCompile(`\(\*([\w.]+)\)\.`) // (*self).x is written self.x
	lifetimes = regexp.MustCompile(`'\w+, |<'\w+>|'\w+ `)
	closures  = regexp.MustCompile(`\{([\w ]+)@[^}]*\}`)
)

// shortType is a type without lifetimes; of a long one only the head.
func shortType(t string) string {
	t = closures.ReplaceAllString(lifetimes.ReplaceAllString(t, ""), "{$1}")
	r := []rune(t)
	if len(r) <= maxType {
		return t
	}
	if i := strings.IndexByte(t, '<'); i > 0 && i < maxType && strings.HasSuffix(t, ">") {
		return t[:i] + "<…>"
	}
	return string(r[:maxType-1]) + "…"
}
