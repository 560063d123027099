package server

import (
	"context"
	"encoding/json"

	"go.lsp.dev/protocol"

	"drop-lsp/semantics"
	"drop-lsp/server/draw"
)

// This file answers dropLsp/timeline: the drop timeline of the function at a position, and its
// picture if the client asks for it. docs/requests.md describes the answer.

// timelineParams are a document and a position; SVG: the picture too.
type timelineParams struct {
	documentParams
	SVG bool `json:"svg"`
}

type timelineAnswer struct {
	Name    string           `json:"name"`
	URI     string           `json:"uri"`
	Range   protocol.Range   `json:"range"`
	First   int              `json:"firstLine"`
	Last    int              `json:"lastLine"`
	Status  string           `json:"status"` // complete, partial
	Unknown []timelineReason `json:"unknown"`
	Values  []timelineValue  `json:"values"`
	Drops   []timelineDrop   `json:"drops"`
	Moves   []timelineMove   `json:"moves"`
	Borrows []timelineBorrow `json:"borrows"`
	Errors  []timelineReason `json:"errors"`
	SVG     string           `json:"svg,omitempty"`
}

type timelineReason struct {
	Range   protocol.Range `json:"range"`
	Code    string         `json:"code,omitempty"`
	Message string         `json:"message"`
}

type timelineBar struct {
	First int  `json:"firstLine"`
	Last  int  `json:"lastLine"`
	Maybe bool `json:"maybe"`
}

type timelineValue struct {
	Name     string         `json:"name"`
	Type     string         `json:"type"`
	Kind     string         `json:"kind"` // variable, argument, capture, temporary
	Range    protocol.Range `json:"range"`
	DropGlue bool           `json:"dropGlue"`
	Bars     []timelineBar  `json:"bars"`
}

type timelineDrop struct {
	Value       int            `json:"value"`
	Place       string         `json:"place"`
	Type        string         `json:"type"`
	Range       protocol.Range `json:"range"`
	Exit        string         `json:"exit"`
	Point       int            `json:"point"`
	Order       int            `json:"order"`
	Of          int            `json:"of"`
	When        semantics.When `json:"when"`
	Destructors []string       `json:"destructors"`
}

type timelineMove struct {
	From  int            `json:"from"`
	To    *int           `json:"to"`
	Place string         `json:"place"`
	Into  string         `json:"into,omitempty"`
	Range protocol.Range `json:"range"`
}

type timelineBorrow struct {
	Of       int               `json:"of"`
	Place    string            `json:"place"`
	Mutable  bool              `json:"mutable"`
	Range    protocol.Range    `json:"range"`
	Bars     []timelineBar     `json:"bars"`
	HeldBy   []string          `json:"heldBy"`
	Conflict *timelineConflict `json:"conflict"`
}

type timelineConflict struct {
	Access string         `json:"access"` // drop, move, assign, use, borrow
	Range  protocol.Range `json:"range"`
	Need   string         `json:"need"` // drop, use, caller; empty: not known
	Value  *int           `json:"value"`
	Name   string         `json:"name,omitempty"`
	// NeedRange is where the borrow is still needed; null: at no place of the function.
	NeedRange *protocol.Range `json:"needRange"`
}

func (s *server) timeline(params json.RawMessage) (task, error) {
	p, err := decode[timelineParams](params)
	if err != nil {
		return task{}, err
	}
	d, err := s.document(p.TextDocument.URI)
	if err != nil {
		return task{}, err
	}
	return task{doc: d, run: func(ctx context.Context) (any, error) {
		req := s.request(d)
		t, err := s.analysis.Timeline(ctx, req, Function{File: d.file, Offset: offset(d.lines, p.Position, s.encoding)})
		if t == nil || err != nil {
			return nil, err
		}
		out := s.places(d, req).timeline(t)
		if p.SVG {
			out.SVG = draw.Timeline(t, d.text, draw.Options{Embedded: true})
		}
		return out, nil
	}}, nil
}

func (p *places) at(s semantics.FileSpan) protocol.Range { return p.rangeOf(s.File, s.Start, s.End) }

// index is null for what is not shown.
func index(i int) *int {
	if i < 0 {
		return nil
	}
	return &i
}

func timelineBars(bars []semantics.TimelineBar) []timelineBar {
	out := []timelineBar{}
	for _, b := range bars {
		out = append(out, timelineBar(b))
	}
	return out
}

// timeline shapes the answer.
func (p *places) timeline(t *semantics.Timeline) timelineAnswer {
	out := timelineAnswer{Name: t.Name, URI: string(p.location(t.Span.File, 0, 0).URI), Range: p.at(t.Span), First: t.First, Last: t.Last, Status: "complete",
		Unknown: []timelineReason{}, Values: []timelineValue{}, Drops: []timelineDrop{}, Moves: []timelineMove{}, Borrows: []timelineBorrow{}, Errors: []timelineReason{}}
	if t.Partial {
		out.Status = "partial"
	}
	for _, u := range t.Unknown {
		out.Unknown = append(out.Unknown, timelineReason{Range: p.at(u.Span), Message: u.Reason})
	}
	for _, e := range t.Errors {
		out.Errors = append(out.Errors, timelineReason{p.at(e.At), e.Code, e.Message})
	}
	for _, v := range t.Values {
		out.Values = append(out.Values, timelineValue{v.Name, v.Type, string(v.Kind), p.at(v.Span), v.DropGlue, timelineBars(v.Bars)})
	}
	for _, d := range t.Drops {
		ran := d.Destructors
		if ran == nil {
			ran = []string{}
		}
		out.Drops = append(out.Drops, timelineDrop{d.Value, d.Place, d.Type, p.at(d.At), d.Exit, d.Point, d.Order, d.Of, d.When, ran})
	}
	for _, m := range t.Moves {
		out.Moves = append(out.Moves, timelineMove{m.From, index(m.To), m.Place, m.Into, p.at(m.At)})
	}
	for _, b := range t.Borrows {
		held := b.HeldBy
		if held == nil {
			held = []string{}
		}
		out.Borrows = append(out.Borrows, timelineBorrow{b.Of, b.Place, b.Mutable, p.at(b.Span), timelineBars(b.Bars), held, p.timelineConflict(b.Conflict)})
	}
	return out
}

func (p *places) timelineConflict(c *semantics.TimelineConflict) *timelineConflict {
	if c == nil {
		return nil
	}
	out := &timelineConflict{Access: c.Access, Range: p.at(c.At), Need: c.Need, Value: index(c.By), Name: c.ByName}
	if c.NeedAt.File != "" {
		r := p.at(c.NeedAt)
		out.NeedRange = &r
	}
	return out
}
