package server

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"go.lsp.dev/protocol"

	"drop-lsp/semantics"
)

// This file answers a hover: on a drop point, what it drops in which order; on what
// introduces a variable, where that is dropped; on what has or names a type, the type's
// drop glue and what must be live when a value of it drops. The smallest span wins; the
// type of a variable is joined to what is said of where it drops.

func (s *server) hover(params json.RawMessage) (task, error) {
	p, err := decode[documentParams](params)
	if err != nil {
		return task{}, err
	}
	d, err := s.document(p.TextDocument.URI)
	if err != nil {
		return task{}, err
	}
	return task{doc: d, run: func(ctx context.Context) (any, error) {
		req := s.request(d)
		off := offset(d.lines, p.Position, s.encoding)
		req.Within = semantics.FileSpan{File: d.file, Start: off, End: off}
		res, err := s.analysis.Drops(ctx, req)
		if err != nil {
			return nil, err
		}
		pl := s.places(d, req)
		at, text, ok := pl.under(res.Functions, d.file, off)
		typ, err := s.analysis.TypeAt(ctx, req, d.file, off)
		if err != nil {
			return nil, err
		}
		switch {
		case typ != nil && (!ok || typ.Hit == at):
			at, text = typ.Hit, strings.TrimPrefix(text+"\n\n---\n\n"+describeGlue(typ.TypeGlue), "\n\n---\n\n")
		case typ != nil && typ.Hit.End-typ.Hit.Start < at.End-at.Start:
			at, text = typ.Hit, describeGlue(typ.TypeGlue)
		case !ok:
			return nil, nil
		}
		r := pl.rangeOf(at.File, at.Start, at.End)
		return protocol.Hover{Contents: protocol.MarkupContent{Kind: protocol.Markdown, Value: text}, Range: &r}, nil
	}}, nil
}

// under finds what the offset points at; everything said of the same span is joined.
func (p *places) under(fs []semantics.FunctionDrops, file string, off int) (best semantics.FileSpan, text string, ok bool) {
	var said []string
	see := func(s semantics.FileSpan, text func() string) {
		size := s.End - s.Start
		switch {
		case s.File != file || off < s.Start || off > s.End, ok && size > best.End-best.Start:
			return
		case !ok || s != best:
			best, said, ok = s, nil, true
		}
		said = append(said, text())
	}
	for _, f := range fs {
		for _, point := range f.Points {
			see(point.Span, func() string { return describePoint(point) })
			for i, d := range point.Drops {
				see(d.Span, func() string {
					pos := p.position(point.Span.File, point.Span.Start)
					return fmt.Sprintf("dropped at line %d (%s), %d of %d: %s", pos.Line+1, point.Kind, i+1, len(point.Drops), describeDrop(d))
				})
			}
		}
	}
	return best, strings.Join(said, "\n\n---\n\n"), ok
}

func describePoint(point semantics.DropPoint) string {
	var b strings.Builder
	fmt.Fprintf(&b, "drops at this %s:\n", strings.ReplaceAll(point.Kind, "-", " "))
	for i, d := range point.Drops {
		fmt.Fprintf(&b, "\n%d. `%s` %s", i+1, nameAndType(d), strings.Join(dropFacts(d), " "))
	}
	return b.String()
}

// describeGlue is a type's drop glue in Markdown.
func describeGlue(g semantics.TypeGlue) string {
	var b strings.Builder
	fmt.Fprintf(&b, "```rust\n%s\n```\n", g.Name)
	switch g.DropGlue {
	case "no":
		b.WriteString("\nno drop glue: dropping it runs nothing")
		return b.String()
	case "unknown":
		b.WriteString("\ndrop glue: not known")
		return b.String()
	case "depends":
		b.WriteString("\ndrop glue: depends on its type parameters")
	default:
		b.WriteString("\nhas drop glue")
	}
	b.WriteString("; in this order:\n")
	n := 1
	if g.ImplementsDrop {
		fmt.Fprintf(&b, "\n%d. its own `Drop::drop`", n)
		n++
	}
	for _, f := range g.Fields {
		if f.DropGlue != "no" {
			fmt.Fprintf(&b, "\n%d. `%s: %s`", n, f.Name, f.Type)
			n++
		}
	}
	if len(g.RequiresLive) == 0 {
		b.WriteString("\n\nnothing must be live when it drops")
	}
	for _, r := range g.RequiresLive {
		fmt.Fprintf(&b, "\n\n`%s` must be live when it drops: %s", r.Param, strings.Join(r.Because, "; "))
	}
	return b.String()
}
