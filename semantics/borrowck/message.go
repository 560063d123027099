package borrowck

import (
	"fmt"
	"slices"

	"drop-lsp/syntax/diag"
	"drop-lsp/syntax/source"
)

// This file: building a diagnostic piece by piece, in the order in which rustc adds the
// pieces, and handing it to the buffer.

// message is a diagnostic under construction. Its primary span need not have a label.
type message struct {
	diag.Diagnostic
	primary source.Span
}

func newError(code diag.Code, span source.Span, format string, args ...any) *message {
	return &message{Diagnostic: diag.Diagnostic{Level: diag.Error, Code: code, Msg: fmt.Sprintf(format, args...)}, primary: span}
}

// label adds a label. A second label on one span stays a second label.
func (m *message) label(span source.Span, format string, args ...any) {
	if !span.Valid() {
		return
	}
	m.Labels = append(m.Labels, diag.Label{Span: span, Primary: span == m.primary, Text: fmt.Sprintf(format, args...)})
}

func (m *message) note(format string, args ...any) { m.sub(diag.Note, source.NoSpan, format, args...) }
func (m *message) help(format string, args ...any) { m.sub(diag.Help, source.NoSpan, format, args...) }

func (m *message) noteAt(span source.Span, format string, args ...any) {
	m.sub(diag.Note, span, format, args...)
}

func (m *message) sub(level diag.Level, span source.Span, format string, args ...any) {
	s := diag.Sub{Level: level, Msg: fmt.Sprintf(format, args...)}
	if span.Valid() {
		s.Labels = []diag.Label{{Span: span, Primary: true}}
	}
	m.Subs = append(m.Subs, s)
}

// suggest adds a suggestion.
func (m *message) suggest(a diag.Applicability, msg string, edits ...diag.Edit) {
	var distinct []diag.Edit
	for _, e := range edits {
		if !slices.Contains(distinct, e) {
			distinct = append(distinct, e)
		}
	}
	edits = distinct
	m.Suggestions = append(m.Suggestions, diag.Suggestion{Msg: msg, Edits: edits, Applicability: a})
}

// finish adds the primary span if no label shows it.
func (m *message) finish() *diag.Diagnostic {
	for _, l := range m.Labels {
		if l.Primary {
			return &m.Diagnostic
		}
	}
	m.Labels = append(m.Labels, diag.Label{Span: m.primary, Primary: true})
	return &m.Diagnostic
}

func (c *checker) report(m *message) {
	if !m.primary.Valid() {
		return
	}
	d := m.finish()
	c.buffer = append(c.buffer, d)
	c.sortSpans[d] = m.primary
}

func shrinkLo(s source.Span) source.Span { s.End = s.Start; return s }
func shrinkHi(s source.Span) source.Span { s.Start = s.End; return s }

func overlaps(a, b source.Span) bool {
	return a.Item == b.Item && a.Start < b.End && b.Start < a.End
}

func contains(a, b source.Span) bool {
	return a.Item == b.Item && a.Start <= b.Start && b.End <= a.End
}

func edit(s source.Span, text string) diag.Edit { return diag.Edit{Span: s, Text: text} }
