package server

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"go.lsp.dev/protocol"

	"drop-lsp/semantics"
)

// This file shows the drops of each point as an inlay hint behind it, numbered in the
// order in which they run where there are several:
//
//	}  drops 1: y: D, 2: maybe x
//
// A name leads to its declaration; the type of what has a destructor of the user's leads to
// that `impl Drop`.

// inlayHint and its label parts are 3.17's.
type inlayHint struct {
	Position    protocol.Position `json:"position"`
	Label       []inlayLabel      `json:"label"`
	PaddingLeft bool              `json:"paddingLeft"`
}

type inlayLabel struct {
	Value    string                  `json:"value"`
	Tooltip  *protocol.MarkupContent `json:"tooltip,omitempty"`
	Location *protocol.Location      `json:"location,omitempty"`
}

func (s *server) inlayHint(params json.RawMessage) (task, error) {
	p, err := decode[documentParams](params)
	if err != nil {
		return task{}, err
	}
	d, err := s.document(p.TextDocument.URI)
	if err != nil {
		return task{}, err
	}
	return task{d, func(ctx context.Context) (any, error) {
		hints := []inlayHint{}
		s.mu.Lock()
		enabled := s.settings.Hints.Enable
		s.mu.Unlock()
		if !enabled {
			return hints, nil
		}
		req := s.request(d)
		from, to := offset(d.lines, p.Range.Start, s.encoding), offset(d.lines, p.Range.End, s.encoding)
		req.Within = semantics.FileSpan{File: d.file, Start: from, End: to}
		res, err := s.analysis.Drops(ctx, req)
		if err != nil {
			return nil, err
		}
		pl := s.places(d, req)
		for _, f := range res.Functions {
			for _, point := range f.Points {
				at := point.Span
				if at.File == d.file && from <= at.End && at.End <= to && len(point.Drops) > 0 {
					hints = append(hints, pl.hint(point))
				}
			}
		}
		return hints, nil
	}}, nil
}

func (p *places) hint(point semantics.DropPoint) inlayHint {
	h := inlayHint{Position: p.position(point.Span.File, point.Span.End), PaddingLeft: true, Label: []inlayLabel{{Value: "drops "}}}
	for i, d := range point.Drops {
		text := d.Place
		if d.When == semantics.Maybe {
			text = "maybe " + text
		}
		if len(point.Drops) > 1 {
			text = fmt.Sprintf("%d: %s", i+1, text)
		}
		if i > 0 {
			h.Label = append(h.Label, inlayLabel{Value: ", "})
		}
		part := inlayLabel{Value: text, Tooltip: &protocol.MarkupContent{Kind: protocol.Markdown, Value: describe(d)}}
		if d.Span.File != "" {
			loc := p.location(d.Span.File, d.Span.Start, d.Span.End)
			part.Location = &loc
		}
		h.Label = append(h.Label, part)
		if d.DropImpl.File != "" {
			loc := p.location(d.DropImpl.File, d.DropImpl.Start, d.DropImpl.End)
			h.Label = append(h.Label, inlayLabel{Value: ": " + short(d.Type), Tooltip: part.Tooltip, Location: &loc})
		}
	}
	return h
}

// maxType is how much of a type a hint shows, in characters.
const maxType = 30

func short(t string) string {
	if r := []rune(t); len(r) > maxType {
		return string(r[:maxType-1]) + "…"
	}
	return t
}

// describe is a drop in Markdown.
func describe(d semantics.DropEntry) string {
	var b strings.Builder
	fmt.Fprintf(&b, "`%s: %s`", d.Place, d.Type)
	if d.When == semantics.Maybe {
		b.WriteString("\n\nmoved out on some path: a drop flag decides")
	}
	if len(d.Destructors) > 0 {
		fmt.Fprintf(&b, "\n\nruns `Drop::drop` of `%s`", strings.Join(d.Destructors, "`, `"))
	}
	for _, r := range d.RequiresLive {
		fmt.Fprintf(&b, "\n\n`%s` must be live: %s", r.Param, strings.Join(r.Because, "; "))
	}
	return b.String()
}
