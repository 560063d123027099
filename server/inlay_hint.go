package server

import (
	"context"
	"encoding/json"
	"slices"

	"go.lsp.dev/protocol"

	"drop-lsp/semantics"
)

// This file answers textDocument/inlayHint and inlayHint/resolve: a hint stands behind
// what drops, never before it. Tooltips, and where a name leads, are made when the
// client asks for them, if it can ask (inlay_label.go has the words).

// inlayHint and its label parts are 3.17's.
type inlayHint struct {
	Position    protocol.Position `json:"position"`
	Label       []inlayLabel      `json:"label"`
	PaddingLeft bool              `json:"paddingLeft"`
	Data        *hintData         `json:"data,omitempty"`
}

type inlayLabel struct {
	Value    string                  `json:"value"`
	Tooltip  *protocol.MarkupContent `json:"tooltip,omitempty"`
	Location *protocol.Location      `json:"location,omitempty"`
}

// hintData finds a hint again.
type hintData struct {
	URI     string `json:"uri"`
	Version int32  `json:"version"`
	At      int    `json:"at"` // the byte it stands at
}

func (s *server) inlayHint(params json.RawMessage) (task, error) {
	p, d, err := s.asked(params)
	if err != nil {
		return task{}, err
	}
	return task{doc: d, run: func(ctx context.Context) (any, error) {
		from, to := offset(d.lines, p.Range.Start, s.encoding), offset(d.lines, p.Range.End, s.encoding)
		return s.hints(ctx, d, from, to, !s.client.resolveHints)
	}}, nil
}

// resolveInlayHint gives the hint with its tooltips and locations; as it is, if the text has changed.
func (s *server) resolveInlayHint(params json.RawMessage) (task, error) {
	h, err := decode[inlayHint](params)
	if err != nil {
		return task{}, err
	}
	asIs := task{run: func(context.Context) (any, error) { return h, nil }}
	if h.Data == nil {
		return asIs, nil
	}
	d, err := s.document(h.Data.URI)
	if err != nil || d.version != h.Data.Version {
		return asIs, nil
	}
	return task{doc: d, run: func(ctx context.Context) (any, error) {
		found, err := s.hints(ctx, d, h.Data.At, h.Data.At, true)
		if err != nil || len(found) != 1 {
			return h, err
		}
		return found[0], nil
	}}, nil
}

// hints are those that stand in a part of a document, whole or to be resolved.
func (s *server) hints(ctx context.Context, d *document, from, to int, whole bool) ([]inlayHint, error) {
	set := s.currentSettings().Hints
	hints := []inlayHint{}
	if !set.Enable {
		return hints, nil
	}
	req := s.request(d)
	req.Within = semantics.FileSpan{File: d.file, Start: from, End: to}
	res, err := s.analysis.Drops(ctx, req)
	if err != nil {
		return nil, err
	}
	points := map[int][]semantics.DropPoint{}
	var order []int
	for _, f := range res.Functions {
		for _, point := range f.Points {
			at := place(point)
			end := at.End
			if at.File != d.file || end < from || end > to {
				continue
			}
			if point.Drops = set.shown(point); len(point.Drops) == 0 {
				continue
			}
			if points[end] == nil {
				order = append(order, end)
			}
			points[end] = append(points[end], point)
		}
	}
	slices.Sort(order)
	l := &labels{places: s.places(d, req), set: set, whole: whole, markup: s.markup}
	for _, end := range order {
		h := inlayHint{Position: l.position(d.file, end), PaddingLeft: true, Label: l.of(points[end])}
		if !whole {
			h.Data = &hintData{d.uri, d.version, end}
		}
		hints = append(hints, h)
	}
	return hints, nil
}

// currentSettings are the settings of now.
func (s *server) currentSettings() settings {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.settings
}
