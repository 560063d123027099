package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"drop-lsp/server"
)

// mirCmd is `drop-lsp mir`.
type mirCmd struct {
	common
	Format string `enum:"human,json" default:"human" help:"human or json."`
	Fn     string `placeholder:"PATH" help:"Only this function."`
	File   string `arg:"" help:"A Rust file, or a folder with a Cargo.toml."`
}

// Run shows the bodies after drop elaboration.
func (c *mirCmd) Run(env *environment) error {
	req, err := c.request([]string{c.File})
	if err != nil {
		return err
	}
	res, err := env.analysis.MIR(env.ctx, req)
	if err != nil {
		return err
	}
	t := newTexts(req.ReadText)
	sayUnknown(env, t, res.Unknown)
	out := mirJSON{Functions: []bodyJSON{}, Unknown: t.unknown(res.Unknown)}
	for _, f := range res.Functions {
		if c.Fn == "" || c.Fn == f.Name {
			out.Functions = append(out.Functions, t.body(f))
		}
	}
	if c.Format == "json" {
		return writeJSON(env.out, out)
	}
	return out.human(env.out)
}

// mirJSON is `mir --format json`.
type mirJSON struct {
	Functions []bodyJSON    `json:"functions"`
	Unknown   []unknownJSON `json:"unknown,omitempty"`
}

type bodyJSON struct {
	Name    string        `json:"name"`
	Span    span          `json:"span"`
	Status  string        `json:"status"`
	Unknown []unknownJSON `json:"unknown"`
	Locals  []localJSON   `json:"locals"`
	Blocks  []blockJSON   `json:"blocks"`
	// Promoted is beyond the interface: the constants promoted out of the body, by index.
	Promoted []bodyJSON `json:"promoted,omitempty"`
}

type localJSON struct {
	ID   int     `json:"id"`
	Type string  `json:"type"`
	Name *string `json:"name"`
}

type blockJSON struct {
	ID         int            `json:"id"`
	Cleanup    bool           `json:"cleanup"`
	Statements []string       `json:"statements"`
	Terminator map[string]any `json:"terminator"`
}

func (t *texts) body(f server.FunctionMIR) bodyJSON {
	out := bodyJSON{Name: f.Name, Span: t.span(f.Span), Status: status(f.Partial), Unknown: t.unknown(f.Unknown),
		Locals: []localJSON{}, Blocks: []blockJSON{}}
	for _, l := range f.Locals {
		lj := localJSON{ID: l.ID, Type: l.Type}
		if l.Name != "" {
			lj.Name = &l.Name
		}
		out.Locals = append(out.Locals, lj)
	}
	for _, c := range f.Promoted {
		out.Promoted = append(out.Promoted, t.body(c))
	}
	for _, b := range f.Blocks {
		term := map[string]any{}
		maps.Copy(term, b.Terminator.Fields)
		term["kind"], term["span"] = b.Terminator.Kind, t.span(b.Terminator.Span)
		out.Blocks = append(out.Blocks, blockJSON{b.ID, b.Cleanup, list(b.Statements), term})
	}
	return out
}

func (m mirJSON) human(w io.Writer) error {
	var b strings.Builder
	for _, f := range m.Functions {
		fmt.Fprintf(&b, "fn %s {\n", f.Name)
		for _, l := range f.Locals {
			fmt.Fprintf(&b, "    let _%d: %s;", l.ID, l.Type)
			if l.Name != nil {
				b.WriteString(" // " + *l.Name)
			}
			b.WriteByte('\n')
		}
		for _, block := range f.Blocks {
			fmt.Fprintf(&b, "    bb%d", block.ID)
			if block.Cleanup {
				b.WriteString(" (cleanup)")
			}
			b.WriteString(": {\n")
			for _, s := range block.Statements {
				fmt.Fprintf(&b, "        %s;\n", s)
			}
			fmt.Fprintf(&b, "        %s", block.Terminator["kind"])
			for _, k := range slices.Sorted(maps.Keys(block.Terminator)) {
				if k != "kind" && k != "span" {
					fmt.Fprintf(&b, " %s=%v", k, block.Terminator[k])
				}
			}
			b.WriteString(";\n    }\n")
		}
		b.WriteString("}\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}
