package server

import (
	"context"
	"encoding/json"
	"slices"

	"go.lsp.dev/protocol"

	"drop-lsp/semantics"
)

// This file answers textDocument/documentHighlight: on a brace, `?`, `return`, `;` or
// `=` it marks every value that is dropped there, on a variable every place that drops
// or moves it. Elsewhere it says nothing, so that the client's other servers are heard.

func (s *server) highlight(params json.RawMessage) (task, error) {
	p, d, err := s.asked(params)
	if err != nil {
		return task{}, err
	}
	return task{doc: d, run: func(ctx context.Context) (any, error) {
		req := s.request(d)
		off := offset(d.lines, p.Position, s.encoding)
		spans, err := s.highlighted(ctx, d, req, off)
		if err != nil || len(spans) < 2 {
			return nil, err
		}
		pl := s.places(d, req)
		out := []protocol.DocumentHighlight{}
		for _, at := range spans {
			if at.File == d.file {
				out = append(out, protocol.DocumentHighlight{Range: pl.rangeOf(at.File, at.Start, at.End), Kind: protocol.DocumentHighlightKindText})
			}
		}
		return out, nil
	}}, nil
}

// highlighted are what the offset stands on, first, and what belongs to it.
func (s *server) highlighted(ctx context.Context, d *document, req Request, off int) ([]semantics.FileSpan, error) {
	v, err := s.analysis.ValueAt(ctx, req, d.file, off)
	if err != nil {
		return nil, err
	}
	if v != nil {
		if !v.DropGlue {
			return nil, nil
		}
		out := []semantics.FileSpan{v.Decl}
		for _, e := range v.Exits {
			if e.Order > 0 {
				out = append(out, mark(e.Point()))
			}
		}
		for _, m := range v.Moves {
			out = append(out, m.At)
		}
		return out, nil
	}
	req.Within = semantics.FileSpan{File: d.file, Start: off, End: off}
	res, err := s.analysis.Drops(ctx, req)
	if err != nil {
		return nil, err
	}
	var out []semantics.FileSpan
	for _, f := range res.Functions {
		for _, point := range f.Points {
			at := mark(point)
			if at.File != d.file || off < at.Start || off > at.End || point.Origin == semantics.MacroDefinition {
				continue
			}
			for _, x := range append([]semantics.FileSpan{at}, declarations(point)...) {
				if !slices.Contains(out, x) {
					out = append(out, x)
				}
			}
		}
	}
	return out, nil
}

func declarations(point semantics.DropPoint) (out []semantics.FileSpan) {
	for _, d := range point.Drops {
		out = append(out, d.Span)
	}
	return out
}

// mark is the part of a drop point that stands for it: of `return x` and `break` the word, of what
// is longer otherwise its last character; of what a macro's definition has, the end of the call.
func mark(point semantics.DropPoint) semantics.FileSpan {
	at := place(point)
	switch word := len(point.Kind); {
	case point.Call.File != "", point.Implied:
		at.Start = max(at.Start, at.End-1)
	case point.Kind == "return", point.Kind == "break", point.Kind == "continue":
		at.End = min(at.End, at.Start+word)
	default:
		at.Start = max(at.Start, at.End-1)
	}
	return at
}

// place is where a drop point is shown: where it stands, but of what a macro's definition has, the call.
func place(point semantics.DropPoint) semantics.FileSpan {
	if point.Call.File != "" {
		return point.Call
	}
	return point.Span
}
