package main

import (
	"drop-lsp/semantics"
	"drop-lsp/syntax/diag"
	"drop-lsp/syntax/source"
	"strings"
)

// This file gives a diagnostic the shape that `rustc --error-format=json` prints,
// which is also what every other renderer works from: so the renderers can be fed
// rustc's own answers in tests, and whatever reads rustc's output reads ours.

// diagnostic is one line of the json output.
type diagnostic struct {
	MessageType string       `json:"$message_type,omitempty"`
	Message     string       `json:"message"`
	Code        *code        `json:"code"`
	Level       string       `json:"level"`
	Spans       []span       `json:"spans"`
	Children    []diagnostic `json:"children"`
	Rendered    *string      `json:"rendered"`
}

// code is an error code; we carry no explanations.
type code struct {
	Code        string  `json:"code"`
	Explanation *string `json:"explanation"`
}

// span is rustc's: bytes from 0, lines and columns from 1, ends exclusive,
// columns in characters.
type span struct {
	FileName      string     `json:"file_name"`
	ByteStart     int        `json:"byte_start"`
	ByteEnd       int        `json:"byte_end"`
	LineStart     int        `json:"line_start"`
	LineEnd       int        `json:"line_end"`
	ColumnStart   int        `json:"column_start"`
	ColumnEnd     int        `json:"column_end"`
	IsPrimary     bool       `json:"is_primary"`
	Text          []spanLine `json:"text"`
	Label         *string    `json:"label"`
	Replacement   *string    `json:"suggested_replacement"`
	Applicability *string    `json:"suggestion_applicability"`
	Expansion     *struct{}  `json:"expansion"`
}

// spanLine is a line that a span touches, and what of it.
type spanLine struct {
	Text           string `json:"text"`
	HighlightStart int    `json:"highlight_start"`
	HighlightEnd   int    `json:"highlight_end"`
}

// texts finds files' texts and keeps their line tables.
type texts struct {
	text   func(file string) (string, bool)
	tables map[string]*source.LineTable
}

func newTexts(text func(string) (string, bool)) *texts {
	return &texts{text: text, tables: map[string]*source.LineTable{}}
}

// table is the file's line table; an empty one if the file cannot be read.
func (t *texts) table(file string) *source.LineTable {
	if lt, ok := t.tables[file]; ok {
		return lt
	}
	s := ""
	if t.text != nil {
		s, _ = t.text(file)
	}
	lt := source.NewLineTable(s)
	t.tables[file] = lt
	return lt
}

// longestLine is what a span quotes of a line at most, in bytes: a generated file of one
// line would be written out once for each of its spans.
const longestLine = 10_000

// span gives a place rustc's shape.
func (t *texts) span(fs semantics.FileSpan) span {
	lt := t.table(fs.File)
	l0, c0 := lt.Position(fs.Start, source.UTF32)
	l1, c1 := lt.Position(fs.End, source.UTF32)
	s := span{FileName: fs.File, ByteStart: fs.Start, ByteEnd: fs.End,
		LineStart: l0 + 1, LineEnd: l1 + 1, ColumnStart: c0 + 1, ColumnEnd: c1 + 1, Text: []spanLine{}}
	for l := l0; l <= l1; l++ {
		line := spanLine{Text: lt.Text(l), HighlightStart: 1}
		if len(line.Text) > longestLine {
			s.Text = []spanLine{} // as rustc has it where the source is not at hand
			return s
		}
		line.HighlightEnd = len([]rune(line.Text)) + 1
		if l == l0 {
			line.HighlightStart = c0 + 1
		}
		if l == l1 {
			line.HighlightEnd = c1 + 1
		}
		s.Text = append(s.Text, line)
	}
	return s
}

// diagnostics converts a report; labels without a place are left out.
func diagnostics(r semantics.Report) ([]diagnostic, *texts) {
	t := newTexts(r.Text)
	var out []diagnostic
	for i := range r.Diagnostics {
		d := &r.Diagnostics[i]
		j := diagnostic{MessageType: "diagnostic", Message: d.Msg, Level: string(d.Level),
			Spans: t.labels(d.Labels, r.Resolve), Children: []diagnostic{}}
		if d.Code != "" {
			j.Code = &code{Code: string(d.Code)}
		}
		for _, s := range d.Subs {
			j.Children = append(j.Children, diagnostic{Message: s.Msg, Level: string(s.Level),
				Spans: t.labels(s.Labels, r.Resolve), Children: []diagnostic{}})
		}
		for _, s := range d.Suggestions {
			j.Children = append(j.Children, diagnostic{Message: s.Msg, Level: string(diag.Help),
				Spans: t.edits(s, r.Resolve), Children: []diagnostic{}})
		}
		rendered := renderHuman(j, t, false)
		j.Rendered = &rendered
		j.Children = alternativesJoined(j.Children)
		out = append(out, j)
	}
	return out, t
}

// alternativesJoined puts the ways to do what one help says into one child, as rustc's JSON does.
func alternativesJoined(children []diagnostic) []diagnostic {
	out := []diagnostic{}
	for _, c := range children {
		if n := len(out); n > 0 && c.isSuggestion() && out[n-1].isSuggestion() && out[n-1].Message == c.Message {
			out[n-1].Spans = append(out[n-1].Spans, c.Spans...)
			continue
		}
		out = append(out, c)
	}
	return out
}

func (t *texts) labels(labels []diag.Label, resolve semantics.Resolve) []span {
	out := []span{}
	for _, l := range labels {
		fs, ok := resolve(l.Span)
		if !ok {
			continue
		}
		s := t.span(fs)
		s.IsPrimary = l.Primary
		if l.Text != "" {
			s.Label = &l.Text
		}
		out = append(out, s)
	}
	return out
}

func (t *texts) edits(sug diag.Suggestion, resolve semantics.Resolve) []span {
	out := []span{}
	for _, e := range sug.Edits {
		fs, ok := resolve(e.Span)
		if !ok {
			continue
		}
		s := t.span(fs)
		s.IsPrimary = true
		applicability := string(sug.Applicability)
		s.Replacement, s.Applicability = &e.Text, &applicability
		out = append(out, s)
	}
	return out
}

// primary is the diagnostic's first primary span.
func (d *diagnostic) primary() (span, bool) {
	for _, s := range d.Spans {
		if s.IsPrimary {
			return s, true
		}
	}
	return span{}, false
}

// codeText is the code, or nothing.
func (d *diagnostic) codeText() string {
	if d.Code == nil {
		return ""
	}
	return d.Code.Code
}

// isSuggestion reports whether a child carries edits.
func (d *diagnostic) isSuggestion() bool {
	return len(d.Spans) > 0 && d.Spans[0].Replacement != nil
}

// partialCode marks what could not be analysed.
const partialCode = "drop-lsp::partial"

// heading is `level[code]`; our own codes are not printed there, as rustc prints no lint names.
func (d *diagnostic) heading() string {
	if c := d.codeText(); c != "" && !strings.Contains(c, "::") {
		return d.Level + "[" + c + "]"
	}
	return d.Level
}
