package server

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"go.lsp.dev/protocol"

	"drop-lsp/semantics"
)

// This file answers a hover: on a drop point, what it drops in which order; on a
// variable, where it is dropped on each way out, or where it was moved; on a call, what
// is dropped if it unwinds; on what has or names a type, the type's drop glue and what
// must be live when a value of it drops. The smallest span wins. Where there is nothing
// beyond what rust-analyzer says of a name (no glue, only freed memory), it is silent.

func (s *server) hover(params json.RawMessage) (task, error) {
	p, d, err := s.asked(params)
	if err != nil {
		return task{}, err
	}
	return task{doc: d, run: func(ctx context.Context) (any, error) {
		if !s.currentSettings().Hover {
			return nil, nil
		}
		h := &hovering{ctx: ctx, s: s, d: d, req: s.request(d), off: offset(d.lines, p.Position, s.encoding)}
		h.pl = s.places(d, h.req)
		if err := h.look(); err != nil || len(h.said) == 0 {
			return nil, err
		}
		r := h.pl.rangeOf(h.best.File, h.best.Start, h.best.End)
		return protocol.Hover{Contents: s.markup(strings.Join(h.said, "\n\n---\n\n")), Range: &r}, nil
	}}, nil
}

// hovering keeps what is said of the smallest span that holds the token.
type hovering struct {
	ctx  context.Context
	s    *server
	d    *document
	req  Request
	off  int
	tok  token
	pl   *places
	best semantics.FileSpan
	said []string
}

// token is a word or a single other character of a text.
type token struct {
	start, end int
	word       bool
}

func isWord(b byte) bool {
	return b == '_' || b >= 0x80 || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}

// tokensAt are what an offset may mean: what begins or goes on there, else what ends there.
func tokensAt(text string, off int) (out []token) {
	if off < len(text) && text[off] > ' ' {
		out = append(out, tokenOf(text, off))
	}
	if off > 0 && off <= len(text) && text[off-1] > ' ' {
		if t := tokenOf(text, off-1); len(out) == 0 || t != out[0] {
			out = append(out, t)
		}
	}
	return out
}

func tokenOf(text string, at int) token {
	end := at + 1
	if !isWord(text[at]) {
		return token{at, end, false}
	}
	for at > 0 && isWord(text[at-1]) {
		at--
	}
	for end < len(text) && isWord(text[end]) {
		end++
	}
	return token{at, end, true}
}

// see says something of a span that holds the token; a smaller one supersedes what was said.
func (h *hovering) see(at semantics.FileSpan, text string) {
	switch {
	case text == "" || at.File != h.d.file || h.tok.start < at.Start || h.tok.start >= at.End:
		return
	case len(h.said) > 0 && at.End-at.Start > h.best.End-h.best.Start:
		return
	case at != h.best:
		h.best, h.said = at, nil
	}
	h.said = append(h.said, text)
}

func (h *hovering) look() error {
	for _, h.tok = range tokensAt(h.d.text, h.off) {
		if err := h.token(); err != nil || len(h.said) > 0 {
			return err
		}
	}
	return nil
}

// token looks at one token.
func (h *hovering) token() error {
	req, off := h.req, h.tok.start
	req.Within = semantics.FileSpan{File: h.d.file, Start: off, End: off}
	res, err := h.s.analysis.Drops(h.ctx, req)
	if err != nil {
		return err
	}
	h.points(res)
	value, err := h.s.analysis.ValueAt(h.ctx, h.req, h.d.file, off)
	if err != nil {
		return err
	}
	if value != nil {
		h.see(value.Hit, h.pl.describeValue(value))
	}
	call, err := h.s.analysis.CallAt(h.ctx, h.req, h.d.file, off)
	if err != nil {
		return err
	}
	if value == nil {
		h.temporaries(res, call)
	}
	if call != nil {
		h.see(call.Hit, describeCall(call))
	}
	if !h.tok.word || len(h.said) > 0 {
		return nil
	}
	typ, err := h.s.analysis.TypeAt(h.ctx, h.req, h.d.file, off, true)
	if err == nil && typ != nil {
		h.see(typ.Hit, describeGlue(typ.TypeGlue))
	}
	return err
}

// points says what is dropped at the points that the token stands for.
func (h *hovering) points(res Drops) {
	at := map[semantics.FileSpan][]semantics.DropPoint{}
	var order []semantics.FileSpan
	for _, f := range res.Functions {
		for _, point := range f.Points {
			m := mark(point)
			if point.Origin == semantics.MacroDefinition || len(point.Drops) == 0 || m.File != h.d.file || h.tok.end <= m.Start || h.tok.start >= m.End {
				continue
			}
			m.Start, m.End = h.tok.start, h.tok.end // a word that ends in the mark stands for it: `await`
			if at[m] == nil {
				order = append(order, m)
			}
			at[m] = append(at[m], point)
		}
	}
	for _, m := range order {
		text := describePoints(at[m])
		for _, rule := range h.editionRules(at[m]) {
			text += "\n\n" + rule
		}
		h.see(m, text)
	}
}

// editionRules are the rules that decide that temporaries are dropped at some points.
func (h *hovering) editionRules(points []semantics.DropPoint) (out []string) {
	for _, p := range points {
		for _, d := range p.Drops {
			if !isTemporary(d) || d.Desugaring != "" {
				continue
			}
			if rule := editionRules[h.s.analysis.EditionRule(h.ctx, h.req, d.Span)]; rule != "" && !slices.Contains(out, rule) {
				out = append(out, rule)
			}
		}
	}
	return out
}

const editionAnchor = " ([destructors.scope.temporary.edition2024](https://doc.rust-lang.org/reference/destructors.html#r-destructors.scope.temporary.edition2024))."

var editionRules = map[semantics.EditionRule]string{
	semantics.TailSince2024:   "Since edition 2024 a temporary of a block's last expression is dropped before the block's variables" + editionAnchor,
	semantics.TailBefore2024:  "Before edition 2024 a temporary of a block's last expression outlives the block's variables; since then it is dropped before them" + editionAnchor,
	semantics.IfLetSince2024:  "Since edition 2024 a temporary of `if let` is dropped before `else`" + editionAnchor,
	semantics.IfLetBefore2024: "Before edition 2024 a temporary of `if let` lives on through `else`; since then it is dropped before it" + editionAnchor,
}

func isTemporary(d semantics.DropEntry) bool { return strings.Contains(d.Place, "<temporary>") }

// names: the token stands for what is dropped: its variable's name, or where a temporary's expression begins.
func (h *hovering) names(d semantics.DropEntry) bool {
	if d.Span.File != h.d.file {
		return false
	}
	if isTemporary(d) {
		return d.Span.Start == h.tok.start
	}
	return d.Span.Start <= h.tok.start && h.tok.start+len(d.Place) == d.Span.End && h.d.text[h.tok.start:d.Span.End] == d.Place
}

// temporaries says of what is dropped without being a variable where that is: at the name of the call
// that makes it, else where its expression begins; and of a variable in a body of which not all is known.
func (h *hovering) temporaries(res Drops, call *semantics.CallAt) {
	var ends *semantics.ValueEnds
	var points []semantics.DropPoint
	for _, f := range res.Functions {
		for _, point := range f.Points {
			for i, d := range point.Drops {
				called := call != nil && call.Span == d.Span
				if !called && (!h.names(d) || ends != nil && ends.Decl != d.Span) {
					continue
				}
				exit := semantics.ValueExit{At: point.Span, Call: point.Call, Kind: point.Kind, Order: i + 1, Of: len(point.Drops), Drops: []semantics.DropEntry{d}, Otherwise: point.Otherwise, Implied: point.Implied}
				if ends == nil || called && ends.Decl != d.Span {
					ends, points = &semantics.ValueEnds{Name: d.Place, Type: d.Type, Decl: d.Span, DropGlue: true}, nil
					if ends.Hit = d.Span; called {
						ends.Hit = call.Hit
					}
				}
				if !slices.ContainsFunc(ends.Exits, func(e semantics.ValueExit) bool {
					return e.At == exit.At && e.Call == exit.Call && e.Kind == exit.Kind
				}) {
					ends.Exits = append(ends.Exits, exit)
				}
				point.Drops = []semantics.DropEntry{d}
				points = append(points, point)
			}
		}
	}
	if ends == nil {
		return
	}
	text := h.pl.describeValue(ends)
	for _, rule := range h.editionRules(points) {
		text += "\n\n" + rule
	}
	h.see(ends.Hit, text)
}

// kindWords name the kinds of drop points.
var kindWords = map[string]string{"scope-end": "end of scope", "statement-end": "end of statement", "assignment": "`=`", "return": "`return`",
	"break": "`break`", "continue": "`continue`", "question-mark": "`?`", "match-arm": "match arm", "condition": "condition"}

// describePoints is what the points of one place drop, way by way.
func describePoints(points []semantics.DropPoint) string {
	var out []string
	for i, w := range ways(points) {
		out = append(out, w.describe(i > 0))
	}
	return strings.Join(out, "\n\n")
}

func (w way) describe(another bool) string {
	lead := "Dropped here"
	switch {
	case w.lead == afterLoop:
		lead = "After the loop, dropped"
	case w.otherwise:
		lead = "If the condition does not hold, dropped here"
	case w.kind == "question-mark":
		lead = "If `?` returns, dropped"
	case w.kind == "assignment":
		lead = "The old value is dropped after the right side was evaluated"
	case another:
		lead = "On another way, dropped"
	}
	if len(w.drops) == 1 {
		return lead + ":\n\n" + describeDrop(w.drops[0])
	}
	var b strings.Builder
	b.WriteString(lead + ", in this order:\n")
	for i, d := range w.drops {
		fmt.Fprintf(&b, "\n%d. `%s`", i+1, nameAndType(d))
		if facts := strings.Join(dropFacts(d), " "); facts != "" {
			b.WriteString(". " + facts)
		}
	}
	return b.String()
}

// maxEnds is how many ends of a variable a hover lists.
const maxEnds = 8

// describeValue says where a variable ends; nothing of one that nothing is dropped of.
func (p *places) describeValue(v *semantics.ValueEnds) string {
	if !v.DropGlue {
		return ""
	}
	var lines []string
	var facts []string
	dropped := slices.ContainsFunc(v.Exits, func(e semantics.ValueExit) bool { return e.Order > 0 })
	for _, e := range v.Exits {
		where := p.link(mark(e.Point())) + " (" + kindWords[e.Kind]
		switch {
		case e.Otherwise:
			where += " that does not hold"
		case e.Implied:
			where = p.link(mark(e.Point())) + " (end of the loop"
		}
		where += ")"
		switch {
		case e.Order == 0 && !dropped:
			continue // moved on every way
		case e.Order == 0:
			lines = append(lines, "not dropped at "+where+": moved")
			continue
		case len(e.Drops) == 1 && e.Drops[0].Place == v.Name:
			lines = append(lines, maybe(e.Drops[0])+"dropped at "+where+ordinal(e))
			if facts == nil {
				facts = dropFacts(e.Drops[0])
			}
			continue
		}
		var left []string
		for _, d := range e.Drops {
			left = append(left, maybe(d)+"`"+d.Place+"`")
		}
		lines = append(lines, "what is left is dropped at "+where+ordinal(e)+": "+strings.Join(left, ", "))
	}
	for _, m := range v.Moves {
		what := "moved"
		if m.Place != v.Name {
			what = "`" + m.Place + "` moved"
		}
		m.At.End = min(m.At.End, m.At.Start+1) // where it begins
		lines = append(lines, what+" at "+p.link(m.At))
	}
	lines = slices.Compact(lines) // two on one line
	if len(lines) > maxEnds {
		lines = append(lines[:maxEnds], fmt.Sprintf("%d more", len(lines)-maxEnds))
	}
	if len(lines) == 0 {
		return ""
	}
	name := v.Name
	if len(v.Exits) > 0 && len(v.Exits[0].Drops) > 0 && isTemporary(v.Exits[0].Drops[0]) {
		name = hintName(v.Exits[0].Drops[0], "")
	}
	out := "```rust\n" + name + ": " + v.Type + "\n```\n\n- " + strings.Join(lines, "\n- ")
	for _, f := range facts {
		out += "\n\n" + f
	}
	return out
}

func maybe(d semantics.DropEntry) string {
	if d.When == semantics.Maybe {
		return "maybe "
	}
	return ""
}

func ordinal(e semantics.ValueExit) string {
	if e.Of < 2 {
		return ""
	}
	return fmt.Sprintf(", %d of %d", e.Order, e.Of)
}

// link is a line that can be followed.
func (p *places) link(at semantics.FileSpan) string {
	loc := p.location(at.File, max(at.Start, at.End-1), at.End)
	line := loc.Range.Start.Line + 1
	return fmt.Sprintf("[line %d](%s#L%d)", line, loc.URI, line)
}

// describeCall says what a call of the library's does to destructors, and what unwinding drops.
func describeCall(c *semantics.CallAt) string {
	var out []string
	if len(c.Args) > 0 {
		if text := describeLibraryCall(c.Callee, c.Args[0]); text != "" {
			out = append(out, text)
		}
	}
	if len(c.Unwind) > 0 && len(out) == 0 {
		out = append(out, "If it unwinds, dropped: "+listed(c.Unwind)+".")
	}
	if len(c.Cancelled) > 0 {
		out = append(out, "If the future is dropped while it waits here, dropped: "+listed(c.Cancelled)+".")
	}
	return strings.Join(out, "\n\n")
}

// listed names drops in the order in which they run.
func listed(drops []semantics.DropEntry) string {
	var names []string
	for _, d := range drops {
		name := hintName(d, "")
		if isTemporary(d) {
			name += ": " + d.Type
		}
		names = append(names, maybe(d)+"`"+name+"`")
	}
	if len(names) > maxEnds {
		names = append(names[:maxEnds], fmt.Sprintf("%d more", len(names)-maxEnds))
	}
	return strings.Join(names, ", ")
}

// describeLibraryCall: the functions that run destructors, or see to it that none runs.
func describeLibraryCall(callee string, arg semantics.DropEntry) string {
	runs := strings.Join(dropFacts(arg), " ")
	if arg.Effect == "" || runs == "" {
		runs = "Nothing runs: `" + arg.Type + "` has no drop glue."
	}
	switch callee {
	case "core::mem::drop":
		return "Dropped here: `" + arg.Type + "`. " + runs
	case "core::mem::forget":
		return "Never dropped: no destructor of `" + arg.Type + "` runs, nothing that it owns is freed."
	case "core::mem::manually_drop::ManuallyDrop::new":
		return "No destructor of `" + arg.Type + "` runs until `ManuallyDrop::drop` is called."
	case "core::mem::manually_drop::ManuallyDrop::drop", "core::ptr::drop_in_place":
		return "Runs the destructors of what `" + arg.Type + "` holds; it must not be used afterwards."
	case "core::mem::manually_drop::ManuallyDrop::into_inner", "core::mem::manually_drop::ManuallyDrop::take":
		return "The value is dropped again as usual."
	}
	return ""
}

// describeGlue is a type's drop glue as a tree, in the order in which it runs; nothing of a type
// without, or of one of the library's that needs nothing to be live.
func describeGlue(g semantics.TypeGlue) string {
	head := "```rust\n" + g.Name + "\n```\n\n"
	if inner, ok := strings.CutPrefix(g.Name, "ManuallyDrop<"); ok && g.Span.File == "" {
		return head + "Never dropped by itself: what `" + strings.TrimSuffix(inner, ">") + "` needs runs only through `ManuallyDrop::drop`."
	}
	switch {
	case g.DropGlue == "no" || g.DropGlue == "unknown":
		return ""
	case len(mustLive(g.RequiresLive)) == 0 && g.Span.File == "" && len(g.Owned) == 0:
		return ""
	}
	var b strings.Builder
	b.WriteString(closures.ReplaceAllString(head, "{$1}"))
	own := g.ImplementsDrop && g.Span.File != ""
	tree := glueTree(g.Fields, "", g.Span.File != "")
	switch {
	case own || tree != "":
		b.WriteString("Drop glue, in this order:\n")
		if own {
			b.WriteString("\n- its own `Drop::drop`")
		}
		b.WriteString(tree)
	case len(g.Owned) == 1 && g.Owned[0] == g.Name:
		b.WriteString(describeOpen(g))
	case len(g.Owned) > 0:
		b.WriteString("Drops `" + strings.Join(g.Owned, "`, `") + "`.")
	default:
		b.WriteString("Only frees memory.")
	}
	live := mustLive(g.RequiresLive)
	for _, r := range live {
		b.WriteString("\n\n" + mustBeLive(r))
	}
	if len(live) == 0 && strings.Contains(g.Name, "<") {
		b.WriteString("\n\nNothing must be live when it drops.")
	}
	return b.String()
}

// describeOpen is the glue of a type of which only another knows what it drops.
func describeOpen(g semantics.TypeGlue) string {
	switch {
	case strings.HasPrefix(g.Name, "dyn "):
		return "Runs the drop glue of the value behind it."
	case strings.HasPrefix(g.Name, "{"):
		return "Drops what it captured, and what it holds where it waits."
	case g.DropGlue == "depends":
		return "Whether anything is dropped depends on what `" + g.Name + "` is."
	}
	return "Drops `" + g.Name + "`."
}

// glueTree lists the fields that have glue; local: not the library's own.
func glueTree(fields []semantics.FieldGlue, indent string, local bool) string {
	if !local {
		return ""
	}
	var b strings.Builder
	for _, f := range fields {
		if f.DropGlue == "no" {
			continue
		}
		fmt.Fprintf(&b, "\n%s- `%s: %s`", indent, f.Name, f.Type)
		switch f.DropGlue {
		case "depends":
			b.WriteString(" (depends on its type)")
		case "unknown":
			b.WriteString(" (not known)")
		}
		b.WriteString(glueTree(f.Fields, indent+"  ", true))
	}
	return b.String()
}
