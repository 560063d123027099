package server

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"drop-lsp/semantics"
)

// This file answers dropLsp/glue: the drop glue of the type at a position as a tree in plain
// text, with what must be live when a value of it drops.

// textAnswer is a document to read: dropLsp/glue and dropLsp/mir answer with one.
type textAnswer struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

func (s *server) glue(params json.RawMessage) (task, error) {
	p, d, err := s.asked(params)
	if err != nil {
		return task{}, err
	}
	return task{doc: d, run: func(ctx context.Context) (any, error) {
		g, err := s.analysis.TypeAt(ctx, s.request(d), d.file, offset(d.lines, p.Position, s.encoding), false)
		if g == nil || err != nil {
			return nil, err
		}
		return textAnswer{g.Name, glueText(g.TypeGlue)}, nil
	}}, nil
}

// glueText is a type's drop glue in plain text.
func glueText(g semantics.TypeGlue) string {
	var b strings.Builder
	b.WriteString(g.Name)
	switch {
	case g.DropGlue == "no":
		b.WriteString("\n\nNo drop glue: dropping it runs nothing.\n")
		return b.String()
	case g.DropGlue == "unknown":
		b.WriteString("\n\nIts drop glue is not known.\n")
		return b.String()
	}
	b.WriteByte('\n')
	if g.ImplementsDrop {
		branch := "├─ "
		if len(g.Fields) == 0 {
			branch = "└─ "
		}
		b.WriteString(branch + "its own Drop::drop\n")
	}
	glueBranches(&b, g.Fields, "")
	b.WriteByte('\n')
	if g.DropGlue == "depends" {
		b.WriteString("Whether it has drop glue depends on its type parameters.\n")
	}
	if len(g.RequiresLive) == 0 {
		b.WriteString("Nothing must be live when it drops.\n")
	}
	for _, r := range g.RequiresLive {
		fmt.Fprintf(&b, "%s must be live when it drops: %s\n", r.Param, strings.Join(r.Because, "; "))
	}
	return b.String()
}

func glueBranches(b *strings.Builder, fields []semantics.FieldGlue, indent string) {
	for i, f := range fields {
		branch, below := "├─ ", "│  "
		if i == len(fields)-1 {
			branch, below = "└─ ", "   "
		}
		fmt.Fprintf(b, "%s%s%s: %s", indent, branch, f.Name, f.Type)
		switch f.DropGlue {
		case "no":
			b.WriteString("  (no drop glue)\n")
			continue
		case "depends":
			b.WriteString("  (depends)")
		case "unknown":
			b.WriteString("  (not known)")
		}
		b.WriteByte('\n')
		glueBranches(b, f.Fields, indent+below)
	}
}
