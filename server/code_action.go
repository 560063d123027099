package server

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"go.lsp.dev/protocol"

	"drop-lsp/semantics"
	"drop-lsp/syntax/diag"
)

// This file answers textDocument/codeAction: quick fixes for the errors in a range, and
// source.fixAll, which applies what rustc calls machine-applicable until nothing is left.
// Every fix was tried before it is offered (fix_verify.go).

// fixAllKind is our part of source.fixAll.
const fixAllKind = "source.fixAll.drop-lsp"

// codeAction is the protocol's.
type codeAction struct {
	Title       string                `json:"title"`
	Kind        string                `json:"kind"`
	Diagnostics []protocol.Diagnostic `json:"diagnostics,omitempty"`
	IsPreferred bool                  `json:"isPreferred,omitempty"`
	Edit        workspaceEdit         `json:"edit"`
}

// workspaceEdit changes one document, with its version where the client takes one.
type workspaceEdit struct {
	Changes         map[string][]protocol.TextEdit `json:"changes,omitempty"`
	DocumentChanges []documentEdit                 `json:"documentChanges,omitempty"`
}

type documentEdit struct {
	TextDocument struct {
		URI     string `json:"uri"`
		Version int32  `json:"version"`
	} `json:"textDocument"`
	Edits []protocol.TextEdit `json:"edits"`
}

func (s *server) codeAction(params json.RawMessage) (task, error) {
	p, err := decode[struct {
		documentParams
		Context struct {
			Only []string `json:"only"`
		} `json:"context"`
	}](params)
	if err != nil {
		return task{}, err
	}
	d, err := s.document(p.TextDocument.URI)
	if err != nil {
		return task{}, err
	}
	return task{doc: d, run: func(ctx context.Context) (any, error) {
		actions := []codeAction{}
		if !s.client.codeActions {
			return actions, nil
		}
		if wants(p.Context.Only, "quickfix", true) {
			from, to := offset(d.lines, p.Range.Start, s.encoding), offset(d.lines, p.Range.End, s.encoding)
			fixes, err := s.quickFixes(ctx, d, from, to)
			if err != nil {
				return nil, err
			}
			actions = append(actions, fixes...)
		}
		if wants(p.Context.Only, fixAllKind, false) {
			all, err := s.fixAll(ctx, d)
			if err != nil {
				return nil, err
			}
			actions = append(actions, all...)
		}
		return actions, nil
	}}, nil
}

// wants reports whether a kind is asked for; usual: also where nothing is said.
func wants(only []string, kind string, usual bool) bool {
	if len(only) == 0 {
		return usual
	}
	return slices.ContainsFunc(only, func(o string) bool { return o == "" || o == kind || strings.HasPrefix(kind, o+".") })
}

// errorsIn are the document's errors that touch a range, also those that `cargo check` shows.
func (s *server) errorsIn(report semantics.Report, d *document, from, to int) []*diag.Diagnostic {
	show := s.enabled()
	var out []*diag.Diagnostic
	for i := range report.Diagnostics {
		x := &report.Diagnostics[i]
		at, ok := report.Resolve(x.Primary())
		if ok && x.Level == diag.Error && at.File == d.file && at.Start <= to && from <= at.End && show(x) {
			out = append(out, x)
		}
	}
	return out
}

func (s *server) quickFixes(ctx context.Context, d *document, from, to int) ([]codeAction, error) {
	req := s.request(d)
	req.Typing = true
	report, err := s.analysis.Check(ctx, req)
	if err != nil {
		return nil, err
	}
	xs := s.errorsIn(report, d, from, to)
	if len(xs) == 0 {
		return nil, nil
	}
	left := maxTried
	f := &fixer{s, d, report, &left}
	before, err := f.examine(ctx, d.text)
	if err != nil {
		return nil, err
	}
	pl := s.places(d, req)
	var out []codeAction
	for _, x := range xs {
		if left == 0 {
			break
		}
		fixes, err := f.verified(ctx, before, x)
		if err != nil {
			return nil, err
		}
		at, _ := report.Resolve(x.Primary())
		for i, c := range fixes {
			out = append(out, codeAction{Title: c.title + " (" + c.effect + ")", Kind: "quickfix", IsPreferred: i == 0 && c.machine,
				Diagnostics: []protocol.Diagnostic{pl.diagnostic(x, at, report.Resolve, s.client.related)}, Edit: s.edit(pl, d, c.edits)})
		}
	}
	return out, nil
}

// edit shapes edits of a document.
func (s *server) edit(pl *places, d *document, edits []textEdit) (out workspaceEdit) {
	list := []protocol.TextEdit{}
	for _, e := range edits {
		list = append(list, protocol.TextEdit{Range: pl.rangeOf(d.file, e.start, e.end), NewText: e.text})
	}
	if !s.client.documentChanges {
		out.Changes = map[string][]protocol.TextEdit{d.uri: list}
		return out
	}
	n := documentEdit{Edits: list}
	n.TextDocument.URI, n.TextDocument.Version = d.uri, d.version
	out.DocumentChanges = []documentEdit{n}
	return out
}

// maxFixAll is how many fixes source.fixAll applies.
const maxFixAll = 30

// fixAll applies machine-applicable fixes one after another, each to the text that the one before left.
func (s *server) fixAll(ctx context.Context, d *document) ([]codeAction, error) {
	now := newDocument(d.uri, d.version, d.lines)
	now.saved = d.saved
	left := maxFixAll + maxTried
	for range maxFixAll {
		f := &fixer{s: s, d: now, left: &left}
		text, err := f.next(ctx)
		if err != nil {
			return nil, err
		}
		if text == now.text {
			break
		}
		now = newDocument(d.uri, d.version, now.lines.Near(text))
		now.saved = d.saved
	}
	if now.text == d.text {
		return nil, nil
	}
	f := &fixer{s: s, d: d}
	was, is, err := f.apart(ctx, f.trial(d.text), f.trial(now.text))
	if err != nil {
		return nil, err
	}
	pl := s.places(d, s.request(d))
	return []codeAction{{Title: "Fix all that rustc can fix (" + effect(was, is) + ")", Kind: fixAllKind, Edit: s.edit(pl, d, []textEdit{difference(d.text, now.text)})}}, nil
}

// next is the text with the first fix that may be applied unseen; the same text: there is none.
func (f *fixer) next(ctx context.Context) (string, error) {
	report, err := f.s.analysis.Check(ctx, f.trial(f.d.text))
	if err != nil {
		return "", err
	}
	f.report = report
	before, err := f.examine(ctx, f.d.text)
	if err != nil {
		return "", err
	}
	for _, x := range f.s.errorsIn(report, f.d, 0, len(f.d.text)) {
		for _, sug := range x.Suggestions {
			c, ok := f.suggestion(sug)
			if !ok || !c.machine {
				continue
			}
			text, ok := c.apply(f.d.text)
			if !ok {
				continue
			}
			if _, _, ok, err = f.cures(ctx, before, text, x); err != nil {
				return "", err
			}
			if ok {
				return text, nil
			}
		}
	}
	return f.d.text, nil
}

// difference is the smallest edit, on whole lines, that makes one text of another.
func difference(old, now string) textEdit {
	i := 0
	for i < len(old) && i < len(now) && old[i] == now[i] {
		i++
	}
	i = strings.LastIndexByte(old[:i], '\n') + 1
	j, k := len(old), len(now)
	for j > i && k > i && old[j-1] == now[k-1] {
		j, k = j-1, k-1
	}
	for j < len(old) && old[j] != '\n' {
		j, k = j+1, k+1
	}
	return textEdit{i, j, now[i:k]}
}
