package server

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"go.lsp.dev/protocol"

	"drop-lsp/semantics"
)

// This file finds the implicit calls of a `Drop::drop`: nobody writes them, so no other
// server lists them. References on the `drop` of an `impl Drop` are the places that run
// it; the call hierarchy groups them by function; a code lens counts them.

// implicitCall is a place that runs a destructor.
type implicitCall struct {
	in semantics.FunctionDrops
	at semantics.FileSpan
}

// callsOf are the places that run the destructor of an impl, in source order.
func callsOf(all Drops, impl semantics.DropImpl) []implicitCall {
	var out []implicitCall
	for _, f := range all.Functions {
		for _, point := range f.Points {
			at := mark(point)
			runs := slices.ContainsFunc(point.Drops, func(d semantics.DropEntry) bool { return slices.Contains(d.Impls, impl.Span) })
			if runs && at.File != "" && (len(out) == 0 || out[len(out)-1].at != at) {
				out = append(out, implicitCall{f, at})
			}
		}
	}
	return out
}

// implAt is the impl whose `drop`, or whose header, stands at an offset.
func (s *server) implAt(ctx context.Context, d *document, off int) (*semantics.DropImpl, error) {
	impls, err := s.analysis.DropImpls(ctx, s.request(d))
	if err != nil {
		return nil, err
	}
	for i := range impls {
		if fn := impls[i].Fn; fn.File == d.file && fn.Start <= off && off <= fn.End {
			return &impls[i], nil
		}
	}
	return nil, nil
}

func (s *server) references(params json.RawMessage) (task, error) {
	p, d, err := s.asked(params)
	if err != nil {
		return task{}, err
	}
	return task{doc: d, run: func(ctx context.Context) (any, error) {
		impl, err := s.implAt(ctx, d, offset(d.lines, p.Position, s.encoding))
		if impl == nil {
			return nil, err
		}
		req := s.request(d)
		all, err := s.analysis.Drops(ctx, req)
		if err != nil {
			return nil, err
		}
		pl := s.places(d, req)
		out := []protocol.Location{}
		for _, c := range callsOf(all, *impl) {
			out = append(out, pl.location(c.at.File, c.at.Start, c.at.End))
		}
		return out, nil
	}}, nil
}

// ---------- call hierarchy ----------

// callItem is an item of the hierarchy; its data names the impl by its place.
type callItem struct {
	Name           string              `json:"name"`
	Kind           protocol.SymbolKind `json:"kind"`
	Detail         string              `json:"detail,omitempty"`
	URI            string              `json:"uri"`
	Range          protocol.Range      `json:"range"`
	SelectionRange protocol.Range      `json:"selectionRange"`
	Data           *callData           `json:"data,omitempty"`
}

type callData struct {
	URI string `json:"uri"` // of the document that was asked about
	At  int    `json:"at"`  // where the impl's `drop` stands
}

func (p *places) implItem(d *document, impl semantics.DropImpl) callItem {
	loc := p.location(impl.Fn.File, impl.Fn.Start, impl.Fn.End)
	return callItem{Name: "drop", Kind: protocol.SymbolKindMethod, Detail: "impl Drop for " + impl.Type, URI: string(loc.URI),
		Range: p.rangeOf(impl.Span.File, impl.Span.Start, impl.Span.End), SelectionRange: loc.Range, Data: &callData{d.uri, impl.Fn.Start}}
}

func (s *server) prepareCallHierarchy(params json.RawMessage) (task, error) {
	p, d, err := s.asked(params)
	if err != nil {
		return task{}, err
	}
	return task{doc: d, run: func(ctx context.Context) (any, error) {
		impl, err := s.implAt(ctx, d, offset(d.lines, p.Position, s.encoding))
		if impl == nil {
			return nil, err
		}
		return []callItem{s.places(d, s.request(d)).implItem(d, *impl)}, nil
	}}, nil
}

// hierarchy answers about an item of ours; of others there is nothing to say.
func (s *server) hierarchy(params json.RawMessage, answer func(context.Context, *document, Request, Drops, *semantics.DropImpl) (any, error)) (task, error) {
	p, err := decode[struct {
		Item callItem `json:"item"`
	}](params)
	if err != nil {
		return task{}, err
	}
	if p.Item.Data == nil {
		return task{run: func(context.Context) (any, error) { return []any{}, nil }}, nil
	}
	d, err := s.document(p.Item.Data.URI)
	if err != nil {
		return task{}, err
	}
	return task{doc: d, run: func(ctx context.Context) (any, error) {
		impl, err := s.implAt(ctx, d, p.Item.Data.At)
		if err != nil || impl == nil {
			return []any{}, err
		}
		req := s.request(d)
		all, err := s.analysis.Drops(ctx, req)
		if err != nil {
			return nil, err
		}
		return answer(ctx, d, req, all, impl)
	}}, nil
}

type incomingCall struct {
	From       callItem         `json:"from"`
	FromRanges []protocol.Range `json:"fromRanges"`
}

// incomingCalls are the functions that run a destructor, with the places that do.
func (s *server) incomingCalls(params json.RawMessage) (task, error) {
	return s.hierarchy(params, func(_ context.Context, d *document, req Request, all Drops, impl *semantics.DropImpl) (any, error) {
		pl := s.places(d, req)
		out := []incomingCall{}
		for _, c := range callsOf(all, *impl) {
			n := len(out)
			if n == 0 || out[n-1].From.Name != c.in.Name {
				loc := pl.location(c.in.Span.File, c.in.Span.Start, c.in.Span.End)
				head := loc.Range
				if head.End.Line > head.Start.Line {
					head.End = head.Start
				}
				out = append(out, incomingCall{From: callItem{Name: c.in.Name, Kind: protocol.SymbolKindFunction, URI: string(loc.URI), Range: loc.Range, SelectionRange: head}})
				n++
			}
			out[n-1].FromRanges = append(out[n-1].FromRanges, pl.rangeOf(c.at.File, c.at.Start, c.at.End))
		}
		return out, nil
	})
}

type outgoingCall struct {
	To         callItem         `json:"to"`
	FromRanges []protocol.Range `json:"fromRanges"`
}

// outgoingCalls are the destructors that a destructor's own body runs.
func (s *server) outgoingCalls(params json.RawMessage) (task, error) {
	return s.hierarchy(params, func(ctx context.Context, d *document, req Request, all Drops, impl *semantics.DropImpl) (any, error) {
		impls, err := s.analysis.DropImpls(ctx, req)
		if err != nil {
			return nil, err
		}
		pl := s.places(d, req)
		out := []outgoingCall{}
		for _, to := range impls {
			call := outgoingCall{To: pl.implItem(d, to)}
			for _, c := range callsOf(all, to) {
				if c.at.File == impl.Span.File && impl.Span.Start <= c.at.Start && c.at.End <= impl.Span.End {
					call.FromRanges = append(call.FromRanges, pl.rangeOf(c.at.File, c.at.Start, c.at.End))
				}
			}
			if len(call.FromRanges) > 0 {
				out = append(out, call)
			}
		}
		return out, nil
	})
}

// ---------- code lens ----------

// codeLens counts the implicit calls over each `impl Drop` of the document; off by default.
func (s *server) codeLens(params json.RawMessage) (task, error) {
	_, d, err := s.asked(params)
	if err != nil {
		return task{}, err
	}
	return task{doc: d, run: func(ctx context.Context) (any, error) {
		out := []protocol.CodeLens{}
		if !s.currentSettings().Lens {
			return out, nil
		}
		req := s.request(d)
		impls, err := s.analysis.DropImpls(ctx, req)
		if err != nil {
			return nil, err
		}
		all, err := s.analysis.Drops(ctx, req)
		if err != nil {
			return nil, err
		}
		pl := s.places(d, req)
		for _, impl := range impls {
			if impl.Span.File != d.file {
				continue
			}
			locations := []protocol.Location{}
			for _, c := range callsOf(all, impl) {
				locations = append(locations, pl.location(c.at.File, c.at.Start, c.at.End))
			}
			title := fmt.Sprintf("%d implicit calls", len(locations))
			if len(locations) == 1 {
				title = "1 implicit call"
			}
			lens := protocol.CodeLens{Range: pl.rangeOf(impl.Span.File, impl.Span.Start, impl.Span.Start), Command: &protocol.Command{Title: title}}
			if s.client.showReferences {
				lens.Command.Command = "drop-lsp.showReferences"
				lens.Command.Arguments = []any{d.uri, lens.Range.Start, locations}
			}
			out = append(out, lens)
		}
		return out, nil
	}}, nil
}
