package server

import (
	"context"
	"encoding/json"
)

// This file answers dropLsp/mir: the MIR of the function at a position after drop elaboration,
// spelled as rustc spells it.

func (s *server) mir(params json.RawMessage) (task, error) {
	p, d, err := s.asked(params)
	if err != nil {
		return task{}, err
	}
	return task{doc: d, run: func(ctx context.Context) (any, error) {
		name, text, err := s.analysis.MIRText(ctx, s.request(d), Function{File: d.file, Offset: offset(d.lines, p.Position, s.encoding)})
		if name == "" || err != nil {
			return nil, err
		}
		return textAnswer{name, text}, nil
	}}, nil
}
