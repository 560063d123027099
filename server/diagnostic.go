package server

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"go.lsp.dev/protocol"

	"drop-lsp/semantics"
	"drop-lsp/syntax/diag"
)

// This file gives the diagnostics of a document: pulled (3.17) where the client pulls,
// else pushed shortly after each change.

// pushDelay lets a burst of keystrokes pass before the work starts.
const pushDelay = 10 * time.Millisecond

// documentDiagnosticReport is 3.17's full report.
type documentDiagnosticReport struct {
	Kind  string                `json:"kind"`
	Items []protocol.Diagnostic `json:"items"`
}

// documentParams is what a request about a document says.
type documentParams struct {
	TextDocument struct {
		URI string `json:"uri"`
	} `json:"textDocument"`
	Position protocol.Position `json:"position"`
	Range    protocol.Range    `json:"range"`
}

func (s *server) diagnostic(params json.RawMessage) (task, error) {
	p, err := decode[documentParams](params)
	if err != nil {
		return task{}, err
	}
	d, err := s.document(p.TextDocument.URI)
	if err != nil {
		return task{}, err
	}
	return task{d, func(ctx context.Context) (any, error) {
		items, err := s.diagnose(ctx, d)
		return documentDiagnosticReport{"full", items}, err
	}}, nil
}

// push sends the document's diagnostics, unless the client pulls or the document changes before.
func (s *server) push(d *document) {
	if s.client.pull {
		return
	}
	go func() {
		_ = guarded(func() error {
			select {
			case <-d.ctx.Done():
				return nil
			case <-time.After(pushDelay):
			}
			items, err := s.diagnose(d.ctx, d)
			if err != nil || d.ctx.Err() != nil {
				return err
			}
			return s.publish(d.uri, d.version, items)
		})
	}()
}

func (s *server) publish(u string, version int32, items []protocol.Diagnostic) error {
	if items == nil {
		items = []protocol.Diagnostic{}
	}
	return s.conn.Notify(context.Background(), "textDocument/publishDiagnostics",
		protocol.PublishDiagnosticsParams{URI: protocol.DocumentURI(u), Version: uint32(max(version, 0)), Diagnostics: items})
}

// diagnose asks the analysis and keeps what lies in the document.
func (s *server) diagnose(ctx context.Context, d *document) ([]protocol.Diagnostic, error) {
	req := s.request(d)
	req.Typing = true
	report, err := s.analysis.Check(ctx, req)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	partial := s.settings.Diagnostics.Partial
	s.mu.Unlock()
	pl := s.places(d, req)
	items := []protocol.Diagnostic{}
	for i := range report.Diagnostics {
		x := &report.Diagnostics[i]
		fs, ok := report.Resolve(x.Primary())
		if !ok || fs.File != d.file || x.Code == PartialCode && !partial {
			continue
		}
		items = append(items, pl.diagnostic(x, fs, report.Resolve))
	}
	return items, nil
}

var severities = map[diag.Level]protocol.DiagnosticSeverity{
	diag.Error: protocol.DiagnosticSeverityError, diag.Warning: protocol.DiagnosticSeverityWarning,
	diag.Note: protocol.DiagnosticSeverityInformation, diag.Help: protocol.DiagnosticSeverityHint,
}

// diagnostic shapes one finding: the primary label joins the message, the other labels
// and the notes with a place become related information.
func (p *places) diagnostic(x *diag.Diagnostic, fs semantics.FileSpan, resolve semantics.Resolve) protocol.Diagnostic {
	out := protocol.Diagnostic{Range: p.rangeOf(fs.File, fs.Start, fs.End), Severity: severities[x.Level], Source: "drop-lsp", Message: x.Msg}
	if x.Code != "" {
		out.Code = string(x.Code)
		if strings.HasPrefix(string(x.Code), "E0") {
			out.CodeDescription = &protocol.CodeDescription{Href: protocol.URI("https://doc.rust-lang.org/error_codes/" + string(x.Code) + ".html")}
		}
	}
	primary := x.Primary()
	for _, l := range x.Labels {
		if l.Primary && l.Span == primary {
			if l.Text != "" {
				out.Message += "\n" + l.Text
			}
			continue
		}
		p.relate(&out, l, l.Text, resolve)
	}
	for _, sub := range x.Subs {
		if len(sub.Labels) == 0 {
			out.Message += "\n" + string(sub.Level) + ": " + sub.Msg
			continue
		}
		for i, l := range sub.Labels {
			text := l.Text
			if i == 0 {
				text = strings.TrimSuffix(sub.Msg+"\n"+l.Text, "\n")
			}
			p.relate(&out, l, text, resolve)
		}
	}
	for _, sug := range x.Suggestions {
		out.Message += "\nhelp: " + sug.Msg
	}
	return out
}

func (p *places) relate(out *protocol.Diagnostic, l diag.Label, text string, resolve semantics.Resolve) {
	if fs, ok := resolve(l.Span); ok && text != "" {
		out.RelatedInformation = append(out.RelatedInformation,
			protocol.DiagnosticRelatedInformation{Location: p.location(fs.File, fs.Start, fs.End), Message: text})
	}
}
