package main

import (
	"encoding/json"
	"fmt"
	"io"

	"drop-lsp/semantics"
)

// This file holds what the answers of drops, glue and mir share.

// unknownJSON is a place that could not be analysed.
type unknownJSON struct {
	Span   span   `json:"span"`
	Reason string `json:"reason"`
}

func (t *texts) unknown(us []semantics.UnknownPart) []unknownJSON {
	out := []unknownJSON{}
	for _, u := range us {
		out = append(out, unknownJSON{t.span(u.Span), u.Reason})
	}
	return out
}

// sayUnknown tells whoever reads stderr, so that an empty answer is not taken for
// "nothing is dropped".
func sayUnknown(env *environment, t *texts, us []semantics.UnknownPart) {
	for _, u := range us {
		s := t.span(u.Span)
		fmt.Fprintf(env.err, "drop-lsp: %s:%d:%d: not analysed: %s\n", s.FileName, s.LineStart, s.ColumnStart, u.Reason)
	}
}

func status(partial bool) string {
	if partial {
		return "partial"
	}
	return "complete"
}

// list is never null in JSON.
func list(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}
