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

// of are the places that run the destructor of an impl.
func (x Implicit) of(impl semantics.FileSpan) []ImplicitCall {
	var out []ImplicitCall
	for _, c := range x.Calls {
		if slices.Contains(c.Impls, impl) {
			out = append(out, c)
		}
	}
	return out
}

// implicit looks through the workspace of a document.
func (s *server) implicit(ctx context.Context, d *document) (Implicit, *places, error) {
	req := s.workspace(d)
	ctx, done := s.working(ctx, d)
	defer done()
	all, err := s.analysis.Implicit(ctx, req)
	return all, s.places(d, req), err
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
		all, pl, err := s.implicit(ctx, d)
		if err != nil {
			return nil, err
		}
		return pl.callLocations(all.of(impl.Span)), nil
	}}, nil
}

func (p *places) callLocations(calls []ImplicitCall) []protocol.Location {
	out := []protocol.Location{}
	for _, c := range calls {
		out = append(out, p.location(c.At.File, c.At.Start, c.At.End))
	}
	return out
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
	URI  string `json:"uri"`  // of the document that was asked about
	File string `json:"file"` // where the impl's `drop` stands
	At   int    `json:"at"`
}

func (p *places) implItem(d *document, impl semantics.DropImpl) callItem {
	loc := p.location(impl.Fn.File, impl.Fn.Start, impl.Fn.End)
	return callItem{Name: "drop", Kind: protocol.SymbolKindMethod, Detail: "impl Drop for " + impl.Type, URI: string(loc.URI),
		Range: p.rangeOf(impl.Span.File, impl.Span.Start, impl.Span.End), SelectionRange: loc.Range, Data: &callData{d.uri, impl.Fn.File, impl.Fn.Start}}
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
func (s *server) hierarchy(params json.RawMessage, answer func(*document, *places, Implicit, semantics.DropImpl) any) (task, error) {
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
		all, pl, err := s.implicit(ctx, d)
		if err != nil {
			return nil, err
		}
		for _, impl := range all.Impls {
			if impl.Fn.File == p.Item.Data.File && impl.Fn.Start == p.Item.Data.At {
				return answer(d, pl, all, impl), nil
			}
		}
		return []any{}, nil
	}}, nil
}

type incomingCall struct {
	From       callItem         `json:"from"`
	FromRanges []protocol.Range `json:"fromRanges"`
}

// incomingCalls are the functions that run a destructor, with the places that do. Of one that is a
// destructor itself the calls can be asked for in turn.
func (s *server) incomingCalls(params json.RawMessage) (task, error) {
	return s.hierarchy(params, func(d *document, pl *places, all Implicit, impl semantics.DropImpl) any {
		out := []incomingCall{}
		var last semantics.FileSpan
		for _, c := range all.of(impl.Span) {
			n := len(out)
			if n == 0 || last != c.Span {
				loc := pl.location(c.Span.File, c.Span.Start, c.Span.End)
				head := loc.Range
				if head.End.Line > head.Start.Line {
					head.End = head.Start
				}
				item := callItem{Name: c.Function, Kind: protocol.SymbolKindFunction, URI: string(loc.URI), Range: loc.Range, SelectionRange: head}
				for _, in := range all.Impls {
					if inside(in.Fn, c.Span) && inside(c.Span, in.Span) {
						item.Data = &callData{d.uri, in.Fn.File, in.Fn.Start}
					}
				}
				out = append(out, incomingCall{From: item})
				last = c.Span
				n++
			}
			out[n-1].FromRanges = append(out[n-1].FromRanges, pl.rangeOf(c.At.File, c.At.Start, c.At.End))
		}
		return out
	})
}

// inside reports whether a span stands in another.
func inside(in, out semantics.FileSpan) bool {
	return in.File == out.File && out.Start <= in.Start && in.End <= out.End
}

type outgoingCall struct {
	To         callItem         `json:"to"`
	FromRanges []protocol.Range `json:"fromRanges"`
}

// outgoingCalls are the destructors that a destructor's own body runs.
func (s *server) outgoingCalls(params json.RawMessage) (task, error) {
	return s.hierarchy(params, func(d *document, pl *places, all Implicit, impl semantics.DropImpl) any {
		out := []outgoingCall{}
		for _, to := range all.Impls {
			call := outgoingCall{To: pl.implItem(d, to)}
			for _, c := range all.of(to.Span) {
				if inside(c.At, impl.Span) {
					call.FromRanges = append(call.FromRanges, pl.rangeOf(c.At.File, c.At.Start, c.At.End))
				}
			}
			if len(call.FromRanges) > 0 {
				out = append(out, call)
			}
		}
		return out
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
		impls, err := s.analysis.DropImpls(ctx, s.request(d))
		if err != nil || !slices.ContainsFunc(impls, func(x semantics.DropImpl) bool { return x.Span.File == d.file }) {
			return out, err
		}
		all, pl, err := s.implicit(ctx, d)
		if err != nil {
			return nil, err
		}
		for _, impl := range impls {
			if impl.Span.File != d.file {
				continue
			}
			locations := pl.callLocations(all.of(impl.Span))
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
