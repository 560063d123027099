package server

import (
	"context"

	"drop-lsp/semantics"
)

// This file asks the programs about one function: its timeline, its MIR.

// Function names a function: by an offset in a file, or by its path.
type Function struct {
	File   string
	Offset int
	Name   string // "": the one at the offset
}

// Timeline is the drop timeline of a function.
func (s Programs) Timeline(ctx context.Context, r Request, of Function) (*semantics.Timeline, error) {
	ps, err := s.roots(ctx, r)
	for _, p := range ps {
		t, ok := p.TimelineAt(of.File, of.Offset)
		if of.Name != "" {
			t, ok = p.TimelineOf(of.Name)
		}
		if ok {
			return t, nil
		}
	}
	return nil, err
}

// MIRText is the elaborated MIR of the function at a place, with its name; "": there is none.
func (s Programs) MIRText(ctx context.Context, r Request, of Function) (name, text string, err error) {
	ps, err := s.roots(ctx, r)
	for _, p := range ps {
		if name, text, ok := p.MIRTextAt(of.File, of.Offset); ok {
			return name, text, nil
		}
	}
	return "", "", err
}
