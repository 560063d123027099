package server

import (
	"context"
	"encoding/json"
	"fmt"
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

// hovering keeps what is said of the smallest span that holds the offset.
type hovering struct {
	ctx  context.Context
	s    *server
	d    *document
	req  Request
	off  int
	pl   *places
	best semantics.FileSpan
	said []string
}

// see says something of a span; a smaller one supersedes what was said.
func (h *hovering) see(at semantics.FileSpan, text string) {
	switch {
	case text == "" || at.File != h.d.file || h.off < at.Start || h.off > at.End:
		return
	case len(h.said) > 0 && at.End-at.Start > h.best.End-h.best.Start:
		return
	case at != h.best:
		h.best, h.said = at, nil
	}
	h.said = append(h.said, text)
}

func (h *hovering) look() error {
	req := h.req
	req.Within = semantics.FileSpan{File: h.d.file, Start: h.off, End: h.off}
	res, err := h.s.analysis.Drops(h.ctx, req)
	if err != nil {
		return err
	}
	for _, f := range res.Functions {
		for _, point := range f.Points {
			if point.Origin != semantics.MacroDefinition && len(point.Drops) > 0 {
				h.see(point.Span, describePoint(point))
			}
		}
	}
	value, err := h.s.analysis.ValueAt(h.ctx, h.req, h.d.file, h.off)
	if err != nil {
		return err
	}
	if value != nil {
		h.see(value.Hit, h.pl.describeValue(value))
	} else {
		h.temporaries(res)
	}
	call, err := h.s.analysis.CallAt(h.ctx, h.req, h.d.file, h.off)
	if err != nil {
		return err
	}
	if call != nil {
		h.see(call.Hit, describeCall(call))
	}
	typ, err := h.s.analysis.TypeAt(h.ctx, h.req, h.d.file, h.off)
	if err == nil && typ != nil && (len(h.said) == 0 || typ.Hit != h.best) {
		h.see(typ.Hit, describeGlue(typ.TypeGlue))
	}
	return err
}

// temporaries says of what is dropped without being a variable where that is.
func (h *hovering) temporaries(res Drops) {
	for _, f := range res.Functions {
		for _, point := range f.Points {
			for i, d := range point.Drops {
				where := maybe(d) + "dropped at " + h.pl.link(point.Span) + " (" + kindWords[point.Kind] + ")" + ordinal(semantics.ValueExit{Order: i + 1, Of: len(point.Drops)})
				h.see(d.Span, "`"+nameAndType(d)+"` is "+where+". "+strings.Join(dropFacts(d), " "))
			}
		}
	}
}

// kindWords are the kinds of drop points in running text.
var kindWords = map[string]string{"scope-end": "end of scope", "statement-end": "end of statement", "assignment": "`=`", "return": "`return`",
	"break": "`break`", "continue": "`continue`", "question-mark": "`?`", "match-arm": "match arm", "condition": "condition"}

func describePoint(point semantics.DropPoint) string {
	lead := "Dropped here"
	switch point.Kind {
	case "question-mark":
		lead = "If `?` returns, dropped"
	case "assignment":
		lead = "The old value is dropped after the right side was evaluated"
	}
	if len(point.Drops) == 1 {
		return lead + ":\n\n" + describeDrop(point.Drops[0])
	}
	var b strings.Builder
	b.WriteString(lead + ", in this order:\n")
	for i, d := range point.Drops {
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
	for _, e := range v.Exits {
		where := p.link(e.At) + " (" + kindWords[e.Kind] + ")"
		switch {
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
		lines = append(lines, what+" at "+p.link(m.At))
	}
	if len(lines) > maxEnds {
		lines = append(lines[:maxEnds], fmt.Sprintf("%d more", len(lines)-maxEnds))
	}
	if len(lines) == 0 {
		return ""
	}
	out := "```rust\n" + v.Name + ": " + v.Type + "\n```\n\n- " + strings.Join(lines, "\n- ")
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
		var names []string
		for _, d := range c.Unwind {
			names = append(names, maybe(d)+"`"+hintName(d, "")+"`")
		}
		if len(names) > maxEnds {
			names = append(names[:maxEnds], fmt.Sprintf("%d more", len(names)-maxEnds))
		}
		out = append(out, "If it unwinds, dropped: "+strings.Join(names, ", ")+".")
	}
	return strings.Join(out, "\n\n")
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
		return "Never dropped: no destructor of `" + arg.Type + "` runs, its memory is not freed."
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
	case len(g.RequiresLive) == 0 && g.Span.File == "" && !g.ImplementsDrop && len(g.Owned) == 0:
		return ""
	}
	var b strings.Builder
	b.WriteString(head)
	own := g.ImplementsDrop && g.Span.File != ""
	tree := glueTree(g.Fields, "", g.Span.File != "")
	switch {
	case own || tree != "":
		b.WriteString("Drop glue, in this order:\n")
		if own {
			b.WriteString("\n- its own `Drop::drop`")
		}
		b.WriteString(tree)
	case len(g.Owned) > 0:
		b.WriteString("Drops `" + strings.Join(g.Owned, "`, `") + "`.")
	default:
		b.WriteString("Only frees memory.")
	}
	for _, r := range g.RequiresLive {
		b.WriteString("\n\n" + mustBeLive(r))
	}
	if len(g.RequiresLive) == 0 {
		b.WriteString("\n\nNothing must be live when it drops.")
	}
	return b.String()
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
