package server

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strconv"
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

// fullReport is 3.17's report of all diagnostics.
type fullReport struct {
	Kind     string                `json:"kind"`
	ResultID string                `json:"resultId"`
	Items    []protocol.Diagnostic `json:"items"`
}

// unchangedReport says that the result which the client names still holds.
type unchangedReport struct {
	Kind     string `json:"kind"`
	ResultID string `json:"resultId"`
}

// documentParams is what a request about a document says.
type documentParams struct {
	TextDocument struct {
		URI string `json:"uri"`
	} `json:"textDocument"`
	Position         protocol.Position `json:"position"`
	Range            protocol.Range    `json:"range"`
	PreviousResultID string            `json:"previousResultId"`
}

// asked is what a request about an open document says, and that document.
func (s *server) asked(params json.RawMessage) (p documentParams, d *document, err error) {
	if p, err = decode[documentParams](params); err != nil {
		return p, nil, err
	}
	d, err = s.document(p.TextDocument.URI)
	return p, d, err
}

func (s *server) diagnostic(params json.RawMessage) (task, error) {
	p, d, err := s.asked(params)
	if err != nil {
		return task{}, err
	}
	return task{doc: d, run: func(ctx context.Context) (any, error) {
		items, err := s.diagnose(ctx, d)
		if err != nil {
			return nil, err
		}
		id := resultID(items)
		if id == p.PreviousResultID {
			return unchangedReport{"unchanged", id}, nil
		}
		return fullReport{"full", id, items}, nil
	}, pulled: true}, nil
}

// resultID names a list of diagnostics by what it holds.
func resultID(items []protocol.Diagnostic) string {
	b, _ := json.Marshal(items)
	h := fnv.New64a()
	_, _ = h.Write(b)
	return strconv.FormatUint(h.Sum64(), 36)
}

// push sends the document's diagnostics, unless the client pulls or the document changes before; those
// that the client has are sent only anew.
func (s *server) push(d *document, anew bool) {
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
			if !s.news(d, items) && !anew {
				return nil
			}
			return s.publish(d.uri, d.version, items)
		})
	}()
}

// news reports whether the client does not have these yet of the document's present text.
func (s *server) news(d *document, items []protocol.Diagnostic) bool {
	id := strconv.Itoa(int(d.version)) + ":" + resultID(items)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.docs[d.uri] != d || s.published[d.uri] == id {
		return false
	}
	s.published[d.uri] = id
	return true
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
	ctx, done := s.working(ctx, d)
	report, err := s.analysis.Check(ctx, req)
	done()
	if err != nil {
		s.busy(0)
		return nil, err
	}
	s.noteSaved(d, report)
	partial, because := 0, ""
	show := s.filter(d)
	pl := s.places(d, req)
	items := []protocol.Diagnostic{}
	for i := range report.Diagnostics {
		x := &report.Diagnostics[i]
		fs, ok := report.Resolve(x.Primary())
		if ok && fs.File == d.file && x.Code == PartialCode {
			partial, because = partial+1, x.Msg
		}
		if !ok || fs.File != d.file || !show(x) {
			continue
		}
		items = append(items, pl.diagnostic(x, fs, report.Resolve, s.client.related))
	}
	s.ready(partial, because)
	return items, nil
}

var severities = map[diag.Level]protocol.DiagnosticSeverity{
	diag.Error: protocol.DiagnosticSeverityError, diag.Warning: protocol.DiagnosticSeverityWarning,
	diag.Note: protocol.DiagnosticSeverityInformation, diag.Help: protocol.DiagnosticSeverityHint,
}

// enabled is what of the findings the settings do not switch off.
func (s *server) enabled() func(*diag.Diagnostic) bool {
	set := s.currentSettings().Diagnostics
	return func(x *diag.Diagnostic) bool {
		switch {
		case !set.Enable, slices.Contains(set.Disabled, string(x.Code)):
			return false
		case x.Code == PartialCode:
			return set.Partial
		}
		return true
	}
}

// filter is what of a document's findings is shown: what is enabled, but for the errors that
// `cargo check` shows.
func (s *server) filter(d *document) func(*diag.Diagnostic) bool {
	enabled := s.enabled()
	theirs := func(*diag.Diagnostic) bool { return false }
	switch s.currentSettings().Diagnostics.Compiler {
	case "never":
		if inPackage(d.file) {
			theirs = func(*diag.Diagnostic) bool { return true }
		}
	case "untilSaved":
		if inPackage(d.file) {
			theirs = s.seenAtSave(d)
		}
	}
	return func(x *diag.Diagnostic) bool {
		ours := x.Code == PartialCode || strings.HasPrefix(string(x.Code), "drop-lsp::")
		return enabled(x) && (ours || !theirs(x))
	}
}

// savedErrors are the errors of a saved text, how often each.
type savedErrors struct {
	text   string
	errors map[string]int
}

// noteSaved keeps the errors of a text that is saved: `cargo check` has told them, and goes on showing them
// until the next time.
func (s *server) noteSaved(d *document, report semantics.Report) {
	if d.text != d.saved {
		return
	}
	n := savedErrors{d.saved, map[string]int{}}
	for i := range report.Diagnostics {
		x := &report.Diagnostics[i]
		if at, ok := report.Resolve(x.Primary()); ok && at.File == d.file {
			n.errors[errorKey(x)]++
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.saved[d.uri] = n
}

// seenAtSave tells the errors that the saved text had from those that came since, each as often as it was there.
func (s *server) seenAtSave(d *document) func(*diag.Diagnostic) bool {
	if d.text == d.saved {
		return func(*diag.Diagnostic) bool { return true }
	}
	s.mu.Lock()
	left := map[string]int{}
	if n, ok := s.saved[d.uri]; ok && n.text == d.saved {
		left = maps.Clone(n.errors)
	}
	s.mu.Unlock()
	return func(x *diag.Diagnostic) bool {
		key := errorKey(x)
		left[key]--
		return left[key] >= 0
	}
}

// inPackage reports whether `cargo check` sees a file: one of the folders around it has a Cargo.toml.
func inPackage(file string) bool { return packageOf(file) != "" }

// diagnostic shapes one finding: the primary label joins the message, the other labels and the
// notes with a place become related information, or lines of the message where the client has no
// place for it.
func (p *places) diagnostic(x *diag.Diagnostic, fs semantics.FileSpan, resolve semantics.Resolve, related bool) protocol.Diagnostic {
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
	if !related {
		for _, r := range out.RelatedInformation {
			out.Message += fmt.Sprintf("\nline %d: %s", r.Location.Range.Start.Line+1, r.Message)
		}
		out.RelatedInformation = nil
	}
	return out
}

func (p *places) relate(out *protocol.Diagnostic, l diag.Label, text string, resolve semantics.Resolve) {
	if fs, ok := resolve(l.Span); ok && text != "" {
		out.RelatedInformation = append(out.RelatedInformation,
			protocol.DiagnosticRelatedInformation{Location: p.location(fs.File, fs.Start, fs.End), Message: text})
	}
}
